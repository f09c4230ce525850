create or replace function identity.has_second_factor(user_id uuid)
returns boolean
language sql
stable
begin atomic
    select exists(
        select 1 from identity.second_factors as f
        where f.user_id = has_second_factor.user_id and f.enrolled_at is not null
    );
end;

comment on function identity.has_second_factor(uuid) is
'Whether a person has enrolled a second factor.';
