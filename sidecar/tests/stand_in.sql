-- A stand-in for schema sidecar: the same functions over three plain queues, with no business in
-- them. It lets tests of the worker's promises (leases, repetition, a database that fails) plan
-- every fault; what the real functions do is tested with the real database.

do $$
begin
    if not exists (select from pg_roles where rolname = 'sidecar') then
        create role sidecar login;
    end if;
end
$$;

create schema sidecar;
grant usage on schema sidecar to sidecar;

create table sidecar.stripe_events (
    id text primary key,
    body text not null
);
create table sidecar.stripe_commands (
    id uuid primary key default gen_random_uuid(),
    kind text not null default 'customer.create',
    method text not null default 'POST',
    path text not null default '/v1/customers',
    params json not null default '{}',
    attempts integer not null default 0,
    due_at timestamptz not null default clock_timestamp(),
    leased_by text,
    leased_until timestamptz,
    status text not null default 'queued',
    http_status integer,
    body text,
    error text
);
create table sidecar.emails (
    id uuid primary key default gen_random_uuid(),
    kind text not null default 'verify_email',
    recipient text not null default 'maren@example.com',
    data json not null default
    '{"full_name": "Person One", "organization_name": "Gear Works", "url": "http://localhost/", "expires_hours": 48}',
    attempts integer not null default 0,
    due_at timestamptz not null default clock_timestamp(),
    leased_until timestamptz,
    status text not null default 'queued',
    detail text
);
create table sidecar.invoice_documents (
    id uuid primary key default gen_random_uuid(),
    data json not null,
    attempts integer not null default 0,
    status text not null default 'queued',
    pdf bytea,
    error text
);
create table sidecar.email_previews (
    id uuid primary key default gen_random_uuid(),
    kind text not null,
    data json not null,
    subject text,
    error text
);
create table sidecar.heartbeats (worker text primary key, beats integer not null);
-- Names of functions that raise an error, to see what the others do meanwhile.
create table sidecar.broken (function text primary key);

create function sidecar.fail_if_broken(function text)
returns void
language plpgsql
as $$
begin
    if exists (select from sidecar.broken as b where b.function = fail_if_broken.function) then
        raise exception 'planned fault';
    end if;
end
$$;

create function sidecar.receive_stripe_event(payload text)
returns json
language plpgsql
security definer
as $$
begin
    perform sidecar.fail_if_broken('receive_stripe_event');
    insert into sidecar.stripe_events (id, body)
    values (receive_stripe_event.payload::jsonb ->> 'id', receive_stripe_event.payload)
    on conflict (id) do nothing;
    return json_build_object(
        'status', 200, 'outcome', case when found then 'applied' else 'duplicate' end
    );
end
$$;

create procedure sidecar.receive_stripe_events(
    payloads text[], inout answers json[] default '{}'
)
language plpgsql
as $$
declare
    v_payload text;
begin
    foreach v_payload in array payloads loop
        answers = answers || sidecar.receive_stripe_event(v_payload);
        commit;
    end loop;
end
$$;

create function sidecar.apply_pending_events(max_events integer default 100)
returns json
language plpgsql
security definer
as $$
begin
    perform sidecar.fail_if_broken('apply_pending_events');
    return json_build_object('applied', 0, 'failed', 0, 'parked', 0);
end
$$;

create function sidecar.claim_stripe_commands(
    worker text, max_commands integer, lease_seconds integer
)
returns table (
    id uuid,
    organization_id uuid,
    kind text,
    attempt integer,
    method text,
    path text,
    params json,
    idempotency_key text
)
language plpgsql
security definer
as $$
begin
    perform sidecar.fail_if_broken('claim_stripe_commands');
    return query
    update sidecar.stripe_commands as c
    set
        attempts = c.attempts + 1,
        status = 'running',
        leased_by = claim_stripe_commands.worker,
        leased_until = clock_timestamp() + make_interval(secs => claim_stripe_commands.lease_seconds)
    where c.id in (
        select q.id
        from sidecar.stripe_commands as q
        where
            q.status in ('queued', 'running')
            and q.due_at <= clock_timestamp()
            and (q.leased_until is null or q.leased_until <= clock_timestamp())
        order by q.due_at
        limit claim_stripe_commands.max_commands
        for update skip locked
    )
    returning
        c.id, '00000000-0000-4000-8000-000000000001'::uuid, c.kind, c.attempts, c.method, c.path,
        c.params, c.id::text;
end
$$;

create function sidecar.record_stripe_response(
    command_id uuid, attempt integer, http_status integer, body text, error text
)
returns text
language plpgsql
security definer
as $$
declare
    v_status text = case
        when record_stripe_response.http_status between 200 and 299 then 'succeeded'
        when record_stripe_response.http_status between 400 and 428 then 'failed'
        else 'queued'
    end;
begin
    perform sidecar.fail_if_broken('record_stripe_response');
    update sidecar.stripe_commands as c
    set
        status = v_status,
        http_status = record_stripe_response.http_status,
        body = record_stripe_response.body,
        error = record_stripe_response.error,
        leased_until = null,
        due_at = clock_timestamp() + interval '0.2 seconds'
    where
        c.id = record_stripe_response.command_id
        and c.status = 'running'
        and c.attempts = record_stripe_response.attempt;
    return case when found then v_status else 'stale' end;
end
$$;

