create or replace function billing.require_empty_book(cause text)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
    if exists (
        select from billing.subscriptions as s
        where s.source <> 'import'
    ) or exists (
        select from billing.subscription_versions as v
        where v.caused_by = require_empty_book.cause
    ) then
        perform util.fail(
            409, 'book_not_empty', 'There are subscriptions already',
            hint => 'History is brought into a database without any, and once'
        );
    end if;
end
$$;

comment on function billing.require_empty_book(text) is
'Refuses an import where something has been bought here, or this kind (caused_by) was imported
before: figures of two books would mix.';
