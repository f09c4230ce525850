create or replace function billing.erase_words(organization_id uuid, words text[])
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.wall_clock();
begin
    -- First, so that nothing that comes meanwhile brings it back.
    insert into billing.erasures as e (organization_id, value_hashes, redacted_until)
    values (
        erase_words.organization_id,
        array(
            select billing.value_digest(erase_words.organization_id, w.word)
            from unnest(words) as w (word)
        ),
        v_now
    )
    on conflict on constraint erasures_pkey do update
        set value_hashes = array(
            select unnest(e.value_hashes)
            union
            select unnest(excluded.value_hashes)
        );

    update billing.customers as c
    set
        name = billing.value_unless_erased(c.organization_id, util.without_words(c.name, words)),
        email = billing.value_unless_erased(c.organization_id, c.email)
    where c.organization_id = erase_words.organization_id;
    update billing.profiles as p
    set
        legal_name = util.without_words(p.legal_name, words),
        contacts = array(
            select a.address
            from unnest(p.contacts) as a (address)
            where not util.has_words(a.address, words)
        )
    where
        p.organization_id = erase_words.organization_id
        and util.has_words(array_to_string(p.contacts || p.legal_name, ' '), words);

    update billing.stripe_commands as c
    set
        params = util.json_without_words(c.params, words),
        request = util.json_without_words(c.request, words),
        error = util.json_without_words(c.error, words)
    where
        c.organization_id = erase_words.organization_id
        and util.has_words(concat(c.params, c.request, c.error), words);
    update billing.stripe_drifts as d
    set
        ours = util.json_without_words(d.ours, words),
        theirs = util.json_without_words(d.theirs, words)
    where
        d.organization_id = erase_words.organization_id
        and util.has_words(concat(d.ours, d.theirs), words);
    update billing.contracts as c
    set cancellation_comment = util.without_words(c.cancellation_comment, words)
    where
        c.organization_id = erase_words.organization_id
        and util.has_words(c.cancellation_comment, words);
    -- What a template said before, and is not an invoice yet.
    update billing.invoice_documents as d
    set last_error = util.without_words(d.last_error, words)
    where
        d.organization_id = erase_words.organization_id and util.has_words(d.last_error, words);

    update billing.stripe_snapshots as s
    set state = s.state - '{name,email}'::text[]
    from billing.stripe_objects as o
    where
        o.organization_id = erase_words.organization_id
        and s.object_id = o.stripe_id
        and s.object_kind = 'customer'
        and util.has_words(s.state::text, words);
    perform webhooks.redact_stripe_event(e.id, words)
    from (
        select n.id
        from billing.stripe_objects as o
        inner join webhooks.stripe_events as n on o.stripe_id = n.object_id
        where
            o.organization_id = erase_words.organization_id and util.has_words(n.body, words)
        union
        -- What is nobody's by its object may still tell of the customer.
        select n.id
        from webhooks.stripe_events as n
        where
            n.status in ('ignored', 'parked')
            and util.has_words(
                n.body,
                array(
                    select w.word
                    from unnest(words) as w (word)
                    where w.word like '%@%'
                    union
                    select o.stripe_id
                    from billing.stripe_objects as o
                    where
                        o.organization_id = erase_words.organization_id
                        and o.object_kind = 'customer'
                )
            )
    ) as e;
end
$$;

comment on function billing.erase_words(uuid, text[]) is
'Takes names and addresses out of an organization''s rows and out of what Stripe said of it, and
remembers digests of them, so that neither comes back.';
