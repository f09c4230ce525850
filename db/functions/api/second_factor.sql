create view api.second_factor
with (security_invoker = true)
as
select
    f.enrolled_at,
    (select identity.count_recovery_codes()) as recovery_codes_left
from identity.second_factors as f
where f.enrolled_at is not null;

comment on view api.second_factor is
$$The caller's second factor

One row if signing in needs a code, else none; none of an API key, and of whom an identity provider
vouches for, which has seen to it. recovery_codes_left is how often one may still come in without the
phone.$$;

grant select (user_id, enrolled_at) on identity.second_factors to authenticated;
grant select on api.second_factor to authenticated;
