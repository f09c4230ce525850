create or replace function jobs.erase_words(addresses text[])
returns void
language sql
volatile
set search_path = ''
as $$
    update jobs.runs as r
    set error = util.without_words(r.error, addresses)
    where util.has_words(r.error, addresses)
$$;

comment on function jobs.erase_words(text[]) is 'Errors of jobs are without these addresses.';
