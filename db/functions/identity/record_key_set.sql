create or replace function identity.record_key_set(
    issuer text, attempt integer, discovery text, key_set text, error text
)
returns text
language plpgsql
set search_path = ''
as $$
declare
    v_now timestamptz := util.wall_clock();
    v_error text := record_key_set.error;
    v_discovery jsonb;
    v_key_set jsonb;
    v_keys jsonb := '[]'::jsonb;
begin
    if v_error is null then
        begin
            v_discovery = record_key_set.discovery::jsonb;
            v_key_set = record_key_set.key_set::jsonb;
            v_keys = identity.read_key_set(v_key_set);
            v_error = case
                -- By it the keys are bound to the issuer, whoever else they are shown by.
                when v_discovery ->> 'issuer' is distinct from record_key_set.issuer
                    then 'the discovery document names another issuer'
                when v_keys = '[]'
                    then 'there is no key of RS256 or ES256 with an id'
            end;
        exception
            when data_exception then
                v_error = 'what was fetched is not the JSON that it must be';
        end;
    end if;

    update identity.key_sets as k
    set
        keys = case when v_error is null then v_keys else k.keys end,
        discovery = case
            when v_error is null then identity.read_discovery(v_discovery) else k.discovery
        end,
        fetched_at = case when v_error is null then v_now else k.fetched_at end,
        error = left(v_error, 500),
        due_at = v_now
        + case when v_error is null then interval '1 hour' else interval '5 minutes' end
    where k.issuer = record_key_set.issuer and k.attempt = record_key_set.attempt;

    return case
        when not found then 'stale'
        when v_error is null then 'stored'
        else 'failed'
    end;
end
$$;

comment on function identity.record_key_set(text, integer, text, text, text) is
'Takes in an issuer''s discovery document and its keys, or why there are none: stored, failed, or
stale. Keys that are not among them count no more.';
