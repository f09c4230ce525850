-- Passwords that whoever guesses tries first are refused: what many people use, as breaches have
-- told, and what is made of names that everybody knows.

create table identity.common_passwords (
    password text collate "C" not null,

    constraint common_passwords_pkey primary key (password)
);
comment on table identity.common_passwords is
'Passwords that are refused because many people use them, in lower case. The rows are those of
db/functions/identity/common_passwords.sql.';

alter table identity.common_passwords enable row level security;

insert into util.settings (key, value, description)
values
(
    'password_context_words', '["unison", "commerce"]',
    'Words of the service: a password made of them, and of the person''s own names, is refused'
);
