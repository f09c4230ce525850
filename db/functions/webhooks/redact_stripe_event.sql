create or replace function webhooks.redact_stripe_event(event_id text, words text[])
returns void
language sql
volatile
set search_path = ''
as $$
    update webhooks.stripe_events as e
    set
        body = util.json_without_words(webhooks.redacted_object(e.body::jsonb), words)::text,
        body_digest = coalesce(e.body_digest, sha256(convert_to(e.body, 'UTF8'))),
        error = util.json_without_words(e.error, words),
        redacted_at = util.wall_clock()
    where e.id = redact_stripe_event.event_id
$$;

comment on function webhooks.redact_stripe_event(text, text[]) is
'Takes what is personal out of a stored event, and these words wherever they stand; the digest of
what was signed stays. Bodies are redacted when somebody is erased, rather than encrypted
as they come: ingest pays nothing, and only few are ever touched.';
