create or replace function util.tar_file(name text, content bytea, at timestamptz)
returns bytea
language plpgsql
immutable
set search_path = ''
as $$
declare
    v_head bytea := decode(repeat('00', 512), 'hex');
    v_sum bigint := 0::bigint;
begin
    v_head = overlay(v_head placing convert_to(tar_file.name, 'UTF8') from 1);
    v_head = overlay(v_head placing '0000644'::bytea from 101);
    v_head = overlay(v_head placing '0000000'::bytea from 109);
    v_head = overlay(v_head placing '0000000'::bytea from 117);
    v_head = overlay(
        v_head placing convert_to(util.octal(length(tar_file.content), 11), 'UTF8') from 125
    );
    v_head = overlay(
        v_head
        placing convert_to(util.octal(extract(epoch from tar_file.at)::bigint, 11), 'UTF8') from 137
    );
    -- Spaces stand for the sum while it is taken.
    v_head = overlay(v_head placing '        0'::bytea from 149);
    v_head = overlay(v_head placing 'ustar'::bytea from 258);
    v_head = overlay(v_head placing '00'::bytea from 264);

    select sum(get_byte(v_head, b.place)) into v_sum
    from generate_series(0, 511) as b (place);
    v_head = overlay(v_head placing convert_to(util.octal(v_sum, 6), 'UTF8') || '\x0020' from 149);

    return v_head || tar_file.content
        || decode(repeat('00', (512 - length(tar_file.content) % 512) % 512), 'hex');
end
$$;

comment on function util.tar_file(text, bytea, timestamptz) is
'A file as tar keeps it: name (100 bytes at most), contents and time. Several of them, one after the
other, and 1,024 bytes of zero make an archive.';
