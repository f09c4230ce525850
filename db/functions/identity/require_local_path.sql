-- Browsers take a backslash for a slash, drop line breaks, and find another host behind two
-- slashes.
create or replace function identity.require_local_path(path text)
returns text
language plpgsql
immutable
set search_path = ''
as $$
begin
    if length(require_local_path.path) > 2000
        or require_local_path.path !~ '^/'
        or require_local_path.path ~ '[[:cntrl:]\\]'
        or require_local_path.path ~ '^[^?#]*//'
    then
        perform util.fail(
            400, 'invalid_argument', 'next must be the path of a page of ours',
            jsonb_build_object('argument', 'next')
        );
    end if;
    return require_local_path.path;
end
$$;

comment on function identity.require_local_path(text) is
'A path as it may be gone on to after signing in, or null; refused with 400 if a browser could take
it for an address elsewhere.';
