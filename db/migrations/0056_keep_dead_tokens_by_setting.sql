-- How long dead tokens are kept is said where the staff read it, like all that is kept for a while.

insert into util.settings (key, value, description)
values
('one_time_token_retention_days', '7', 'Tokens of links are kept that long after they died'),
('refresh_token_retention_days', '1', 'Refresh tokens are kept that long after they expired');
