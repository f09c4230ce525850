create view admin.retention_policies
with (security_invoker = true)
as
select
    s.key,
    (s.value #>> '{}')::integer as keep_days,
    s.description
from util.settings as s
where s.key like '%\_retention\_days';

comment on view admin.retention_policies is
$$What is forgotten by itself, and when

One row for each kind of data. Jobs delete what is older every night; what is not named stays for as
long as the contract, or the law, wants it: invoices, payments, the history, the audit.$$;

grant select (key, value, description) on util.settings to platform_admin;
grant select on admin.retention_policies to platform_admin;
