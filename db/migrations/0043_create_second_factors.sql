-- The staff prove twice who they are: by password, and by a code that their phone shows.

create table identity.second_factors (
    user_id uuid not null,
    secret bytea,
    last_step bigint not null default 0,
    pending_secret bytea,
    enrolled_at timestamptz,

    constraint second_factors_pkey primary key (user_id),
    constraint second_factors_user_id_fkey foreign key (user_id) references identity.users (id),
    constraint second_factors_enrolled_at_check
    check ((secret is null) = (enrolled_at is null)),
    constraint second_factors_secret_check
    check (length(secret) >= 20 and length(pending_secret) >= 20)
);
comment on table identity.second_factors is
'Secrets of time-based codes (RFC 6238). Only the owner''s definer functions may read them.';
comment on column identity.second_factors.last_step is
'The time step of the last code that was used: none of it or before it counts again.';
comment on column identity.second_factors.pending_secret is
'Shown to the person, who has not yet shown a code made from it.';

create table identity.recovery_codes (
    user_id uuid not null,
    code_hash bytea not null,
    created_at timestamptz not null,
    used_at timestamptz,

    constraint recovery_codes_pkey primary key (user_id, code_hash),
    constraint recovery_codes_user_id_fkey
    foreign key (user_id) references identity.second_factors (user_id) on delete cascade
);
comment on table identity.recovery_codes is
'Codes for who has lost the phone, as sha256. Each works once.';

alter table identity.sessions add column second_factor_at timestamptz;
comment on column identity.sessions.second_factor_at is
'When the person of the staff gave a code; until then the session can do nothing but enrol one.';

alter table identity.second_factors enable row level security;
alter table identity.recovery_codes enable row level security;
