create or replace function notify.enqueue(
    kind text,
    recipient text,
    organization_id uuid,
    user_id uuid,
    data jsonb,
    dedupe_key text,
    token_hash bytea default null
)
returns uuid
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    v_now timestamptz := util.wall_clock();
    v_token text;
    v_email_id uuid;
begin
    if (select k.is_optional from notify.kinds as k where k.kind = enqueue.kind) then
        v_token = util.random_token();
    end if;

    insert into notify.emails (
        kind, recipient, organization_id, user_id, data, dedupe_key, token_hash, unsubscribe_hash,
        next_attempt_at, created_at
    )
    values (
        enqueue.kind,
        enqueue.recipient,
        enqueue.organization_id,
        enqueue.user_id,
        enqueue.data || coalesce(notify.unsubscribe_links(v_token), '{}'),
        enqueue.dedupe_key,
        enqueue.token_hash,
        util.hash_token(v_token),
        v_now,
        v_now
    )
    on conflict (dedupe_key) do nothing
    returning id into v_email_id;
    return v_email_id;
end
$$;

comment on function notify.enqueue(text, text, uuid, uuid, jsonb, text, bytea) is
'Queues a mail; it is sent if the transaction commits. Null if there is one with this key already.
data is what the template of the kind needs; what is optional gets links to unsubscribe.';
