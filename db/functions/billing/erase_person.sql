create or replace function billing.erase_person(
    user_id uuid, words text[], organization_ids uuid[], closed_ids uuid[]
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_organization_id uuid;
    v_words text[];
begin
    for v_organization_id in
        select o.id
        from unnest(organization_ids) as o (id)
        order by o.id
    loop
        perform billing.lock_organization(v_organization_id);
        v_words = words;
        if v_organization_id = any(closed_ids) then
            -- Nobody is left: what it is called, and where it is, goes as well.
            v_words = v_words || array(
                select o.name
                from identity.organizations as o
                where o.id = v_organization_id
                union
                select w.word
                from billing.customers as c
                cross join unnest(array[c.name, c.email]) as w (word)
                where c.organization_id = v_organization_id and w.word is not null
                union
                select w.word
                from billing.profiles as p
                cross join unnest(
                    p.legal_name || p.tax_id || p.address_lines || p.contacts
                ) as w (word)
                where p.organization_id = v_organization_id and w.word is not null
            );
            -- To whom an invoice was made out is kept with it, as the law wants: settled now at
            -- the latest, whether anybody has asked for its document or not.
            perform billing.queue_invoice_document(i.organization_id, i.id)
            from billing.invoices as i
            where i.organization_id = v_organization_id and i.status <> 'draft';
            perform billing.queue_credit_note_document(n.organization_id, n.id)
            from billing.credit_notes as n
            where n.organization_id = v_organization_id;
            update billing.invoice_documents as d
            set data = billing.document_data(d)
            where d.organization_id = v_organization_id and d.data is null;
            update billing.contracts as c
            set cancellation_comment = null
            where c.organization_id = v_organization_id and c.cancellation_comment is not null;
            delete from billing.profiles as p
            where p.organization_id = v_organization_id;
        end if;
        perform billing.erase_words(v_organization_id, v_words);
    end loop;

    update billing.bound_trials as b
    set folded_email = 'erased:' || erase_person.user_id
    where b.folded_email in (
        select t.folded_email
        from billing.trials as t
        where t.user_id = erase_person.user_id
        union
        select billing.fold_email(w.word)
        from unnest(words) as w (word)
        where w.word like '%@%'
    );
    update billing.trials as t
    set folded_email = 'erased:' || erase_person.user_id
    where t.user_id = erase_person.user_id;
end
$$;

comment on function billing.erase_person(uuid, text[], uuid[], uuid[]) is
'Takes a person''s names and addresses out of the billing of organizations; of those that are closed
all that says who they were. Invoices, their documents and all amounts stay.';
