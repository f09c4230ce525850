-- Whom a letter may still be sent to: kinds of letters, dead addresses, people who want no more.

create table notify.kinds (
    kind text not null,
    category text not null,
    is_optional boolean not null,
    description text not null,

    constraint kinds_pkey primary key (kind),
    constraint kinds_category_check check (category ~ '^[a-z]+$')
);
comment on table notify.kinds is
'Every kind of letter there is. Rows follow db/functions/notify/kinds.sql.';
comment on column notify.kinds.is_optional is
'Whether a person may say that no more of its category are wanted. What someone asked for, and what
is owed by law or contract, is not optional.';

insert into notify.kinds (kind, category, is_optional, description)
select distinct
    e.kind,
    'account',
    false,
    'Described by the functions of the same deploy'
from notify.emails as e;

-- The list of kinds is a table now, which needs no migration to grow.
-- squawk-ignore ban-drop-constraint
alter table notify.emails drop constraint emails_kind_check;
-- squawk-ignore constraint-missing-not-valid, adding-foreign-key-constraint
alter table notify.emails add constraint emails_kind_fkey
foreign key (kind) references notify.kinds (kind);
-- squawk-ignore require-concurrent-index-creation
create index emails_kind_idx on notify.emails (kind);

-- squawk-ignore ban-drop-constraint
alter table notify.emails drop constraint emails_status_check;
-- squawk-ignore constraint-missing-not-valid
alter table notify.emails add constraint emails_status_check
check (status in ('queued', 'sending', 'sent', 'failed', 'obsolete', 'suppressed'));

alter table notify.emails add column unsubscribe_hash bytea;
-- squawk-ignore require-concurrent-index-creation
create unique index emails_unsubscribe_hash_idx on notify.emails (unsubscribe_hash)
where unsubscribe_hash is not null;
-- squawk-ignore require-concurrent-index-creation
create index emails_sent_idx on notify.emails (organization_id, finished_at)
where status = 'sent';
comment on column notify.emails.unsubscribe_hash is
'The token by which its reader can say that no more of its category are wanted.';

create table notify.suppressions (
    address text not null,
    reason text not null,
    detail text,
    created_at timestamptz not null,

    constraint suppressions_pkey primary key (address),
    constraint suppressions_reason_check check (reason in ('bounce', 'complaint'))
);
comment on table notify.suppressions is
'Addresses, in lower case, that nothing is sent to: they do not exist, or their owner calls us
spam.';

create table notify.unsubscriptions (
    address text not null,
    category text not null,
    created_at timestamptz not null,

    constraint unsubscriptions_pkey primary key (address, category)
);
comment on table notify.unsubscriptions is
'Who wants no more optional letters of a category; addresses in lower case.';

insert into util.settings (key, value, description)
values
(
    'emails_per_organization',
    '200',
    'Letters about one organization that leave within an hour; more of them wait'
);

alter table notify.kinds enable row level security;
alter table notify.suppressions enable row level security;
alter table notify.unsubscriptions enable row level security;
