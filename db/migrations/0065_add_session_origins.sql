-- People see where they are signed in: by what kind of program, and from about where.

alter table identity.sessions
add column client text,
add column network cidr;
comment on column identity.sessions.client is
'The program that last got tokens, as far as it says who it is: Firefox on Windows.';
comment on column identity.sessions.network is
'From where that was: the address without its last part.';
