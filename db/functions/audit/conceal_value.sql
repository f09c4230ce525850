create or replace function audit.conceal_value(subject text, value jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    v_key audit.personal_keys;
    v_start bytea := ext.gen_random_bytes(16);
begin
    if coalesce(conceal_value.value, 'null') = 'null' then
        return conceal_value.value;
    end if;
    v_key = audit.take_key(conceal_value.subject);
    return jsonb_build_object(
        'key_id', v_key.id,
        'concealed', encode(
            v_start || ext.encrypt_iv(
                convert_to(conceal_value.value::text, 'UTF8'), v_key.key, v_start, 'aes'
            ),
            'base64'
        )
    );
end
$$;

comment on function audit.conceal_value(text, jsonb) is
'A value as only the key of its subject can tell: AES-256 in CBC mode behind a random start. What
keeps it from being altered is the seal over its entry.';
