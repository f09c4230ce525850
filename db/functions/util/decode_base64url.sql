create or replace function util.decode_base64url(text text)
returns bytea
language sql
immutable
strict
begin atomic
    select decode(
        rpad(
            translate(decode_base64url.text, '-_', '+/'),
            (ceil(length(decode_base64url.text) / 4.0) * 4)::integer,
            '='
        ),
        'base64'
    );
end;

comment on function util.decode_base64url(text) is
'The reverse of util.encode_base64url.';