create function sidecar.claim_emails(worker text, max_emails integer, lease_seconds integer)
returns table (
    id uuid, attempt integer, kind text, recipient text, message_id text, data json
)
language plpgsql
security definer
as $$
begin
    perform sidecar.fail_if_broken('claim_emails');
    return query
    update sidecar.emails as e
    set
        attempts = e.attempts + 1,
        status = 'sending',
        leased_until = clock_timestamp() + make_interval(secs => claim_emails.lease_seconds)
    where e.id in (
        select q.id
        from sidecar.emails as q
        where
            q.status in ('queued', 'sending')
            and q.due_at <= clock_timestamp()
            and (q.leased_until is null or q.leased_until <= clock_timestamp())
        order by q.due_at
        limit claim_emails.max_emails
        for update skip locked
    )
    returning e.id, e.attempts, e.kind, e.recipient, '<' || e.id || '@example.com>', e.data;
end
$$;

create function sidecar.record_email_result(
    email_id uuid, attempt integer, outcome text, detail text
)
returns text
language plpgsql
security definer
as $$
declare
    v_status text = case record_email_result.outcome
        when 'sent' then 'sent' when 'refused' then 'failed' else 'queued'
    end;
begin
    perform sidecar.fail_if_broken('record_email_result');
    update sidecar.emails as e
    set
        status = v_status,
        detail = record_email_result.detail,
        leased_until = null,
        due_at = clock_timestamp() + interval '0.2 seconds'
    where
        e.id = record_email_result.email_id
        and e.status = 'sending'
        and e.attempts = record_email_result.attempt;
    return case when found then v_status else 'stale' end;
end
$$;

create function sidecar.claim_invoice_documents(
    worker text, max_documents integer, lease_seconds integer
)
returns table (id uuid, attempt integer, data json)
language sql
security definer
as $$
    update sidecar.invoice_documents as d
    set attempts = d.attempts + 1, status = 'rendering'
    where d.id in (
        select q.id
        from sidecar.invoice_documents as q
        where q.status = 'queued'
        limit claim_invoice_documents.max_documents
        for update skip locked
    )
    returning d.id, d.attempts, d.data
$$;

create function sidecar.record_invoice_document(
    document_id uuid, attempt integer, pdf bytea, error text
)
returns text
language sql
security definer
as $$
    update sidecar.invoice_documents as d
    set
        status = case when record_invoice_document.pdf is null then 'failed' else 'ready' end,
        pdf = record_invoice_document.pdf,
        error = record_invoice_document.error
    where d.id = record_invoice_document.document_id
    returning d.status
$$;

create function sidecar.claim_email_previews(max_previews integer)
returns table (id uuid, kind text, data json)
language sql
security definer
as $$
    select p.id, p.kind, p.data
    from sidecar.email_previews as p
    where p.subject is null and p.error is null
    limit claim_email_previews.max_previews
$$;

create function sidecar.record_email_preview(
    email_id uuid, subject text, text text, html text, error text
)
returns text
language sql
security definer
as $$
    update sidecar.email_previews as p
    set subject = record_email_preview.subject, error = record_email_preview.error
    where p.id = record_email_preview.email_id
    returning 'recorded'
$$;

create function sidecar.claim_http_requests(worker text, max_requests integer)
returns table (
    id bigint, method text, url text, headers jsonb, body bytea, timeout_milliseconds integer
)
language sql
as $$
    select null::bigint, null, null, null::jsonb, null::bytea, null::integer where false;
$$;

create function sidecar.claim_webhook_deliveries(
    worker text, max_deliveries integer, lease_seconds integer
)
returns table (id uuid, attempt integer, url text, headers json, body text)
language sql
as $$
    select null::uuid, null::integer, null, null::json, null where false;
$$;

create function sidecar.claim_key_sets(max_sets integer, lease_seconds integer)
returns table (issuer text, attempt integer)
language sql
as $$
    select null, null::integer where false;
$$;

create function sidecar.claim_domain_checks(max_checks integer, lease_seconds integer)
returns table (organization_id uuid, domain text, record_name text)
language sql
as $$
    select null::uuid, null, null where false;
$$;

create function sidecar.take_http_lock()
returns void
language sql
as $$
    select;
$$;

create function sidecar.platform_figures()
returns table (figure text, label text, value double precision)
language sql
security definer
as $$
    values
    ('dunned_invoices', null, 2::double precision),
    ('job_failed_runs', 'purge_sessions', 1)
$$;

create function sidecar.queue_status()
returns table (
    queue text,
    depth bigint,
    oldest_age_seconds double precision,
    retrying bigint,
    failed bigint,
    parked bigint,
    alarms bigint
)
language sql
security definer
as $$
    select
        'stripe_events', 0::bigint, null::double precision, 0::bigint, 0::bigint, 0::bigint,
        0::bigint
    union all
    select
        'stripe_commands',
        count(*),
        extract(epoch from clock_timestamp() - min(due_at))::double precision,
        count(*) filter (where attempts > 1),
        0,
        0,
        0
    from sidecar.stripe_commands
    where status in ('queued', 'running')
    union all
    select
        'emails',
        count(*),
        extract(epoch from clock_timestamp() - min(due_at))::double precision,
        count(*) filter (where attempts > 1),
        0,
        0,
        0
    from sidecar.emails
    where status in ('queued', 'sending')
$$;

create procedure sidecar.tick()
language sql
begin atomic
end;

create function sidecar.record_heartbeat(worker text)
returns void
language sql
security definer
as $$
    insert into sidecar.heartbeats as h (worker, beats)
    values (record_heartbeat.worker, 1)
    on conflict (worker) do update set beats = h.beats + 1
$$;

create function sidecar.health()
returns json
language sql
security definer
as $$ select json_build_object('status', 'ok') $$;
