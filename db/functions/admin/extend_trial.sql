create function admin.extend_trial(organization_id uuid, days integer, reason text)
returns json
language plpgsql
security definer -- writes rows that no role of the API can write
set search_path = ''
as $$
begin
    perform identity.require_staff();
    perform audit.note_reason(extend_trial.reason);
    return json_build_object(
        'trial_ends_at',
        billing.extend_trial(
            extend_trial.organization_id, extend_trial.days, extend_trial.reason
        )
    );
end
$$;

comment on function admin.extend_trial(uuid, integer, text) is
$$Give a trial more time

1 to 90 days after its end, or from now if it has ended already. Answers {trial_ends_at}. 409
transition_refused.$$;

grant execute on function admin.extend_trial(uuid, integer, text) to platform_admin;
