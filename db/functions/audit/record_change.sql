-- One function for all tables: what of them is recorded, and how, stands in audit.subjects.
create or replace function audit.record_change()
returns trigger
language plpgsql
security definer -- nobody may write the log, and whatever anybody writes is logged
set search_path = ''
as $$
declare
    v_subject audit.subjects;
    v_old jsonb;
    v_new jsonb;
    v_row jsonb;
    v_changed text[];
    v_row_key text;
    v_organization_id text;
begin
    select s.* into strict v_subject
    from audit.subjects as s
    where s.kind = tg_table_schema || '.' || tg_table_name;

    if tg_op <> 'INSERT' then
        v_old = to_jsonb(old) - v_subject.ignored_columns;
    end if;
    if tg_op <> 'DELETE' then
        v_new = to_jsonb(new) - v_subject.ignored_columns;
    end if;
    v_row = coalesce(v_new, v_old);

    if tg_op = 'UPDATE' then
        select array_agg(n.key) into v_changed
        from jsonb_each(v_new) as n
        where v_old -> n.key is distinct from n.value;
        if v_changed is null then
            return null;
        end if;
        select jsonb_object_agg(o.key, o.value) into v_old
        from jsonb_each(v_old) as o
        where o.key = any(v_changed);
        select jsonb_object_agg(n.key, n.value) into v_new
        from jsonb_each(v_new) as n
        where n.key = any(v_changed);
    end if;

    select string_agg(v_row ->> k.name, ' ' order by k.position) into v_row_key
    from unnest(v_subject.key_columns) with ordinality as k (name, position);
    v_organization_id = case v_subject.kind
        when 'identity.organizations' then v_row ->> 'id'
        else v_row ->> 'organization_id'
    end;

    if v_subject.personal_columns <> '{}' or v_subject.secret_columns <> '{}' then
        v_old = audit.conceal_columns(v_subject, v_row_key, v_organization_id, v_old);
        v_new = audit.conceal_columns(v_subject, v_row_key, v_organization_id, v_new);
    end if;
    perform audit.write_entry(
        v_organization_id::uuid,
        case tg_op when 'INSERT' then 'created' when 'UPDATE' then 'changed' else 'deleted' end,
        v_subject.kind,
        v_row_key,
        v_old,
        v_new
    );
    return null;
end
$$;

comment on function audit.record_change() is
'A trigger after the change of a row: records what became other, in the same transaction.';
