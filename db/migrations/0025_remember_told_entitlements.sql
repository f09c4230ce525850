-- What customers' webhooks were told of entitlements last, so that they are told what differs.

create table usage.told_entitlements (
    organization_id uuid not null,
    entitlements jsonb not null,
    changes_at timestamptz,
    told_at timestamptz not null,

    constraint told_entitlements_pkey primary key (organization_id),
    constraint told_entitlements_organization_id_fkey
    foreign key (organization_id) references identity.organizations (id)
);
create index told_entitlements_changes_at_idx
on usage.told_entitlements (changes_at)
where changes_at is not null;
comment on table usage.told_entitlements is
'The entitlements of an organization with endpoints, as entitlement.changed has told them so far.';
comment on column usage.told_entitlements.changes_at is
'Business time at which the first of them expires by itself; null if none does, or it was noticed.';

alter table usage.told_entitlements enable row level security;

alter table webhooks.state_marks add column due_at timestamptz;
comment on column webhooks.state_marks.due_at is
'Real time until which the telling may wait for more of the kind; null is at once.';
