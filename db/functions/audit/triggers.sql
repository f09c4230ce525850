-- Tables of lower layers, and of this one. Those above attach theirs in their own triggers.sql.

create trigger settings_record_change
after insert or update or delete on util.settings
for each row
execute function audit.record_change();

-- A replay (util.replay_clock) ends where it began, or is not committed: nothing to record.
create trigger clocks_record_change
after insert or update or delete on util.clocks
for each row
when (coalesce(current_setting('unison.clock_before_replay', true), '') = '')
execute function audit.record_change();

create trigger users_record_change
after insert or update or delete on identity.users
for each row
execute function audit.record_change();

create trigger organizations_record_change
after insert or update or delete on identity.organizations
for each row
execute function audit.record_change();

create trigger memberships_record_change
after insert or update or delete on identity.memberships
for each row
execute function audit.record_change();

create trigger invitations_record_change
after insert or update or delete on identity.invitations
for each row
execute function audit.record_change();

create trigger api_keys_record_change
after insert or update or delete on identity.api_keys
for each row
execute function audit.record_change();

create trigger identity_providers_record_change
after insert or update or delete on identity.identity_providers
for each row
execute function audit.record_change();

create trigger provider_secrets_record_change
after insert or update or delete on identity.provider_secrets
for each row
execute function audit.record_change();

create trigger email_domains_record_change
after insert or update or delete on identity.email_domains
for each row
execute function audit.record_change();

create trigger external_identities_record_change
after insert or update or delete on identity.external_identities
for each row
execute function audit.record_change();

create trigger key_sets_record_change
after insert or update or delete on identity.key_sets
for each row
execute function audit.record_change();

create trigger signing_keys_record_change
after insert or update or delete on identity.signing_keys
for each row
execute function audit.record_change();

create trigger role_permissions_record_change
after insert or update or delete on identity.role_permissions
for each row
execute function audit.record_change();

create trigger roles_record_change
after insert or update or delete on identity.roles
for each row
execute function audit.record_change();

create trigger permissions_record_change
after insert or update or delete on identity.permissions
for each row
execute function audit.record_change();

create trigger recovery_codes_record_change
after insert or update or delete on identity.recovery_codes
for each row
execute function audit.record_change();

-- Of the sessions those of the staff in a customer's name; the others come with every sign-in.
create trigger sessions_record_change
after insert on identity.sessions
for each row
when (new.kind = 'impersonation')
execute function audit.record_change();

create trigger sessions_record_course
after update on identity.sessions
for each row
when (old.kind = 'impersonation' or new.kind = 'impersonation')
execute function audit.record_change();

create trigger sessions_record_loss
after delete on identity.sessions
for each row
when (old.kind = 'impersonation')
execute function audit.record_change();

create trigger plans_record_change
after insert or update or delete on catalog.plans
for each row
execute function audit.record_change();

create trigger plan_versions_record_change
after insert or update or delete on catalog.plan_versions
for each row
execute function audit.record_change();

create trigger plan_features_record_change
after insert or update or delete on catalog.plan_features
for each row
execute function audit.record_change();

create trigger prices_record_change
after insert or update or delete on catalog.prices
for each row
execute function audit.record_change();

create trigger add_ons_record_change
after insert or update or delete on catalog.add_ons
for each row
execute function audit.record_change();

create trigger features_record_change
after insert or update or delete on catalog.features
for each row
execute function audit.record_change();

create trigger coupons_record_change
after insert or update or delete on catalog.coupons
for each row
execute function audit.record_change();

create trigger cancellation_reasons_record_change
after insert or update or delete on catalog.cancellation_reasons
for each row
execute function audit.record_change();

create trigger stripe_prices_record_change
after insert or update or delete on catalog.stripe_prices
for each row
execute function audit.record_change();

create trigger endpoints_record_change
after insert or update or delete on webhooks.endpoints
for each row
execute function audit.record_change();

create trigger endpoint_secrets_record_change
after insert or update or delete on webhooks.endpoint_secrets
for each row
execute function audit.record_change();

-- What Stripe said is a record itself. Only who rewrites it is recorded.
create trigger stripe_events_record_change
after update of body or delete on webhooks.stripe_events
for each row
execute function audit.record_change();

-- What is recorded is a file's; only who changes it otherwise is of interest.
create trigger subjects_record_change
after update or delete on audit.subjects
for each row
execute function audit.record_change();

create trigger entries_refuse_change
before update or delete on audit.entries
for each row
execute function audit.refuse_change();

create trigger entries_refuse_truncate
before truncate on audit.entries
for each statement
execute function audit.refuse_change();

create trigger seals_refuse_change
before update or delete on audit.seals
for each row
execute function audit.refuse_change();

create trigger seals_refuse_truncate
before truncate on audit.seals
for each statement
execute function audit.refuse_change();

create trigger personal_keys_refuse_truncate
before truncate on audit.personal_keys
for each statement
execute function audit.refuse_change();

create trigger second_factors_record_change
after insert or update or delete on identity.second_factors
for each row
execute function audit.record_change();
