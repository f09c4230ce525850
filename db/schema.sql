--
-- PostgreSQL database dump
--

-- Dumped from database version 15
-- Dumped by pg_dump version 15

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: admin; Type: SCHEMA; Schema: -; Owner: unison_owner
--

CREATE SCHEMA admin;


ALTER SCHEMA admin OWNER TO unison_owner;

--
-- Name: SCHEMA admin; Type: COMMENT; Schema: -; Owner: unison_owner
--

COMMENT ON SCHEMA admin IS 'The API of the staff, at /api/v1/ with profile admin. Views and functions only, rebuilt at every
deploy.';


--
-- Name: analytics; Type: SCHEMA; Schema: -; Owner: unison_owner
--

CREATE SCHEMA analytics;


ALTER SCHEMA analytics OWNER TO unison_owner;

--
-- Name: SCHEMA analytics; Type: COMMENT; Schema: -; Owner: unison_owner
--

COMMENT ON SCHEMA analytics IS 'Layer 5: revenue figures, all derived from billing.subscription_versions. Read by staff and
analysts.';


--
-- Name: api; Type: SCHEMA; Schema: -; Owner: unison_owner
--

CREATE SCHEMA api;


ALTER SCHEMA api OWNER TO unison_owner;

--
-- Name: SCHEMA api; Type: COMMENT; Schema: -; Owner: unison_owner
--

COMMENT ON SCHEMA api IS 'The API of customers and visitors, at /api/v1/. Views and functions only, rebuilt at every
deploy.';


--
-- Name: app; Type: SCHEMA; Schema: -; Owner: unison_owner
--

CREATE SCHEMA app;


ALTER SCHEMA app OWNER TO unison_owner;

--
-- Name: SCHEMA app; Type: COMMENT; Schema: -; Owner: unison_owner
--

COMMENT ON SCHEMA app IS 'Layer 5: example business tables, which adopt a limit and a feature as any application would.';


--
-- Name: billing; Type: SCHEMA; Schema: -; Owner: unison_owner
--

CREATE SCHEMA billing;


ALTER SCHEMA billing OWNER TO unison_owner;

--
-- Name: SCHEMA billing; Type: COMMENT; Schema: -; Owner: unison_owner
--

COMMENT ON SCHEMA billing IS 'Layer 3: customers, subscriptions and their bitemporal versions, invoices, payments, the outbox of
commands for Stripe.';


--
-- Name: catalog; Type: SCHEMA; Schema: -; Owner: unison_owner
--

CREATE SCHEMA catalog;


ALTER SCHEMA catalog OWNER TO unison_owner;

--
-- Name: SCHEMA catalog; Type: COMMENT; Schema: -; Owner: unison_owner
--

COMMENT ON SCHEMA catalog IS 'Layer 1: plans, their versions and prices, features, limits and add-ons.';


--
-- Name: deploy; Type: SCHEMA; Schema: -; Owner: unison_owner
--

CREATE SCHEMA deploy;


ALTER SCHEMA deploy OWNER TO unison_owner;

--
-- Name: SCHEMA deploy; Type: COMMENT; Schema: -; Owner: unison_owner
--

COMMENT ON SCHEMA deploy IS 'The migration runner''s ledger and helpers. Nothing else uses it.';


--
-- Name: ext; Type: SCHEMA; Schema: -; Owner: postgres
--

CREATE SCHEMA ext;


ALTER SCHEMA ext OWNER TO postgres;

--
-- Name: identity; Type: SCHEMA; Schema: -; Owner: unison_owner
--

CREATE SCHEMA identity;


ALTER SCHEMA identity OWNER TO unison_owner;

--
-- Name: SCHEMA identity; Type: COMMENT; Schema: -; Owner: unison_owner
--

COMMENT ON SCHEMA identity IS 'Layer 1: users, credentials, sessions, organizations, memberships, invitations.';


--
-- Name: jobs; Type: SCHEMA; Schema: -; Owner: unison_owner
--

CREATE SCHEMA jobs;


ALTER SCHEMA jobs OWNER TO unison_owner;

--
-- Name: SCHEMA jobs; Type: COMMENT; Schema: -; Owner: unison_owner
--

COMMENT ON SCHEMA jobs IS 'Layer 2: the workers and what they run.';


--
-- Name: net; Type: SCHEMA; Schema: -; Owner: unison_owner
--

CREATE SCHEMA net;


ALTER SCHEMA net OWNER TO unison_owner;

--
-- Name: SCHEMA net; Type: COMMENT; Schema: -; Owner: unison_owner
--

COMMENT ON SCHEMA net IS 'Stand-in for pg_net: the same functions and tables; the sidecar''s worker makes the calls.';


--
-- Name: notify; Type: SCHEMA; Schema: -; Owner: unison_owner
--

CREATE SCHEMA notify;


ALTER SCHEMA notify OWNER TO unison_owner;

--
-- Name: SCHEMA notify; Type: COMMENT; Schema: -; Owner: unison_owner
--

COMMENT ON SCHEMA notify IS 'Layer 2: the outbox of mail.';


--
-- Name: sidecar; Type: SCHEMA; Schema: -; Owner: unison_owner
--

CREATE SCHEMA sidecar;


ALTER SCHEMA sidecar OWNER TO unison_owner;

--
-- Name: SCHEMA sidecar; Type: COMMENT; Schema: -; Owner: unison_owner
--

COMMENT ON SCHEMA sidecar IS 'All that the sidecar may call: it has no other right in this database. Rebuilt at every deploy.';


--
-- Name: usage; Type: SCHEMA; Schema: -; Owner: unison_owner
--

CREATE SCHEMA usage;


ALTER SCHEMA usage OWNER TO unison_owner;

--
-- Name: SCHEMA usage; Type: COMMENT; Schema: -; Owner: unison_owner
--

COMMENT ON SCHEMA usage IS 'Layer 4: entitlements, the counters of limits, and what is metered.';


--
-- Name: util; Type: SCHEMA; Schema: -; Owner: unison_owner
--

CREATE SCHEMA util;


ALTER SCHEMA util OWNER TO unison_owner;

--
-- Name: SCHEMA util; Type: COMMENT; Schema: -; Owner: unison_owner
--

COMMENT ON SCHEMA util IS 'Layer 0: clocks, settings, errors and small pure helpers. Knows nothing of the business.';


--
-- Name: webhooks; Type: SCHEMA; Schema: -; Owner: unison_owner
--

CREATE SCHEMA webhooks;


ALTER SCHEMA webhooks OWNER TO unison_owner;

--
-- Name: SCHEMA webhooks; Type: COMMENT; Schema: -; Owner: unison_owner
--

COMMENT ON SCHEMA webhooks IS 'Layer 2: the inbox of Stripe''s events (stripe_…), exactly as they came, and what became of each;
and the outbox of events for customers, with their endpoints.';


--
-- Name: btree_gist; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA ext;


--
-- Name: EXTENSION btree_gist; Type: COMMENT; Schema: -; Owner: 
--

COMMENT ON EXTENSION btree_gist IS 'support for indexing common datatypes in GiST';


--
-- Name: pgcrypto; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS pgcrypto WITH SCHEMA ext;


--
-- Name: EXTENSION pgcrypto; Type: COMMENT; Schema: -; Owner: 
--

COMMENT ON EXTENSION pgcrypto IS 'cryptographic functions';


--
-- Name: folded_version; Type: TYPE; Schema: billing; Owner: unison_owner
--

CREATE TYPE billing.folded_version AS (
	valid_from timestamp with time zone,
	stripe_status text,
	hold text,
	status text,
	access text,
	status_reason text,
	plan_version_id uuid,
	cycle text,
	currency text,
	items jsonb,
	discount jsonb,
	list_arr_cents bigint,
	net_arr_cents bigint,
	caused_by text,
	is_scheduled boolean,
	state jsonb,
	seen_at timestamp with time zone
);


ALTER TYPE billing.folded_version OWNER TO unison_owner;

--
-- Name: TYPE folded_version; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON TYPE billing.folded_version IS 'One step of a folded history: what a subscription is from valid_from until the next step.
is_scheduled: it comes by itself (a trial or a discount ends), no news is needed. state is the last
that Stripe said within it, seen_at when that or the last fact became true.';


--
-- Name: */*; Type: DOMAIN; Schema: identity; Owner: unison_owner
--

CREATE DOMAIN identity."*/*" AS bytea;


ALTER DOMAIN identity."*/*" OWNER TO unison_owner;

--
-- Name: DOMAIN "*/*"; Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON DOMAIN identity."*/*" IS 'The body of an answer that is no JSON; the function says its type.';


--
-- Name: http_method; Type: DOMAIN; Schema: net; Owner: unison_owner
--

CREATE DOMAIN net.http_method AS text
	CONSTRAINT http_method_check CHECK ((lower(VALUE) = ANY (ARRAY['get'::text, 'post'::text, 'delete'::text])));


ALTER DOMAIN net.http_method OWNER TO unison_owner;

--
-- Name: http_response; Type: TYPE; Schema: net; Owner: unison_owner
--

CREATE TYPE net.http_response AS (
	status_code integer,
	headers jsonb,
	body text
);


ALTER TYPE net.http_response OWNER TO unison_owner;

--
-- Name: request_status; Type: TYPE; Schema: net; Owner: unison_owner
--

CREATE TYPE net.request_status AS ENUM (
    'PENDING',
    'SUCCESS',
    'ERROR'
);


ALTER TYPE net.request_status OWNER TO unison_owner;

--
-- Name: http_response_result; Type: TYPE; Schema: net; Owner: unison_owner
--

CREATE TYPE net.http_response_result AS (
	status net.request_status,
	message text,
	response net.http_response
);


ALTER TYPE net.http_response_result OWNER TO unison_owner;

--
-- Name: advance_clock(uuid, timestamp with time zone); Type: FUNCTION; Schema: admin; Owner: unison_owner
--

CREATE FUNCTION admin.advance_clock(organization_id uuid, to_time timestamp with time zone) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    perform identity.require_staff();
    return json_build_object(
        'current_at',
        identity.advance_clock(advance_clock.organization_id, advance_clock.to_time)
    );
end
$$;


ALTER FUNCTION admin.advance_clock(organization_id uuid, to_time timestamp with time zone) OWNER TO unison_owner;

--
-- Name: FUNCTION advance_clock(organization_id uuid, to_time timestamp with time zone); Type: COMMENT; Schema: admin; Owner: unison_owner
--

COMMENT ON FUNCTION admin.advance_clock(organization_id uuid, to_time timestamp with time zone) IS 'Move a clock ahead

That of a sandbox organization, or with null that of the platform, which production refuses. It
ticks on from there, and never goes back. Answers {current_at}. 409 clock_refused.';


--
-- Name: invoice_pdf(uuid, uuid); Type: FUNCTION; Schema: admin; Owner: unison_owner
--

CREATE FUNCTION admin.invoice_pdf(organization_id uuid, id uuid) RETURNS identity."*/*"
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    perform identity.require_staff();
    return billing.find_invoice_pdf(invoice_pdf.organization_id, invoice_pdf.id);
end
$$;


ALTER FUNCTION admin.invoice_pdf(organization_id uuid, id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION invoice_pdf(organization_id uuid, id uuid); Type: COMMENT; Schema: admin; Owner: unison_owner
--

COMMENT ON FUNCTION admin.invoice_pdf(organization_id uuid, id uuid) IS 'An organization''s invoice as PDF

The very bytes that the customer gets. 404 invoice_not_found, 409 invoice_not_issued and
document_pending.';


--
-- Name: resolve_stripe_alarm(bigint); Type: FUNCTION; Schema: admin; Owner: unison_owner
--

CREATE FUNCTION admin.resolve_stripe_alarm(id bigint) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
    v_alarm webhooks.alarms;
begin
    perform identity.require_staff();
    select a.* into v_alarm
    from webhooks.alarms as a
    where a.id = resolve_stripe_alarm.id;
    if not found then
        perform util.fail(404, 'alarm_not_found', 'There is no such alarm');
    end if;

    perform webhooks.resolve_alarm(v_alarm.kind, v_alarm.subject);
    return json_build_object('id', v_alarm.id);
end
$$;


ALTER FUNCTION admin.resolve_stripe_alarm(id bigint) OWNER TO unison_owner;

--
-- Name: FUNCTION resolve_stripe_alarm(id bigint); Type: COMMENT; Schema: admin; Owner: unison_owner
--

COMMENT ON FUNCTION admin.resolve_stripe_alarm(id bigint) IS 'Say that an alarm has been looked at

It is raised anew when the same happens again. 404 alarm_not_found.';


--
-- Name: retry_command(uuid); Type: FUNCTION; Schema: admin; Owner: unison_owner
--

CREATE FUNCTION admin.retry_command(id uuid) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    perform identity.require_staff();
    return json_build_object(
        'id', retry_command.id,
        'status', billing.revive_stripe_command(retry_command.id)
    );
end
$$;


ALTER FUNCTION admin.retry_command(id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION retry_command(id uuid); Type: COMMENT; Schema: admin; Owner: unison_owner
--

COMMENT ON FUNCTION admin.retry_command(id uuid) IS 'Send a command to Stripe again

One that failed, or that waits for its next try. What may have been done is looked up first. 404
command_not_found, 409 command_settled, command_superseded.';


--
-- Name: retry_stripe_event(text); Type: FUNCTION; Schema: admin; Owner: unison_owner
--

CREATE FUNCTION admin.retry_stripe_event(id text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    perform identity.require_staff();
    perform webhooks.retry_stripe_event(retry_stripe_event.id);
    return json_build_object('id', retry_stripe_event.id, 'status', 'pending');
end
$$;


ALTER FUNCTION admin.retry_stripe_event(id text) OWNER TO unison_owner;

--
-- Name: FUNCTION retry_stripe_event(id text); Type: COMMENT; Schema: admin; Owner: unison_owner
--

COMMENT ON FUNCTION admin.retry_stripe_event(id text) IS 'Try to apply an event of Stripe''s again

One that failed or was parked; the worker takes it up within a second. 404 stripe_event_not_found,
409 stripe_event_settled.';


--
-- Name: now(uuid); Type: FUNCTION; Schema: util; Owner: unison_owner
--

CREATE FUNCTION util.now(organization_id uuid DEFAULT NULL::uuid) RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    return transaction_timestamp() + coalesce(
        (select c.ahead_by from util.clocks as c where c.organization_id = now.organization_id),
        (select c.ahead_by from util.clocks as c where c.organization_id is null),
        interval '0'
    );
end
$$;


ALTER FUNCTION util.now(organization_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION now(organization_id uuid); Type: COMMENT; Schema: util; Owner: unison_owner
--

COMMENT ON FUNCTION util.now(organization_id uuid) IS 'Business time: when the transaction began, moved ahead by the organization''s clock if it has one
(only sandboxes do), else by the platform''s.';


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: subscription_versions; Type: TABLE; Schema: billing; Owner: unison_owner
--

CREATE TABLE billing.subscription_versions (
    organization_id uuid NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    subscription_id uuid NOT NULL,
    valid_during tstzrange NOT NULL,
    known_during tstzrange NOT NULL,
    status text NOT NULL,
    access text NOT NULL,
    status_reason text,
    plan_version_id uuid,
    cycle text,
    currency text,
    items jsonb DEFAULT '[]'::jsonb NOT NULL,
    discount jsonb,
    list_arr_cents bigint DEFAULT 0 NOT NULL,
    net_arr_cents bigint DEFAULT 0 NOT NULL,
    caused_by text NOT NULL,
    CONSTRAINT subscription_versions_access_check CHECK ((access = ANY (ARRAY['full'::text, 'read_only'::text]))),
    CONSTRAINT subscription_versions_arr_check CHECK (((net_arr_cents >= 0) AND (net_arr_cents <= list_arr_cents))),
    CONSTRAINT subscription_versions_cycle_check CHECK ((cycle = ANY (ARRAY['daily'::text, 'weekly'::text, 'monthly'::text, 'quarterly'::text, 'annual'::text]))),
    CONSTRAINT subscription_versions_known_during_check CHECK (((NOT isempty(known_during)) AND (lower(known_during) IS NOT NULL))),
    CONSTRAINT subscription_versions_status_check CHECK ((status = ANY (ARRAY['incomplete'::text, 'trialing'::text, 'active'::text, 'past_due'::text, 'paused'::text, 'suspended'::text, 'canceled'::text]))),
    CONSTRAINT subscription_versions_valid_during_check CHECK (((NOT isempty(valid_during)) AND (lower(valid_during) IS NOT NULL)))
);


ALTER TABLE billing.subscription_versions OWNER TO unison_owner;

--
-- Name: TABLE subscription_versions; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON TABLE billing.subscription_versions IS 'What a subscription was during valid_during, as known during known_during. Every revenue figure is
read from here; a correction closes known_during and adds rows, nothing is rewritten.';


--
-- Name: COLUMN subscription_versions.items; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.subscription_versions.items IS '[{"price_id", "kind": plan or add_on, "code", "quantity", "list_arr_cents", "net_arr_cents"}]';


--
-- Name: COLUMN subscription_versions.list_arr_cents; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.subscription_versions.list_arr_cents IS 'Annualised cents before discounts: month x 12, quarter x 4, year x 1, week x 52, day x 365.';


--
-- Name: COLUMN subscription_versions.net_arr_cents; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.subscription_versions.net_arr_cents IS 'The same after repeating and permanent discounts; a one-time discount does not count.';


--
-- Name: COLUMN subscription_versions.caused_by; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.subscription_versions.caused_by IS 'The event, command or fact that began this version.';


--
-- Name: explain_mrr(timestamp with time zone, uuid, timestamp with time zone); Type: FUNCTION; Schema: analytics; Owner: unison_owner
--

CREATE FUNCTION analytics.explain_mrr(at timestamp with time zone, organization_id uuid, known_at timestamp with time zone DEFAULT util.now()) RETURNS TABLE(organization_id uuid, subscription_id uuid, item text, quantity bigint, arr bigint, currency text, valid_from timestamp with time zone, known_from timestamp with time zone, source text)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT v.organization_id,
     v.subscription_id,
     (i.item ->> 'code'::text) AS item,
     ((i.item ->> 'quantity'::text))::bigint AS quantity,
     COALESCE(((i.item ->> 'net_arr_cents'::text))::bigint, v.net_arr_cents) AS arr,
     v.currency,
     lower(v.valid_during) AS valid_from,
     lower(v.known_during) AS known_from,
     v.caused_by AS source
    FROM (billing.subscription_versions v
      LEFT JOIN LATERAL jsonb_array_elements(v.items) i(item) ON (true))
   WHERE ((v.organization_id = explain_mrr.organization_id) AND (v.valid_during @> explain_mrr.at) AND (v.known_during @> explain_mrr.known_at) AND (v.status = ANY (ARRAY['active'::text, 'past_due'::text])))
   ORDER BY v.subscription_id, (i.item ->> 'code'::text);
END;


ALTER FUNCTION analytics.explain_mrr(at timestamp with time zone, organization_id uuid, known_at timestamp with time zone) OWNER TO unison_owner;

--
-- Name: FUNCTION explain_mrr(at timestamp with time zone, organization_id uuid, known_at timestamp with time zone); Type: COMMENT; Schema: analytics; Owner: unison_owner
--

COMMENT ON FUNCTION analytics.explain_mrr(at timestamp with time zone, organization_id uuid, known_at timestamp with time zone) IS 'The rows behind an organization''s revenue

The items of its active and past due subscriptions at "at", as known at "known_at": arr is annualised
cents after discounts, and twelve times their share of mrr_at. source is the event, command or fact
that began the version.';


--
-- Name: setting(text); Type: FUNCTION; Schema: util; Owner: unison_owner
--

CREATE FUNCTION util.setting(key text) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
    v_value text;
begin
    -- strict: a misspelt key is a fault of ours, not a null.
    select s.value #>> '{}'
    into strict v_value
    from util.settings as s
    where s.key = setting.key;

    return v_value;
end
$$;


ALTER FUNCTION util.setting(key text) OWNER TO unison_owner;

--
-- Name: FUNCTION setting(key text); Type: COMMENT; Schema: util; Owner: unison_owner
--

COMMENT ON FUNCTION util.setting(key text) IS 'A setting of the platform as text, ready to be cast; fails for a key that does not exist.';


--
-- Name: organizations; Type: TABLE; Schema: identity; Owner: unison_owner
--

CREATE TABLE identity.organizations (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    is_sandbox boolean DEFAULT false NOT NULL,
    is_demo boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT organizations_name_check CHECK (((length(btrim(name)) >= 1) AND (length(btrim(name)) <= 200)))
);


ALTER TABLE identity.organizations OWNER TO unison_owner;

--
-- Name: TABLE organizations; Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON TABLE identity.organizations IS 'The tenants.';


--
-- Name: COLUMN organizations.is_sandbox; Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON COLUMN identity.organizations.is_sandbox IS 'May have a clock of its own, and stays out of the platform''s revenue.';


--
-- Name: mrr_at(timestamp with time zone, timestamp with time zone, text); Type: FUNCTION; Schema: analytics; Owner: unison_owner
--

CREATE FUNCTION analytics.mrr_at(at timestamp with time zone DEFAULT util.now(), known_at timestamp with time zone DEFAULT util.now(), currency text DEFAULT NULL::text) RETURNS TABLE(mrr numeric, list_mrr numeric, customers bigint)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT (COALESCE(sum(c.net_arr_cents), (0)::numeric) / (12)::numeric) AS mrr,
     (COALESCE(sum(c.list_arr_cents), (0)::numeric) / (12)::numeric) AS list_mrr,
     count(*) FILTER (WHERE (c.net_arr_cents > (0)::numeric)) AS customers
    FROM ( SELECT sum(v.net_arr_cents) AS net_arr_cents,
             sum(v.list_arr_cents) AS list_arr_cents
            FROM (billing.subscription_versions v
              JOIN identity.organizations o ON ((v.organization_id = o.id)))
           WHERE ((v.valid_during @> ( SELECT mrr_at.at AS at)) AND (v.known_during @> ( SELECT mrr_at.known_at AS known_at)) AND (v.status = ANY (ARRAY['active'::text, 'past_due'::text])) AND (v.currency = ( SELECT COALESCE(mrr_at.currency, util.setting('default_currency'::text)) AS "coalesce")) AND (NOT o.is_sandbox))
           GROUP BY v.organization_id) c;
END;


ALTER FUNCTION analytics.mrr_at(at timestamp with time zone, known_at timestamp with time zone, currency text) OWNER TO unison_owner;

--
-- Name: FUNCTION mrr_at(at timestamp with time zone, known_at timestamp with time zone, currency text); Type: COMMENT; Schema: analytics; Owner: unison_owner
--

COMMENT ON FUNCTION analytics.mrr_at(at timestamp with time zone, known_at timestamp with time zone, currency text) IS 'Monthly recurring revenue at an instant

As it was at "at", as it was known at "known_at", in one currency (by default the platform''s). mrr
and list_mrr (before discounts) are cents, exact and not rounded; customers are organizations that
pay more than nothing. Active and past due subscriptions count; sandbox organizations do not.';


--
-- Name: accept_invitation(text, text, text); Type: FUNCTION; Schema: api; Owner: unison_owner
--

CREATE FUNCTION api.accept_invitation(token text, password text DEFAULT NULL::text, full_name text DEFAULT NULL::text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    return identity.accept_invitation(
        accept_invitation.token, accept_invitation.password, accept_invitation.full_name
    );
end
$$;


ALTER FUNCTION api.accept_invitation(token text, password text, full_name text) OWNER TO unison_owner;

--
-- Name: FUNCTION accept_invitation(token text, password text, full_name text); Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON FUNCTION api.accept_invitation(token text, password text, full_name text) IS 'Join an organization with the token of an invitation

Somebody new gives a password and a full name; somebody with an account is signed in, or gives its
password. Answers as sign_in does, bound to the organization. 400 one_time_token_invalid,
403 invitation_for_another if the caller has another address.';


--
-- Name: change_member_role(uuid, text); Type: FUNCTION; Schema: api; Owner: unison_owner
--

CREATE FUNCTION api.change_member_role(user_id uuid, role text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    perform identity.change_member_role(
        identity.require_permission('members.manage'),
        change_member_role.user_id,
        change_member_role.role
    );
end
$$;


ALTER FUNCTION api.change_member_role(user_id uuid, role text) OWNER TO unison_owner;

--
-- Name: FUNCTION change_member_role(user_id uuid, role text); Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON FUNCTION api.change_member_role(user_id uuid, role text) IS 'Give a member another role

It holds from the member''s next request on. Needs members.manage, and owners.manage where an owner
is made or unmade. 404 member_not_found, 409 last_owner.';


--
-- Name: change_password(text, text); Type: FUNCTION; Schema: api; Owner: unison_owner
--

CREATE FUNCTION api.change_password(current_password text, new_password text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    return identity.change_password(
        change_password.current_password, change_password.new_password
    );
end
$$;


ALTER FUNCTION api.change_password(current_password text, new_password text) OWNER TO unison_owner;

--
-- Name: FUNCTION change_password(current_password text, new_password text); Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON FUNCTION api.change_password(current_password text, new_password text) IS 'Change the caller''s password

The caller''s other sessions end. 401 invalid_credentials for a wrong present password,
400 password_refused.';


--
-- Name: create_organization(text); Type: FUNCTION; Schema: api; Owner: unison_owner
--

CREATE FUNCTION api.create_organization(name text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
    v_user_id uuid := identity.require_own_session();
    v_organization_id uuid := identity.create_organization(create_organization.name, v_user_id);
begin
    perform billing.start_trial(v_organization_id, v_user_id);
    return identity.switch_organization(v_organization_id);
end
$$;


ALTER FUNCTION api.create_organization(name text) OWNER TO unison_owner;

--
-- Name: FUNCTION create_organization(name text); Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON FUNCTION api.create_organization(name text) IS 'Found another organization

The caller is its owner, and goes on in it: answers as sign_in does, with tokens bound to it. It has
a trial unless the caller, or the caller''s verified address, has had one.';


--
-- Name: invite_member(text, text); Type: FUNCTION; Schema: api; Owner: unison_owner
--

CREATE FUNCTION api.invite_member(email text, role text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
    v_organization_id uuid := identity.require_permission('members.manage');
    v_invitation identity.invitations := identity.invite_member(
        v_organization_id, invite_member.email, invite_member.role
    );
begin
    perform notify.queue_invitation(
        v_invitation,
        identity.create_one_time_token(
            'invitation',
            organization_id => v_organization_id,
            invitation_id => v_invitation.id
        )
    );
    return json_build_object(
        'id', v_invitation.id,
        'email', v_invitation.email,
        'role', v_invitation.role,
        'expires_at', v_invitation.expires_at
    );
end
$$;


ALTER FUNCTION api.invite_member(email text, role text) OWNER TO unison_owner;

--
-- Name: FUNCTION invite_member(email text, role text); Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON FUNCTION api.invite_member(email text, role text) IS 'Invite somebody into the organization

Sends a mail with a link that counts once, within 7 days; inviting the address again replaces it.
Answers {id, email, role, expires_at}. Needs members.manage, and owners.manage for an owner.
409 already_member.';


--
-- Name: invoice_pdf(uuid); Type: FUNCTION; Schema: api; Owner: unison_owner
--

CREATE FUNCTION api.invoice_pdf(id uuid) RETURNS identity."*/*"
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    return billing.find_invoice_pdf(
        identity.require_permission('billing.read'), invoice_pdf.id
    );
end
$$;


ALTER FUNCTION api.invoice_pdf(id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION invoice_pdf(id uuid); Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON FUNCTION api.invoice_pdf(id uuid) IS 'An invoice as PDF

The same bytes for ever, whatever the Accept header. 404 invoice_not_found, 409 invoice_not_issued.
409 document_pending while it is being made: POST sets that off where nothing has, then ask again.';


--
-- Name: open_billing_portal(); Type: FUNCTION; Schema: api; Owner: unison_owner
--

CREATE FUNCTION api.open_billing_portal() RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
    v_organization_id uuid := identity.require_permission('billing.manage');
begin
    return billing.command_accepted(billing.open_billing_portal(v_organization_id));
end
$$;


ALTER FUNCTION api.open_billing_portal() OWNER TO unison_owner;

--
-- Name: FUNCTION open_billing_portal(); Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON FUNCTION api.open_billing_portal() IS 'Ask for a link into Stripe''s customer portal

Answers 202; poll commands until result_url leads to the portal. The link lives for minutes only.';


--
-- Name: refresh(text); Type: FUNCTION; Schema: api; Owner: unison_owner
--

CREATE FUNCTION api.refresh(refresh_token text DEFAULT NULL::text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    return identity.refresh_session(
        -- The gateway sends what it has found in the cookie.
        coalesce(refresh.refresh_token, util.request_header('x-refresh-token'))
    );
end
$$;


ALTER FUNCTION api.refresh(refresh_token text) OWNER TO unison_owner;

--
-- Name: FUNCTION refresh(refresh_token text); Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON FUNCTION api.refresh(refresh_token text) IS 'New tokens for a refresh token

Answers as sign_in does. A refresh token counts once; used again after more than 10 seconds it ends
the session. Browsers that keep it in a cookie leave the argument out. 401 refresh_token_invalid.';


--
-- Name: remove_member(uuid); Type: FUNCTION; Schema: api; Owner: unison_owner
--

CREATE FUNCTION api.remove_member(user_id uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    perform identity.require_user();
    perform identity.remove_member(identity.current_organization_id(), remove_member.user_id);
end
$$;


ALTER FUNCTION api.remove_member(user_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION remove_member(user_id uuid); Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON FUNCTION api.remove_member(user_id uuid) IS 'Take a member out of the organization, or leave it

The member is refused from the next request on. Leaving is for everybody; removing others needs
members.manage, and owners.manage for an owner. 404 member_not_found, 409 last_owner.';


--
-- Name: report_usage(json); Type: FUNCTION; Schema: api; Owner: unison_owner
--

CREATE FUNCTION api.report_usage(json) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $_$
begin
    return usage.record_events(identity.require_permission('business.write'), $1);
end
$_$;


ALTER FUNCTION api.report_usage(json) OWNER TO unison_owner;

--
-- Name: FUNCTION report_usage(json); Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON FUNCTION api.report_usage(json) IS 'Report what was used

The body is an array of events {meter, quantity, occurred_at, idempotency_key}, thousands at once;
send ?columns=meter, and it passes untouched. An event counts once for its idempotency_key and
occurred_at, so repeat both in a retry; occurred_at has an offset from UTC, and lies at most 35 days
back. Answers {accepted, duplicates, refused, outcomes, refusals}: an outcome for each event in its
place, and for each refusal {index, idempotency_key, reason}, the reason being malformed,
unknown_meter, negative, future or too_late. Taken whatever the subscription''s status. Needs
business.write.';


--
-- Name: request_email_verification(); Type: FUNCTION; Schema: api; Owner: unison_owner
--

CREATE FUNCTION api.request_email_verification() RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
    v_user_id uuid := identity.require_own_session();
begin
    perform notify.queue_verification(
        identity.current_organization_id(),
        v_user_id,
        identity.start_email_verification(v_user_id)
    );
    return json_build_object('accepted', true);
end
$$;


ALTER FUNCTION api.request_email_verification() OWNER TO unison_owner;

--
-- Name: FUNCTION request_email_verification(); Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON FUNCTION api.request_email_verification() IS 'Ask for another mail to verify the caller''s address with

Links sent before count no more. 409 email_verified if it is verified already.';


--
-- Name: request_password_reset(text); Type: FUNCTION; Schema: api; Owner: unison_owner
--

CREATE FUNCTION api.request_password_reset(email text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    perform notify.queue_password_reset(r.user_id, r.token)
    from identity.start_password_reset(request_password_reset.email) as r;
    return json_build_object('accepted', true);
end
$$;


ALTER FUNCTION api.request_password_reset(email text) OWNER TO unison_owner;

--
-- Name: FUNCTION request_password_reset(email text); Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON FUNCTION api.request_password_reset(email text) IS 'Ask for a mail to reset a password with

The answer is the same whether there is an account with the address or not.';


--
-- Name: reset_password(text, text); Type: FUNCTION; Schema: api; Owner: unison_owner
--

CREATE FUNCTION api.reset_password(token text, new_password text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    perform identity.reset_password(reset_password.token, reset_password.new_password);
    return json_build_object('changed', true);
end
$$;


ALTER FUNCTION api.reset_password(token text, new_password text) OWNER TO unison_owner;

--
-- Name: FUNCTION reset_password(token text, new_password text); Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON FUNCTION api.reset_password(token text, new_password text) IS 'Set a new password with the token of a mail

The token counts once, within an hour. Every session of the person ends.
400 one_time_token_invalid, 400 password_refused.';


--
-- Name: revoke_invitation(uuid); Type: FUNCTION; Schema: api; Owner: unison_owner
--

CREATE FUNCTION api.revoke_invitation(id uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    perform identity.revoke_invitation(
        identity.require_permission('members.manage'), revoke_invitation.id
    );
end
$$;


ALTER FUNCTION api.revoke_invitation(id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION revoke_invitation(id uuid); Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON FUNCTION api.revoke_invitation(id uuid) IS 'Take an invitation back

Its link counts no more. Needs members.manage. 404 invitation_not_found.';


--
-- Name: set_billing_profile(text, text[], text, text, text, text[]); Type: FUNCTION; Schema: api; Owner: unison_owner
--

CREATE FUNCTION api.set_billing_profile(legal_name text DEFAULT NULL::text, address_lines text[] DEFAULT '{}'::text[], country text DEFAULT NULL::text, tax_id text DEFAULT NULL::text, po_number text DEFAULT NULL::text, contacts text[] DEFAULT '{}'::text[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    perform billing.set_profile(
        identity.require_permission('billing.manage'),
        set_billing_profile.legal_name,
        set_billing_profile.address_lines,
        set_billing_profile.country,
        set_billing_profile.tax_id,
        set_billing_profile.po_number,
        set_billing_profile.contacts
    );
end
$$;


ALTER FUNCTION api.set_billing_profile(legal_name text, address_lines text[], country text, tax_id text, po_number text, contacts text[]) OWNER TO unison_owner;

--
-- Name: FUNCTION set_billing_profile(legal_name text, address_lines text[], country text, tax_id text, po_number text, contacts text[]); Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON FUNCTION api.set_billing_profile(legal_name text, address_lines text[], country text, tax_id text, po_number text, contacts text[]) IS 'Say what invoices shall say about you

Replaces the billing profile: what is left out is empty afterwards. It counts for invoices issued
from now on; contacts get billing mail too. 400 invalid_argument.';


--
-- Name: sign_in(text, text); Type: FUNCTION; Schema: api; Owner: unison_owner
--

CREATE FUNCTION api.sign_in(email text, password text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    return identity.sign_in(sign_in.email, sign_in.password);
end
$$;


ALTER FUNCTION api.sign_in(email text, password text) OWNER TO unison_owner;

--
-- Name: FUNCTION sign_in(email text, password text); Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON FUNCTION api.sign_in(email text, password text) IS 'Sign in

Answers {access_token, refresh_token, token_type, expires_in, organization_id}. With the header
X-Session: cookie the tokens come in cookies instead. 401 invalid_credentials, 429 too_many_tries.';


--
-- Name: sign_out(text); Type: FUNCTION; Schema: api; Owner: unison_owner
--

CREATE FUNCTION api.sign_out(refresh_token text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    perform identity.sign_out(sign_out.refresh_token);
end
$$;


ALTER FUNCTION api.sign_out(refresh_token text) OWNER TO unison_owner;

--
-- Name: FUNCTION sign_out(refresh_token text); Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON FUNCTION api.sign_out(refresh_token text) IS 'Sign out

Ends the session of the refresh token, and that of the access token if one is sent: none of their
tokens counts any more. Answers 204, also if there is nothing to end.';


--
-- Name: sign_up(text, text, text, text); Type: FUNCTION; Schema: api; Owner: unison_owner
--

CREATE FUNCTION api.sign_up(email text, password text, organization_name text, full_name text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
    v_user_id uuid := identity.create_user(sign_up.email, sign_up.password, sign_up.full_name);
    v_organization_id uuid;
begin
    if v_user_id is null then
        return identity.refuse_taken_email();
    end if;

    v_organization_id = identity.create_organization(sign_up.organization_name, v_user_id);
    perform billing.start_trial(v_organization_id, v_user_id);
    perform notify.queue_verification(
        v_organization_id, v_user_id, identity.start_email_verification(v_user_id)
    );
    return identity.issue_tokens(identity.open_session('user', v_user_id, v_organization_id));
end
$$;


ALTER FUNCTION api.sign_up(email text, password text, organization_name text, full_name text) OWNER TO unison_owner;

--
-- Name: FUNCTION sign_up(email text, password text, organization_name text, full_name text); Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON FUNCTION api.sign_up(email text, password text, organization_name text, full_name text) IS 'Sign up: a person, an organization and its trial

Answers as sign_in does; a mail asks to verify the address. 409 email_taken if there is an account
with the address, 400 password_refused for a password that is too easy to guess.';


--
-- Name: start_checkout(text, text, boolean); Type: FUNCTION; Schema: api; Owner: unison_owner
--

CREATE FUNCTION api.start_checkout(plan_code text, cycle text, end_trial boolean DEFAULT false) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
    v_organization_id uuid := identity.require_permission('billing.manage');
begin
    return billing.command_accepted(
        billing.start_checkout(
            v_organization_id,
            start_checkout.plan_code,
            start_checkout.cycle,
            start_checkout.end_trial
        )
    );
end
$$;


ALTER FUNCTION api.start_checkout(plan_code text, cycle text, end_trial boolean) OWNER TO unison_owner;

--
-- Name: FUNCTION start_checkout(plan_code text, cycle text, end_trial boolean); Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON FUNCTION api.start_checkout(plan_code text, cycle text, end_trial boolean) IS 'Ask for a page to pay on

Answers 202; poll commands until result_url leads to Stripe''s checkout. cycle is monthly or annual.
Asking again for the same gives the same page, any other choice replaces it. What is left of a trial,
if at least 48 hours, stays free before the first bill; end_trial bills at once. 409 already_subscribed
when there is a subscription to change instead.';


--
-- Name: switch_organization(uuid); Type: FUNCTION; Schema: api; Owner: unison_owner
--

CREATE FUNCTION api.switch_organization(organization_id uuid) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    return identity.switch_organization(switch_organization.organization_id);
end
$$;


ALTER FUNCTION api.switch_organization(organization_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION switch_organization(organization_id uuid); Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON FUNCTION api.switch_organization(organization_id uuid) IS 'Go on in another of the caller''s organizations

Answers as sign_in does, with tokens bound to that organization. 404 organization_not_found.';


--
-- Name: verify_email(text); Type: FUNCTION; Schema: api; Owner: unison_owner
--

CREATE FUNCTION api.verify_email(token text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
    v_user_id uuid := identity.verify_email(verify_email.token);
begin
    perform billing.bind_trial(v_user_id);
    return json_build_object('verified', true);
end
$$;


ALTER FUNCTION api.verify_email(token text) OWNER TO unison_owner;

--
-- Name: FUNCTION verify_email(token text); Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON FUNCTION api.verify_email(token text) IS 'Verify an address with the token of a mail

The token counts once, within 48 hours; request_email_verification sends another.
400 one_time_token_invalid.';


--
-- Name: subscriptions; Type: TABLE; Schema: billing; Owner: unison_owner
--

CREATE TABLE billing.subscriptions (
    organization_id uuid NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    source text NOT NULL,
    is_primary boolean DEFAULT false NOT NULL,
    status text NOT NULL,
    access text NOT NULL,
    status_reason text,
    stripe_status text,
    hold text DEFAULT 'none'::text NOT NULL,
    stripe_subscription_id text,
    plan_version_id uuid,
    cycle text,
    currency text,
    collection_method text,
    started_at timestamp with time zone NOT NULL,
    trial_started_at timestamp with time zone,
    trial_ends_at timestamp with time zone,
    current_period_start timestamp with time zone,
    current_period_end timestamp with time zone,
    cancel_at timestamp with time zone,
    canceled_at timestamp with time zone,
    ended_at timestamp with time zone,
    resumes_at timestamp with time zone,
    cancellation_reason text,
    discount jsonb,
    list_arr_cents bigint DEFAULT 0 NOT NULL,
    net_arr_cents bigint DEFAULT 0 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT subscriptions_access_check CHECK ((access = ANY (ARRAY['full'::text, 'read_only'::text]))),
    CONSTRAINT subscriptions_currency_check CHECK ((currency ~ '^[a-z]{3}$'::text)),
    CONSTRAINT subscriptions_cycle_check CHECK ((cycle = ANY (ARRAY['daily'::text, 'weekly'::text, 'monthly'::text, 'quarterly'::text, 'annual'::text]))),
    CONSTRAINT subscriptions_ended_at_check CHECK (((status = 'canceled'::text) = (ended_at IS NOT NULL))),
    CONSTRAINT subscriptions_hold_check CHECK ((hold = ANY (ARRAY['none'::text, 'trial_ended'::text, 'dunning'::text, 'staff'::text, 'customer_pause'::text]))),
    CONSTRAINT subscriptions_is_primary_check CHECK (((NOT is_primary) OR (status <> 'canceled'::text))),
    CONSTRAINT subscriptions_source_check CHECK ((source = ANY (ARRAY['trial'::text, 'stripe'::text, 'manual'::text, 'import'::text]))),
    CONSTRAINT subscriptions_status_check CHECK ((status = ANY (ARRAY['incomplete'::text, 'trialing'::text, 'active'::text, 'past_due'::text, 'paused'::text, 'suspended'::text, 'canceled'::text]))),
    CONSTRAINT subscriptions_stripe_subscription_id_check CHECK (((source = 'stripe'::text) = (stripe_subscription_id IS NOT NULL)))
);


ALTER TABLE billing.subscriptions OWNER TO unison_owner;

--
-- Name: TABLE subscriptions; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON TABLE billing.subscriptions IS 'What an organization has bought: the latest state of each subscription, written by one function.';


--
-- Name: COLUMN subscriptions.status; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.subscriptions.status IS 'Derived from stripe_status and hold by billing.derive_status.';


--
-- Name: COLUMN subscriptions.hold; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.subscriptions.hold IS 'Why we restrict it, whatever Stripe says. Stripe never clears a hold of the staff.';


--
-- Name: COLUMN subscriptions.cancel_at; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.subscriptions.cancel_at IS 'When a scheduled cancellation takes effect, or null.';


--
-- Name: COLUMN subscriptions.canceled_at; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.subscriptions.canceled_at IS 'When somebody asked for the end.';


--
-- Name: COLUMN subscriptions.ended_at; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.subscriptions.ended_at IS 'When it ended.';


--
-- Name: COLUMN subscriptions.discount; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.subscriptions.discount IS 'The repeating and permanent discounts now in force, as billing.read_discount gives them, or null.';


--
-- Name: add_on_change_items(billing.subscriptions, text, bigint); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.add_on_change_items(subscription billing.subscriptions, add_on_code text, quantity bigint) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    select jsonb_build_array(c.change)
    from (
        select
            case
                when i.stripe_item_id is not null and add_on_change_items.quantity = 0
                    then jsonb_build_object('id', i.stripe_item_id, 'deleted', true)
                when i.stripe_item_id is not null
                    then jsonb_build_object(
                        'id', i.stripe_item_id, 'quantity', add_on_change_items.quantity
                    )
                when add_on_change_items.quantity > 0
                    then jsonb_build_object(
                        'price', s.stripe_price_id, 'quantity', add_on_change_items.quantity
                    )
            end as change
        from catalog.prices as p
        cross join lateral catalog.current_stripe_price_id(p.id) as s (stripe_price_id)
        left join billing.subscription_items as i
            on
                i.organization_id = (add_on_change_items.subscription).organization_id
                and i.subscription_id = (add_on_change_items.subscription).id
                and p.id = i.price_id
        where
            p.add_on_code = add_on_change_items.add_on_code
            and p.cycle = (add_on_change_items.subscription).cycle
            and p.currency = (add_on_change_items.subscription).currency
    ) as c
    where c.change is not null and c.change -> 'price' is distinct from 'null'
$$;


ALTER FUNCTION billing.add_on_change_items(subscription billing.subscriptions, add_on_code text, quantity bigint) OWNER TO unison_owner;

--
-- Name: FUNCTION add_on_change_items(subscription billing.subscriptions, add_on_code text, quantity bigint); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.add_on_change_items(subscription billing.subscriptions, add_on_code text, quantity bigint) IS 'What Stripe is told to have so much of an add-on beside the plan: added, changed, or taken away
with 0. Null when there is nothing to take away, or when Stripe has no price for it.';


--
-- Name: annualize_cents(bigint, text, integer); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.annualize_cents(amount_cents bigint, interval_unit text, interval_count integer) RETURNS bigint
    LANGUAGE sql IMMUTABLE
    BEGIN ATOMIC
 SELECT (round((((amount_cents)::numeric * (
         CASE interval_unit
             WHEN 'day'::text THEN 365
             WHEN 'week'::text THEN 52
             WHEN 'month'::text THEN 12
             WHEN 'year'::text THEN 1
             ELSE NULL::integer
         END)::numeric) / (interval_count)::numeric)))::bigint AS round;
END;


ALTER FUNCTION billing.annualize_cents(amount_cents bigint, interval_unit text, interval_count integer) OWNER TO unison_owner;

--
-- Name: FUNCTION annualize_cents(amount_cents bigint, interval_unit text, interval_count integer); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.annualize_cents(amount_cents bigint, interval_unit text, interval_count integer) IS 'Cents per year of what is due every so many days (365 a year), weeks (52), months (12) or years.
Four quarters make a year: a quarter is three months.';


--
-- Name: append_version(billing.folded_version[], billing.folded_version, text, text, jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.append_version(versions billing.folded_version[], version billing.folded_version, base_status text, reason text, holds jsonb) RETURNS billing.folded_version[]
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $$
declare
    v_versions billing.folded_version[] := append_version.versions;
    v_version billing.folded_version := append_version.version;
    v_last billing.folded_version;
    v_count integer := cardinality(append_version.versions);
    v_derived record;
begin
    -- The strictest hold speaks.
    v_version.hold = case
        when holds ? 'staff' then 'staff'
        when holds ? 'dunning' then 'dunning'
        when holds ? 'trial_ended' then 'trial_ended'
        when holds ? 'customer_pause' then 'customer_pause'
        else 'none'
    end;
    v_derived = billing.derive_status(
        base_status,
        v_version.hold,
        case
            when base_status = 'canceled' or (base_status = 'paused' and v_version.hold <> 'staff')
                then append_version.reason
            else holds ->> v_version.hold
        end
    );
    v_version.status = v_derived.status;
    v_version.access = v_derived.access;
    v_version.status_reason = v_derived.status_reason;

    -- Of several things at one instant only the outcome was ever true.
    if (v_versions[v_count]).valid_from = v_version.valid_from then
        v_versions = trim_array(v_versions, 1);
        v_count = v_count - 1;
    end if;

    -- What shows no change begins no version.
    if v_count > 0 then
        v_last = v_versions[v_count];
        v_last.stripe_status = v_version.stripe_status;
        v_last.hold = v_version.hold;
        v_last.state = v_version.state;
        v_last.seen_at = v_version.seen_at;
        v_version.valid_from = v_last.valid_from;
        v_version.caused_by = v_last.caused_by;
        v_version.is_scheduled = v_last.is_scheduled;
        if v_version is not distinct from v_last then
            v_versions[v_count] = v_last;
            return v_versions;
        end if;
        v_version.valid_from = (append_version.version).valid_from;
        v_version.caused_by = (append_version.version).caused_by;
        v_version.is_scheduled = (append_version.version).is_scheduled;
    end if;
    return v_versions || v_version;
end
$$;


ALTER FUNCTION billing.append_version(versions billing.folded_version[], version billing.folded_version, base_status text, reason text, holds jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION append_version(versions billing.folded_version[], version billing.folded_version, base_status text, reason text, holds jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.append_version(versions billing.folded_version[], version billing.folded_version, base_status text, reason text, holds jsonb) IS 'Adds what a subscription became to its folded history: with the status that follows from all holds
(a JSON object of hold and reason), without what changed nothing, and once per instant.';


--
-- Name: apply_discount(bigint[], boolean[], numeric, bigint); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.apply_discount(amounts bigint[], is_covered boolean[], percent_off numeric, amount_off bigint) RETURNS bigint[]
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $$
declare
    v_total bigint;
    v_target bigint;
    v_parts bigint[];
    v_largest integer;
    v_result bigint[];
begin
    select
        (sum(a.amount) filter (where a.is_covered))::bigint,
        (array_agg(a.position::integer order by a.is_covered desc, a.amount desc, a.position))[1]
    into v_total, v_largest
    from unnest(amounts, apply_discount.is_covered)
        with ordinality as a (amount, is_covered, position);

    if coalesce(v_total, 0) = 0 then
        return amounts;
    end if;

    v_target = least(
        v_total, coalesce(round(v_total * percent_off / 100)::bigint, apply_discount.amount_off)
    );
    select array_agg(
        case
            when a.is_covered then round(a.amount::numeric * v_target / v_total)::bigint
            else 0
        end
        order by a.position
    )
    into v_parts
    from unnest(amounts, apply_discount.is_covered)
        with ordinality as a (amount, is_covered, position);

    -- Rounding must neither lose nor invent a cent.
    v_parts[v_largest] = v_parts[v_largest] + v_target
        - (select sum(p.part)::bigint from unnest(v_parts) as p (part));

    select array_agg(a.amount - a.part order by a.position) into v_result
    from unnest(amounts, v_parts) with ordinality as a (amount, part, position);
    return v_result;
end
$$;


ALTER FUNCTION billing.apply_discount(amounts bigint[], is_covered boolean[], percent_off numeric, amount_off bigint) OWNER TO unison_owner;

--
-- Name: FUNCTION apply_discount(amounts bigint[], is_covered boolean[], percent_off numeric, amount_off bigint); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.apply_discount(amounts bigint[], is_covered boolean[], percent_off numeric, amount_off bigint) IS 'Amounts after a discount on those that it covers: a share of the total, or an amount of at most the
total. Each part is rounded half up, and what rounding leaves goes to the largest.';


--
-- Name: stripe_commands; Type: TABLE; Schema: billing; Owner: unison_owner
--

CREATE TABLE billing.stripe_commands (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    organization_id uuid NOT NULL,
    kind text NOT NULL,
    params jsonb DEFAULT '{}'::jsonb NOT NULL,
    requested_by uuid,
    depends_on uuid,
    phase text DEFAULT 'send'::text NOT NULL,
    request jsonb,
    idempotency_key text NOT NULL,
    status text DEFAULT 'queued'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    first_attempt_at timestamp with time zone,
    next_attempt_at timestamp with time zone NOT NULL,
    leased_by text,
    leased_until timestamp with time zone,
    request_id text,
    result_url text,
    error jsonb,
    created_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    progress jsonb,
    CONSTRAINT stripe_commands_finished_at_check CHECK (((finished_at IS NOT NULL) = (status = ANY (ARRAY['succeeded'::text, 'failed'::text])))),
    CONSTRAINT stripe_commands_kind_check CHECK ((kind = ANY (ARRAY['customer.create'::text, 'customer.update'::text, 'checkout_session.create'::text, 'checkout_session.expire'::text, 'portal_session.create'::text, 'subscription.change_plan'::text, 'subscription.set_add_on'::text, 'subscription.cancel_at_period_end'::text, 'subscription.undo_cancellation'::text, 'subscription.cancel_now'::text, 'subscription.pause'::text, 'subscription.resume'::text, 'subscription.extend_trial'::text, 'refund.create'::text, 'object.fetch'::text]))),
    CONSTRAINT stripe_commands_phase_check CHECK ((phase = ANY (ARRAY['send'::text, 'look'::text]))),
    CONSTRAINT stripe_commands_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'running'::text, 'succeeded'::text, 'failed'::text])))
);


ALTER TABLE billing.stripe_commands OWNER TO unison_owner;

--
-- Name: TABLE stripe_commands; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON TABLE billing.stripe_commands IS 'What Stripe shall do, written in the transaction that wants it. A local queue, keyed by id, so that
a worker can claim across tenants.';


--
-- Name: COLUMN stripe_commands.phase; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.stripe_commands.phase IS 'send: carry it out. look: find out at Stripe whether it was, for the key protects no more.';


--
-- Name: COLUMN stripe_commands.request; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.stripe_commands.request IS '{"method", "path", "params"} as first sent: an idempotency key may only repeat the same request.';


--
-- Name: COLUMN stripe_commands.idempotency_key; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.stripe_commands.idempotency_key IS 'The id, and after a look that found nothing done another one.';


--
-- Name: COLUMN stripe_commands.attempts; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.stripe_commands.attempts IS 'Also the fencing token: an answer to an earlier attempt than this one is not recorded.';


--
-- Name: COLUMN stripe_commands.first_attempt_at; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.stripe_commands.first_attempt_at IS 'When the request was first sent under its key; of a look, when it was last sent.';


--
-- Name: COLUMN stripe_commands.error; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.stripe_commands.error IS '{"code", "message"} for the asker, and "internal" for the staff.';


--
-- Name: COLUMN stripe_commands.progress; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.stripe_commands.progress IS 'What the pages read so far have brought, and when the first of them was asked for.';


--
-- Name: apply_stripe_response(billing.stripe_commands, jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.apply_stripe_response(command billing.stripe_commands, object jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_command billing.stripe_commands := apply_stripe_response.command;
    v_kind text := case split_part(v_command.kind, '.', 1)
        when 'checkout_session' then 'checkout.session'
        when 'portal_session' then 'billing_portal.session'
        else split_part(v_command.kind, '.', 1)
    end;
begin
    if object ->> 'object' is distinct from v_kind or object ->> 'id' is null then
        raise sqlstate 'ST003' using message = format('The answer is no %s of Stripe''s', v_kind);
    end if;

    -- A link into the portal is nothing that lasts.
    if v_command.kind = 'portal_session.create' then
        perform billing.assert_fields(object, 'url');
        return;
    end if;

    if v_command.kind = 'refund.create' and jsonb_typeof(object -> 'charge') <> 'object' then
        raise sqlstate 'ST003' using message = 'The charge of this refund is not shown';
    end if;

    perform billing.record_snapshot(
        case v_command.kind
            when 'refund.create' then object -> 'charge'
            else object
        end,
        'response',
        v_command.id || ':' || v_command.attempts,
        -- What was created says when, unless it was looked up: then it may have changed since.
        case
            when v_command.kind like '%.create' and v_command.phase = 'send'
                then to_timestamp((object ->> 'created')::bigint)
            else billing.asked_at(v_command)
        end
    );
end
$$;


ALTER FUNCTION billing.apply_stripe_response(command billing.stripe_commands, object jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION apply_stripe_response(command billing.stripe_commands, object jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.apply_stripe_response(command billing.stripe_commands, object jsonb) IS 'Hands what Stripe answered to the writer that also applies its events. Fails with
ST003 when that is not the object which the command is about.';


--
-- Name: asked_at(billing.stripe_commands); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.asked_at(command billing.stripe_commands) RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    select
        util.now((asked_at.command).organization_id) - (
            util.wall_clock()
            - coalesce(
                ((asked_at.command).progress ->> 'asked_at')::timestamptz,
                (asked_at.command).first_attempt_at
            )
        )
$$;


ALTER FUNCTION billing.asked_at(command billing.stripe_commands) OWNER TO unison_owner;

--
-- Name: FUNCTION asked_at(command billing.stripe_commands); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.asked_at(command billing.stripe_commands) IS 'When Stripe was asked what it now answers, in business time: an event since then tells newer
things, also when an old answer is replayed.';


--
-- Name: assert_command_params(text, jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.assert_command_params(kind text, params jsonb) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $$
declare
    v_field record;
    v_text text;
begin
    for v_field in
        select
            f.field,
            f.type,
            f.is_required
        from billing.stripe_command_fields() as f
        where f.kind = assert_command_params.kind
    loop
        v_text = params ->> v_field.field;
        continue when v_text is null and not v_field.is_required;
        begin
            if v_text is null then
                raise data_exception using message = 'it is missing';
            end if;
            case v_field.type
                when 'uuid' then perform v_text::uuid;
                when 'boolean' then perform v_text::boolean;
                when 'timestamptz' then perform v_text::timestamptz;
                when 'count' then
                    if v_text::bigint < 0 then
                        raise data_exception using message = 'it is negative';
                    end if;
                when 'text' then null;
            end case;
        exception
            -- Also an invalid representation of a type, and a number out of range.
            when data_exception then
                raise invalid_parameter_value using message = format(
                    'The command %s needs a %s as %s: %s',
                    assert_command_params.kind, v_field.type, v_field.field, sqlerrm
                );
        end;
    end loop;

    select k.field into v_text
    from jsonb_object_keys(params) as k (field)
    where
        not exists (
            select
            from billing.stripe_command_fields() as f
            where f.kind = assert_command_params.kind and f.field = k.field
        )
    limit 1;
    if v_text is not null then
        raise invalid_parameter_value using message = format(
            'The command %s knows no %s', assert_command_params.kind, v_text
        );
    end if;
end
$$;


ALTER FUNCTION billing.assert_command_params(kind text, params jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION assert_command_params(kind text, params jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.assert_command_params(kind text, params jsonb) IS 'Refuses params that the kind of command does not know, lacks, or cannot read. A person''s wrong
input is refused before, in words for a person: this catches a caller''s mistake where it is made.';


--
-- Name: assert_fields(jsonb, text[]); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.assert_fields(object jsonb, VARIADIC fields text[]) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
declare
    v_field text;
begin
    foreach v_field in array fields loop
        if object ->> v_field is null then
            raise sqlstate 'ST003' using
                message = format('This %s has no %s', object ->> 'object', v_field);
        end if;
    end loop;
end
$$;


ALTER FUNCTION billing.assert_fields(object jsonb, VARIADIC fields text[]) OWNER TO unison_owner;

--
-- Name: FUNCTION assert_fields(object jsonb, VARIADIC fields text[]); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.assert_fields(object jsonb, VARIADIC fields text[]) IS 'Fails loudly (ST003) when something of Stripe''s lacks a field that is needed.';


--
-- Name: assert_transition(uuid, text); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.assert_transition(organization_id uuid, command text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
declare
    v_status text;
    v_to_status text;
begin
    select s.status into v_status
    from billing.subscriptions as s
    where s.organization_id = assert_transition.organization_id and s.is_primary;

    -- Without a primary one the last has ended, and a new one may begin.
    v_status = coalesce(v_status, 'canceled');

    select t.to_status into v_to_status
    from billing.subscription_transitions as t
    where t.command = assert_transition.command and t.from_status = v_status;

    if v_to_status is null then
        perform util.fail(
            409, 'transition_refused', 'The subscription''s status does not allow this',
            jsonb_build_object('command', assert_transition.command, 'status', v_status)
        );
    end if;
    return v_to_status;
end
$$;


ALTER FUNCTION billing.assert_transition(organization_id uuid, command text) OWNER TO unison_owner;

--
-- Name: FUNCTION assert_transition(organization_id uuid, command text); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.assert_transition(organization_id uuid, command text) IS 'Where a command takes the organization''s subscription from its present status; refused unless the
table of transitions has that edge.';


--
-- Name: bind_trial(uuid); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.bind_trial(user_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_folded_email text;
    v_first_organization_id uuid;
    v_bound_organization_id uuid;
    v_organization_id uuid;
    v_subscription_id uuid;
begin
    select billing.fold_email(u.email) into v_folded_email
    from identity.users as u
    where u.id = bind_trial.user_id and u.email_verified_at is not null;

    select t.organization_id into v_first_organization_id
    from billing.trials as t
    where t.user_id = bind_trial.user_id
    order by t.started_at asc, t.organization_id asc
    limit 1;

    -- Until it is verified an address binds nothing; and who founded nothing has no trial to bind.
    if v_folded_email is null or v_first_organization_id is null then
        return;
    end if;

    insert into billing.bound_trials (folded_email, organization_id, bound_at)
    values (v_folded_email, v_first_organization_id, util.now(v_first_organization_id))
    on conflict on constraint bound_trials_pkey do nothing;

    select b.organization_id into strict v_bound_organization_id
    from billing.bound_trials as b
    where b.folded_email = v_folded_email;

    for v_organization_id, v_subscription_id in
        select
            s.organization_id,
            s.id
        from billing.trials as t
        inner join billing.subscriptions as s on t.organization_id = s.organization_id
        where
            t.user_id = bind_trial.user_id
            and t.organization_id <> v_bound_organization_id
            and s.source = 'trial'
            and s.is_primary
            and s.status in ('trialing', 'incomplete')
        order by s.organization_id
    loop
        perform billing.record_fact(
            v_organization_id, v_subscription_id, 'hold_placed',
            jsonb_build_object('hold', 'trial_ended', 'reason', 'trial_used')
        );
    end loop;
end
$$;


ALTER FUNCTION billing.bind_trial(user_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION bind_trial(user_id uuid); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.bind_trial(user_id uuid) IS 'Called when a person has verified the address: it has now used its trial. Of several trials of
one address the first bound stays, and the others end at once.';


--
-- Name: chain_snapshots(text, text, text[]); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.chain_snapshots(object_id text, before_event_id text, event_ids text[], OUT chained_event_ids text[], OUT is_decided boolean) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
declare
    v_attempt record;
begin
    for v_attempt in
        select
            s.knows_begin,
            r.is_exact,
            d.is_collapsed
        from (values (true), (false)) as s (knows_begin)
        cross join (values (true), (false)) as r (is_exact)
        cross join (values (false), (true)) as d (is_collapsed)
        where
            (chain_snapshots.before_event_id is not null or not s.knows_begin)
            -- Beyond that the search could take long; a refetch is cheaper.
            and cardinality(chain_snapshots.event_ids) <= 9
        order by s.knows_begin desc, r.is_exact desc, d.is_collapsed asc
    loop
        with recursive raw as (
            select
                s.event_id,
                s.state,
                -- The counter of a customer's invoices moves without a word.
                jsonb_strip_nulls(e.event -> 'data' -> 'object')
                - 'next_invoice_sequence' as object,
                coalesce(e.event -> 'data' -> 'previous_attributes', '{}')
                - 'next_invoice_sequence' as previous
            from billing.stripe_snapshots as s
            left join lateral (
                select webhooks.parse_stripe_event(w.body) as event
                from webhooks.stripe_events as w
                where w.id = s.event_id
            ) as e on true
            where
                s.object_id = chain_snapshots.object_id
                and (
                    s.event_id = any(chain_snapshots.event_ids)
                    or s.event_id = chain_snapshots.before_event_id
                )
        ),

        -- Two events may tell of one change, and one change may happen twice: try both readings.
        nodes as (
            select
                min(r.event_id) as node,
                array_agg(r.event_id order by r.event_id) as event_ids,
                r.state,
                r.object,
                r.previous
            from raw as r
            where r.event_id = any(chain_snapshots.event_ids)
            group by
                r.state, r.object, r.previous,
                case when not v_attempt.is_collapsed then r.event_id end
        ),

        -- An update follows what it says was there before. A mere report changes nothing.
        links as (
            select
                f.event_id as from_node,
                t.node as to_node
            from raw as f
            inner join nodes as t on f.event_id <> t.node
            where
                case
                    when t.previous = '{}' and not v_attempt.is_exact then f.state = t.state
                    when v_attempt.is_exact
                        then jsonb_strip_nulls(billing.undo_change(t.object, t.previous)) = f.object
                    else jsonb_strip_nulls(billing.undo_change(f.object, t.previous)) = f.object
                end
        ),

        paths as (
            select
                n.node as last_node,
                array[n.node] as path
            from nodes as n
            where
                not v_attempt.knows_begin
                or exists (
                    select
                    from links as l
                    where l.from_node = chain_snapshots.before_event_id and l.to_node = n.node
                )
            union all
            select
                l.to_node,
                p.path || l.to_node
            from paths as p
            inner join links as l on p.last_node = l.from_node
            where l.to_node <> all(p.path)
        ),

        complete as (
            select
                p.path,
                n.state
            from paths as p
            inner join nodes as n on p.last_node = n.node
            where cardinality(p.path) = (select count(*) from nodes)
        ),

        chosen as (
            select
                min(c.path) as path,
                count(distinct c.state) = 1 as is_decided
            from complete as c
        )

        select
            (
                select array_agg(i.event_id order by u.position, i.event_id)
                from unnest(c.path) with ordinality as u (node, position)
                inner join nodes as n on u.node = n.node
                cross join lateral unnest(n.event_ids) as i (event_id)
            ),
            c.is_decided
        into chained_event_ids, is_decided
        from chosen as c;

        if chained_event_ids is not null then
            return;
        end if;
    end loop;

    select array_agg(i.event_id order by i.event_id) into chained_event_ids
    from unnest(chain_snapshots.event_ids) as i (event_id);
    is_decided = false;
end
$$;


ALTER FUNCTION billing.chain_snapshots(object_id text, before_event_id text, event_ids text[], OUT chained_event_ids text[], OUT is_decided boolean) OWNER TO unison_owner;

--
-- Name: FUNCTION chain_snapshots(object_id text, before_event_id text, event_ids text[], OUT chained_event_ids text[], OUT is_decided boolean); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.chain_snapshots(object_id text, before_event_id text, event_ids text[], OUT chained_event_ids text[], OUT is_decided boolean) IS 'Orders snapshots of one object and second by their previous_attributes: an update follows the
state that it says was there before. The exact reading puts them back and wants the predecessor;
failing that, only what changed is compared. Not decided: no chain holds, or several that end
differently.';


--
-- Name: checkout_session_params(uuid, uuid); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.checkout_session_params(organization_id uuid, checkout_session_id uuid) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    select jsonb_build_object(
        'mode', 'subscription',
        'customer', c.stripe_customer_id,
        'client_reference_id', s.organization_id,
        'metadata', m.metadata,
        'line_items', jsonb_build_array(jsonb_build_object(
            'price', l.stripe_price_id, 'quantity', 1
        )),
        'subscription_data', jsonb_strip_nulls(jsonb_build_object(
            'metadata', m.metadata,
            'billing_mode', jsonb_build_object('type', 'flexible'),
            'trial_end', case
                when s.is_trial_kept
                    then floor(extract(
                        epoch from billing.trial_end_for_checkout(s.organization_id)
                    ))
            end
        )),
        'success_url', util.setting('web_url') || '/billing/?checkout=complete',
        'cancel_url', util.setting('web_url') || '/billing/?checkout=canceled'
    )
    from billing.checkout_sessions as s
    inner join billing.customers as c on s.organization_id = c.organization_id
    cross join lateral catalog.price_for(
        s.plan_version_id, s.cycle, coalesce(c.currency, util.setting('default_currency'))
    ) as p
    cross join lateral catalog.current_stripe_price_id(p.id) as l (stripe_price_id)
    cross join lateral (
        select jsonb_build_object(
            'organization_id', s.organization_id, 'checkout_session_id', s.id
        ) as metadata
    ) as m
    where
        s.organization_id = checkout_session_params.organization_id
        and s.id = checkout_session_params.checkout_session_id
        and c.stripe_customer_id is not null
        and l.stripe_price_id is not null
$$;


ALTER FUNCTION billing.checkout_session_params(organization_id uuid, checkout_session_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION checkout_session_params(organization_id uuid, checkout_session_id uuid); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.checkout_session_params(organization_id uuid, checkout_session_id uuid) IS 'What Stripe is told to make a page on which the organization can pay for what it chose. Null when
the customer or the price is not known to Stripe.';


--
-- Name: claim_invoice_documents(text, integer, integer); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.claim_invoice_documents(worker text, max_documents integer, lease_seconds integer) RETURNS TABLE(id uuid, attempt integer, data json)
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
#variable_conflict use_column
declare
    v_now timestamptz := util.wall_clock();
begin
    return query
    with due as (
        select d.id
        from billing.invoice_documents as d
        where d.finished_at is null and d.next_attempt_at <= v_now
        order by d.next_attempt_at asc
        limit claim_invoice_documents.max_documents
        for update skip locked
    )

    update billing.invoice_documents as d
    set
        status = 'rendering',
        attempts = d.attempts + 1,
        leased_by = claim_invoice_documents.worker,
        leased_until = v_now + make_interval(secs => claim_invoice_documents.lease_seconds),
        -- A worker that never reports has died; then the document is due again.
        next_attempt_at = v_now + make_interval(secs => claim_invoice_documents.lease_seconds),
        -- What it says is settled now: a letterhead that changes later changes no invoice.
        data = coalesce(d.data, billing.invoice_document_data(d.organization_id, d.invoice_id))
    from due
    where d.id = due.id
    returning d.id, d.attempts, d.data::json;
end
$$;


ALTER FUNCTION billing.claim_invoice_documents(worker text, max_documents integer, lease_seconds integer) OWNER TO unison_owner;

--
-- Name: FUNCTION claim_invoice_documents(worker text, max_documents integer, lease_seconds integer); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.claim_invoice_documents(worker text, max_documents integer, lease_seconds integer) IS 'Leases documents that are to be made to a worker, oldest first.';


--
-- Name: claim_stripe_commands(text, integer, integer); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.claim_stripe_commands(worker text, max_commands integer, lease_seconds integer) RETURNS SETOF billing.stripe_commands
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_now timestamptz := util.wall_clock();
    v_due record;
    v_command billing.stripe_commands;
begin
    for v_due in
        select
            c as command,
            d.status as dependency_status
        from billing.stripe_commands as c
        left join billing.stripe_commands as d on c.depends_on = d.id
        where
            c.finished_at is null
            and c.next_attempt_at <= v_now
            and (c.leased_until is null or c.leased_until <= v_now)
            and (c.depends_on is null or d.finished_at is not null)
            -- Changes of one thing are made in the order in which they were asked for.
            and (
                (c.kind not like 'subscription.%' and c.kind <> 'customer.update')
                or not exists (
                    select
                    from billing.stripe_commands as e
                    where
                        e.organization_id = c.organization_id
                        and e.finished_at is null
                        and split_part(e.kind, '.', 1) = split_part(c.kind, '.', 1)
                        and (e.created_at, e.id) < (c.created_at, c.id)
                )
            )
        order by c.next_attempt_at, c.created_at, c.id
        limit claim_stripe_commands.max_commands
        -- Not FOR UPDATE: a new command that depends on one of these must not wait, for it may be
        -- written by somebody who holds the organization that its answer needs.
        for no key update of c skip locked
    loop
        v_command = v_due.command;

        if v_due.dependency_status = 'failed' then
            perform billing.fail_stripe_command(
                v_command.id, 'dependency_failed', 'Something that had to come first has failed'
            );
            continue;
        end if;

        -- Stripe forgets an idempotency key after a day. From then on repeating could do it twice.
        if v_command.phase = 'send'
            and v_command.first_attempt_at <= v_now - interval '24 hours'
        then
            v_command = billing.withdraw_idempotency_key(v_command.id);
        end if;
        if v_command.request is null then
            -- One command that cannot be rendered must not stop the others.
            begin
                v_command.request = billing.render_stripe_request(v_command);
            exception
                when others then
                    perform billing.fail_stripe_command(
                        v_command.id, 'request_failed', 'The request could not be prepared', sqlerrm
                    );
                    continue;
            end;
        end if;

        if v_command.request is null then
            perform billing.fail_stripe_command(
                v_command.id, 'prerequisite_missing',
                'Something that this refers to is not known to Stripe'
            );
            continue;
        end if;

        update billing.stripe_commands as c
        set
            status = 'running',
            attempts = c.attempts + 1,
            -- An answer to a look tells of the moment of that look.
            first_attempt_at = case c.phase
                when 'send' then coalesce(c.first_attempt_at, v_now)
                else v_now
            end,
            request = v_command.request,
            leased_by = claim_stripe_commands.worker,
            leased_until = v_now + make_interval(secs => claim_stripe_commands.lease_seconds)
        where c.id = v_command.id
        returning c.* into v_command;
        return next v_command;
    end loop;
end
$$;


ALTER FUNCTION billing.claim_stripe_commands(worker text, max_commands integer, lease_seconds integer) OWNER TO unison_owner;

--
-- Name: FUNCTION claim_stripe_commands(worker text, max_commands integer, lease_seconds integer); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.claim_stripe_commands(worker text, max_commands integer, lease_seconds integer) IS 'Leases due commands to a worker, each with the request to send. A lease that runs out can be
claimed anew, with the next attempt number. What cannot be sent any more fails here.';


--
-- Name: stripe_objects; Type: TABLE; Schema: billing; Owner: unison_owner
--

CREATE TABLE billing.stripe_objects (
    stripe_id text NOT NULL,
    object_kind text NOT NULL,
    organization_id uuid NOT NULL,
    local_id uuid,
    has_ties boolean DEFAULT false NOT NULL,
    refetch_reason text,
    refetch_attempts integer DEFAULT 0 NOT NULL,
    refetch_at timestamp with time zone
);


ALTER TABLE billing.stripe_objects OWNER TO unison_owner;

--
-- Name: TABLE stripe_objects; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON TABLE billing.stripe_objects IS 'Whose a Stripe id is, and which row here stands for it.';


--
-- Name: COLUMN stripe_objects.has_ties; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.stripe_objects.has_ties IS 'Whether snapshots of one second, rank and count differ, so that only their chain can order them.';


--
-- Name: COLUMN stripe_objects.refetch_reason; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.stripe_objects.refetch_reason IS 'Why what Stripe sent does not decide the present state, so that it should be asked; null when it
does.';


--
-- Name: COLUMN stripe_objects.refetch_attempts; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.stripe_objects.refetch_attempts IS 'How often it was asked since it was marked.';


--
-- Name: COLUMN stripe_objects.refetch_at; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.stripe_objects.refetch_at IS 'When to ask again, in real time, should the mark still be there; null until somebody has asked.';


--
-- Name: claim_stripe_object(jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.claim_stripe_object(object jsonb) RETURNS billing.stripe_objects
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_id text := object ->> 'id';
    v_kind text := object ->> 'object';
    v_claimed billing.stripe_objects;
    v_related text[];
begin
    -- The object, then the organization, in this order everywhere.
    perform pg_advisory_xact_lock(hashtextextended('object ' || v_id, 0));

    select o.* into v_claimed
    from billing.stripe_objects as o
    where o.stripe_id = v_id;

    -- What it refers to belongs to the same organization: later objects may name nothing else.
    if v_kind in ('invoice', 'invoice_payment', 'charge') then
        v_related = array[
            billing.reference_id(object -> 'charge'),
            billing.reference_id(object -> 'payment' -> 'charge'),
            billing.reference_id(object -> 'payment_intent'),
            billing.reference_id(object -> 'payment' -> 'payment_intent')
        ];
    end if;
    if v_claimed.stripe_id is null then
        v_claimed.stripe_id = v_id;
        v_claimed.object_kind = v_kind;
        v_claimed.organization_id = billing.find_organization(object);
        v_claimed.has_ties = false;
        if billing.read_organization_id(object) <> v_claimed.organization_id then
            perform webhooks.raise_alarm(
                'organization_differs',
                v_id,
                jsonb_build_object(
                    'named', billing.read_organization_id(object),
                    'taken', v_claimed.organization_id
                )
            );
        end if;
        perform billing.link_stripe_ids(
            v_claimed, v_related || billing.reference_id(object -> 'customer')
        );
    elsif num_nonnulls(variadic v_related) > 0 then
        perform billing.link_stripe_ids(v_claimed, v_related);
    end if;

    perform billing.lock_organization(v_claimed.organization_id);
    return v_claimed;
end
$$;


ALTER FUNCTION billing.claim_stripe_object(object jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION claim_stripe_object(object jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.claim_stripe_object(object jsonb) IS 'Locks an object of Stripe''s, finds whose it is, remembers that for the object and for what it
refers to, and locks the organization. Everything that is linked anew is linked before that second
lock.';


--
-- Name: clear_lost_object(text); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.clear_lost_object(object_id text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    update billing.stripe_objects as o
    set
        refetch_reason = null,
        refetch_attempts = 0,
        refetch_at = null
    where o.stripe_id = clear_lost_object.object_id;

    perform webhooks.raise_alarm('object_lost', clear_lost_object.object_id);
end
$$;


ALTER FUNCTION billing.clear_lost_object(object_id text) OWNER TO unison_owner;

--
-- Name: FUNCTION clear_lost_object(object_id text); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.clear_lost_object(object_id text) IS 'Stripe knows an object no more (only drafts can be deleted without a trace), or another account''s
key is in use: it is not asked for again, what was told of it last stays, and somebody has to look.';


--
-- Name: command_accepted(billing.stripe_commands); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.command_accepted(command billing.stripe_commands) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    perform set_config('response.status', '202', true);
    return json_build_object(
        'id', (command_accepted.command).id,
        'kind', (command_accepted.command).kind,
        'status', (command_accepted.command).status,
        'result_url', (command_accepted.command).result_url,
        'error', (command_accepted.command).error - 'internal'
    );
end
$$;


ALTER FUNCTION billing.command_accepted(command billing.stripe_commands) OWNER TO unison_owner;

--
-- Name: FUNCTION command_accepted(command billing.stripe_commands); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.command_accepted(command billing.stripe_commands) IS 'The answer 202 to whoever asked for something that Stripe does: what to look for in api.commands.';


--
-- Name: compare_customer(uuid); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.compare_customer(organization_id uuid) RETURNS TABLE(object_id text, field text, stored jsonb, recomputed jsonb)
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    with told as (
        select
            o.stripe_id,
            o.object_kind,
            l.state,
            l.created_at
        from billing.stripe_objects as o
        cross join lateral (
            select
                s.state,
                s.created_at
            from billing.order_snapshots(o.stripe_id) as s
            order by s.position desc
            limit 1
        ) as l
        where
            o.organization_id = compare_customer.organization_id
            and o.object_kind in ('checkout.session', 'payment_method')
    )

    select
        coalesce(t.state ->> 'id', c.stripe_customer_id, c.organization_id::text),
        f.field,
        f.stored_value,
        f.recomputed_value
    from (
        select *
        from billing.find_customer(compare_customer.organization_id) as n
        where n.state is not null
    ) as t
    full join (
        select n.*
        from billing.customers as n
        where n.organization_id = compare_customer.organization_id
    ) as c on true
    cross join lateral billing.differing_fields(
        case
            when c.organization_id is not null then jsonb_build_object(
                'id', c.stripe_customer_id,
                'name', c.name,
                'email', c.email,
                'currency', c.currency,
                'balance', c.balance_cents,
                'delinquent', c.is_delinquent,
                'default_payment_method', c.default_payment_method,
                'deleted_at', billing.epoch(c.deleted_at),
                'created', billing.epoch(c.created_at)
            )
        end,
        t.state
        - 'deleted'
        || jsonb_build_object(
            'deleted_at', case when t.state ? 'deleted' then billing.epoch(t.at) end,
            'created', coalesce(t.state -> 'created', to_jsonb(billing.epoch(t.at)))
        )
    ) as f
    union all
    select
        coalesce(t.stripe_id, c.stripe_session_id),
        f.field,
        f.stored_value,
        f.recomputed_value
    from (
        select n.*
        from told as n
        where n.object_kind = 'checkout.session'
    ) as t
    full join (
        select n.*
        from billing.checkout_sessions as n
        where
            n.organization_id = compare_customer.organization_id
            and n.stripe_session_id is not null
    ) as c on t.stripe_id = c.stripe_session_id
    cross join lateral billing.differing_fields(
        case
            when c.id is not null then jsonb_build_object(
                'status', c.status,
                'payment_status', c.payment_status,
                'url', c.url,
                'subscription', c.stripe_subscription_id,
                'expires_at', billing.epoch(c.expires_at),
                'finished_at', billing.epoch(c.finished_at)
            )
        end,
        t.state
        - '{id,customer,created,local_id}'::text[]
        || jsonb_build_object(
            'finished_at',
            case when t.state ->> 'status' <> 'open' then billing.epoch(t.created_at) end
        )
    ) as f
    union all
    select
        coalesce(t.stripe_id, m.stripe_payment_method_id),
        f.field,
        f.stored_value,
        f.recomputed_value
    from (
        select n.*
        from told as n
        where n.object_kind = 'payment_method'
    ) as t
    full join (
        select n.*
        from billing.payment_methods as n
        where n.organization_id = compare_customer.organization_id
    ) as m on t.stripe_id = m.stripe_payment_method_id
    cross join lateral billing.differing_fields(
        case
            when m.id is not null then jsonb_build_object(
                'type', m.type,
                'brand', m.brand,
                'last4', m.last4,
                'exp_year', extract(year from m.expires_on)::integer,
                'exp_month', extract(month from m.expires_on)::integer,
                'created', billing.epoch(m.attached_at)
            )
        end,
        t.state - 'id'
    ) as f
$$;


ALTER FUNCTION billing.compare_customer(organization_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION compare_customer(organization_id uuid); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.compare_customer(organization_id uuid) IS 'Where an organization''s customer, checkouts and payment methods differ from what the snapshots
say.';


--
-- Name: compare_invoices(uuid); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.compare_invoices(organization_id uuid) RETURNS TABLE(object_id text, field text, stored jsonb, recomputed jsonb)
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    with told as (
        select
            o.stripe_id,
            l.state
        from billing.stripe_objects as o
        cross join lateral (
            select s.state
            from billing.order_snapshots(o.stripe_id) as s
            order by s.position desc
            limit 1
        ) as l
        where
            o.organization_id = compare_invoices.organization_id
            and o.object_kind = 'invoice'
    ),

    invoices as (
        select
            coalesce(t.stripe_id, i.stripe_invoice_id) as stripe_id,
            i.id,
            t.state,
            case
                when i.id is not null then jsonb_build_object(
                    'number', i.number,
                    'status', i.status,
                    'billing_reason', i.billing_reason,
                    'collection_method', i.collection_method,
                    'currency', i.currency,
                    'subtotal', i.subtotal_cents,
                    'discount', i.discount_cents,
                    'tax', i.tax_cents,
                    'total', i.total_cents,
                    'amount_due', i.amount_due_cents,
                    'amount_paid', i.amount_paid_cents,
                    'amount_remaining', i.amount_remaining_cents,
                    'amount_refunded', i.amount_refunded_cents,
                    'attempt_count', i.attempt_count,
                    'next_payment_attempt', billing.epoch(i.next_payment_attempt_at),
                    'created', billing.epoch(i.created_at),
                    'finalized_at', billing.epoch(i.issued_at),
                    'due', billing.epoch(i.due_at),
                    'paid_at', billing.epoch(i.paid_at),
                    'voided_at', billing.epoch(i.voided_at),
                    'uncollectible_at', billing.epoch(i.uncollectible_at),
                    'service_start', billing.epoch(i.service_start),
                    'service_end', billing.epoch(i.service_end),
                    'hosted_url', i.hosted_url,
                    'pdf_url', i.pdf_url,
                    'subscription', i.stripe_subscription_id,
                    'subscription_id', i.subscription_id
                )
            end as stored
        from told as t
        full join (
            select n.*
            from billing.invoices as n
            where n.organization_id = compare_invoices.organization_id
        ) as i on t.stripe_id = i.stripe_invoice_id
    )

    select
        i.stripe_id,
        f.field,
        f.stored_value,
        f.recomputed_value
    from invoices as i
    cross join lateral (
        select
            i.state
            - array[
                'id', 'customer', 'charge', 'payment_intent', 'discounts', 'has_more_lines',
                'payments', 'lines'
            ]
            || jsonb_build_object(
                'service_start', min((l.line ->> 'start')::bigint),
                'service_end', max((l.line ->> 'end')::bigint),
                'amount_refunded', (
                    select coalesce(sum(c.amount_refunded_cents), 0)
                    from billing.charges as c
                    where
                        c.organization_id = compare_invoices.organization_id
                        and c.invoice_id = i.id
                ),
                'subscription_id', (
                    select o.local_id
                    from billing.stripe_objects as o
                    where
                        o.stripe_id = i.state ->> 'subscription'
                        and o.organization_id = compare_invoices.organization_id
                )
            ) as recomputed
        from jsonb_array_elements(i.state -> 'lines') as l (line)
    ) as r
    cross join lateral billing.differing_fields(i.stored, r.recomputed) as f
    union all
    select
        i.stripe_id,
        'line ' || f.field,
        f.stored_value,
        f.recomputed_value
    from invoices as i
    cross join lateral (
        select coalesce(
            jsonb_object_agg(
                l.position::text,
                jsonb_strip_nulls(jsonb_build_object(
                    'id', l.stripe_line_id,
                    'description', l.description,
                    'price_id', l.price_id,
                    'quantity', l.quantity,
                    'amount', l.amount_cents,
                    'currency', l.currency,
                    'proration', nullif(l.is_proration, false),
                    'start', billing.epoch(l.service_start),
                    'end', billing.epoch(l.service_end)
                ))
            ),
            '{}'
        ) as lines
        from billing.invoice_lines as l
        where l.organization_id = compare_invoices.organization_id and l.invoice_id = i.id
    ) as k
    cross join lateral (
        select coalesce(
            jsonb_object_agg(
                l.position::text,
                l.line - 'price'
                || jsonb_strip_nulls(jsonb_build_object('price_id', p.price_id))
            ),
            '{}'
        ) as lines
        from jsonb_array_elements(i.state -> 'lines') with ordinality as l (line, position)
        left join catalog.stripe_prices as p on l.line ->> 'price' = p.stripe_price_id
    ) as r
    cross join lateral billing.differing_fields(k.lines, r.lines) as f
    where i.id is not null and i.state is not null
$$;


ALTER FUNCTION billing.compare_invoices(organization_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION compare_invoices(organization_id uuid); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.compare_invoices(organization_id uuid) IS 'Where an organization''s invoices and their lines differ from what their snapshots say.';


--
-- Name: compare_payments(uuid); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.compare_payments(organization_id uuid) RETURNS TABLE(object_id text, field text, stored jsonb, recomputed jsonb)
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    with told as (
        select
            o.stripe_id,
            o.object_kind,
            l.state,
            l.created_at
        from billing.stripe_objects as o
        cross join lateral (
            select
                s.state,
                s.created_at
            from billing.order_snapshots(o.stripe_id) as s
            order by s.position desc
            limit 1
        ) as l
        where
            o.organization_id = compare_payments.organization_id
            and o.object_kind in ('invoice', 'invoice_payment', 'charge', 'dispute')
    ),

    -- Stripe's own row of a payment says more than the invoice does.
    payments as (
        select distinct on (p.invoice, p.reference)
            p.invoice,
            p.reference,
            p.payment
        from (
            select
                t.state ->> 'invoice' as invoice,
                coalesce(
                    t.state ->> 'payment_intent', t.state ->> 'charge', t.state ->> 'id'
                ) as reference,
                t.state as payment,
                1 as precedence
            from told as t
            where t.object_kind = 'invoice_payment'
            union all
            select
                t.stripe_id,
                coalesce(
                    n.payment ->> 'payment_intent', n.payment ->> 'charge', n.payment ->> 'id'
                ),
                n.payment,
                2
            from told as t
            cross join lateral jsonb_array_elements(t.state -> 'payments') as n (payment)
            where t.object_kind = 'invoice'
            union all
            select
                t.stripe_id,
                coalesce(t.state ->> 'payment_intent', t.state ->> 'charge'),
                jsonb_build_object(
                    'status', 'paid',
                    'amount', t.state -> 'amount_paid',
                    'currency', t.state -> 'currency'
                ),
                3
            from told as t
            where
                t.object_kind = 'invoice'
                and not t.state ? 'payments'
                and t.state ->> 'status' = 'paid'
                and t.state ->> 'amount_paid' <> '0'
                and t.state ?| '{payment_intent,charge}'
        ) as p
        order by p.invoice, p.reference, p.precedence
    )

    select
        coalesce(n.invoice, p.stripe_invoice_id),
        format('payment %s %s', coalesce(n.reference, p.stripe_reference), f.field),
        f.stored_value,
        f.recomputed_value
    from payments as n
    full join (
        select q.*
        from billing.payments as q
        where q.organization_id = compare_payments.organization_id
    ) as p on n.invoice = p.stripe_invoice_id and n.reference = p.stripe_reference
    left join billing.invoices as i
        on
            i.organization_id = compare_payments.organization_id
            and coalesce(n.invoice, p.stripe_invoice_id) = i.stripe_invoice_id
    cross join lateral billing.differing_fields(
        case
            when p.id is not null then jsonb_build_object(
                'status', p.status,
                'amount', p.amount_cents,
                'currency', p.currency,
                'invoice_id', p.invoice_id
            )
        end,
        case
            when n.payment is not null then jsonb_build_object(
                'status', n.payment -> 'status',
                'amount', n.payment -> 'amount',
                'currency', n.payment -> 'currency',
                'invoice_id', i.id
            )
        end
    ) as f
    union all
    select
        coalesce(t.stripe_id, c.stripe_charge_id),
        f.field,
        f.stored_value,
        f.recomputed_value
    from (
        select n.*
        from told as n
        where n.object_kind = 'charge'
    ) as t
    full join (
        select
            n.*,
            (
                select jsonb_agg(
                    jsonb_build_object('amount', r.amount_cents, 'at', r.refunded_at)
                    order by r.refunded_at
                )
                from billing.refunds as r
                where r.organization_id = n.organization_id and r.charge_id = n.id
            ) as refunds
        from billing.charges as n
        where n.organization_id = compare_payments.organization_id
    ) as c on t.stripe_id = c.stripe_charge_id
    cross join lateral billing.differing_fields(
        case
            when c.id is not null then jsonb_build_object(
                'status', c.status,
                'amount', c.amount_cents,
                'amount_refunded', c.amount_refunded_cents,
                'currency', c.currency,
                'created', billing.epoch(c.created_at),
                'refunds', c.refunds,
                'invoice_id', c.invoice_id
            )
        end,
        t.state
        - '{id,payment_intent,invoice}'::text[]
        || jsonb_build_object(
            'refunds', (
                select jsonb_agg(
                    jsonb_build_object('amount', r.amount_cents, 'at', r.refunded_at)
                    order by r.refunded_at
                )
                from billing.derive_refunds(t.stripe_id) as r
            ),
            'invoice_id', (
                select i.id
                from billing.invoices as i
                where
                    i.organization_id = compare_payments.organization_id
                    and (
                        i.stripe_invoice_id = t.state ->> 'invoice'
                        or i.stripe_invoice_id in (
                            select p.stripe_invoice_id
                            from billing.payments as p
                            where
                                p.organization_id = compare_payments.organization_id
                                and (
                                    p.stripe_payment_intent_id = t.state ->> 'payment_intent'
                                    or p.stripe_charge_id = t.stripe_id
                                )
                        )
                    )
                order by i.id is not distinct from c.invoice_id desc
                limit 1
            )
        )
    ) as f
    union all
    select
        coalesce(t.stripe_id, d.stripe_dispute_id),
        f.field,
        f.stored_value,
        f.recomputed_value
    from (
        select n.*
        from told as n
        where n.object_kind = 'dispute'
    ) as t
    full join (
        select n.*
        from billing.disputes as n
        where n.organization_id = compare_payments.organization_id
    ) as d on t.stripe_id = d.stripe_dispute_id
    cross join lateral billing.differing_fields(
        case
            when d.id is not null then jsonb_build_object(
                'status', d.status,
                'reason', d.reason,
                'amount', d.amount_cents,
                'currency', d.currency,
                'created', billing.epoch(d.created_at),
                'charge', d.stripe_charge_id,
                'closed_at', billing.epoch(d.closed_at)
            )
        end,
        t.state
        - '{id,payment_intent}'::text[]
        || jsonb_build_object(
            'closed_at', (
                select billing.epoch(min(s.created_at))
                from billing.stripe_snapshots as s
                where s.object_id = t.stripe_id and s.is_terminal
            )
        )
    ) as f
$$;


ALTER FUNCTION billing.compare_payments(organization_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION compare_payments(organization_id uuid); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.compare_payments(organization_id uuid) IS 'Where an organization''s payments, charges, refunds and disputes differ from what the snapshots
say, and where they are tied to another invoice.';


--
-- Name: compare_snapshots(uuid); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.compare_snapshots(organization_id uuid) RETURNS TABLE(object_id text, field text, stored jsonb, recomputed jsonb)
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    with told as (
        select
            o.stripe_id as object_id,
            e.id as event_id,
            billing.reread_event(p.event) as state
        from billing.stripe_objects as o
        inner join webhooks.stripe_events as e on o.stripe_id = e.object_id
        cross join lateral webhooks.parse_stripe_event(e.body) as p (event)
        where
            o.organization_id = compare_snapshots.organization_id
            and e.status = 'applied'
            and e.type <> 'invoice.upcoming'
    ),

    kept as (
        select
            s.object_id,
            s.event_id,
            s.state || jsonb_build_object(
                'snapshot_at', billing.epoch(s.created_at),
                'snapshot_is_terminal', s.is_terminal,
                'snapshot_rank', s.rank
            ) as state
        from billing.stripe_objects as o
        inner join billing.stripe_snapshots as s on o.stripe_id = s.object_id
        where
            o.organization_id = compare_snapshots.organization_id
            and s.source = 'event'
    )

    select
        coalesce(t.object_id, k.object_id),
        coalesce(t.event_id, k.event_id) || ' ' || d.field,
        d.stored_value,
        d.recomputed_value
    from told as t
    full join kept as k on t.object_id = k.object_id and t.event_id = k.event_id
    cross join lateral billing.differing_fields(k.state, t.state) as d
$$;


ALTER FUNCTION billing.compare_snapshots(organization_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION compare_snapshots(organization_id uuid); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.compare_snapshots(organization_id uuid) IS 'Where the snapshots of an organization''s objects differ from the events that were applied.';


--
-- Name: compare_subscriptions(uuid); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.compare_subscriptions(organization_id uuid) RETURNS TABLE(object_id text, field text, stored jsonb, recomputed jsonb)
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    with subscriptions as (
        select
            s as row,
            coalesce(s.stripe_subscription_id, s.id::text) as object_id,
            billing.fold_subscription(s.organization_id, s.id) as versions
        from billing.subscriptions as s
        where s.organization_id = compare_subscriptions.organization_id
    ),

    -- What falls due by itself is a job's to write: until it has, the row may be as it was before.
    moments as (
        select
            n.object_id,
            n.row,
            n.versions,
            m.at
        from subscriptions as n
        cross join lateral (
            select util.now(compare_subscriptions.organization_id) as at
            union all
            select v.valid_from - interval '1 microsecond'
            from unnest(n.versions) as v
            where v.is_scheduled
        ) as m
        where m.at <= util.now(compare_subscriptions.organization_id)
    ),

    derived as (
        select distinct on (m.object_id)
            m.object_id,
            to_jsonb(m.row) as stored,
            to_jsonb(d.row) as recomputed
        from moments as m
        cross join lateral (
            select billing.derive_subscription(m.row, m.versions, m.at) as row
        ) as d
        order by m.object_id, (d.row is not distinct from m.row) desc, m.at desc
    )

    select
        d.object_id,
        f.field,
        f.stored_value,
        f.recomputed_value
    from derived as d
    cross join lateral billing.differing_fields(
        d.stored - 'is_primary',
        d.recomputed - 'is_primary'
    ) as f
    union all
    select
        n.object_id,
        'is_primary',
        to_jsonb((n.row).is_primary),
        to_jsonb(e.is_primary)
    from subscriptions as n
    cross join lateral (
        select
            (n.row).id is not distinct from
            billing.find_primary(compare_subscriptions.organization_id) as is_primary
    ) as e
    where (n.row).is_primary <> e.is_primary
    union all
    select
        c.object_id,
        format('version of %s %s', c.valid_during, f.field),
        f.stored_value,
        f.recomputed_value
    from (
        select
            coalesce(k.object_id, d.object_id) as object_id,
            coalesce(k.valid_during, d.valid_during) as valid_during,
            k.version as stored,
            d.version as recomputed
        from (
            select
                n.object_id,
                v.valid_during,
                to_jsonb(v) - array[
                    'organization_id', 'id', 'subscription_id', 'valid_during', 'known_during'
                ] as version
            from subscriptions as n
            inner join billing.subscription_versions as v
                on
                    v.organization_id = compare_subscriptions.organization_id
                    and (n.row).id = v.subscription_id
            where upper_inf(v.known_during)
        ) as k
        full join (
            select
                n.object_id,
                tstzrange(
                    v.valid_from,
                    lead(v.valid_from) over (partition by n.object_id order by v.valid_from)
                ) as valid_during,
                to_jsonb(v) - array[
                    'valid_from', 'stripe_status', 'hold', 'is_scheduled', 'state', 'seen_at'
                ] as version
            from subscriptions as n
            cross join lateral unnest(n.versions) as v
        ) as d on k.object_id = d.object_id and k.valid_during = d.valid_during
    ) as c
    cross join lateral billing.differing_fields(c.stored, c.recomputed) as f
    union all
    select
        n.object_id,
        'item ' || f.field,
        f.stored_value,
        f.recomputed_value
    from subscriptions as n
    cross join lateral (
        select o.state -> 'items' as items
        from billing.order_snapshots((n.row).stripe_subscription_id) as o
        order by o.position desc
        limit 1
    ) as l
    cross join lateral (
        select jsonb_object_agg(
            i.position::text,
            jsonb_build_object(
                'price_id', i.price_id,
                'quantity', i.quantity,
                'unit_amount', i.unit_amount_cents,
                'id', i.stripe_item_id
            )
        ) as items
        from billing.subscription_items as i
        where
            i.organization_id = compare_subscriptions.organization_id
            and i.subscription_id = (n.row).id
    ) as k
    cross join lateral (
        select jsonb_object_agg(
            i.position::text,
            jsonb_build_object(
                'price_id', i.item -> 'price_id',
                'quantity', i.item -> 'quantity',
                'unit_amount', coalesce(round((i.item ->> 'unit_amount')::numeric), 0)::bigint,
                'id', i.item -> 'id'
            )
        ) as items
        from jsonb_array_elements(l.items) with ordinality as i (item, position)
    ) as r
    cross join lateral billing.differing_fields(k.items, r.items) as f
$$;


ALTER FUNCTION billing.compare_subscriptions(organization_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION compare_subscriptions(organization_id uuid); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.compare_subscriptions(organization_id uuid) IS 'Where an organization''s subscriptions, their history as known now, and their items differ from
what their snapshots and facts give.';


--
-- Name: converted_trial(uuid); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.converted_trial(organization_id uuid, OUT converted_at timestamp with time zone, OUT caused_by text) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
begin
    select
        s.created_at,
        s.object_id
    into converted_trial.converted_at, converted_trial.caused_by
    from billing.stripe_objects as o
    inner join billing.stripe_snapshots as s on o.stripe_id = s.object_id
    where
        o.organization_id = converted_trial.organization_id
        and o.object_kind = 'subscription'
        and s.state ->> 'status' in ('trialing', 'active', 'past_due', 'unpaid', 'paused')
    order by s.created_at, s.object_id
    limit 1;
end
$$;


ALTER FUNCTION billing.converted_trial(organization_id uuid, OUT converted_at timestamp with time zone, OUT caused_by text) OWNER TO unison_owner;

--
-- Name: FUNCTION converted_trial(organization_id uuid, OUT converted_at timestamp with time zone, OUT caused_by text); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.converted_trial(organization_id uuid, OUT converted_at timestamp with time zone, OUT caused_by text) IS 'When, and which, subscription at Stripe first took the place of an organization''s own trial: it
went beyond waiting for its first payment. Null while none has. Several snapshots of that second may
say so, and the order in which they come must not show: the subscription is named, not the event.';


--
-- Name: customer_params(uuid, uuid); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.customer_params(organization_id uuid, requested_by uuid) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    select jsonb_build_object(
        'name', o.name,
        'email', u.email,
        'metadata', jsonb_build_object('organization_id', o.id)
    )
    from identity.organizations as o
    inner join identity.memberships as m on o.id = m.organization_id
    inner join identity.users as u on m.user_id = u.id
    where o.id = customer_params.organization_id
    -- Bills go to the person who asked; when that is nobody of theirs, to the first owner.
    order by
        m.user_id = customer_params.requested_by desc nulls last,
        m.role = 'owner' desc,
        m.created_at asc,
        m.user_id asc
    limit 1
$$;


ALTER FUNCTION billing.customer_params(organization_id uuid, requested_by uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION customer_params(organization_id uuid, requested_by uuid); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.customer_params(organization_id uuid, requested_by uuid) IS 'What Stripe is told about an organization that becomes its customer.';


--
-- Name: derive_refunds(text); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.derive_refunds(stripe_charge_id text) RETURNS TABLE(amount_cents bigint, currency text, refunded_at timestamp with time zone)
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    select
        sum(s.amount_cents)::bigint,
        min(s.currency),
        s.created_at
    from (
        select
            o.created_at,
            o.state ->> 'currency' as currency,
            (o.state ->> 'amount_refunded')::bigint
            - lag((o.state ->> 'amount_refunded')::bigint, 1, 0::bigint)
                over (order by o.position) as amount_cents
        from billing.order_snapshots(derive_refunds.stripe_charge_id) as o
    ) as s
    group by s.created_at
    having sum(s.amount_cents) <> 0
$$;


ALTER FUNCTION billing.derive_refunds(stripe_charge_id text) OWNER TO unison_owner;

--
-- Name: FUNCTION derive_refunds(stripe_charge_id text); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.derive_refunds(stripe_charge_id text) IS 'The refunds of a charge, from its snapshots: each step by which the refunded amount grew.';


--
-- Name: derive_status(text, text, text); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.derive_status(base_status text, hold text, reason text, OUT status text, OUT access text, OUT status_reason text) RETURNS record
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $$
begin
    access = 'read_only';

    if base_status = 'canceled' then
        status = 'canceled';
        status_reason = reason;
    elsif base_status = 'incomplete_expired' then
        status = 'canceled';
        status_reason = 'first_payment_missing';
    elsif hold = 'staff' then
        status = 'suspended';
        status_reason = coalesce(reason, hold);
    elsif base_status = 'incomplete' then
        -- It grants nothing yet: what there was before stays the primary subscription.
        status = 'incomplete';
        status_reason = 'first_payment_pending';
    elsif base_status = 'unpaid' then
        status = 'suspended';
        status_reason = 'dunning';
    elsif base_status = 'paused' and reason in ('pause_requested', 'system') then
        status = 'paused';
        status_reason = reason;
    elsif base_status = 'paused'
        and reason in ('first_payment_failure', 'final_payment_failure')
    then
        status = 'suspended';
        status_reason = 'dunning';
    elsif base_status = 'paused' then
        -- Until 2025-02-24 Stripe gave no reason, and knew only this one.
        status = 'suspended';
        status_reason = 'trial_ended';
    elsif hold in ('dunning', 'trial_ended') then
        status = 'suspended';
        status_reason = coalesce(reason, hold);
    elsif hold = 'customer_pause' then
        status = 'paused';
        status_reason = coalesce(reason, hold);
    else
        status = base_status;
        access = 'full';
    end if;
end
$$;


ALTER FUNCTION billing.derive_status(base_status text, hold text, reason text, OUT status text, OUT access text, OUT status_reason text) OWNER TO unison_owner;

--
-- Name: FUNCTION derive_status(base_status text, hold text, reason text, OUT status text, OUT access text, OUT status_reason text); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.derive_status(base_status text, hold text, reason text, OUT status text, OUT access text, OUT status_reason text) IS 'Status and access of a subscription, from what Stripe says (or trialing, active, canceled for one
of our own) and from our hold. reason says why it is paused, held or canceled. The only place that
decides.';


--
-- Name: derive_subscription(billing.subscriptions, billing.folded_version[], timestamp with time zone); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.derive_subscription(subscription billing.subscriptions, versions billing.folded_version[], at timestamp with time zone) RETURNS billing.subscriptions
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
declare
    v_new billing.subscriptions := subscription;
    v_version billing.folded_version;
    v_current billing.folded_version;
    v_period jsonb;
begin
    -- Stripe's clock may be ahead of ours: what it has said is the present. What is only scheduled
    -- waits for its day.
    foreach v_version in array versions loop
        if not v_version.is_scheduled
            or v_version.valid_from <= greatest(at, v_version.seen_at)
        then
            v_current = v_version;
        end if;
    end loop;
    if v_current.valid_from is null then
        return v_new;
    end if;

    v_new.status = v_current.status;
    v_new.access = v_current.access;
    v_new.status_reason = v_current.status_reason;
    v_new.stripe_status = v_current.stripe_status;
    v_new.hold = v_current.hold;
    v_new.plan_version_id = v_current.plan_version_id;
    v_new.cycle = v_current.cycle;
    v_new.currency = v_current.currency;
    v_new.discount = v_current.discount;
    v_new.list_arr_cents = v_current.list_arr_cents;
    v_new.net_arr_cents = v_current.net_arr_cents;
    v_new.is_primary = (subscription).is_primary and v_current.status <> 'canceled';
    v_new.ended_at = case when v_current.status = 'canceled' then v_current.valid_from end;

    if v_current.state is not null then
        -- Its plan comes first, and has the period that counts.
        v_period = v_current.state -> 'periods' -> (v_current.state -> 'items' -> 0 ->> 'id');
        v_new.started_at = billing.epoch_time(v_current.state -> 'start');
        v_new.trial_started_at = billing.epoch_time(v_current.state -> 'trial_start');
        v_new.trial_ends_at = billing.epoch_time(v_current.state -> 'trial_end');
        v_new.collection_method = v_current.state ->> 'collection_method';
        v_new.current_period_start = billing.epoch_time(v_period -> 0);
        v_new.current_period_end = billing.epoch_time(v_period -> 1);
        v_new.canceled_at = billing.epoch_time(v_current.state -> 'canceled_at');
        v_new.cancel_at = case
            when v_current.status = 'canceled' then null
            when v_current.state ? 'cancel_at'
                then billing.epoch_time(v_current.state -> 'cancel_at')
            when v_current.state -> 'cancel_at_period_end' = 'true' then v_new.current_period_end
        end;
        v_new.ended_at = case
            when v_current.status = 'canceled' then coalesce(
                billing.epoch_time(v_current.state -> 'ended_at'), v_new.ended_at
            )
        end;
        v_new.cancellation_reason = v_current.state ->> 'cancellation_reason';
        v_new.resumes_at = billing.epoch_time(v_current.state -> 'resumes_at');
    else
        v_new.trial_ends_at = billing.trial_end((subscription).organization_id, (subscription).id);
        v_new.canceled_at = v_new.ended_at;
        v_new.cancellation_reason = case
            when v_current.status = 'canceled' then v_current.status_reason
        end;
    end if;

    return v_new;
end
$$;


ALTER FUNCTION billing.derive_subscription(subscription billing.subscriptions, versions billing.folded_version[], at timestamp with time zone) OWNER TO unison_owner;

--
-- Name: FUNCTION derive_subscription(subscription billing.subscriptions, versions billing.folded_version[], at timestamp with time zone); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.derive_subscription(subscription billing.subscriptions, versions billing.folded_version[], at timestamp with time zone) IS 'The current row of a subscription at a moment, from its folded history: the state after the latest
news, or after what fell due by itself until then.';


--
-- Name: differing_fields(jsonb, jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.differing_fields(stored jsonb, recomputed jsonb) RETURNS TABLE(field text, stored_value jsonb, recomputed_value jsonb)
    LANGUAGE sql IMMUTABLE
    BEGIN ATOMIC
 SELECT COALESCE(s.key, r.key) AS field,
     s.value AS stored_value,
     r.value AS recomputed_value
    FROM (jsonb_each(jsonb_strip_nulls(differing_fields.stored)) s(key, value)
      FULL JOIN jsonb_each(jsonb_strip_nulls(differing_fields.recomputed)) r(key, value) ON ((s.key = r.key)))
   WHERE ((s.value IS DISTINCT FROM r.value) AND (differing_fields.stored IS NOT NULL) AND (differing_fields.recomputed IS NOT NULL))
 UNION ALL
  SELECT 'row'::text,
     differing_fields.stored AS stored,
     differing_fields.recomputed AS recomputed
   WHERE ((differing_fields.stored IS NULL) <> (differing_fields.recomputed IS NULL));
END;


ALTER FUNCTION billing.differing_fields(stored jsonb, recomputed jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION differing_fields(stored jsonb, recomputed jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.differing_fields(stored jsonb, recomputed jsonb) IS 'In which fields two JSON objects differ; null is the same as absent. When one of the two is SQL''s
null there is one row, "row", with the other as a whole.';


--
-- Name: discount_terms(uuid, jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.discount_terms(organization_id uuid, discounts jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
begin
    return (
        select jsonb_agg(coalesce(k.terms, '{}') || d.discount order by d.position)
        from jsonb_array_elements(discount_terms.discounts)
            with ordinality as d (discount, position)
        left join billing.stripe_discounts as k
            on
                k.organization_id = discount_terms.organization_id
                and k.stripe_discount_id = d.discount ->> 'id'
    );
end
$$;


ALTER FUNCTION billing.discount_terms(organization_id uuid, discounts jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION discount_terms(organization_id uuid, discounts jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.discount_terms(organization_id uuid, discounts jsonb) IS 'A list of discounts with what is known of each: Stripe mostly sends only ids. One that lacks a
"duration" is unknown.';


--
-- Name: elect_primary(uuid); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.elect_primary(organization_id uuid) RETURNS uuid
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_primary_id uuid := billing.find_primary(elect_primary.organization_id);
begin
    update billing.subscriptions as s
    set is_primary = false
    where
        s.organization_id = elect_primary.organization_id
        and s.is_primary
        and s.id is distinct from v_primary_id;

    update billing.subscriptions as s
    set is_primary = true
    where
        s.organization_id = elect_primary.organization_id
        and s.id = v_primary_id
        and not s.is_primary;

    return v_primary_id;
end
$$;


ALTER FUNCTION billing.elect_primary(organization_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION elect_primary(organization_id uuid); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.elect_primary(organization_id uuid) IS 'Makes the subscription that billing.find_primary finds the primary one. Returns its id, or null
when all have ended.';


--
-- Name: enqueue_stripe_command(uuid, text, jsonb, uuid, uuid); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.enqueue_stripe_command(organization_id uuid, kind text, params jsonb DEFAULT '{}'::jsonb, depends_on uuid DEFAULT NULL::uuid, id uuid DEFAULT gen_random_uuid()) RETURNS billing.stripe_commands
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_now timestamptz := util.wall_clock();
    v_command billing.stripe_commands;
begin
    perform billing.assert_command_params(
        enqueue_stripe_command.kind, enqueue_stripe_command.params
    );
    insert into billing.stripe_commands (
        id, organization_id, kind, params, requested_by, depends_on, phase, idempotency_key,
        next_attempt_at, created_at
    )
    values (
        enqueue_stripe_command.id,
        enqueue_stripe_command.organization_id,
        enqueue_stripe_command.kind,
        enqueue_stripe_command.params,
        identity.current_user_id(),
        enqueue_stripe_command.depends_on,
        -- A question does nothing that a key would have to protect.
        case enqueue_stripe_command.kind when 'object.fetch' then 'look' else 'send' end,
        enqueue_stripe_command.id::text,
        v_now,
        v_now
    )
    returning * into v_command;

    -- A person waits for the answer. Without NOTIFY the worker's poll would find it, later.
    perform pg_notify('stripe_commands', '');
    return v_command;
end
$$;


ALTER FUNCTION billing.enqueue_stripe_command(organization_id uuid, kind text, params jsonb, depends_on uuid, id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION enqueue_stripe_command(organization_id uuid, kind text, params jsonb, depends_on uuid, id uuid); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.enqueue_stripe_command(organization_id uuid, kind text, params jsonb, depends_on uuid, id uuid) IS 'Queues a call to Stripe in this transaction. It waits for the success of depends_on, if given.
Params are those of billing.stripe_command_fields.';


--
-- Name: epoch(timestamp with time zone); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.epoch(moment timestamp with time zone) RETURNS bigint
    LANGUAGE sql IMMUTABLE
    BEGIN ATOMIC
 SELECT (EXTRACT(epoch FROM moment))::bigint AS "extract";
END;


ALTER FUNCTION billing.epoch(moment timestamp with time zone) OWNER TO unison_owner;

--
-- Name: FUNCTION epoch(moment timestamp with time zone); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.epoch(moment timestamp with time zone) IS 'A time as Stripe writes it: seconds since 1970.';


--
-- Name: epoch_time(jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.epoch_time(seconds jsonb) RETURNS timestamp with time zone
    LANGUAGE sql IMMUTABLE
    BEGIN ATOMIC
 SELECT to_timestamp(((seconds)::bigint)::double precision) AS to_timestamp;
END;


ALTER FUNCTION billing.epoch_time(seconds jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION epoch_time(seconds jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.epoch_time(seconds jsonb) IS 'A time that Stripe writes in seconds since 1970, or null.';


--
-- Name: checkout_sessions; Type: TABLE; Schema: billing; Owner: unison_owner
--

CREATE TABLE billing.checkout_sessions (
    organization_id uuid NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    requested_by uuid,
    plan_version_id uuid,
    cycle text,
    is_trial_kept boolean DEFAULT true NOT NULL,
    status text DEFAULT 'pending'::text NOT NULL,
    url text,
    payment_status text,
    stripe_session_id text,
    stripe_subscription_id text,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    superseded_at timestamp with time zone,
    finished_at timestamp with time zone,
    CONSTRAINT checkout_sessions_cycle_check CHECK ((cycle = ANY (ARRAY['monthly'::text, 'annual'::text]))),
    CONSTRAINT checkout_sessions_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'open'::text, 'complete'::text, 'expired'::text, 'failed'::text])))
);


ALTER TABLE billing.checkout_sessions OWNER TO unison_owner;

--
-- Name: TABLE checkout_sessions; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON TABLE billing.checkout_sessions IS 'Visits to Stripe''s checkout page: pending until Stripe has made the page, then open.';


--
-- Name: COLUMN checkout_sessions.id; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.checkout_sessions.id IS 'Also the id of the command that creates the page at Stripe.';


--
-- Name: COLUMN checkout_sessions.is_trial_kept; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.checkout_sessions.is_trial_kept IS 'Whether what is left of the trial stays free; if not, it bills at once.';


--
-- Name: COLUMN checkout_sessions.superseded_at; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.checkout_sessions.superseded_at IS 'When a later checkout took its place and Stripe was asked to expire it.';


--
-- Name: expire_checkout_session(billing.checkout_sessions); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.expire_checkout_session(session billing.checkout_sessions) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    update billing.checkout_sessions as s
    set superseded_at = util.now(s.organization_id)
    where
        s.organization_id = (expire_checkout_session.session).organization_id
        and s.id = (expire_checkout_session.session).id;

    -- Stripe may still be making the page: what expires it waits for that.
    perform billing.enqueue_stripe_command(
        (expire_checkout_session.session).organization_id,
        'checkout_session.expire',
        jsonb_build_object('checkout_session_id', (expire_checkout_session.session).id),
        depends_on => (expire_checkout_session.session).id
    );
end
$$;


ALTER FUNCTION billing.expire_checkout_session(session billing.checkout_sessions) OWNER TO unison_owner;

--
-- Name: FUNCTION expire_checkout_session(session billing.checkout_sessions); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.expire_checkout_session(session billing.checkout_sessions) IS 'Takes a page to pay on out of use here at once, and asks Stripe to expire it.';


--
-- Name: fail_stripe_command(uuid, text, text, text); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.fail_stripe_command(command_id uuid, code text, message text, internal text DEFAULT NULL::text) RETURNS void
    LANGUAGE sql
    SET search_path TO ''
    AS $$
    update billing.stripe_commands as c
    set
        status = 'failed',
        error = jsonb_strip_nulls(jsonb_build_object(
            'code', fail_stripe_command.code,
            'message', fail_stripe_command.message,
            'internal', fail_stripe_command.internal
        )),
        leased_by = null,
        leased_until = null,
        finished_at = util.wall_clock()
    where c.id = fail_stripe_command.command_id;

    -- A page that never came into being is no longer waited for. Its command has the same id.
    update billing.checkout_sessions as s
    set status = 'failed', finished_at = util.now(s.organization_id)
    from billing.stripe_commands as c
    where
        c.id = fail_stripe_command.command_id
        and c.kind = 'checkout_session.create'
        and s.organization_id = c.organization_id
        and s.id = c.id
        and s.status = 'pending';
$$;


ALTER FUNCTION billing.fail_stripe_command(command_id uuid, code text, message text, internal text) OWNER TO unison_owner;

--
-- Name: FUNCTION fail_stripe_command(command_id uuid, code text, message text, internal text); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.fail_stripe_command(command_id uuid, code text, message text, internal text) IS 'Ends a command for good. Code and message are shown to the asker, internal only to the staff.';


--
-- Name: fetch_marked_objects(); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.fetch_marked_objects() RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_now timestamptz := util.wall_clock();
    v_count bigint;
begin
    with due as (
        select
            o.stripe_id,
            o.organization_id,
            o.object_kind
        from billing.stripe_objects as o
        where
            o.refetch_reason is not null
            and coalesce(o.refetch_at <= v_now, true)
            and not exists (
                select
                from billing.stripe_commands as c
                where
                    c.kind = 'object.fetch'
                    and c.params ->> 'object_id' = o.stripe_id
                    and c.finished_at is null
            )
        order by o.refetch_at nulls first
        limit 100
        for no key update skip locked
    ),

    asked as (
        update billing.stripe_objects as o
        set
            refetch_attempts = o.refetch_attempts + 1,
            -- From a minute to a day: what stays in doubt is asked ever more rarely.
            refetch_at = v_now + least(
                interval '1 day', interval '1 minute' * 2 ^ least(o.refetch_attempts, 20)
            )
        from due as d
        where o.stripe_id = d.stripe_id
    )

    select count(billing.enqueue_stripe_command(
        d.organization_id,
        'object.fetch',
        jsonb_build_object('object_kind', d.object_kind, 'object_id', d.stripe_id)
    ))
    into v_count
    from due as d;
    return v_count;
end
$$;


ALTER FUNCTION billing.fetch_marked_objects() OWNER TO unison_owner;

--
-- Name: FUNCTION fetch_marked_objects(); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.fetch_marked_objects() IS 'Asks Stripe about what its events leave open, a hundred objects at a time. An answer that leaves it
open, too, is followed by another question, later each time. Returns how many are asked for.';


--
-- Name: fetch_request(billing.stripe_commands); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.fetch_request(command billing.stripe_commands) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS $$
    select
        case
            when (command).progress is null then jsonb_build_object(
                'method', 'GET',
                'path', a.path,
                'params', case (command).params ->> 'object_kind'
                    -- Else these are ids alone.
                    when 'subscription'
                        then '{"expand": ["discounts.source.coupon.applies_to"]}'
                    when 'customer' then '{"expand": ["discount.source.coupon.applies_to"]}'
                    when 'invoice'
                        then '{"expand": ["discounts.source.coupon.applies_to", "payments"]}'
                    else '{}'
                end::jsonb
            )
            else jsonb_build_object(
                'method', 'GET',
                'path', a.path || '/lines',
                'params', jsonb_build_object(
                    'limit', 100,
                    'starting_after',
                    (command).progress -> 'object' -> 'lines' -> 'data' -> -1 -> 'id'
                )
            )
        end
    from (
        select concat_ws(
            '/', billing.stripe_collection((command).params ->> 'object_kind'),
            (command).params ->> 'object_id'
        ) as path
    ) as a
$$;


ALTER FUNCTION billing.fetch_request(command billing.stripe_commands) OWNER TO unison_owner;

--
-- Name: FUNCTION fetch_request(command billing.stripe_commands); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.fetch_request(command billing.stripe_commands) IS 'The request that asks for an object, with all that our normal form needs; once it is there, for the
next page of what it has too many of: an invoice shows ten lines.';


--
-- Name: find_customer(uuid); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.find_customer(organization_id uuid, OUT state jsonb, OUT at timestamp with time zone) RETURNS record
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    select
        l.state,
        l.created_at
    from billing.stripe_objects as o
    cross join lateral (
        select
            s.state,
            s.created_at
        from billing.order_snapshots(o.stripe_id) as s
        order by s.position desc
        limit 1
    ) as l
    where
        o.organization_id = find_customer.organization_id
        and o.object_kind = 'customer'
    order by
        l.state ? 'deleted',
        (l.state ->> 'created')::bigint desc nulls last,
        o.stripe_id desc
    limit 1
$$;


ALTER FUNCTION billing.find_customer(organization_id uuid, OUT state jsonb, OUT at timestamp with time zone) OWNER TO unison_owner;

--
-- Name: FUNCTION find_customer(organization_id uuid, OUT state jsonb, OUT at timestamp with time zone); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.find_customer(organization_id uuid, OUT state jsonb, OUT at timestamp with time zone) IS 'What Stripe said last about an organization''s customer, and when: of several at Stripe the newest
that is not deleted.';


--
-- Name: find_effect(billing.stripe_commands, jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.find_effect(command billing.stripe_commands, answer jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS $$
    select e.object
    from jsonb_array_elements(
        case answer ->> 'object'
            when 'list' then answer -> 'data'
            else jsonb_build_array(answer)
        end
    ) as e (object)
    where
        case (command).kind
            when 'checkout_session.create'
                then e.object -> 'metadata' ->> 'checkout_session_id' = (command).id::text
            when 'checkout_session.expire'
                then e.object ->> 'status' <> 'open'
            -- These leave no mark, but nothing else of ours comes between.
            when 'subscription.cancel_now'
                then e.object ->> 'status' in ('canceled', 'incomplete_expired')
            when 'subscription.resume'
                then
                    e.object ->> 'status' <> 'paused'
                    and nullif(e.object -> 'pause_collection', 'null') is null
            else e.object -> 'metadata' ->> 'command_id' = (command).id::text
        end
    limit 1
$$;


ALTER FUNCTION billing.find_effect(command billing.stripe_commands, answer jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION find_effect(command billing.stripe_commands, answer jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.find_effect(command billing.stripe_commands, answer jsonb) IS 'The object in which the answer to billing.stripe_look shows that the command was carried out; null
when it does not.';


--
-- Name: find_invoice_pdf(uuid, uuid); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.find_invoice_pdf(organization_id uuid, invoice_id uuid) RETURNS identity."*/*"
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_invoice record;
    v_document record;
begin
    select
        i.number,
        i.issued_at
    into v_invoice
    from billing.invoices as i
    where
        i.organization_id = find_invoice_pdf.organization_id
        and i.id = find_invoice_pdf.invoice_id;
    if not found then
        perform util.fail(404, 'invoice_not_found', 'There is no such invoice');
    end if;
    if v_invoice.issued_at is null then
        perform util.fail(409, 'invoice_not_issued', 'A draft is no invoice yet');
    end if;

    select
        d.status,
        d.pdf
    into v_document
    from billing.invoice_documents as d
    where
        d.organization_id = find_invoice_pdf.organization_id
        and d.invoice_id = find_invoice_pdf.invoice_id;

    if v_document.status = 'ready' then
        perform util.add_response_header('Content-Type', 'application/pdf');
        perform util.add_response_header(
            'Content-Disposition',
            format(
                'inline; filename="invoice-%s.pdf"',
                regexp_replace(
                    coalesce(v_invoice.number, find_invoice_pdf.invoice_id::text), '[^A-Za-z0-9_-]+', '-', 'g'
                )
            )
        );
        return v_document.pdf::identity."*/*";
    end if;

    if v_document.status = 'failed' then
        perform util.fail(
            409, 'document_failed', 'The document could not be made',
            hint => 'We have been told; the hosted invoice can be saved instead'
        );
    end if;

    -- A GET may not write: it finds what a POST, or the invoice's being issued, has had made.
    if v_document.status is null and not current_setting('transaction_read_only')::boolean then
        perform billing.queue_invoice_document(
            find_invoice_pdf.organization_id, find_invoice_pdf.invoice_id
        );
    end if;
    return convert_to(
        util.respond_error(
            409, 'document_pending', 'The document is not made yet',
            '{"retry_after_seconds": 1}', 'POST has it made; ask again in a moment'
        )::text,
        'UTF8'
    )::identity."*/*";
end
$$;


ALTER FUNCTION billing.find_invoice_pdf(organization_id uuid, invoice_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION find_invoice_pdf(organization_id uuid, invoice_id uuid); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.find_invoice_pdf(organization_id uuid, invoice_id uuid) IS 'An issued invoice as PDF, the same bytes for ever. 404 invoice_not_found, 409 invoice_not_issued;
409 document_pending until it is made, which a request that may write sets off.';


--
-- Name: find_organization(jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.find_organization(object jsonb) RETURNS uuid
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
declare
    v_named uuid := billing.read_organization_id(object);
    v_related text[];
    v_organization_id uuid;
begin
    -- Who pays decides, whatever is named: a buyer can choose what a payment link says.
    select o.organization_id into v_organization_id
    from billing.stripe_objects as o
    where o.stripe_id = billing.reference_id(object -> 'customer');
    if found then
        return v_organization_id;
    end if;

    if v_named is not null then
        select o.id into v_organization_id
        from identity.organizations as o
        where o.id = v_named;
        if found then
            return v_organization_id;
        end if;
    end if;

    -- The surest first.
    v_related = array_remove(
        array[
            billing.reference_id(object -> 'subscription'),
            billing.reference_id(object -> 'parent' -> 'subscription_details' -> 'subscription'),
            billing.reference_id(object -> 'invoice'),
            billing.reference_id(object -> 'charge'),
            billing.reference_id(object -> 'payment' -> 'charge'),
            billing.reference_id(object -> 'payment_intent'),
            billing.reference_id(object -> 'payment' -> 'payment_intent')
        ],
        null
    );
    select o.organization_id into v_organization_id
    from billing.stripe_objects as o
    where o.stripe_id = any(v_related)
    order by array_position(v_related, o.stripe_id)
    limit 1;

    if v_organization_id is null then
        raise sqlstate 'ST001' using
            message = format(
                'No organization is known for the %s %s', object ->> 'object', object ->> 'id'
            ),
            detail = array_to_json(
                array_remove(
                    billing.reference_id(object -> 'customer')
                    || v_related
                    || array[v_named::text, object ->> 'id'],
                    null
                )
            )::text;
    end if;

    return v_organization_id;
end
$$;


ALTER FUNCTION billing.find_organization(object jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION find_organization(object jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.find_organization(object jsonb) IS 'Whose an object of Stripe''s is: that of its customer if we know the customer, else the
organization that it names (billing.read_organization_id), else that of what it refers to. Fails with
ST001 and the ids that would tell when nothing is known.';


--
-- Name: find_primary(uuid); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.find_primary(organization_id uuid) RETURNS uuid
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    select s.id
    from billing.subscriptions as s
    where
        s.organization_id = find_primary.organization_id
        and s.status <> 'canceled'
    order by
        case
            when s.source <> 'trial' and s.stripe_status is distinct from 'incomplete' then 1
            -- While a first payment is pending, the trial's clock and tier stay what they were.
            when s.source = 'trial' and s.status = 'trialing' then 2
            when s.source <> 'trial' then 3
            else 4
        end,
        -- Nobody loses what one subscription grants because another one is suspended.
        s.access = 'full' desc,
        s.started_at desc,
        s.stripe_subscription_id,
        s.id
    limit 1
$$;


ALTER FUNCTION billing.find_primary(organization_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION find_primary(organization_id uuid); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.find_primary(organization_id uuid) IS 'The subscription whose status and plan an organization has: what has been bought, then a running
trial, then what waits for its first payment, then a trial that is over; of several one with full
access, the newest. The set of rows decides. Null when all have ended.';


--
-- Name: find_strays(); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.find_strays() RETURNS TABLE(object_id text, field text, stored jsonb, recomputed jsonb)
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    select
        e.object_id,
        e.id || ' owner',
        null::jsonb,
        to_jsonb(e.type)
    from webhooks.stripe_events as e
    where
        e.status = 'applied'
        and e.type <> 'invoice.upcoming'
        and e.object_kind not in ('price', 'product')
        and not exists (
            select
            from billing.stripe_objects as o
            where o.stripe_id = e.object_id
        )
    union all
    select
        e.object_id,
        e.id || ' status',
        to_jsonb(e.status),
        to_jsonb('applied'::text)
    from webhooks.stripe_events as e
    where e.status = 'ignored' and webhooks.stripe_object_kind(e.type) is not null
    union all
    select
        s.object_id,
        s.event_id || ' owner',
        s.state,
        null
    from billing.stripe_snapshots as s
    where
        not exists (
            select
            from billing.stripe_objects as o
            where o.stripe_id = s.object_id
        )
$$;


ALTER FUNCTION billing.find_strays() OWNER TO unison_owner;

--
-- Name: FUNCTION find_strays(); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.find_strays() IS 'Events that were applied to an object which is nobody''s, or ignored though their type is handled,
and snapshots of nobody''s objects.';


--
-- Name: fold_email(text); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.fold_email(email text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT
    SET search_path TO ''
    AS $$
    with folded as (
        select
            split_part(split_part(lower(btrim(fold_email.email)), '@', 1), '+', 1) as mailbox,
            split_part(lower(btrim(fold_email.email)), '@', 2) as domain
    )

    select case
        when f.domain in ('gmail.com', 'googlemail.com')
            then replace(f.mailbox, '.', '') || '@gmail.com'
        else f.mailbox || '@' || f.domain
    end
    from folded as f
$$;


ALTER FUNCTION billing.fold_email(email text) OWNER TO unison_owner;

--
-- Name: FUNCTION fold_email(email text); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.fold_email(email text) IS 'One form for all the ways to write a mailbox: lower case, without +tag, without dots at Gmail.';


--
-- Name: fold_subscription(uuid, uuid); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.fold_subscription(organization_id uuid, subscription_id uuid) RETURNS billing.folded_version[]
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
declare
    v_subscription billing.subscriptions;
    v_step record;
    v_rows billing.folded_version[] := array[]::billing.folded_version[];
    v_row billing.folded_version;
    v_base text;
    v_reason text;
    v_holds jsonb := jsonb_build_object();
    v_trial_ends_at timestamptz;
    v_discounts jsonb;
    v_discount_ends_at timestamptz;
    v_scheduled_at timestamptz;
    v_contract record;
    v_priced jsonb;
begin
    select s.* into strict v_subscription
    from billing.subscriptions as s
    where
        s.organization_id = fold_subscription.organization_id
        and s.id = fold_subscription.subscription_id;

    v_row.plan_version_id = v_subscription.plan_version_id;
    v_row.items = '[]';
    v_row.list_arr_cents = 0;
    v_row.net_arr_cents = 0;

    for v_step in
        select
            o.created_at as at,
            'snapshot' as kind,
            o.state as details,
            o.event_id as caused_by,
            1 as precedence,
            o.position as sequence
        from billing.order_snapshots(v_subscription.stripe_subscription_id) as o
        union all
        select
            f.effective_at,
            f.kind,
            f.details,
            'fact:' || f.id,
            2,
            row_number() over (order by f.known_at, f.position)
        from billing.subscription_facts as f
        where
            f.organization_id = fold_subscription.organization_id
            and (f.subscription_id = v_subscription.id or f.subscription_id is null)
        union all
        select
            -- History may be imported from before the organization joined.
            greatest(c.converted_at, v_subscription.started_at),
            'trial_converted',
            null,
            c.caused_by,
            3,
            1
        from billing.converted_trial(fold_subscription.organization_id) as c
        where v_subscription.source = 'trial' and c.converted_at is not null
        union all
        values ('infinity'::timestamptz, 'end_of_history', null::jsonb, null, 4, 1::bigint)
        order by at, precedence, sequence
    loop
        -- Until then, what was to end by itself has ended.
        loop
            v_scheduled_at = least(
                case when v_base = 'trialing' then v_trial_ends_at end, v_discount_ends_at
            );
            exit when v_scheduled_at is null or v_scheduled_at > v_step.at;

            v_row.valid_from = v_scheduled_at;
            v_row.is_scheduled = true;
            if v_scheduled_at = v_discount_ends_at then
                v_row.caused_by = 'schedule:discount_ended';
                v_contract = billing.value_contract(v_row.state, v_discounts, v_scheduled_at);
                v_row.discount = v_contract.discount;
                v_row.items = v_contract.items;
                v_row.net_arr_cents = v_contract.net_arr_cents;
                v_discount_ends_at = billing.next_discount_end(v_discounts, v_scheduled_at);
            else
                v_row.caused_by = 'schedule:trial_ended';
                v_holds = v_holds || '{"trial_ended": "trial_ended"}';
                v_trial_ends_at = null;
            end if;
            v_rows = billing.append_version(v_rows, v_row, v_base, v_reason, v_holds);
        end loop;

        exit when v_step.kind = 'end_of_history';
        v_row.valid_from = v_step.at;
        v_row.seen_at = v_step.at;
        v_row.caused_by = v_step.caused_by;
        v_row.is_scheduled = false;

        case v_step.kind
            when 'snapshot' then
                -- What is dated after the end was never true.
                continue when v_base in ('canceled', 'incomplete_expired')
                    and v_step.details ->> 'status' not in ('canceled', 'incomplete_expired');
                v_row.state = v_step.details;
                v_base = v_row.state ->> 'status';
                v_reason = coalesce(
                    v_row.state ->> 'pause_reason', v_row.state ->> 'cancellation_reason'
                );
                v_holds = v_holds - 'customer_pause';
                if v_base in ('active', 'trialing') then
                    -- A payment ends these, never a hold of the staff.
                    v_holds = v_holds - '{trial_ended,dunning}'::text[];
                end if;
                if v_row.state ? 'collection_paused' and v_base in ('active', 'past_due') then
                    v_holds = v_holds || '{"customer_pause": null}';
                end if;
                v_row.stripe_status = v_base;
                v_row.currency = v_row.state ->> 'currency';

                -- Renewals leave the contract as it is: it is valued only when it may have changed.
                if v_priced is distinct from jsonb_build_array(
                    v_row.state -> 'items', v_row.state -> 'discounts'
                ) then
                    v_priced = jsonb_build_array(
                        v_row.state -> 'items', v_row.state -> 'discounts'
                    );
                    v_discounts = case
                        when v_row.state ? 'discounts' then billing.discount_terms(
                            v_subscription.organization_id, v_row.state -> 'discounts'
                        )
                    end;
                    v_discount_ends_at = billing.next_discount_end(v_discounts, v_step.at);
                    v_contract = billing.value_contract(v_row.state, v_discounts, v_step.at);
                    v_row.plan_version_id = v_contract.plan_version_id;
                    v_row.cycle = v_contract.cycle;
                    v_row.items = v_contract.items;
                    v_row.discount = v_contract.discount;
                    v_row.list_arr_cents = v_contract.list_arr_cents;
                    v_row.net_arr_cents = v_contract.net_arr_cents;
                end if;
                if v_base in ('canceled', 'incomplete_expired') then
                    v_discount_ends_at = null;
                end if;
            when 'trial_started', 'trial_extended' then
                if v_base is distinct from 'canceled' then
                    v_base = 'trialing';
                    v_holds = v_holds - 'trial_ended';
                    v_trial_ends_at = (v_step.details ->> 'ends_at')::timestamptz;
                    v_row.plan_version_id = coalesce(
                        (v_step.details ->> 'plan_version_id')::uuid, v_row.plan_version_id
                    );
                end if;
            when 'hold_placed' then
                -- Somebody without a trial begins with the hold.
                if v_subscription.source = 'trial' then
                    v_base = coalesce(v_base, 'trialing');
                end if;
                -- Nobody owes anything while Stripe is content.
                if v_step.details ->> 'hold' <> 'dunning'
                    or coalesce(v_base not in ('active', 'trialing'), false)
                then
                    v_holds = v_holds || jsonb_build_object(
                        v_step.details ->> 'hold',
                        coalesce(v_step.details ->> 'reason', v_step.details ->> 'hold')
                    );
                end if;
            when 'hold_released' then
                v_holds = v_holds - (v_step.details ->> 'hold');
            when 'trial_converted' then
                if v_base is distinct from 'canceled' then
                    v_base = 'canceled';
                    v_reason = 'converted';
                end if;
            when 'canceled' then
                -- Stripe's own say when they end.
                if v_subscription.source <> 'stripe' then
                    v_base = 'canceled';
                    v_reason = v_step.details ->> 'reason';
                end if;
        end case;

        if v_base is not null then
            v_rows = billing.append_version(v_rows, v_row, v_base, v_reason, v_holds);
        end if;
    end loop;

    return v_rows;
end
$$;


ALTER FUNCTION billing.fold_subscription(organization_id uuid, subscription_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION fold_subscription(organization_id uuid, subscription_id uuid); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.fold_subscription(organization_id uuid, subscription_id uuid) IS 'The history of a subscription in valid time: what Stripe said (billing.order_snapshots) and what
happened here (facts, also those of the whole organization), folded in the order in which it became
true. What comes by itself is already in it: the end of a trial, the end of a repeating discount.
An organization''s own trial ends when a subscription at Stripe takes its place. Pure: the set of
snapshots and facts decides, never their order of arrival.';


--
-- Name: has_live_stripe_subscription(uuid); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.has_live_stripe_subscription(organization_id uuid) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    select exists (
        select
        from billing.subscriptions as s
        where
            s.organization_id = has_live_stripe_subscription.organization_id
            and s.source = 'stripe'
            and s.status <> 'canceled'
            -- Whoever has not paid the first bill yet may start over.
            and s.stripe_status <> 'incomplete'
    )
$$;


ALTER FUNCTION billing.has_live_stripe_subscription(organization_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION has_live_stripe_subscription(organization_id uuid); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.has_live_stripe_subscription(organization_id uuid) IS 'Whether Stripe bills the organization already, so that a second checkout would bill it twice.';


--
-- Name: invoice_document_data(uuid, uuid); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.invoice_document_data(organization_id uuid, invoice_id uuid) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    select jsonb_build_object(
        'seller', util.setting('seller')::jsonb,
        'buyer', jsonb_build_object(
            'name', coalesce(p.legal_name, c.name, o.name),
            'address_lines', to_jsonb(coalesce(p.address_lines, '{}')),
            'country', p.country,
            'tax_id', p.tax_id
        ),
        'number', coalesce(i.number, ''),
        'po_number', p.po_number,
        'issued_on', to_char(i.issued_at at time zone 'UTC', 'FMDD FMMonth YYYY'),
        'due_on', case
            when i.collection_method = 'send_invoice'
                then to_char(i.due_at at time zone 'UTC', 'FMDD FMMonth YYYY')
        end,
        'is_charged', i.collection_method is distinct from 'send_invoice',
        'lines', (
            select coalesce(
                jsonb_agg(
                    jsonb_build_object(
                        'description', coalesce(l.description, ''),
                        'quantity', l.quantity,
                        'service', case
                            when l.service_end > l.service_start then
                                to_char(l.service_start at time zone 'UTC', 'FMDD Mon YYYY')
                                || ' – '
                                || to_char(l.service_end at time zone 'UTC', 'FMDD Mon YYYY')
                        end,
                        'amount', util.format_money(l.amount_cents, l.currency)
                    )
                    order by l.position
                ),
                '[]'
            )
            from billing.invoice_lines as l
            where
                l.organization_id = invoice_document_data.organization_id
                and l.invoice_id = invoice_document_data.invoice_id
        ),
        'subtotal', util.format_money(i.subtotal_cents, i.currency),
        'discount', case
            when i.discount_cents <> 0 then util.format_money(-i.discount_cents, i.currency)
        end,
        'tax', case when i.tax_cents <> 0 then util.format_money(i.tax_cents, i.currency) end,
        'total', util.format_money(i.total_cents, i.currency),
        'credit', case
            when i.amount_due_cents <> i.total_cents
                then util.format_money(i.amount_due_cents - i.total_cents, i.currency)
        end,
        'amount_due', util.format_money(i.amount_due_cents, i.currency)
    )
    from billing.invoices as i
    inner join identity.organizations as o on i.organization_id = o.id
    left join billing.customers as c on i.organization_id = c.organization_id
    left join billing.profiles as p on i.organization_id = p.organization_id
    where
        i.organization_id = invoice_document_data.organization_id
        and i.id = invoice_document_data.invoice_id
$$;


ALTER FUNCTION billing.invoice_document_data(organization_id uuid, invoice_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION invoice_document_data(organization_id uuid, invoice_id uuid); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.invoice_document_data(organization_id uuid, invoice_id uuid) IS 'What the document of an invoice says, ready to be set: {"seller", "buyer": {"name",
"address_lines", "country", "tax_id"}, "number", "po_number", "issued_on", "due_on" (null where the
payment method is charged), "is_charged", "lines": [{"description", "quantity", "service",
"amount"}], "subtotal", "discount", "tax", "total", "credit", "amount_due"}; amounts are texts.';


--
-- Name: is_final_state(text, jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.is_final_state(object_kind text, state jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    BEGIN ATOMIC
 SELECT
         CASE object_kind
             WHEN 'subscription'::text THEN ((state ->> 'status'::text) = ANY (ARRAY['canceled'::text, 'incomplete_expired'::text]))
             WHEN 'customer'::text THEN (state ? 'deleted'::text)
             WHEN 'checkout.session'::text THEN ((state ->> 'status'::text) <> 'open'::text)
             WHEN 'invoice'::text THEN ((state ->> 'status'::text) = ANY (ARRAY['paid'::text, 'void'::text]))
             WHEN 'invoice_payment'::text THEN ((state ->> 'status'::text) <> 'open'::text)
             WHEN 'dispute'::text THEN ((state ->> 'status'::text) = ANY (ARRAY['won'::text, 'lost'::text, 'warning_closed'::text, 'prevented'::text]))
             ELSE false
         END AS "case";
END;


ALTER FUNCTION billing.is_final_state(object_kind text, state jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION is_final_state(object_kind text, state jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.is_final_state(object_kind text, state jsonb) IS 'Whether an object of Stripe''s never leaves a state again, so that it comes after all others.';


--
-- Name: is_known(text[]); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.is_known(subjects text[]) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    select
        exists (
            select
            from billing.stripe_objects as o
            where o.stripe_id = any(is_known.subjects)
        )
        or exists (
            select
            from catalog.stripe_prices as p
            where p.stripe_price_id = any(is_known.subjects)
        )
        or exists (
            select
            from identity.organizations as o
            where o.id::text = any(is_known.subjects)
        )
$$;


ALTER FUNCTION billing.is_known(subjects text[]) OWNER TO unison_owner;

--
-- Name: FUNCTION is_known(subjects text[]); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.is_known(subjects text[]) IS 'Whether any of the ids (Stripe''s, or of an organization) is known by now.';


--
-- Name: is_renewal(jsonb, jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.is_renewal(previous_state jsonb, state jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    BEGIN ATOMIC
 SELECT ((jsonb_build_array((state -> 'status'::text), (state -> 'pause_reason'::text), (state -> 'collection_paused'::text), (state -> 'currency'::text), (state -> 'items'::text)) = jsonb_build_array((previous_state -> 'status'::text), (previous_state -> 'pause_reason'::text), (previous_state -> 'collection_paused'::text), (previous_state -> 'currency'::text), (previous_state -> 'items'::text))) AND (NOT (state ?| '{discounts,ended_at}'::text[])) AND (NOT (previous_state ?| '{discounts,ended_at}'::text[])));
END;


ALTER FUNCTION billing.is_renewal(previous_state jsonb, state jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION is_renewal(previous_state jsonb, state jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.is_renewal(previous_state jsonb, state jsonb) IS 'Whether the history of a subscription is the same after another state of it: most updates move only
its period, its payment method or its scheduled end. Discounts end by themselves, so that with them
more may have changed.';


--
-- Name: is_second_in_doubt(text, timestamp with time zone); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.is_second_in_doubt(object_id text, at timestamp with time zone) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    select
        exists (
            select
            from billing.stripe_snapshots as s
            where
                s.object_id = is_second_in_doubt.object_id
                and s.created_at = is_second_in_doubt.at
                and s.source = 'event'
        )
        and exists (
            select
            from billing.stripe_snapshots as s
            where
                s.object_id = is_second_in_doubt.object_id
                and s.created_at = is_second_in_doubt.at
                and s.source <> 'event'
                and not exists (
                    select
                    from billing.order_snapshots(is_second_in_doubt.object_id) as e
                    where
                        e.created_at = is_second_in_doubt.at
                        and e.source = 'event'
                        and e.state = s.state
                )
        )
$$;


ALTER FUNCTION billing.is_second_in_doubt(object_id text, at timestamp with time zone) OWNER TO unison_owner;

--
-- Name: FUNCTION is_second_in_doubt(object_id text, at timestamp with time zone); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.is_second_in_doubt(object_id text, at timestamp with time zone) IS 'Whether events of a second tell of other states than an answer of the same second: what we did may
have come before them or after, and its own event is not there (yet).';


--
-- Name: learn_discounts(uuid, jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.learn_discounts(organization_id uuid, discounts jsonb) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    insert into billing.stripe_discounts (organization_id, stripe_discount_id, terms)
    select distinct on (d.discount ->> 'id')
        learn_discounts.organization_id,
        d.discount ->> 'id',
        d.discount - 'item'
    from jsonb_array_elements(learn_discounts.discounts) as d (discount)
    where d.discount ? 'duration'
    order by d.discount ->> 'id'
    on conflict on constraint stripe_discounts_pkey do nothing;

    return found;
end
$$;


ALTER FUNCTION billing.learn_discounts(organization_id uuid, discounts jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION learn_discounts(organization_id uuid, discounts jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.learn_discounts(organization_id uuid, discounts jsonb) IS 'Remembers what discounts are worth, where Stripe shows it. A discount''s terms never change.
Returns whether anything was new.';


--
-- Name: link_invoice_lines(); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.link_invoice_lines() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    update billing.invoice_lines as l
    set price_id = n.price_id
    from (
        select
            i.organization_id,
            i.id as invoice_id,
            d.position,
            r.price_id
        from billing.invoices as i
        cross join lateral (
            select o.state -> 'lines' as lines
            from billing.order_snapshots(i.stripe_invoice_id) as o
            order by o.position desc
            limit 1
        ) as s
        cross join lateral jsonb_array_elements(s.lines) with ordinality as d (line, position)
        inner join inserted as r on d.line ->> 'price' = r.stripe_price_id
        where
            exists (
                select
                from billing.invoice_lines as u
                where
                    u.organization_id = i.organization_id
                    and u.invoice_id = i.id
                    and u.price_id is null
            )
    ) as n
    where
        l.organization_id = n.organization_id
        and l.invoice_id = n.invoice_id
        and l.position = n.position
        and l.price_id is null;

    return null;
end
$$;


ALTER FUNCTION billing.link_invoice_lines() OWNER TO unison_owner;

--
-- Name: FUNCTION link_invoice_lines(); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.link_invoice_lines() IS 'A price at Stripe is linked: lines of invoices that came before it learn what they bill.';


--
-- Name: link_price(jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.link_price(object jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_price catalog.prices;
begin
    select p.* into v_price
    from catalog.prices as p
    where p.lookup_key = object ->> 'lookup_key';

    -- Most prices of an account are none of ours; one that is linked stays what it is.
    if v_price.id is null
        or exists (
            select
            from catalog.stripe_prices as s
            where s.stripe_price_id = object ->> 'id'
        )
    then
        return;
    end if;

    if object ->> 'currency' is distinct from v_price.currency
        or (object ->> 'unit_amount')::bigint is distinct from v_price.unit_amount_cents
        or object -> 'recurring' ->> 'interval_count' is distinct from '1'
        or (object -> 'recurring' ->> 'interval', v_price.cycle)
        not in (('month', 'monthly'), ('year', 'annual'))
    then
        perform webhooks.raise_alarm(
            'other_price', object ->> 'id',
            jsonb_build_object('lookup_key', object ->> 'lookup_key')
        );
        return;
    end if;

    perform catalog.link_stripe_price(
        v_price.lookup_key, object ->> 'id', billing.reference_id(object -> 'product')
    );
end
$$;


ALTER FUNCTION billing.link_price(object jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION link_price(object jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.link_price(object jsonb) IS 'Learns which price at Stripe stands for one of ours, by its lookup key. A price with our key but
another amount, currency or interval raises an alarm instead.';


--
-- Name: link_stripe_ids(billing.stripe_objects, text[]); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.link_stripe_ids(claimed billing.stripe_objects, related_ids text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_id text;
    v_new text[] := array[]::text[];
begin
    insert into billing.stripe_objects (stripe_id, object_kind, organization_id)
    values ((claimed).stripe_id, (claimed).object_kind, (claimed).organization_id)
    on conflict on constraint stripe_objects_pkey do nothing;
    if found then
        v_new = v_new || (claimed).stripe_id;
    end if;

    -- Sorted: two that link the same do not wait in a circle.
    for v_id in
        select r.stripe_id
        from unnest(related_ids) as r (stripe_id)
        where r.stripe_id is not null
        order by r.stripe_id collate "C"
    loop
        insert into billing.stripe_objects (stripe_id, object_kind, organization_id)
        values (
            v_id,
            case left(v_id, 3)
                when 'cus' then 'customer'
                when 'pi_' then 'payment_intent'
                else 'charge'
            end,
            (claimed).organization_id
        )
        on conflict on constraint stripe_objects_pkey do nothing;
        if found then
            v_new = v_new || v_id;
        end if;
    end loop;

    if v_new <> '{}' then
        perform webhooks.release_waiting(v_new);
    end if;
end
$$;


ALTER FUNCTION billing.link_stripe_ids(claimed billing.stripe_objects, related_ids text[]) OWNER TO unison_owner;

--
-- Name: FUNCTION link_stripe_ids(claimed billing.stripe_objects, related_ids text[]); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.link_stripe_ids(claimed billing.stripe_objects, related_ids text[]) IS 'Remembers that an object of Stripe''s, and the customer, charge or payment it refers to, belong to
an organization, and releases the events that waited to know.';


--
-- Name: lock_organization(uuid); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.lock_organization(organization_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    -- Not the row: who merely references the organization need not wait, and nothing is written.
    perform pg_advisory_xact_lock(
        hashtextextended('organization ' || lock_organization.organization_id, 0)
    );
end
$$;


ALTER FUNCTION billing.lock_organization(organization_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION lock_organization(organization_id uuid); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.lock_organization(organization_id uuid) IS 'Lets one transaction at a time decide about an organization. Lock a Stripe object before, not
after.';


--
-- Name: next_discount_end(jsonb, timestamp with time zone); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.next_discount_end(discounts jsonb, after timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $$
begin
    if discounts is null then
        return null;
    end if;

    return (
        select min(billing.epoch_time(d.discount -> 'end'))
        from jsonb_array_elements(discounts) as d (discount)
        where billing.epoch_time(d.discount -> 'end') > next_discount_end.after
    );
end
$$;


ALTER FUNCTION billing.next_discount_end(discounts jsonb, after timestamp with time zone) OWNER TO unison_owner;

--
-- Name: FUNCTION next_discount_end(discounts jsonb, after timestamp with time zone); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.next_discount_end(discounts jsonb, after timestamp with time zone) IS 'When the next of some discounts ends after a moment, or null.';


--
-- Name: open_billing_portal(uuid); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.open_billing_portal(organization_id uuid) RETURNS billing.stripe_commands
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_command billing.stripe_commands;
begin
    -- Two clicks at once must find each other's command.
    perform billing.lock_organization(open_billing_portal.organization_id);

    select c.* into v_command
    from billing.stripe_commands as c
    where
        c.organization_id = open_billing_portal.organization_id
        and c.kind = 'portal_session.create'
        and c.finished_at is null
    order by c.created_at desc
    limit 1;

    if v_command.id is not null then
        return v_command;
    end if;

    perform identity.count_try('stripe:' || open_billing_portal.organization_id, 120);
    return billing.enqueue_stripe_command(
        open_billing_portal.organization_id,
        'portal_session.create',
        depends_on => billing.require_stripe_customer(open_billing_portal.organization_id)
    );
end
$$;


ALTER FUNCTION billing.open_billing_portal(organization_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION open_billing_portal(organization_id uuid); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.open_billing_portal(organization_id uuid) IS 'Asks Stripe for a link into its customer portal. While one is being asked for, that is the answer;
more than 120 calls of Stripe within 15 minutes, checkouts among them, are refused.';


--
-- Name: order_snapshots(text); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.order_snapshots(object_id text) RETURNS TABLE("position" bigint, event_id text, created_at timestamp with time zone, is_terminal boolean, state jsonb, source text, is_decided boolean)
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
declare
    v_group record;
    v_chain record;
    v_event_ids text[] := array[]::text[];
    v_undecided text[] := array[]::text[];
begin
    if (
        select o.has_ties
        from billing.stripe_objects as o
        where o.stripe_id = order_snapshots.object_id
    ) then
        for v_group in
            select
                array_agg(s.event_id order by s.event_id) as event_ids,
                count(distinct s.state) > 1 as is_tied
            from billing.stripe_snapshots as s
            where s.object_id = order_snapshots.object_id
            group by s.is_terminal, s.created_at, s.rank, s.tie_break
            order by s.is_terminal, s.created_at, s.rank, s.tie_break
        loop
            if v_group.is_tied then
                -- What we asked for ourselves is no link of the chain.
                v_chain = billing.chain_snapshots(
                    order_snapshots.object_id,
                    (
                        select u.event_id
                        from unnest(v_event_ids) with ordinality as u (event_id, position)
                        inner join billing.stripe_snapshots as s
                            on
                                s.object_id = order_snapshots.object_id
                                and u.event_id = s.event_id
                        where s.source = 'event'
                        order by u.position desc
                        limit 1
                    ),
                    v_group.event_ids
                );
                v_event_ids = v_event_ids || v_chain.chained_event_ids;
                if not v_chain.is_decided then
                    v_undecided = v_undecided || v_chain.chained_event_ids;
                end if;
            else
                v_event_ids = v_event_ids || v_group.event_ids;
            end if;
        end loop;
    else
        v_event_ids = array(
            select s.event_id
            from billing.stripe_snapshots as s
            where s.object_id = order_snapshots.object_id
            order by s.is_terminal, s.created_at, s.rank, s.tie_break, s.event_id
        );
    end if;

    return query
        select
            u.position,
            s.event_id,
            s.created_at,
            s.is_terminal,
            s.state,
            s.source,
            s.event_id <> all(v_undecided)
        from unnest(v_event_ids) with ordinality as u (event_id, position)
        inner join billing.stripe_snapshots as s
            on s.object_id = order_snapshots.object_id and u.event_id = s.event_id
        order by u.position;
end
$$;


ALTER FUNCTION billing.order_snapshots(object_id text) OWNER TO unison_owner;

--
-- Name: FUNCTION order_snapshots(object_id text); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.order_snapshots(object_id text) IS 'All that Stripe said about an object, oldest first: ends last, then Stripe''s clock, then within
one second rank, counts, the chain of previous_attributes, and the event''s id; an answer to a
command stands before the events of its second, for they know what came after it. A function of the
set: the order of arrival has no part in it.';


--
-- Name: plan_change_items(billing.subscriptions, uuid); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.plan_change_items(subscription billing.subscriptions, price_id uuid) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    select
        case
            when bool_and(n.stripe_price_id is not null)
                then jsonb_agg(
                    jsonb_build_object(
                        'id', i.stripe_item_id,
                        'price', n.stripe_price_id,
                        'quantity', i.quantity
                    )
                    order by i.position
                )
        end
    from billing.subscription_items as i
    inner join catalog.prices as p on i.price_id = p.id
    inner join catalog.prices as t
        on plan_change_items.price_id = t.id and t.plan_version_id is not null
    left join catalog.prices as a
        on p.add_on_code = a.add_on_code and t.cycle = a.cycle and t.currency = a.currency
    cross join lateral (
        select catalog.current_stripe_price_id(
            case when p.plan_version_id is null then a.id else t.id end
        ) as stripe_price_id
    ) as n
    where
        i.organization_id = (plan_change_items.subscription).organization_id
        and i.subscription_id = (plan_change_items.subscription).id
        and (
            (i.position = 1 and p.plan_version_id is not null)
            or (p.add_on_code is not null and p.cycle <> t.cycle)
        )
$$;


ALTER FUNCTION billing.plan_change_items(subscription billing.subscriptions, price_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION plan_change_items(subscription billing.subscriptions, price_id uuid); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.plan_change_items(subscription billing.subscriptions, price_id uuid) IS 'What Stripe is told to put a subscription on another price of a plan, its add-ons with it when the
cycle changes, for the items of one subscription share an interval. Null when Stripe does not know
what it would need.';


--
-- Name: prices; Type: TABLE; Schema: catalog; Owner: unison_owner
--

CREATE TABLE catalog.prices (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    lookup_key text NOT NULL,
    plan_version_id uuid,
    add_on_code text,
    cycle text NOT NULL,
    currency text NOT NULL,
    unit_amount_cents bigint NOT NULL,
    CONSTRAINT prices_currency_check CHECK ((currency ~ '^[a-z]{3}$'::text)),
    CONSTRAINT prices_cycle_check CHECK ((cycle = ANY (ARRAY['monthly'::text, 'annual'::text]))),
    CONSTRAINT prices_subject_check CHECK (((plan_version_id IS NULL) <> (add_on_code IS NULL))),
    CONSTRAINT prices_unit_amount_cents_check CHECK ((unit_amount_cents >= 0))
);


ALTER TABLE catalog.prices OWNER TO unison_owner;

--
-- Name: TABLE prices; Type: COMMENT; Schema: catalog; Owner: unison_owner
--

COMMENT ON TABLE catalog.prices IS 'What one unit of a plan version or an add-on costs per cycle. lookup_key names it to Stripe.';


--
-- Name: price_for_checkout(uuid, text, text); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.price_for_checkout(organization_id uuid, plan_code text, cycle text) RETURNS catalog.prices
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
declare
    v_currency text;
    v_price catalog.prices;
begin
    -- Stripe never lets a customer change the currency of what has been billed.
    select c.currency into v_currency
    from billing.customers as c
    where c.organization_id = price_for_checkout.organization_id;

    select p.* into v_price
    from catalog.current_plan_versions() as c
    inner join catalog.plans as l on c.plan_code = l.code
    cross join lateral catalog.price_for(
        c.plan_version_id,
        price_for_checkout.cycle,
        coalesce(v_currency, util.setting('default_currency'))
    ) as p
    where l.code = price_for_checkout.plan_code and l.is_public;

    if v_price.id is null then
        perform util.fail(
            400, 'invalid_argument', 'There is no such plan for sale',
            jsonb_build_object(
                'argument', 'plan_code',
                'plan_code', price_for_checkout.plan_code,
                'cycle', price_for_checkout.cycle
            ),
            'Plans and their cycles are listed in plans'
        );
    end if;

    if catalog.current_stripe_price_id(v_price.id) is null then
        perform util.fail(
            409, 'price_not_linked', 'This price is not known to Stripe yet',
            jsonb_build_object('lookup_key', v_price.lookup_key),
            'The operator has to bring the catalogue to Stripe'
        );
    end if;
    return v_price;
end
$$;


ALTER FUNCTION billing.price_for_checkout(organization_id uuid, plan_code text, cycle text) OWNER TO unison_owner;

--
-- Name: FUNCTION price_for_checkout(organization_id uuid, plan_code text, cycle text); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.price_for_checkout(organization_id uuid, plan_code text, cycle text) IS 'What an organization would pay for a plan today; refused when it is not for sale.';


--
-- Name: price_subscription(jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.price_subscription(state jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
declare
    v_items jsonb;
    v_unknown text[];
begin
    select
        jsonb_agg(
            i.item
            || case
                when p.plan_version_id is not null
                    then jsonb_build_object(
                        'price_id', p.id, 'kind', 'plan', 'code', l.code,
                        'plan_version_id', p.plan_version_id
                    )
                else jsonb_build_object(
                    'price_id', p.id, 'kind', 'add_on', 'code', p.add_on_code
                )
            end
            order by l.rank desc nulls last, p.add_on_code, i.item ->> 'id'
        ),
        array_agg(i.item ->> 'price' order by i.item ->> 'price') filter (where p.id is null)
    into v_items, v_unknown
    from jsonb_array_elements(price_subscription.state -> 'items') as i (item)
    left join catalog.stripe_prices as s on i.item ->> 'price' = s.stripe_price_id
    left join catalog.prices as p on s.price_id = p.id
    left join catalog.plan_versions as v on p.plan_version_id = v.id
    left join catalog.plans as l on v.plan_code = l.code;

    if v_unknown is not null then
        raise sqlstate 'ST002' using
            message = format('No price of the catalogue stands for %s', v_unknown[1]),
            detail = array_to_json(v_unknown)::text;
    end if;

    return price_subscription.state || jsonb_build_object('items', v_items);
end
$$;


ALTER FUNCTION billing.price_subscription(state jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION price_subscription(state jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.price_subscription(state jsonb) IS 'The normal form of a subscription with what its items are in our catalogue ("price_id", "kind",
"code", and "plan_version_id" of a plan). First comes the plan: the item whose price is one of a
plan (of several the highest), wherever Stripe lists it. Fails with ST002 and the ids when a price
is not in the catalogue. What a Stripe price stands for never changes, so this is a function of the
snapshot.';


--
-- Name: project_charge(uuid, jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.project_charge(organization_id uuid, state jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_charge_id uuid;
begin
    insert into billing.charges as c (
        organization_id, status, amount_cents, amount_refunded_cents, currency, created_at,
        stripe_charge_id, stripe_payment_intent_id, stripe_invoice_id
    )
    values (
        project_charge.organization_id,
        state ->> 'status',
        (state ->> 'amount')::bigint,
        (state ->> 'amount_refunded')::bigint,
        state ->> 'currency',
        billing.epoch_time(state -> 'created'),
        state ->> 'id',
        state ->> 'payment_intent',
        state ->> 'invoice'
    )
    on conflict on constraint charges_stripe_charge_id_key do update
        set
            status = excluded.status,
            amount_cents = excluded.amount_cents,
            amount_refunded_cents = excluded.amount_refunded_cents,
            currency = excluded.currency,
            created_at = excluded.created_at,
            stripe_payment_intent_id = coalesce(
                excluded.stripe_payment_intent_id, c.stripe_payment_intent_id
            ),
            stripe_invoice_id = coalesce(excluded.stripe_invoice_id, c.stripe_invoice_id)
    returning c.id into v_charge_id;

    perform billing.write_refunds(project_charge.organization_id, v_charge_id, state ->> 'id');

    perform billing.settle_invoice(project_charge.organization_id, i.stripe_invoice_id)
    from (
        select state ->> 'invoice' as stripe_invoice_id
        union
        select p.stripe_invoice_id
        from billing.payments as p
        where
            p.organization_id = project_charge.organization_id
            and (
                p.stripe_payment_intent_id = state ->> 'payment_intent'
                or p.stripe_charge_id = state ->> 'id'
            )
    ) as i
    where i.stripe_invoice_id is not null;
end
$$;


ALTER FUNCTION billing.project_charge(organization_id uuid, state jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION project_charge(organization_id uuid, state jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.project_charge(organization_id uuid, state jsonb) IS 'Brings a charge up to date, with its refunds, and the invoice it was for.';


--
-- Name: project_checkout_session(billing.stripe_objects, jsonb, timestamp with time zone); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.project_checkout_session(claimed billing.stripe_objects, state jsonb, at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_organization_id uuid := (claimed).organization_id;
    v_local_id uuid := (claimed).local_id;
begin
    if v_local_id is null then
        -- Stripe may tell that it is complete before it answers the call that made it.
        select s.id into v_local_id
        from billing.checkout_sessions as s
        where
            s.organization_id = v_organization_id
            and s.id::text = state ->> 'local_id';

        if v_local_id is null then
            insert into billing.checkout_sessions (organization_id, status, created_at)
            values (v_organization_id, 'expired', billing.epoch_time(state -> 'created'))
            returning checkout_sessions.id into v_local_id;
        end if;

        update billing.stripe_objects as o
        set local_id = v_local_id
        where o.stripe_id = (claimed).stripe_id;
    end if;

    update billing.checkout_sessions as s
    set
        status = state ->> 'status',
        payment_status = state ->> 'payment_status',
        url = state ->> 'url',
        stripe_session_id = state ->> 'id',
        stripe_subscription_id = state ->> 'subscription',
        expires_at = billing.epoch_time(state -> 'expires_at'),
        -- A page that was made elsewhere is not the one to send people to.
        superseded_at = case
            when state ->> 'status' = 'open' and s.requested_by is null
                then coalesce(s.superseded_at, s.created_at)
            else s.superseded_at
        end,
        finished_at = case
            when state ->> 'status' <> 'open' then project_checkout_session.at
        end
    where s.organization_id = v_organization_id and s.id = v_local_id;
end
$$;


ALTER FUNCTION billing.project_checkout_session(claimed billing.stripe_objects, state jsonb, at timestamp with time zone) OWNER TO unison_owner;

--
-- Name: FUNCTION project_checkout_session(claimed billing.stripe_objects, state jsonb, at timestamp with time zone); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.project_checkout_session(claimed billing.stripe_objects, state jsonb, at timestamp with time zone) IS 'Brings a visit to the checkout page up to date; at is when Stripe said so.';


--
-- Name: project_customer(billing.stripe_objects, jsonb, timestamp with time zone); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.project_customer(claimed billing.stripe_objects, state jsonb, at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_state jsonb := state;
    v_at timestamptz := at;
begin
    if exists (
        select
        from billing.stripe_objects as o
        where
            o.organization_id = (claimed).organization_id
            and o.object_kind = 'customer'
            and o.stripe_id <> (claimed).stripe_id
    ) then
        select
            c.state,
            c.at
        into strict v_state, v_at
        from billing.find_customer((claimed).organization_id) as c;
    end if;

    insert into billing.customers as c (
        organization_id, stripe_customer_id, name, email, currency, balance_cents,
        is_delinquent, default_payment_method, deleted_at, created_at
    )
    values (
        (claimed).organization_id,
        v_state ->> 'id',
        v_state ->> 'name',
        v_state ->> 'email',
        v_state ->> 'currency',
        (v_state ->> 'balance')::bigint,
        (v_state ->> 'delinquent')::boolean,
        v_state ->> 'default_payment_method',
        case when v_state ? 'deleted' then v_at end,
        coalesce(billing.epoch_time(v_state -> 'created'), v_at)
    )
    on conflict on constraint customers_pkey do update
        set
            stripe_customer_id = excluded.stripe_customer_id,
            name = excluded.name,
            email = excluded.email,
            currency = excluded.currency,
            balance_cents = excluded.balance_cents,
            is_delinquent = excluded.is_delinquent,
            default_payment_method = excluded.default_payment_method,
            deleted_at = excluded.deleted_at,
            created_at = excluded.created_at;
end
$$;


ALTER FUNCTION billing.project_customer(claimed billing.stripe_objects, state jsonb, at timestamp with time zone) OWNER TO unison_owner;

--
-- Name: FUNCTION project_customer(claimed billing.stripe_objects, state jsonb, at timestamp with time zone); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.project_customer(claimed billing.stripe_objects, state jsonb, at timestamp with time zone) IS 'Brings an organization''s customer up to date; at is when Stripe said so.';


--
-- Name: project_dispute(uuid, jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.project_dispute(organization_id uuid, state jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    insert into billing.disputes (
        organization_id, status, reason, amount_cents, currency, created_at, closed_at,
        stripe_dispute_id, stripe_charge_id, stripe_payment_intent_id
    )
    values (
        project_dispute.organization_id,
        state ->> 'status',
        state ->> 'reason',
        (state ->> 'amount')::bigint,
        state ->> 'currency',
        billing.epoch_time(state -> 'created'),
        (
            select min(s.created_at)
            from billing.stripe_snapshots as s
            where s.object_id = project_dispute.state ->> 'id' and s.is_terminal
        ),
        state ->> 'id',
        state ->> 'charge',
        state ->> 'payment_intent'
    )
    on conflict on constraint disputes_stripe_dispute_id_key do update
        set
            status = excluded.status,
            reason = excluded.reason,
            amount_cents = excluded.amount_cents,
            currency = excluded.currency,
            closed_at = excluded.closed_at;

    perform billing.settle_invoice(project_dispute.organization_id, i.stripe_invoice_id)
    from (
        select p.stripe_invoice_id
        from billing.payments as p
        where
            p.organization_id = project_dispute.organization_id
            and (
                p.stripe_payment_intent_id = state ->> 'payment_intent'
                or p.stripe_charge_id = state ->> 'charge'
            )
        union
        select n.stripe_invoice_id
        from billing.charges as c
        inner join billing.invoices as n
            on c.organization_id = n.organization_id and c.invoice_id = n.id
        where
            c.organization_id = project_dispute.organization_id
            and c.stripe_charge_id = state ->> 'charge'
    ) as i;
end
$$;


ALTER FUNCTION billing.project_dispute(organization_id uuid, state jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION project_dispute(organization_id uuid, state jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.project_dispute(organization_id uuid, state jsonb) IS 'Brings a dispute up to date, and ties it to the invoice that its charge was for.';


--
-- Name: project_invoice(billing.stripe_objects, jsonb, jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.project_invoice(claimed billing.stripe_objects, state jsonb, previous_state jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_organization_id uuid := (claimed).organization_id;
    v_old billing.invoices;
    v_new billing.invoices;
    v_payments jsonb := state -> 'payments';
begin
    if state = previous_state then
        return;
    end if;

    if (claimed).local_id is not null then
        select i.* into strict v_old
        from billing.invoices as i
        where i.organization_id = v_organization_id and i.id = (claimed).local_id;
    end if;

    insert into billing.invoices as i (
        organization_id, subscription_id, number, status, billing_reason, collection_method,
        currency, subtotal_cents, discount_cents, tax_cents, total_cents, amount_due_cents,
        amount_paid_cents, amount_remaining_cents, attempt_count, next_payment_attempt_at,
        created_at, issued_at, due_at, paid_at, voided_at, uncollectible_at, service_start,
        service_end, hosted_url, pdf_url, stripe_invoice_id, stripe_subscription_id
    )
    select
        v_organization_id,
        (
            select o.local_id
            from billing.stripe_objects as o
            where
                o.stripe_id = project_invoice.state ->> 'subscription'
                and o.organization_id = v_organization_id
        ),
        state ->> 'number',
        state ->> 'status',
        state ->> 'billing_reason',
        state ->> 'collection_method',
        state ->> 'currency',
        (state ->> 'subtotal')::bigint,
        (state ->> 'discount')::bigint,
        (state ->> 'tax')::bigint,
        (state ->> 'total')::bigint,
        (state ->> 'amount_due')::bigint,
        (state ->> 'amount_paid')::bigint,
        (state ->> 'amount_remaining')::bigint,
        (state ->> 'attempt_count')::integer,
        billing.epoch_time(state -> 'next_payment_attempt'),
        billing.epoch_time(state -> 'created'),
        billing.epoch_time(state -> 'finalized_at'),
        billing.epoch_time(state -> 'due'),
        billing.epoch_time(state -> 'paid_at'),
        billing.epoch_time(state -> 'voided_at'),
        billing.epoch_time(state -> 'uncollectible_at'),
        to_timestamp(min((l.line ->> 'start')::bigint)),
        to_timestamp(max((l.line ->> 'end')::bigint)),
        state ->> 'hosted_url',
        state ->> 'pdf_url',
        state ->> 'id',
        state ->> 'subscription'
    from jsonb_array_elements(state -> 'lines') as l (line)
    on conflict on constraint invoices_stripe_invoice_id_key do update
        set
            subscription_id = excluded.subscription_id,
            number = excluded.number,
            status = excluded.status,
            billing_reason = excluded.billing_reason,
            collection_method = excluded.collection_method,
            currency = excluded.currency,
            subtotal_cents = excluded.subtotal_cents,
            discount_cents = excluded.discount_cents,
            tax_cents = excluded.tax_cents,
            total_cents = excluded.total_cents,
            amount_due_cents = excluded.amount_due_cents,
            amount_paid_cents = excluded.amount_paid_cents,
            amount_remaining_cents = excluded.amount_remaining_cents,
            attempt_count = excluded.attempt_count,
            next_payment_attempt_at = excluded.next_payment_attempt_at,
            created_at = excluded.created_at,
            issued_at = excluded.issued_at,
            due_at = excluded.due_at,
            paid_at = excluded.paid_at,
            voided_at = excluded.voided_at,
            uncollectible_at = excluded.uncollectible_at,
            service_start = excluded.service_start,
            service_end = excluded.service_end,
            hosted_url = excluded.hosted_url,
            pdf_url = excluded.pdf_url,
            stripe_subscription_id = excluded.stripe_subscription_id
    returning i.* into v_new;

    if state -> 'lines' is distinct from previous_state -> 'lines' then
        perform billing.write_invoice_lines(v_organization_id, v_new.id, state -> 'lines');
    end if;

    if state ? 'discounts'
        and billing.learn_discounts(v_organization_id, state -> 'discounts')
    then
        perform billing.write_subscription(s.organization_id, s.id)
        from billing.subscriptions as s
        where
            s.organization_id = v_organization_id
            and s.stripe_subscription_id = state ->> 'subscription';
    end if;

    -- Until 2025-02-24 the payment stands on the invoice itself.
    if v_payments is null
        and state ->> 'status' = 'paid'
        and state ->> 'amount_paid' <> '0'
        and coalesce(state ->> 'payment_intent', state ->> 'charge') is not null
    then
        v_payments = jsonb_build_array(jsonb_build_object(
            'status', 'paid',
            'amount', state -> 'amount_paid',
            'currency', state -> 'currency',
            'created', coalesce(state -> 'paid_at', state -> 'created'),
            'paid_at', coalesce(state -> 'paid_at', state -> 'created'),
            'payment_intent', state -> 'payment_intent',
            'charge', state -> 'charge'
        ));
    end if;

    if v_payments is not null or (claimed).local_id is null then
        perform billing.project_invoice_payments(
            v_organization_id, state ->> 'id', v_payments
        );
    end if;

    if (claimed).local_id is null then
        update billing.stripe_objects as o
        set local_id = v_new.id
        where o.stripe_id = (claimed).stripe_id;
    end if;

    -- Only what is news: an account that is imported has its documents made when they are asked for.
    if v_old.issued_at is null
        and v_new.issued_at > util.now(v_organization_id) - interval '3 days'
    then
        perform billing.queue_invoice_document(v_organization_id, v_new.id);
    end if;

    -- Effects hang on the transition: events may repeat and come late, this happens once.
    if (v_old.status, v_old.attempt_count) is distinct from (v_new.status, v_new.attempt_count) then
        perform billing.queue_payment_email(v_old, v_new);
    end if;
end
$$;


ALTER FUNCTION billing.project_invoice(claimed billing.stripe_objects, state jsonb, previous_state jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION project_invoice(claimed billing.stripe_objects, state jsonb, previous_state jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.project_invoice(claimed billing.stripe_objects, state jsonb, previous_state jsonb) IS 'Brings an invoice up to date, with its lines, and its payments where Stripe shows them. Its
subscription may not be known yet: it is linked as soon as it is. previous_state is what was the
latest before, or null when that is not known.';


--
-- Name: project_invoice_payments(uuid, text, jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.project_invoice_payments(organization_id uuid, stripe_invoice_id text, payments jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    insert into billing.payments as p (
        organization_id, stripe_invoice_id, status, amount_cents, currency, created_at, paid_at,
        stripe_invoice_payment_id, stripe_payment_intent_id, stripe_charge_id
    )
    select
        project_invoice_payments.organization_id,
        project_invoice_payments.stripe_invoice_id,
        n.payment ->> 'status',
        (n.payment ->> 'amount')::bigint,
        n.payment ->> 'currency',
        billing.epoch_time(n.payment -> 'created'),
        case
            when n.payment ->> 'status' = 'paid'
                then coalesce(
                    billing.epoch_time(n.payment -> 'paid_at'),
                    billing.epoch_time(n.payment -> 'created')
                )
        end,
        n.payment ->> 'id',
        n.payment ->> 'payment_intent',
        n.payment ->> 'charge'
    from jsonb_array_elements(project_invoice_payments.payments) as n (payment)
    on conflict on constraint payments_stripe_invoice_id_stripe_reference_key do update
        set
            status = excluded.status,
            amount_cents = excluded.amount_cents,
            currency = excluded.currency,
            created_at = excluded.created_at,
            paid_at = excluded.paid_at,
            stripe_invoice_payment_id = coalesce(
                excluded.stripe_invoice_payment_id, p.stripe_invoice_payment_id
            ),
            stripe_charge_id = coalesce(excluded.stripe_charge_id, p.stripe_charge_id)
        where
            -- One that is settled stays so, and Stripe's own row says more than the invoice.
            (excluded.status <> 'open' or p.status = 'open')
            and (
                excluded.stripe_invoice_payment_id is not null
                or p.stripe_invoice_payment_id is null
            );

    perform billing.settle_invoice(
        project_invoice_payments.organization_id, project_invoice_payments.stripe_invoice_id
    );
end
$$;


ALTER FUNCTION billing.project_invoice_payments(organization_id uuid, stripe_invoice_id text, payments jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION project_invoice_payments(organization_id uuid, stripe_invoice_id text, payments jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.project_invoice_payments(organization_id uuid, stripe_invoice_id text, payments jsonb) IS 'Keeps payments of an invoice, in normal form, and ties to it what is known of them.';


--
-- Name: project_payment_method(uuid, jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.project_payment_method(organization_id uuid, state jsonb) RETURNS void
    LANGUAGE sql
    SET search_path TO ''
    AS $$
    insert into billing.payment_methods (
        organization_id, type, brand, last4, expires_on, attached_at, stripe_payment_method_id
    )
    values (
        project_payment_method.organization_id,
        state ->> 'type',
        state ->> 'brand',
        state ->> 'last4',
        make_date((state ->> 'exp_year')::integer, (state ->> 'exp_month')::integer, 1)
        + interval '1 month - 1 day',
        billing.epoch_time(state -> 'created'),
        state ->> 'id'
    )
    on conflict on constraint payment_methods_stripe_payment_method_id_key do update
        set
            type = excluded.type,
            brand = excluded.brand,
            last4 = excluded.last4,
            expires_on = excluded.expires_on,
            attached_at = excluded.attached_at
$$;


ALTER FUNCTION billing.project_payment_method(organization_id uuid, state jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION project_payment_method(organization_id uuid, state jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.project_payment_method(organization_id uuid, state jsonb) IS 'Brings a card or account that a customer pays with up to date.';


--
-- Name: project_subscription(billing.stripe_objects, jsonb, jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.project_subscription(claimed billing.stripe_objects, state jsonb, previous_state jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_organization_id uuid := (claimed).organization_id;
    v_subscription_id uuid := (claimed).local_id;
begin
    if state ? 'discounts' then
        perform billing.learn_discounts(v_organization_id, state -> 'discounts');
    end if;

    if v_subscription_id is null then
        -- The writer fills it in at once.
        insert into billing.subscriptions (
            organization_id, source, status, access, stripe_subscription_id, started_at, created_at
        )
        values (
            v_organization_id, 'stripe', 'incomplete', 'read_only', (claimed).stripe_id,
            billing.epoch_time(state -> 'start'), util.now(v_organization_id)
        )
        returning subscriptions.id into v_subscription_id;

        update billing.stripe_objects as o
        set local_id = v_subscription_id
        where o.stripe_id = (claimed).stripe_id;

        -- Its invoices may have come first.
        update billing.invoices as i
        set subscription_id = v_subscription_id
        where
            i.organization_id = v_organization_id
            and i.stripe_subscription_id = (claimed).stripe_id;
    end if;

    perform billing.write_subscription(
        v_organization_id,
        v_subscription_id,
        case when billing.is_renewal(previous_state, state) then state end
    );

    -- It takes the place of the organization's own trial, even if it ended in the second in which
    -- it began, and this snapshot comes after that of the end.
    if state ->> 'status' is distinct from previous_state ->> 'status' then
        perform billing.write_subscription(t.organization_id, t.id)
        from billing.subscriptions as t
        cross join lateral billing.converted_trial(t.organization_id) as c
        where
            t.organization_id = v_organization_id
            and t.source = 'trial'
            and c.converted_at is not null
            and not exists (
                select
                from billing.subscription_versions as v
                where
                    v.organization_id = t.organization_id
                    and v.subscription_id = t.id
                    and upper_inf(v.known_during)
                    and lower(v.valid_during) = greatest(c.converted_at, t.started_at)
                    and v.caused_by = c.caused_by
            );
    end if;

    if state -> 'items' is distinct from previous_state -> 'items' then
        delete from billing.subscription_items as i
        where i.organization_id = v_organization_id and i.subscription_id = v_subscription_id;

        insert into billing.subscription_items (
            organization_id, subscription_id, position, price_id, quantity, unit_amount_cents,
            currency, stripe_item_id
        )
        select
            v_organization_id,
            v_subscription_id,
            i.position,
            (i.item ->> 'price_id')::uuid,
            (i.item ->> 'quantity')::bigint,
            coalesce(round((i.item ->> 'unit_amount')::numeric), 0)::bigint,
            state ->> 'currency',
            i.item ->> 'id'
        from jsonb_array_elements(state -> 'items') with ordinality as i (item, position);
    end if;
end
$$;


ALTER FUNCTION billing.project_subscription(claimed billing.stripe_objects, state jsonb, previous_state jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION project_subscription(claimed billing.stripe_objects, state jsonb, previous_state jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.project_subscription(claimed billing.stripe_objects, state jsonb, previous_state jsonb) IS 'Makes sure that a subscription of Stripe''s has its row here, and has it written; its items follow
its latest state. previous_state is what was the latest before, or null when that is not known.';


--
-- Name: invoice_documents; Type: TABLE; Schema: billing; Owner: unison_owner
--

CREATE TABLE billing.invoice_documents (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    organization_id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    status text DEFAULT 'queued'::text NOT NULL,
    data jsonb,
    pdf bytea,
    attempts integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone NOT NULL,
    leased_by text,
    leased_until timestamp with time zone,
    last_error text,
    created_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT invoice_documents_finished_at_check CHECK (((finished_at IS NOT NULL) = (status = ANY (ARRAY['ready'::text, 'failed'::text])))),
    CONSTRAINT invoice_documents_pdf_check CHECK (((pdf IS NOT NULL) = (status = 'ready'::text))),
    CONSTRAINT invoice_documents_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'rendering'::text, 'ready'::text, 'failed'::text])))
);
ALTER TABLE ONLY billing.invoice_documents ALTER COLUMN pdf SET STORAGE EXTERNAL;


ALTER TABLE billing.invoice_documents OWNER TO unison_owner;

--
-- Name: TABLE invoice_documents; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON TABLE billing.invoice_documents IS 'Invoices as PDF. A local queue, keyed by id, so that a worker can claim across tenants; what is
ready is never made again.';


--
-- Name: COLUMN invoice_documents.data; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.invoice_documents.data IS 'What the document says, settled when it is first claimed: letterhead, addressee, lines, totals.';


--
-- Name: queue_invoice_document(uuid, uuid); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.queue_invoice_document(organization_id uuid, invoice_id uuid) RETURNS billing.invoice_documents
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_now timestamptz := util.wall_clock();
    v_document billing.invoice_documents;
begin
    insert into billing.invoice_documents (organization_id, invoice_id, next_attempt_at, created_at)
    values (
        queue_invoice_document.organization_id, queue_invoice_document.invoice_id, v_now, v_now
    )
    on conflict on constraint invoice_documents_organization_id_invoice_id_key do nothing
    returning * into v_document;
    return v_document;
end
$$;


ALTER FUNCTION billing.queue_invoice_document(organization_id uuid, invoice_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION queue_invoice_document(organization_id uuid, invoice_id uuid); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.queue_invoice_document(organization_id uuid, invoice_id uuid) IS 'Has the PDF of an invoice made, unless that was asked before.';


--
-- Name: invoices; Type: TABLE; Schema: billing; Owner: unison_owner
--

CREATE TABLE billing.invoices (
    organization_id uuid NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    subscription_id uuid,
    number text,
    status text NOT NULL,
    billing_reason text,
    collection_method text,
    currency text NOT NULL,
    subtotal_cents bigint NOT NULL,
    discount_cents bigint NOT NULL,
    tax_cents bigint NOT NULL,
    total_cents bigint NOT NULL,
    amount_due_cents bigint NOT NULL,
    amount_paid_cents bigint NOT NULL,
    amount_remaining_cents bigint NOT NULL,
    amount_refunded_cents bigint DEFAULT 0 NOT NULL,
    attempt_count integer DEFAULT 0 NOT NULL,
    next_payment_attempt_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    issued_at timestamp with time zone,
    due_at timestamp with time zone,
    paid_at timestamp with time zone,
    voided_at timestamp with time zone,
    uncollectible_at timestamp with time zone,
    service_start timestamp with time zone,
    service_end timestamp with time zone,
    hosted_url text,
    pdf_url text,
    stripe_invoice_id text,
    stripe_subscription_id text,
    CONSTRAINT invoices_currency_check CHECK ((currency ~ '^[a-z]{3}$'::text)),
    CONSTRAINT invoices_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'open'::text, 'paid'::text, 'void'::text, 'uncollectible'::text])))
);


ALTER TABLE billing.invoices OWNER TO unison_owner;

--
-- Name: TABLE invoices; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON TABLE billing.invoices IS 'Bills, in cents of their currency.';


--
-- Name: COLUMN invoices.subscription_id; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.invoices.subscription_id IS 'Follows stripe_subscription_id as soon as that subscription is known here.';


--
-- Name: COLUMN invoices.service_start; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.invoices.service_start IS 'The earliest begin of a line''s period; service_end is the latest end.';


--
-- Name: queue_payment_email(billing.invoices, billing.invoices); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.queue_payment_email(old billing.invoices, new billing.invoices) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_kind text;
    v_occasion text;
    v_happened_at timestamptz;
begin
    if (new).status = 'paid' and (old).status is distinct from 'paid' then
        -- What credit has paid, or nobody had to, is no payment.
        if (new).amount_paid_cents = 0 then
            return;
        end if;
        v_kind = 'payment_succeeded';
        v_occasion = (new).stripe_invoice_id;
        v_happened_at = (new).paid_at;
    elsif (new).status = 'open' and (new).attempt_count > coalesce((old).attempt_count, 0) then
        v_kind = 'payment_failed';
        v_occasion = (new).stripe_invoice_id || ':' || (new).attempt_count;
        select max(s.created_at) into v_happened_at
        from billing.stripe_snapshots as s
        where s.object_id = (new).stripe_invoice_id;
    else
        return;
    end if;

    -- An account that is imported, or a server that was away for long, brings no news.
    if v_happened_at < util.now((new).organization_id) - interval '3 days' then
        return;
    end if;

    perform notify.enqueue(
        v_kind,
        u.email,
        o.id,
        u.id,
        jsonb_build_object(
            'full_name', u.full_name,
            'organization_name', o.name,
            'number', (new).number,
            'amount', to_char(
                case v_kind
                    when 'payment_succeeded' then (new).amount_paid_cents
                    else (new).amount_remaining_cents
                end / 100.0,
                'FM999,999,999,990.00'
            ) || ' ' || upper((new).currency),
            'url', coalesce((new).hosted_url, util.setting('web_url') || '/billing/')
        ),
        concat_ws(':', v_kind, v_occasion, u.id)
    )
    from identity.organizations as o
    inner join identity.memberships as m on o.id = m.organization_id
    inner join identity.users as u on m.user_id = u.id
    where o.id = (new).organization_id and m.role in ('owner', 'billing');
end
$$;


ALTER FUNCTION billing.queue_payment_email(old billing.invoices, new billing.invoices) OWNER TO unison_owner;

--
-- Name: FUNCTION queue_payment_email(old billing.invoices, new billing.invoices); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.queue_payment_email(old billing.invoices, new billing.invoices) IS 'Queues the letters that follow from an invoice having become another, old row to new row: that it
was paid, or that an attempt to collect it failed. To owners and to those who see to the billing,
once for each payment and each attempt, and only while it is news.';


--
-- Name: queue_status(); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.queue_status() RETURNS TABLE(queue text, depth bigint, oldest_age_seconds double precision, retrying bigint, failed bigint, parked bigint, alarms bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
    with queues as (
        select
            'stripe_events' as queue,
            count(*) filter (where e.next_attempt_at is not null) as depth,
            min(e.received_at) filter (where e.next_attempt_at is not null) as oldest_at,
            count(*) filter (where e.status = 'failed') as retrying,
            -- Nothing is ever given up: what was tried too often is parked.
            0::bigint as failed,
            count(*) filter (where e.status = 'parked') as parked
        from webhooks.stripe_events as e
        where e.next_attempt_at is not null or e.status = 'parked'
        union all
        select
            'stripe_commands',
            count(*) filter (where c.finished_at is null),
            min(c.created_at) filter (where c.finished_at is null),
            count(*) filter (where c.finished_at is null and c.error is not null),
            count(*) filter (where c.finished_at is not null),
            0
        from billing.stripe_commands as c
        where
            c.finished_at is null
            or (c.status = 'failed' and c.finished_at > util.wall_clock() - interval '1 day')
        union all
        select
            'emails',
            count(*) filter (where m.finished_at is null),
            min(m.created_at) filter (where m.finished_at is null),
            count(*) filter (where m.finished_at is null and m.last_error is not null),
            count(*) filter (where m.finished_at is not null),
            0
        from notify.emails as m
        where
            m.finished_at is null
            or (m.status = 'failed' and m.finished_at > util.wall_clock() - interval '1 day')
    )

    select
        q.queue,
        q.depth,
        extract(epoch from util.wall_clock() - q.oldest_at)::double precision,
        q.retrying,
        q.failed,
        q.parked,
        (
            select count(*)
            from webhooks.alarms as a
            where
                a.resolved_at is null
                and q.queue = case
                    when a.kind in ('stripe_key_refused', 'answer_not_applied', 'object_lost')
                        then 'stripe_commands'
                    else 'stripe_events'
                end
        )
    from queues as q
$$;


ALTER FUNCTION billing.queue_status() OWNER TO unison_owner;

--
-- Name: FUNCTION queue_status(); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.queue_status() IS 'How each queue stands: how much waits or is under way, how long the oldest of it has waited, how
much of it went wrong before and is tried again; what was given up within a day; what is parked until
somebody or something releases it; and what somebody should look at.';


--
-- Name: read_charge_snapshot(jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.read_charge_snapshot(object jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $$
begin
    perform billing.assert_fields(
        object, 'id', 'status', 'amount', 'amount_refunded', 'currency', 'created'
    );

    return jsonb_strip_nulls(jsonb_build_object(
        'id', object -> 'id',
        'status', object -> 'status',
        'amount', object -> 'amount',
        'amount_refunded', object -> 'amount_refunded',
        'currency', object -> 'currency',
        'created', object -> 'created',
        'payment_intent', billing.reference_id(object -> 'payment_intent'),
        'invoice', billing.reference_id(object -> 'invoice')
    ));
end
$$;


ALTER FUNCTION billing.read_charge_snapshot(object jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION read_charge_snapshot(object jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.read_charge_snapshot(object jsonb) IS 'A charge in normal form: {"id", "status", "amount", "amount_refunded", "currency", "created",
"payment_intent", "invoice" (until 2025-02-24)}.';


--
-- Name: read_checkout_session_snapshot(jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.read_checkout_session_snapshot(object jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $$
begin
    perform billing.assert_fields(object, 'id', 'status', 'created');

    return jsonb_strip_nulls(jsonb_build_object(
        'id', object -> 'id',
        'status', object -> 'status',
        'payment_status', object -> 'payment_status',
        'customer', billing.reference_id(object -> 'customer'),
        'subscription', billing.reference_id(object -> 'subscription'),
        'url', object -> 'url',
        'created', object -> 'created',
        'expires_at', object -> 'expires_at',
        'local_id', object -> 'metadata' -> 'checkout_session_id'
    ));
end
$$;


ALTER FUNCTION billing.read_checkout_session_snapshot(object jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION read_checkout_session_snapshot(object jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.read_checkout_session_snapshot(object jsonb) IS 'A visit to the checkout page in normal form: {"id", "status", "payment_status", "customer",
"subscription", "url", "created", "expires_at", "local_id": our own id, which we gave it}.';


--
-- Name: read_customer_snapshot(jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.read_customer_snapshot(object jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $$
begin
    perform billing.assert_fields(object, 'id');

    return jsonb_strip_nulls(jsonb_build_object(
        'id', object -> 'id',
        'created', object -> 'created',
        'name', object -> 'name',
        'email', object -> 'email',
        'currency', object -> 'currency',
        'balance', coalesce(nullif(object -> 'balance', 'null'), '0'),
        'delinquent', coalesce(nullif(object -> 'delinquent', 'null'), 'false'),
        'default_payment_method', billing.reference_id(
            object -> 'invoice_settings' -> 'default_payment_method'
        ),
        'deleted', nullif(object -> 'deleted', 'false')
    ));
end
$$;


ALTER FUNCTION billing.read_customer_snapshot(object jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION read_customer_snapshot(object jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.read_customer_snapshot(object jsonb) IS 'A customer in normal form: {"id", "created", "name", "email", "currency", "balance", "delinquent",
"default_payment_method", "deleted"}. An answer about a deleted one has only its id.';


--
-- Name: read_discount(jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.read_discount(discount jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $$
declare
    v_coupon jsonb := coalesce(discount -> 'coupon', discount -> 'source' -> 'coupon');
begin
    if jsonb_typeof(v_coupon) is distinct from 'object' then
        return jsonb_build_object('id', billing.reference_id(discount));
    end if;

    return jsonb_strip_nulls(jsonb_build_object(
        'id', discount -> 'id',
        'coupon', v_coupon -> 'id',
        'name', v_coupon -> 'name',
        'duration', v_coupon -> 'duration',
        'percent_off', v_coupon -> 'percent_off',
        'amount_off', v_coupon -> 'amount_off',
        'currency', v_coupon -> 'currency',
        'products', v_coupon -> 'applies_to' -> 'products',
        'end', discount -> 'end'
    ));
end
$$;


ALTER FUNCTION billing.read_discount(discount jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION read_discount(discount jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.read_discount(discount jsonb) IS 'A discount in normal form: {"id", "coupon", "name", "duration", "percent_off" or "amount_off" with
"currency", "products" it is limited to, "end" in epoch seconds}. A discount that Stripe names by
its id, or whose coupon is not expanded, is {"id"} alone.';


--
-- Name: read_discounts(jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.read_discounts(object jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $$
declare
    v_single jsonb;
    v_discounts jsonb;
begin
    if coalesce(object -> 'discounts', '[]') in ('[]', 'null')
        and coalesce(object -> 'discount', 'null') = 'null'
    then
        return null;
    end if;

    v_single = billing.read_discount(nullif(object -> 'discount', 'null'));

    -- Before 2025-03-31 the first discount stands beside the list of ids, in full.
    select jsonb_agg(
        case
            when d.discount ->> 'id' = v_single ->> 'id' then v_single
            else d.discount
        end
        order by d.position
    )
    into v_discounts
    from (
        select
            billing.read_discount(l.discount) as discount,
            l.position
        from jsonb_array_elements(nullif(object -> 'discounts', 'null'))
            with ordinality as l (discount, position)
    ) as d;

    return coalesce(v_discounts, jsonb_build_array(v_single));
end
$$;


ALTER FUNCTION billing.read_discounts(object jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION read_discounts(object jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.read_discounts(object jsonb) IS 'The discounts that stand on a subscription, an item or an invoice, each as billing.read_discount
gives it, in the order in which Stripe applies them; null when there are none.';


--
-- Name: read_dispute_snapshot(jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.read_dispute_snapshot(object jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $$
begin
    perform billing.assert_fields(
        object, 'id', 'status', 'amount', 'charge', 'currency', 'created'
    );

    return jsonb_strip_nulls(jsonb_build_object(
        'id', object -> 'id',
        'status', object -> 'status',
        'reason', coalesce(object ->> 'reason', 'general'),
        'amount', object -> 'amount',
        'currency', object -> 'currency',
        'created', object -> 'created',
        'charge', billing.reference_id(object -> 'charge'),
        'payment_intent', billing.reference_id(object -> 'payment_intent')
    ));
end
$$;


ALTER FUNCTION billing.read_dispute_snapshot(object jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION read_dispute_snapshot(object jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.read_dispute_snapshot(object jsonb) IS 'A dispute in normal form: {"id", "status", "reason", "amount", "currency", "created", "charge",
"payment_intent"}.';


--
-- Name: read_invoice_payment_snapshot(jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.read_invoice_payment_snapshot(object jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $$
begin
    perform billing.assert_fields(
        object, 'id', 'invoice', 'status', 'currency', 'created', 'payment', 'amount_requested'
    );

    return jsonb_strip_nulls(jsonb_build_object(
        'id', object -> 'id',
        'invoice', billing.reference_id(object -> 'invoice'),
        'status', object -> 'status',
        'amount', coalesce(nullif(object -> 'amount_paid', 'null'), object -> 'amount_requested'),
        'currency', object -> 'currency',
        'created', object -> 'created',
        'paid_at', object -> 'status_transitions' -> 'paid_at',
        'payment_intent', billing.reference_id(object -> 'payment' -> 'payment_intent'),
        'charge', coalesce(
            billing.reference_id(object -> 'payment' -> 'charge'),
            billing.reference_id(object -> 'payment' -> 'payment_intent' -> 'latest_charge')
        )
    ));
end
$$;


ALTER FUNCTION billing.read_invoice_payment_snapshot(object jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION read_invoice_payment_snapshot(object jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.read_invoice_payment_snapshot(object jsonb) IS 'A payment of an invoice in normal form: {"id", "invoice", "status", "amount", "currency",
"created", "paid_at", "payment_intent", "charge"}; a payment outside Stripe has neither of the last
two.';


--
-- Name: read_invoice_snapshot(jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.read_invoice_snapshot(object jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $$
declare
    v_lines jsonb;
    v_payments jsonb;
begin
    perform billing.assert_fields(
        object, 'id', 'status', 'customer', 'currency', 'created', 'subtotal', 'total',
        'amount_due', 'amount_paid', 'amount_remaining', 'lines'
    );

    select jsonb_agg(
        jsonb_strip_nulls(jsonb_build_object(
            'id', l.line -> 'id',
            'description', l.line -> 'description',
            'price', coalesce(
                billing.reference_id(l.line -> 'pricing' -> 'price_details' -> 'price'),
                billing.reference_id(l.line -> 'price')
            ),
            'quantity', l.line -> 'quantity',
            'amount', l.line -> 'amount',
            'currency', coalesce(l.line -> 'currency', object -> 'currency'),
            'proration', nullif(
                coalesce(
                    l.line -> 'parent' -> 'subscription_item_details' -> 'proration',
                    l.line -> 'parent' -> 'invoice_item_details' -> 'proration',
                    l.line -> 'proration'
                ),
                'false'
            ),
            'start', l.line -> 'period' -> 'start',
            'end', l.line -> 'period' -> 'end'
        ))
        order by l.position
    )
    into v_lines
    from jsonb_array_elements(object -> 'lines' -> 'data') with ordinality as l (line, position);

    if jsonb_typeof(object -> 'payments') = 'object' then
        select jsonb_agg(
            billing.read_invoice_payment_snapshot(p.payment) order by p.payment ->> 'id'
        )
        into v_payments
        from jsonb_array_elements(object -> 'payments' -> 'data') as p (payment);
    end if;

    return jsonb_strip_nulls(jsonb_build_object(
        'id', object -> 'id',
        'customer', billing.reference_id(object -> 'customer'),
        'subscription', coalesce(
            billing.reference_id(object -> 'parent' -> 'subscription_details' -> 'subscription'),
            billing.reference_id(object -> 'subscription')
        ),
        'number', object -> 'number',
        'status', object -> 'status',
        'billing_reason', object -> 'billing_reason',
        'collection_method', object -> 'collection_method',
        'currency', object -> 'currency',
        'subtotal', object -> 'subtotal',
        'discount', (
            select coalesce(sum((d.discount ->> 'amount')::bigint), 0)
            from jsonb_array_elements(nullif(object -> 'total_discount_amounts', 'null'))
                as d (discount)
        ),
        'tax', coalesce(
            (
                select sum((t.tax ->> 'amount')::bigint)
                from jsonb_array_elements(nullif(object -> 'total_taxes', 'null')) as t (tax)
            ),
            (
                select sum((t.tax ->> 'amount')::bigint)
                from jsonb_array_elements(nullif(object -> 'total_tax_amounts', 'null')) as t (tax)
            ),
            (object ->> 'tax')::bigint,
            0
        ),
        'total', object -> 'total',
        'amount_due', object -> 'amount_due',
        'amount_paid', object -> 'amount_paid',
        'amount_remaining', object -> 'amount_remaining',
        'attempt_count', coalesce(object -> 'attempt_count', '0'),
        'next_payment_attempt', object -> 'next_payment_attempt',
        'created', object -> 'created',
        'due', object -> 'due_date',
        'finalized_at', object -> 'status_transitions' -> 'finalized_at',
        'paid_at', object -> 'status_transitions' -> 'paid_at',
        'voided_at', object -> 'status_transitions' -> 'voided_at',
        'uncollectible_at', object -> 'status_transitions' -> 'marked_uncollectible_at',
        'hosted_url', object -> 'hosted_invoice_url',
        'pdf_url', object -> 'invoice_pdf',
        'charge', billing.reference_id(object -> 'charge'),
        'payment_intent', billing.reference_id(object -> 'payment_intent'),
        'discounts', billing.read_discounts(object),
        'has_more_lines', nullif(object -> 'lines' -> 'has_more', 'false'),
        'lines', coalesce(v_lines, '[]'),
        'payments', v_payments
    ));
end
$$;


ALTER FUNCTION billing.read_invoice_snapshot(object jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION read_invoice_snapshot(object jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.read_invoice_snapshot(object jsonb) IS 'An invoice of any API version in normal form; times in epoch seconds, nothing that is null: {"id",
"customer", "subscription", "number", "status", "billing_reason", "collection_method", "currency",
"subtotal", "discount", "tax", "total", "amount_due", "amount_paid", "amount_remaining",
"attempt_count", "next_payment_attempt", "created", "due", "finalized_at", "paid_at", "voided_at",
"uncollectible_at", "hosted_url", "pdf_url", "charge", "payment_intent" (until 2025-02-24),
"discounts", "has_more_lines", "lines": [{"id", "description", "price", "quantity", "amount",
"currency", "proration", "start", "end"}], "payments" (where expanded): see
billing.read_invoice_payment_snapshot}.';


--
-- Name: read_organization_id(jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.read_organization_id(object jsonb) RETURNS uuid
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $_$
declare
    v_metadata jsonb := coalesce(
        object -> 'parent' -> 'subscription_details', object -> 'subscription_details'
    ) -> 'metadata';
    v_named text := coalesce(
        object ->> 'client_reference_id',
        object -> 'metadata' ->> 'organization_id',
        object -> 'metadata' ->> 'org_id',
        v_metadata ->> 'organization_id',
        v_metadata ->> 'org_id'
    );
begin
    return case
        when v_named ~ '^[[:xdigit:]]{8}-([[:xdigit:]]{4}-){3}[[:xdigit:]]{12}$'
            then v_named::uuid
    end;
end
$_$;


ALTER FUNCTION billing.read_organization_id(object jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION read_organization_id(object jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.read_organization_id(object jsonb) IS 'The organization that an object of Stripe''s names: client_reference_id, metadata, or the
subscription''s metadata on an invoice. Null when it names none.';


--
-- Name: read_organizations(text[]); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.read_organizations(events text[]) RETURNS TABLE(organization_id uuid, customer_id text, customer_name text, customer_created bigint)
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    select
        r.organization_id,
        r.customer_id,
        r.customer_name,
        case when r.is_customer then (r.object ->> 'created')::bigint end
    from (
        select
            c.*,
            billing.read_organization_id(c.object) as organization_id,
            case
                when c.is_customer then c.object ->> 'id'
                else billing.reference_id(c.object -> 'customer')
            end as customer_id,
            case
                when c.is_customer then coalesce(c.object ->> 'name', c.object ->> 'email')
            end as customer_name
        from unnest(read_organizations.events) with ordinality as b (event, position)
        cross join lateral webhooks.parse_stripe_event(b.event) as p (event)
        cross join lateral (
            select
                b.position,
                p.event -> 'data' -> 'object' as object,
                p.event -> 'data' -> 'object' ->> 'object' = 'customer' as is_customer
        ) as c
        where
            webhooks.refusal_reason(p.event) is null
            and webhooks.stripe_object_kind(p.event ->> 'type') not in ('price', 'product')
    ) as r
    where r.organization_id is not null or r.customer_name is not null
    order by r.position
$$;


ALTER FUNCTION billing.read_organizations(events text[]) OWNER TO unison_owner;

--
-- Name: FUNCTION read_organizations(events text[]); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.read_organizations(events text[]) IS 'What the bodies of events tell of whose they are, one row each, in their order: the organization
that the object names, its customer, and of a customer the name and when it was made (epoch
seconds). Bodies that are none of our events, and those that tell nothing, have no row.';


--
-- Name: read_payment_method_snapshot(jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.read_payment_method_snapshot(object jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $$
declare
    v_details jsonb := object -> (object ->> 'type');
begin
    perform billing.assert_fields(object, 'id', 'type', 'created');

    return jsonb_strip_nulls(jsonb_build_object(
        'id', object -> 'id',
        'type', object -> 'type',
        'created', object -> 'created',
        'brand', coalesce(v_details -> 'brand', v_details -> 'bank_name'),
        'last4', v_details -> 'last4',
        'exp_year', v_details -> 'exp_year',
        'exp_month', v_details -> 'exp_month'
    ));
end
$$;


ALTER FUNCTION billing.read_payment_method_snapshot(object jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION read_payment_method_snapshot(object jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.read_payment_method_snapshot(object jsonb) IS 'What a customer pays with, as far as it may be shown, in normal form: {"id", "type", "created",
"brand", "last4", "exp_year", "exp_month"}.';


--
-- Name: read_snapshot(jsonb, text); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.read_snapshot(object jsonb, event_type text DEFAULT NULL::text) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
begin
    return case object ->> 'object'
        when 'subscription' then
            billing.price_subscription(billing.read_subscription_snapshot(object))
            || case
                when event_type = 'customer.subscription.deleted' then '{"status": "canceled"}'
                else '{}'
            end::jsonb
        when 'customer' then
            billing.read_customer_snapshot(object)
            || case
                when event_type = 'customer.deleted' then '{"deleted": true}'
                else '{}'
            end::jsonb
        when 'checkout.session' then billing.read_checkout_session_snapshot(object)
        when 'invoice' then billing.read_invoice_snapshot(object)
        when 'invoice_payment' then billing.read_invoice_payment_snapshot(object)
        when 'charge' then billing.read_charge_snapshot(object)
        when 'dispute' then billing.read_dispute_snapshot(object)
        when 'payment_method' then billing.read_payment_method_snapshot(object)
    end;
end
$$;


ALTER FUNCTION billing.read_snapshot(object jsonb, event_type text) OWNER TO unison_owner;

--
-- Name: FUNCTION read_snapshot(object jsonb, event_type text); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.read_snapshot(object jsonb, event_type text) IS 'What Stripe says an object is, in the normal form of its kind, a subscription with our prices. The
event adds the end of a subscription or a customer, whose object may not show it. Null for a kind of
which nothing is kept.';


--
-- Name: read_subscription_snapshot(jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.read_subscription_snapshot(object jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $_$
declare
    v_items jsonb;
    v_periods jsonb;
    v_discounts jsonb;
    v_is_incomplete boolean;
begin
    perform billing.assert_fields(
        object, 'id', 'status', 'customer', 'currency', 'created', 'items'
    );

    select
        -- By id, so that the order in which Stripe lists them is no change.
        jsonb_agg(i.item order by i.id),
        jsonb_object_agg(i.id, i.period),
        bool_or(i.is_incomplete)
    into v_items, v_periods, v_is_incomplete
    from (
        select
            coalesce(d.item ->> 'id', '') as id,
            jsonb_build_object(
                'id', d.item -> 'id',
                'price', p.price -> 'id',
                'product', billing.reference_id(p.price -> 'product'),
                'interval', p.price -> 'recurring' -> 'interval',
                'interval_count', p.price -> 'recurring' -> 'interval_count',
                'quantity', coalesce(p.quantity, 0),
                'unit_amount', p.unit_amount,
                -- What is metered is no contract.
                'list_arr', coalesce(
                    billing.annualize_cents(
                        round(p.unit_amount * p.quantity)::bigint,
                        p.price -> 'recurring' ->> 'interval',
                        (p.price -> 'recurring' ->> 'interval_count')::integer
                    ),
                    0
                )
            ) as item,
            jsonb_build_array(
                coalesce(d.item -> 'current_period_start', object -> 'current_period_start'),
                coalesce(d.item -> 'current_period_end', object -> 'current_period_end')
            ) as period,
            num_nulls(
                d.item ->> 'id', p.price ->> 'id', p.price -> 'recurring' ->> 'interval',
                p.price -> 'recurring' ->> 'interval_count',
                coalesce(d.item ->> 'current_period_start', object ->> 'current_period_start'),
                coalesce(d.item ->> 'current_period_end', object ->> 'current_period_end')
            ) > 0
            or (
                p.price -> 'recurring' ->> 'usage_type' is distinct from 'metered'
                and num_nulls(p.unit_amount, p.quantity) > 0
            ) as is_incomplete
        from jsonb_array_elements(object -> 'items' -> 'data') as d (item)
        cross join lateral (
            select
                d.item -> 'price' as price,
                (d.item ->> 'quantity')::bigint as quantity,
                coalesce(
                    d.item -> 'price' ->> 'unit_amount', d.item -> 'price' ->> 'unit_amount_decimal'
                )::numeric as unit_amount
        ) as p
    ) as i;

    if coalesce(v_is_incomplete, true) then
        raise sqlstate 'ST003' using
            message = 'An item has no id, period, quantity, or price with id, amount and interval';
    end if;

    -- Stripe takes off what belongs to an item first, then what belongs to the whole.
    if jsonb_path_exists(object, '$.items.data[*].discounts[*]') then
        select jsonb_agg(
            d.discount || jsonb_build_object('item', i.item -> 'id')
            order by i.item ->> 'id', d.position
        )
        into v_discounts
        from jsonb_array_elements(object -> 'items' -> 'data') as i (item)
        cross join lateral jsonb_array_elements(billing.read_discounts(i.item))
            with ordinality as d (discount, position);
    end if;
    v_discounts = coalesce(v_discounts, '[]') || coalesce(billing.read_discounts(object), '[]');

    return jsonb_strip_nulls(jsonb_build_object(
        'id', object -> 'id',
        'customer', billing.reference_id(object -> 'customer'),
        'status', object -> 'status',
        'pause_reason', object -> 'status_details' -> 'paused' -> 'subscription' -> 'type',
        'collection_paused', nullif(
            jsonb_typeof(object -> 'pause_collection') is not distinct from 'object', false
        ),
        'resumes_at', object -> 'pause_collection' -> 'resumes_at',
        'currency', object -> 'currency',
        'collection_method', object -> 'collection_method',
        'created', object -> 'created',
        'start', coalesce(object -> 'start_date', object -> 'created'),
        'trial_start', object -> 'trial_start',
        'trial_end', object -> 'trial_end',
        'cancel_at_period_end', object -> 'cancel_at_period_end',
        'cancel_at', object -> 'cancel_at',
        'canceled_at', object -> 'canceled_at',
        'ended_at', object -> 'ended_at',
        'cancellation_reason', object -> 'cancellation_details' -> 'reason',
        'latest_invoice', billing.reference_id(object -> 'latest_invoice'),
        'items', v_items,
        'periods', v_periods,
        'discounts', nullif(v_discounts, '[]')
    ));
end
$_$;


ALTER FUNCTION billing.read_subscription_snapshot(object jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION read_subscription_snapshot(object jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.read_subscription_snapshot(object jsonb) IS 'A subscription of any API version in normal form; times in epoch seconds, nothing that is null:
{"id", "customer", "status", "pause_reason", "collection_paused", "resumes_at", "currency",
"collection_method", "created", "start", "trial_start", "trial_end", "cancel_at_period_end",
"cancel_at", "canceled_at", "ended_at", "cancellation_reason", "latest_invoice", "items": [{"id",
"price", "product", "interval", "interval_count", "quantity", "unit_amount", "list_arr"}] by id,
"periods": {item id: [start, end]}, "discounts": those of items (with "item"), then its own, each
as billing.read_discount gives it}. Until 2025-02-24 all items share the period of the
subscription.';


--
-- Name: record_fact(uuid, uuid, text, jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.record_fact(organization_id uuid, subscription_id uuid, kind text, details jsonb DEFAULT '{}'::jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_now timestamptz := util.now(record_fact.organization_id);
begin
    insert into billing.subscription_facts (
        organization_id, subscription_id, kind, details, effective_at, known_at
    )
    values (
        record_fact.organization_id, record_fact.subscription_id, record_fact.kind,
        record_fact.details, v_now, v_now
    );
    perform billing.write_subscription(record_fact.organization_id, record_fact.subscription_id);
end
$$;


ALTER FUNCTION billing.record_fact(organization_id uuid, subscription_id uuid, kind text, details jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION record_fact(organization_id uuid, subscription_id uuid, kind text, details jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.record_fact(organization_id uuid, subscription_id uuid, kind text, details jsonb) IS 'Adds what happened here to a subscription''s history, as of now, and lets the one writer fold it.';


--
-- Name: record_fetched_page(billing.stripe_commands, jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.record_fetched_page(command billing.stripe_commands, answer jsonb) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_object jsonb := (command).progress -> 'object';
    v_asked_at timestamptz := billing.asked_at(command);
begin
    perform billing.assert_fields(answer, 'object');
    if v_object is null then
        v_object = answer;
    else
        v_object = v_object || jsonb_build_object(
            'lines',
            answer || jsonb_build_object(
                'data', (v_object -> 'lines' -> 'data') || (answer -> 'data')
            )
        );
    end if;
    if v_object ->> 'id' is distinct from (command).params ->> 'object_id' then
        raise sqlstate 'ST003' using message = 'The answer is not the object that was asked for';
    end if;

    if v_object -> 'lines' -> 'has_more' = 'true' then
        perform billing.assert_fields(v_object -> 'lines' -> 'data' -> -1, 'id');
        update billing.stripe_commands as c
        set
            status = 'queued',
            request = null,
            progress = jsonb_build_object(
                'object', v_object,
                'asked_at', coalesce(
                    (command).progress -> 'asked_at', to_jsonb((command).first_attempt_at)
                )
            ),
            next_attempt_at = util.wall_clock(),
            leased_by = null,
            leased_until = null
        where c.id = (command).id;
        return 'queued';
    end if;

    perform billing.record_snapshot(
        v_object, 'refetch', (command).id || ':' || (command).attempts, v_asked_at
    );
    return 'succeeded';
end
$$;


ALTER FUNCTION billing.record_fetched_page(command billing.stripe_commands, answer jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION record_fetched_page(command billing.stripe_commands, answer jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.record_fetched_page(command billing.stripe_commands, answer jsonb) IS 'Takes what Stripe answered when it was asked for an object: queues the question for the next page,
or enters what is now whole as the newest snapshot of the moment at which it was first asked for.
Returns the new status; succeeded is for the caller to write.';


--
-- Name: record_invoice_document(uuid, integer, bytea, text); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.record_invoice_document(document_id uuid, attempt integer, pdf bytea, error text) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_now timestamptz := util.wall_clock();
    v_document billing.invoice_documents;
    v_status text;
begin
    select d.* into strict v_document
    from billing.invoice_documents as d
    where d.id = record_invoice_document.document_id
    for update;

    -- The first that is ready stays; a late report of a failure says nothing about the next attempt.
    if v_document.finished_at is not null
        or (record_invoice_document.pdf is null
            and v_document.attempts <> record_invoice_document.attempt)
    then
        return v_document.status;
    end if;

    v_status = case
        when record_invoice_document.pdf is not null then 'ready'
        when v_document.attempts >= 8 then 'failed'
        else 'queued'
    end;

    update billing.invoice_documents as d
    set
        status = v_status,
        pdf = record_invoice_document.pdf,
        last_error = record_invoice_document.error,
        leased_by = null,
        leased_until = null,
        finished_at = case when v_status <> 'queued' then v_now end,
        next_attempt_at
        = v_now + least(interval '10 seconds' * power(2, d.attempts - 1), interval '1 hour')
    where d.id = v_document.id;
    return v_status;
end
$$;


ALTER FUNCTION billing.record_invoice_document(document_id uuid, attempt integer, pdf bytea, error text) OWNER TO unison_owner;

--
-- Name: FUNCTION record_invoice_document(document_id uuid, attempt integer, pdf bytea, error text); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.record_invoice_document(document_id uuid, attempt integer, pdf bytea, error text) IS 'What became of an attempt to make a document: the PDF, or why there is none. Returns its status.';


--
-- Name: record_snapshot(jsonb, text, text, timestamp with time zone, text); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.record_snapshot(object jsonb, source text, snapshot_id text, created_at timestamp with time zone, event_type text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $_$
declare
    v_id text := object ->> 'id';
    v_kind text := object ->> 'object';
    v_state jsonb;
    v_claimed billing.stripe_objects;
    v_is_told boolean := record_snapshot.source = 'event';
    v_before billing.stripe_snapshots;
    v_latest billing.stripe_snapshots;
    v_is_decided boolean := true;
    v_refetch_reason text;
begin
    if v_kind = 'price' then
        perform billing.link_price(object);
        return;
    end if;

    -- A preview of an invoice is nothing that lasts; until 2025-02-24 it does not even have an id.
    if event_type = 'invoice.upcoming' then
        return;
    end if;

    v_state = billing.read_snapshot(object, event_type);
    if v_state is null then
        return;
    end if;

    v_claimed = billing.claim_stripe_object(object);

    select s.* into v_before
    from billing.stripe_snapshots as s
    where s.object_id = v_id
    order by s.is_terminal desc, s.created_at desc, s.rank desc, s.tie_break desc, s.event_id desc
    limit 1;

    insert into billing.stripe_snapshots (
        object_id, event_id, object_kind, created_at, is_terminal, rank, tie_break, state, source
    )
    values (
        v_id,
        record_snapshot.snapshot_id,
        v_kind,
        -- Events count in whole seconds.
        date_trunc('second', record_snapshot.created_at),
        billing.is_final_state(v_kind, v_state),
        billing.snapshot_rank(
            v_kind, case when v_is_told then event_type else record_snapshot.source end,
            v_state ->> 'status'
        ),
        case
            when not v_is_told
                then extract(microseconds from record_snapshot.created_at)::bigint % 1000000
            when v_kind = 'invoice' then (v_state ->> 'attempt_count')::bigint
            when v_kind = 'charge' then (v_state ->> 'amount_refunded')::bigint
            else 0
        end,
        v_state,
        record_snapshot.source
    )
    on conflict on constraint stripe_snapshots_pkey do nothing
    returning stripe_snapshots.* into v_latest;

    if not found then
        return;
    end if;

    -- Several events tell of one change: paid and payment_succeeded, for instance. Only the history
    -- of a subscription may begin with another of them.
    if v_kind <> 'subscription'
        and not v_claimed.has_ties
        and v_latest.state = v_before.state
        and (v_latest.is_terminal, v_latest.created_at, v_latest.rank, v_latest.tie_break)
        = (v_before.is_terminal, v_before.created_at, v_before.rank, v_before.tie_break)
    then
        return;
    end if;

    if (v_latest.is_terminal, v_latest.created_at, v_latest.rank, v_latest.tie_break)
        <= (v_before.is_terminal, v_before.created_at, v_before.rank, v_before.tie_break)
        or (
            v_latest.created_at = v_before.created_at
            and not (v_is_told and v_before.source = 'event')
        )
    then
        -- It is not simply the newest: all of them together say what is.
        if not v_claimed.has_ties then
            update billing.stripe_objects as o
            set has_ties = true
            where
                o.stripe_id = v_id
                and exists (
                    select
                    from billing.stripe_snapshots as s
                    where
                        s.object_id = v_id
                        and (s.is_terminal, s.created_at, s.rank, s.tie_break)
                        = (
                            v_latest.is_terminal, v_latest.created_at, v_latest.rank,
                            v_latest.tie_break
                        )
                        and s.state <> v_state
                );
        end if;

        select
            o.state,
            o.created_at,
            o.is_decided
            and (o.is_terminal or not billing.is_second_in_doubt(v_id, o.created_at))
        into strict v_latest.state, v_latest.created_at, v_is_decided
        from billing.order_snapshots(v_id) as o
        order by o.position desc
        limit 1;
        v_before = null;
    elsif v_claimed.has_ties
        or (v_kind = 'subscription' and v_latest.created_at = v_before.created_at)
    then
        -- Which of several in one second was the latest is not known, or not part of history.
        v_before = null;
    end if;

    case v_kind
        when 'subscription' then
            perform billing.project_subscription(v_claimed, v_latest.state, v_before.state);
        when 'customer' then
            perform billing.project_customer(v_claimed, v_latest.state, v_latest.created_at);
        when 'checkout.session' then
            perform billing.project_checkout_session(
                v_claimed, v_latest.state, v_latest.created_at
            );
        when 'invoice' then
            perform billing.project_invoice(v_claimed, v_latest.state, v_before.state);
        when 'invoice_payment' then
            perform billing.project_invoice_payments(
                v_claimed.organization_id, v_latest.state ->> 'invoice',
                jsonb_build_array(v_latest.state)
            );
        when 'charge' then
            perform billing.project_charge(v_claimed.organization_id, v_latest.state);
        when 'dispute' then
            perform billing.project_dispute(v_claimed.organization_id, v_latest.state);
        when 'payment_method' then
            perform billing.project_payment_method(v_claimed.organization_id, v_latest.state);
    end case;

    v_refetch_reason = case
        when not v_is_decided then 'undecided_order'
        when v_latest.state ? 'has_more_lines' then 'more_lines'
        when v_kind = 'subscription' and v_latest.state ? 'discounts'
            and jsonb_path_exists(
                billing.discount_terms(v_claimed.organization_id, v_latest.state -> 'discounts'),
                '$[*] ? (!exists(@.duration))'
            )
            then 'unknown_discount'
    end;
    if v_refetch_reason is distinct from v_claimed.refetch_reason then
        update billing.stripe_objects as o
        set
            refetch_reason = v_refetch_reason,
            refetch_attempts = 0,
            refetch_at = null
        where o.stripe_id = v_id;
    end if;
end
$_$;


ALTER FUNCTION billing.record_snapshot(object jsonb, source text, snapshot_id text, created_at timestamp with time zone, event_type text) OWNER TO unison_owner;

--
-- Name: FUNCTION record_snapshot(object jsonb, source text, snapshot_id text, created_at timestamp with time zone, event_type text); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.record_snapshot(object jsonb, source text, snapshot_id text, created_at timestamp with time zone, event_type text) IS 'The one way in for what Stripe says, in an event, an answer or a list: keeps the snapshot, once for
each object and snapshot_id, and brings our rows to what all snapshots together say. created_at is
Stripe''s time of an event, and of an answer the moment at which it was asked for.';


--
-- Name: record_stripe_response(uuid, integer, integer, text, text); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.record_stripe_response(command_id uuid, attempt integer, http_status integer, body text, error text) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_command billing.stripe_commands;
    v_answer jsonb;
    v_object jsonb;
    v_is_doubtful boolean;
    v_status text;
    v_message text;
begin
    select c.* into v_command
    from billing.stripe_commands as c
    where c.id = record_stripe_response.command_id
    for no key update;

    -- Another worker has taken over since: its answer counts, not this one.
    if v_command.id is null
        or v_command.status <> 'running'
        or v_command.attempts <> record_stripe_response.attempt
    then
        return 'stale';
    end if;

    if record_stripe_response.http_status between 200 and 299 then
        begin
            v_answer = record_stripe_response.body::jsonb;
            if v_command.kind = 'object.fetch' then
                v_object = '{}';
                v_status = billing.record_fetched_page(v_command, v_answer);
            else
                v_object = case v_command.phase
                    when 'send' then v_answer
                    else billing.find_effect(v_command, v_answer)
                end;
                if v_object is not null then
                    perform billing.apply_stripe_response(v_command, v_object);
                end if;
            end if;
        exception
            -- Stripe has done it: the same request brings the same answer, to be applied then.
            when others then
                v_message = sqlerrm;
                perform webhooks.raise_alarm(
                    'answer_not_applied', v_command.id::text,
                    jsonb_build_object('kind', v_command.kind, 'message', v_message)
                );
                return billing.retry_stripe_command(
                    v_command, 'answer_not_applied', 'Stripe''s answer could not be applied',
                    v_message
                );
        end;
        if v_command.error ->> 'code' = 'answer_not_applied' then
            perform webhooks.resolve_alarm('answer_not_applied', v_command.id::text);
        end if;
        if v_status = 'queued' then
            return v_status;
        end if;
        if v_object is null then
            return billing.retry_undone_command(v_command, v_answer);
        end if;
        update billing.stripe_commands as c
        set
            status = 'succeeded',
            result_url = v_object ->> 'url',
            progress = null,
            error = null,
            leased_by = null,
            leased_until = null,
            finished_at = util.wall_clock()
        where c.id = v_command.id;

        -- Wake the worker for what waited for this.
        perform pg_notify('stripe_commands', '')
        from billing.stripe_commands as c
        where c.depends_on = v_command.id and c.finished_at is null;
        return 'succeeded';
    end if;

    -- What is canceled is not found any more; a cancellation that was repeated has been done.
    v_is_doubtful = v_command.phase = 'send' and (
        record_stripe_response.http_status = 500
        or (
            v_command.kind = 'subscription.cancel_now'
            and record_stripe_response.http_status = 404
        )
    );
    if v_command.kind = 'object.fetch' and record_stripe_response.http_status = 404 then
        perform billing.clear_lost_object(v_command.params ->> 'object_id');
    end if;
    if record_stripe_response.http_status between 400 and 499
        and record_stripe_response.http_status not in (409, 429)
        and not v_is_doubtful
    then
        return billing.refuse_stripe_command(
            v_command, record_stripe_response.http_status, record_stripe_response.body
        );
    end if;
    v_status = billing.retry_stripe_command(
        v_command,
        'stripe_unavailable',
        'Stripe could not be reached or did not answer; it is tried again',
        concat_ws(
            ' ', record_stripe_response.http_status,
            record_stripe_response.error, left(record_stripe_response.body, 2000)
        )
    );
    -- A 500 stays under its key, and would be repeated for a day, whatever was done before it.
    if v_is_doubtful then
        perform billing.withdraw_idempotency_key(v_command.id);
    end if;
    return v_status;
end
$$;


ALTER FUNCTION billing.record_stripe_response(command_id uuid, attempt integer, http_status integer, body text, error text) OWNER TO unison_owner;

--
-- Name: FUNCTION record_stripe_response(command_id uuid, attempt integer, http_status integer, body text, error text); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.record_stripe_response(command_id uuid, attempt integer, http_status integer, body text, error text) IS 'What came of sending a command: applied (2xx), tried again (409, 429, 5xx, no answer at all), or
failed for good (any other 4xx). After a 500 the next try looks whether it was done, and what was not
is sent under a new key. Returns the new status, or stale for an attempt that is not the latest.';


--
-- Name: reference_id(jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.reference_id(reference jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE
    BEGIN ATOMIC
 SELECT
         CASE jsonb_typeof(reference)
             WHEN 'string'::text THEN (reference #>> '{}'::text[])
             WHEN 'object'::text THEN (reference ->> 'id'::text)
             ELSE NULL::text
         END AS "case";
END;


ALTER FUNCTION billing.reference_id(reference jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION reference_id(reference jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.reference_id(reference jsonb) IS 'The id in a reference of Stripe''s, which may be an id or the whole object.';


--
-- Name: refuse_change(); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    perform util.fail(
        409, 'append_only', 'History is only ever added to',
        jsonb_build_object('table', tg_table_name, 'operation', lower(tg_op))
    );
    return null;
end
$$;


ALTER FUNCTION billing.refuse_change() OWNER TO unison_owner;

--
-- Name: FUNCTION refuse_change(); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.refuse_change() IS 'Trigger: keeps what has happened as it happened.';


--
-- Name: refuse_stripe_command(billing.stripe_commands, integer, text); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.refuse_stripe_command(command billing.stripe_commands, http_status integer, body text) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_error jsonb;
    v_request_id text := substring(refuse_stripe_command.body from 'req_[A-Za-z0-9]+');
begin
    begin
        v_error = refuse_stripe_command.body::jsonb -> 'error';
    exception
        when invalid_text_representation then
            v_error = null;
    end;

    update billing.stripe_commands as c
    set request_id = v_request_id
    where c.id = (refuse_stripe_command.command).id and v_request_id is not null;

    -- What Stripe says about our key and rights is for the operator, not for a customer.
    if refuse_stripe_command.http_status in (401, 403) then
        perform webhooks.raise_alarm(
            'stripe_key_refused',
            'outbox',
            jsonb_build_object('status', refuse_stripe_command.http_status, 'error', v_error)
        );
    end if;

    if refuse_stripe_command.http_status in (401, 403) or v_error ->> 'message' is null then
        perform billing.fail_stripe_command(
            (refuse_stripe_command.command).id,
            'stripe_refused',
            'Stripe refused the request',
            concat_ws(' ', refuse_stripe_command.http_status, v_error ->> 'message')
        );
    else
        perform billing.fail_stripe_command(
            (refuse_stripe_command.command).id,
            coalesce(v_error ->> 'code', v_error ->> 'type', 'stripe_refused'),
            v_error ->> 'message',
            concat_ws(' ', refuse_stripe_command.http_status, v_error ->> 'param')
        );
    end if;
    return 'failed';
end
$$;


ALTER FUNCTION billing.refuse_stripe_command(command billing.stripe_commands, http_status integer, body text) OWNER TO unison_owner;

--
-- Name: FUNCTION refuse_stripe_command(command billing.stripe_commands, http_status integer, body text); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.refuse_stripe_command(command billing.stripe_commands, http_status integer, body text) IS 'Ends a command that Stripe refused for good, with what Stripe says about it.';


--
-- Name: render_stripe_request(billing.stripe_commands); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.render_stripe_request(command billing.stripe_commands) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    select jsonb_build_object('method', 'POST', 'path', r.path, 'params', r.params)
    from (
        select
            '/v1/customers' as path,
            p.params || jsonb_build_object(
                'metadata',
                p.params -> 'metadata' || jsonb_build_object(
                    'command_id', (render_stripe_request.command).id
                )
            ) as params
        from billing.customer_params(
            (render_stripe_request.command).organization_id,
            (render_stripe_request.command).requested_by
        ) as p (params)
        where (render_stripe_request.command).kind = 'customer.create'
        union all
        select
            '/v1/customers/' || c.stripe_customer_id as path,
            (render_stripe_request.command).params || jsonb_build_object(
                'metadata', jsonb_build_object('command_id', (render_stripe_request.command).id)
            ) as params
        from billing.customers as c
        where
            (render_stripe_request.command).kind = 'customer.update'
            and c.organization_id = (render_stripe_request.command).organization_id
            and c.deleted_at is null
        union all
        select
            '/v1/checkout/sessions' as path,
            billing.checkout_session_params(
                (render_stripe_request.command).organization_id,
                (render_stripe_request.command).id
            ) as params
        where (render_stripe_request.command).kind = 'checkout_session.create'
        union all
        select
            '/v1/checkout/sessions/' || s.stripe_session_id || '/expire' as path,
            '{}'::jsonb as params
        from billing.checkout_sessions as s
        where
            (render_stripe_request.command).kind = 'checkout_session.expire'
            and s.organization_id = (render_stripe_request.command).organization_id
            and s.id = ((render_stripe_request.command).params ->> 'checkout_session_id')::uuid
        union all
        select
            '/v1/billing_portal/sessions' as path,
            jsonb_build_object(
                'customer', c.stripe_customer_id,
                'return_url', util.setting('web_url') || '/billing/'
            ) as params
        from billing.customers as c
        where
            (render_stripe_request.command).kind = 'portal_session.create'
            and c.organization_id = (render_stripe_request.command).organization_id
            and c.stripe_customer_id is not null
        union all
        select
            '/v1/refunds' as path,
            jsonb_strip_nulls(jsonb_build_object(
                'payment_intent', p.stripe_payment_intent_id,
                -- Only payments of older API versions have nothing better.
                'charge', case
                    when p.stripe_payment_intent_id is null then p.stripe_charge_id
                end,
                'amount', (render_stripe_request.command).params -> 'amount_cents',
                'reason', (render_stripe_request.command).params -> 'reason',
                'metadata', jsonb_build_object('command_id', (render_stripe_request.command).id),
                -- The charge says what has become of it; a refund alone does not.
                'expand', jsonb_build_array('charge')
            )) as params
        from billing.payments as p
        where
            (render_stripe_request.command).kind = 'refund.create'
            and p.organization_id = (render_stripe_request.command).organization_id
            and p.id = ((render_stripe_request.command).params ->> 'payment_id')::uuid
            and p.status = 'paid'
    ) as r
    where r.path is not null and r.params is not null
    union all
    select billing.fetch_request(render_stripe_request.command)
    where (render_stripe_request.command).kind = 'object.fetch'
    union all
    select r.request
    from billing.render_subscription_request(render_stripe_request.command) as r (request)
    where
        (render_stripe_request.command).kind like 'subscription.%'
        and r.request is not null
$$;


ALTER FUNCTION billing.render_stripe_request(command billing.stripe_commands) OWNER TO unison_owner;

--
-- Name: FUNCTION render_stripe_request(command billing.stripe_commands); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.render_stripe_request(command billing.stripe_commands) IS '{"method", "path", "params"}: the HTTP request that carries out a command, from what is known at
this moment. Null when something that it names is not known to Stripe. The catalogue is no command:
it belongs to no organization, and the operator brings it with "scripts/unison stripe sync-catalog".';


--
-- Name: render_subscription_request(billing.stripe_commands); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.render_subscription_request(command billing.stripe_commands) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
declare
    v_kind text := (command).kind;
    v_wish jsonb := (command).params;
    v_method text := 'POST';
    v_path text;
    v_params jsonb;
    v_subscription billing.subscriptions;
    v_state jsonb;
begin
    select s.* into v_subscription
    from billing.subscriptions as s
    where
        s.organization_id = (command).organization_id
        and s.id = (v_wish ->> 'subscription_id')::uuid
        and s.stripe_subscription_id is not null;
    if not found then
        return null;
    end if;
    v_path = '/v1/subscriptions/' || v_subscription.stripe_subscription_id;

    select o.state into v_state
    from billing.order_snapshots(v_subscription.stripe_subscription_id) as o
    order by o.position desc
    limit 1;

    case v_kind
        when 'subscription.change_plan', 'subscription.set_add_on' then
            v_params = jsonb_build_object(
                'items',
                case v_kind
                    when 'subscription.change_plan'
                        then billing.plan_change_items(
                            v_subscription, (v_wish ->> 'price_id')::uuid
                        )
                    else billing.add_on_change_items(
                        v_subscription, v_wish ->> 'add_on_code', (v_wish ->> 'quantity')::bigint
                    )
                end
            )
            || case
                -- Whose card is declined keeps what there was, and hears of it.
                when (v_wish ->> 'is_prorated')::boolean
                    then jsonb_build_object(
                        'proration_behavior', 'always_invoice',
                        'payment_behavior', 'error_if_incomplete'
                    )
                else jsonb_build_object('proration_behavior', 'none')
            end;
            if v_params -> 'items' = 'null' then
                return null;
            end if;
        when 'subscription.cancel_at_period_end' then
            v_params = jsonb_build_object('cancel_at_period_end', true);
        when 'subscription.undo_cancellation' then
            -- Stripe clears a date only by its own name. A cancellation at the period's end shows one, too.
            v_params = case
                when v_state ? 'cancel_at' and not (v_state ->> 'cancel_at_period_end')::boolean
                    then jsonb_build_object('cancel_at', '')
                else jsonb_build_object('cancel_at_period_end', false)
            end;
        when 'subscription.cancel_now' then
            v_method = 'DELETE';
            v_params = '{}';
        when 'subscription.pause' then
            v_params = jsonb_build_object(
                'pause_collection',
                jsonb_strip_nulls(jsonb_build_object(
                    'behavior', 'void',
                    'resumes_at', billing.epoch((v_wish ->> 'resumes_at')::timestamptz)
                ))
            );
        when 'subscription.resume' then
            if v_subscription.stripe_status = 'paused' then
                v_path = v_path || '/resume';
                v_params = '{}';
            else
                v_params = jsonb_build_object('pause_collection', '');
            end if;
        when 'subscription.extend_trial' then
            v_params = jsonb_build_object(
                'trial_end', billing.epoch((v_wish ->> 'trial_ends_at')::timestamptz),
                'proration_behavior', 'none'
            );
    end case;

    if v_wish ? 'comment' then
        v_params = v_params || jsonb_build_object(
            'cancellation_details', jsonb_build_object('comment', v_wish -> 'comment')
        );
    end if;
    -- An update leaves our mark, by which billing.find_effect knows that it was done.
    if v_method = 'POST' and v_path not like '%/resume' then
        v_params = v_params || jsonb_build_object(
            'metadata', jsonb_build_object('command_id', (command).id)
        );
    end if;
    return jsonb_build_object('method', v_method, 'path', v_path, 'params', v_params);
end
$$;


ALTER FUNCTION billing.render_subscription_request(command billing.stripe_commands) OWNER TO unison_owner;

--
-- Name: FUNCTION render_subscription_request(command billing.stripe_commands); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.render_subscription_request(command billing.stripe_commands) IS 'The request of a command about a subscription, as billing.render_stripe_request gives it.';


--
-- Name: replay_differences(uuid); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.replay_differences(organization_id uuid) RETURNS TABLE(object_id text, field text, stored jsonb, recomputed jsonb)
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
begin
    if replay_differences.organization_id is null then
        return query select * from billing.find_strays();
        return;
    end if;

    return query select * from billing.compare_snapshots(replay_differences.organization_id);
    begin
        return query select * from billing.compare_subscriptions(replay_differences.organization_id);
        return query select * from billing.compare_invoices(replay_differences.organization_id);
        return query select * from billing.compare_payments(replay_differences.organization_id);
        return query select * from billing.compare_customer(replay_differences.organization_id);
    exception
        when others then
            return query
                select
                    replay_differences.organization_id::text,
                    'error',
                    to_jsonb(sqlerrm),
                    null::jsonb;
    end;
end
$$;


ALTER FUNCTION billing.replay_differences(organization_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION replay_differences(organization_id uuid); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.replay_differences(organization_id uuid) IS 'Recomputes all that an organization''s stored events give, with the functions that wrote it, and
returns what our tables say otherwise; of no organization (null) what belongs to nobody. Events that
wait are no difference. Writes nothing and locks nothing.';


--
-- Name: require_stripe_customer(uuid); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.require_stripe_customer(organization_id uuid) RETURNS uuid
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_command_id uuid;
begin
    perform billing.lock_organization(require_stripe_customer.organization_id);

    if exists (
        select
        from billing.customers as c
        where
            c.organization_id = require_stripe_customer.organization_id
            and c.stripe_customer_id is not null
            and c.deleted_at is null
    ) then
        return null;
    end if;

    select c.id into v_command_id
    from billing.stripe_commands as c
    where
        c.organization_id = require_stripe_customer.organization_id
        and c.kind = 'customer.create'
        and c.finished_at is null;

    if v_command_id is null then
        v_command_id = (
            billing.enqueue_stripe_command(
                require_stripe_customer.organization_id, 'customer.create'
            )
        ).id;
    end if;
    return v_command_id;
end
$$;


ALTER FUNCTION billing.require_stripe_customer(organization_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION require_stripe_customer(organization_id uuid); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.require_stripe_customer(organization_id uuid) IS 'Makes sure that the organization is or becomes a customer at Stripe, once. Returns the command to
wait for, or null when there is nothing to wait for.';


--
-- Name: reread_event(jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.reread_event(event jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
declare
    v_kind text := event -> 'data' -> 'object' ->> 'object';
    v_state jsonb;
begin
    v_state = billing.read_snapshot(event -> 'data' -> 'object', event ->> 'type');
    return v_state || jsonb_build_object(
        'snapshot_at', event -> 'created',
        'snapshot_is_terminal', billing.is_final_state(v_kind, v_state),
        'snapshot_rank', billing.snapshot_rank(v_kind, event ->> 'type', v_state ->> 'status')
    );
exception
    when others then
        return jsonb_build_object('error', sqlerrm);
end
$$;


ALTER FUNCTION billing.reread_event(event jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION reread_event(event jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.reread_event(event jsonb) IS 'What an event says of its object, in normal form, with its place in the order (snapshot_at,
snapshot_is_terminal, snapshot_rank); {"error"} when it can no longer be read, null for a kind of which
nothing is kept.';


--
-- Name: retry_stripe_command(billing.stripe_commands, text, text, text); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.retry_stripe_command(command billing.stripe_commands, code text, message text, internal text) RETURNS text
    LANGUAGE sql
    SET search_path TO ''
    AS $$
    -- Half a second, doubled each time up to ten minutes, and spread so that many do not come at once.
    update billing.stripe_commands as c
    set
        status = 'queued',
        next_attempt_at = util.wall_clock() + make_interval(
            secs => least(600, 0.5 * 2 ^ least(c.attempts - 1, 20)) * (0.75 + random() / 2)
        ),
        error = jsonb_build_object(
            'code', retry_stripe_command.code,
            'message', retry_stripe_command.message,
            'internal', retry_stripe_command.internal
        ),
        leased_by = null,
        leased_until = null
    where c.id = (retry_stripe_command.command).id
    returning c.status
$$;


ALTER FUNCTION billing.retry_stripe_command(command billing.stripe_commands, code text, message text, internal text) OWNER TO unison_owner;

--
-- Name: FUNCTION retry_stripe_command(command billing.stripe_commands, code text, message text, internal text); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.retry_stripe_command(command billing.stripe_commands, code text, message text, internal text) IS 'Puts a command back into the queue, later with every attempt, under the same idempotency key.';


--
-- Name: retry_undone_command(billing.stripe_commands, jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.retry_undone_command(command billing.stripe_commands, answer jsonb) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    -- The newest come first: an older one on the page means that ours would stand there, too.
    -- Business time is never behind real time.
    if (answer ->> 'has_more')::boolean
        and (answer -> 'data' -> -1 ->> 'created')::bigint
        >= billing.epoch(date_trunc('second', (command).created_at))
    then
        perform billing.fail_stripe_command(
            (command).id, 'outcome_unknown', 'It cannot be found out whether Stripe did it'
        );
        return 'failed';
    end if;
    update billing.stripe_commands as c
    set
        status = 'queued',
        phase = 'send',
        request = null,
        first_attempt_at = null,
        next_attempt_at = util.wall_clock(),
        leased_by = null,
        leased_until = null
    where c.id = (command).id;
    return 'queued';
end
$$;


ALTER FUNCTION billing.retry_undone_command(command billing.stripe_commands, answer jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION retry_undone_command(command billing.stripe_commands, answer jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.retry_undone_command(command billing.stripe_commands, answer jsonb) IS 'Has a command sent anew, for a look at Stripe has shown that it was not carried out. Fails it when
the answer shows only some of what would have to be seen.';


--
-- Name: revive_stripe_command(uuid); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.revive_stripe_command(command_id uuid) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_command billing.stripe_commands;
begin
    select c.* into v_command
    from billing.stripe_commands as c
    where c.id = revive_stripe_command.command_id
    for no key update;
    if not found then
        perform util.fail(404, 'command_not_found', 'There is no such command');
    end if;
    if v_command.status in ('running', 'succeeded') then
        perform util.fail(
            409, 'command_settled', 'This command is under way or done',
            jsonb_build_object('status', v_command.status)
        );
    end if;

    if v_command.status = 'failed' then
        -- Its asker may have asked anew since; and a page to pay on is asked for by whoever pays.
        if v_command.kind = 'checkout_session.create'
            or exists (
                select
                from billing.stripe_commands as c
                where
                    c.organization_id = v_command.organization_id
                    and split_part(c.kind, '.', 1) = split_part(v_command.kind, '.', 1)
                    and c.status <> 'failed'
                    and (c.created_at, c.id) > (v_command.created_at, v_command.id)
            )
        then
            perform util.fail(
                409, 'command_superseded', 'This was asked for anew, or is to be asked for anew'
            );
        end if;
        -- Stripe repeats under the old key what it answered, and may have done it all the same.
        if v_command.phase = 'send' and v_command.first_attempt_at is not null then
            perform billing.withdraw_idempotency_key(v_command.id);
        end if;
    end if;

    update billing.stripe_commands as c
    set
        status = 'queued',
        next_attempt_at = util.wall_clock(),
        finished_at = null
    where c.id = v_command.id;
    perform pg_notify('stripe_commands', '');
    return 'queued';
end
$$;


ALTER FUNCTION billing.revive_stripe_command(command_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION revive_stripe_command(command_id uuid); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.revive_stripe_command(command_id uuid) IS 'Makes a command due that waits for its next try, or has failed. One that was sent is looked up at
Stripe first.';


--
-- Name: set_profile(uuid, text, text[], text, text, text, text[]); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.set_profile(organization_id uuid, legal_name text, address_lines text[], country text, tax_id text, po_number text, contacts text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $_$
declare
    v_contact text;
begin
    if set_profile.country !~ '^[A-Z]{2}$' then
        perform util.fail(
            400, 'invalid_argument', 'country is two capital letters, as in ISO 3166-1',
            jsonb_build_object('argument', 'country')
        );
    end if;
    if cardinality(set_profile.address_lines) > 6 or cardinality(set_profile.contacts) > 10 then
        perform util.fail(
            400, 'invalid_argument', 'An address has at most 6 lines, and there are 10 contacts at most',
            jsonb_build_object('argument', 'address_lines')
        );
    end if;
    foreach v_contact in array coalesce(set_profile.contacts, '{}') loop
        perform identity.require_email(v_contact);
    end loop;

    insert into billing.profiles as p (
        organization_id, legal_name, address_lines, country, tax_id, po_number, contacts, updated_at
    )
    select
        set_profile.organization_id,
        case
            when set_profile.legal_name <> ''
                then identity.require_text('legal_name', set_profile.legal_name, 200)
        end,
        (
            select coalesce(
                array_agg(identity.require_text('address_lines', l.line, 100) order by l.position), '{}'
            )
            from unnest(set_profile.address_lines) with ordinality as l (line, position)
        ),
        set_profile.country,
        case
            when set_profile.tax_id <> '' then identity.require_text('tax_id', set_profile.tax_id, 40)
        end,
        case
            when set_profile.po_number <> ''
                then identity.require_text('po_number', set_profile.po_number, 60)
        end,
        coalesce(set_profile.contacts, '{}'),
        util.now(set_profile.organization_id)
    on conflict on constraint profiles_pkey do update
        set
            legal_name = excluded.legal_name,
            address_lines = excluded.address_lines,
            country = excluded.country,
            tax_id = excluded.tax_id,
            po_number = excluded.po_number,
            contacts = excluded.contacts,
            updated_at = excluded.updated_at;
end
$_$;


ALTER FUNCTION billing.set_profile(organization_id uuid, legal_name text, address_lines text[], country text, tax_id text, po_number text, contacts text[]) OWNER TO unison_owner;

--
-- Name: FUNCTION set_profile(organization_id uuid, legal_name text, address_lines text[], country text, tax_id text, po_number text, contacts text[]); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.set_profile(organization_id uuid, legal_name text, address_lines text[], country text, tax_id text, po_number text, contacts text[]) IS 'Replaces what an organization''s invoices say about it. Invoices that have their document keep
theirs. 400 invalid_argument for what cannot be printed, or mailed to.';


--
-- Name: settle_invoice(uuid, text); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.settle_invoice(organization_id uuid, stripe_invoice_id text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_invoice_id uuid;
begin
    select i.id into v_invoice_id
    from billing.invoices as i
    where
        i.organization_id = settle_invoice.organization_id
        and i.stripe_invoice_id = settle_invoice.stripe_invoice_id;

    -- It comes again when the invoice is known.
    if v_invoice_id is null then
        return;
    end if;

    update billing.payments as p
    set invoice_id = v_invoice_id
    where
        p.organization_id = settle_invoice.organization_id
        and p.stripe_invoice_id = settle_invoice.stripe_invoice_id
        and p.invoice_id is null;

    -- Most charges and disputes are never told of.
    if not exists (
        select
        from billing.charges as c
        where c.organization_id = settle_invoice.organization_id
    )
    and not exists (
        select
        from billing.disputes as d
        where d.organization_id = settle_invoice.organization_id
    ) then
        return;
    end if;

    update billing.charges as c
    set invoice_id = v_invoice_id
    where
        c.organization_id = settle_invoice.organization_id
        and c.invoice_id is null
        and (
            c.stripe_invoice_id = settle_invoice.stripe_invoice_id
            or exists (
                select
                from billing.payments as p
                where
                    p.organization_id = c.organization_id
                    and p.invoice_id = v_invoice_id
                    and (
                        p.stripe_payment_intent_id = c.stripe_payment_intent_id
                        or p.stripe_charge_id = c.stripe_charge_id
                    )
            )
        );

    update billing.disputes as d
    set invoice_id = v_invoice_id
    where
        d.organization_id = settle_invoice.organization_id
        and d.invoice_id is null
        and (
            exists (
                select
                from billing.payments as p
                where
                    p.organization_id = d.organization_id
                    and p.invoice_id = v_invoice_id
                    and (
                        p.stripe_payment_intent_id = d.stripe_payment_intent_id
                        or p.stripe_charge_id = d.stripe_charge_id
                    )
            )
            or exists (
                select
                from billing.charges as c
                where
                    c.organization_id = d.organization_id
                    and c.invoice_id = v_invoice_id
                    and c.stripe_charge_id = d.stripe_charge_id
            )
        );

    update billing.invoices as i
    set amount_refunded_cents = r.amount_cents
    from (
        select coalesce(sum(c.amount_refunded_cents), 0) as amount_cents
        from billing.charges as c
        where
            c.organization_id = settle_invoice.organization_id
            and c.invoice_id = v_invoice_id
    ) as r
    where
        i.organization_id = settle_invoice.organization_id
        and i.id = v_invoice_id
        and i.amount_refunded_cents <> r.amount_cents;
end
$$;


ALTER FUNCTION billing.settle_invoice(organization_id uuid, stripe_invoice_id text) OWNER TO unison_owner;

--
-- Name: FUNCTION settle_invoice(organization_id uuid, stripe_invoice_id text); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.settle_invoice(organization_id uuid, stripe_invoice_id text) IS 'Ties payments, charges and disputes to their invoice, whichever came first, and sums up what was
refunded. Since 2025-03-31 only the invoice''s payments tell which charge was for it.';


--
-- Name: snapshot_rank(text, text, text); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.snapshot_rank(object_kind text, told_by text, status text) RETURNS integer
    LANGUAGE sql IMMUTABLE
    BEGIN ATOMIC
 SELECT
         CASE
             WHEN (told_by = 'response'::text) THEN '-1'::integer
             WHEN (told_by = 'refetch'::text) THEN 9
             WHEN (object_kind = 'invoice'::text) THEN
             CASE status
                 WHEN 'draft'::text THEN 0
                 WHEN 'open'::text THEN 1
                 WHEN 'uncollectible'::text THEN 2
                 ELSE 3
             END
             ELSE
             CASE told_by
                 WHEN 'customer.subscription.created'::text THEN 0
                 WHEN 'customer.created'::text THEN 0
                 WHEN 'charge.dispute.created'::text THEN 0
                 WHEN 'customer.subscription.deleted'::text THEN 2
                 ELSE 1
             END
         END AS "case";
END;


ALTER FUNCTION billing.snapshot_rank(object_kind text, told_by text, status text) OWNER TO unison_owner;

--
-- Name: FUNCTION snapshot_rank(object_kind text, told_by text, status text); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.snapshot_rank(object_kind text, told_by text, status text) IS 'Where a snapshot stands within one second: the answer to a command first, then what events tell (a
subscription created, updated, deleted; an invoice draft, open, uncollectible, paid or void), last
what was asked for because they left it open. told_by is the type of the event, or the source.';


--
-- Name: start_checkout(uuid, text, text, boolean); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.start_checkout(organization_id uuid, plan_code text, cycle text, end_trial boolean) RETURNS billing.stripe_commands
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_now timestamptz := util.now(start_checkout.organization_id);
    v_is_trial_kept boolean := not coalesce(start_checkout.end_trial, false);
    v_price catalog.prices;
    v_session billing.checkout_sessions;
    v_command billing.stripe_commands;
begin
    -- Two clicks at once must find each other's session.
    perform billing.lock_organization(start_checkout.organization_id);

    if billing.has_live_stripe_subscription(start_checkout.organization_id) then
        perform util.fail(
            409, 'already_subscribed', 'This organization has a subscription already',
            hint => 'Change the plan, or open the billing portal'
        );
    end if;
    perform billing.assert_transition(start_checkout.organization_id, 'start_checkout');
    v_price = billing.price_for_checkout(
        start_checkout.organization_id, start_checkout.plan_code, start_checkout.cycle
    );

    select s.* into v_session
    from billing.checkout_sessions as s
    where
        s.organization_id = start_checkout.organization_id
        and s.status in ('pending', 'open')
        and s.superseded_at is null;

    if v_session.plan_version_id = v_price.plan_version_id
        and v_session.cycle = v_price.cycle
        and v_session.is_trial_kept = v_is_trial_kept
        and coalesce(v_session.expires_at > v_now, true)
    then
        select c.* into strict v_command
        from billing.stripe_commands as c
        where c.id = v_session.id;
        return v_command;
    end if;

    -- Stripe counts what all organizations ask of it together.
    perform identity.count_try('stripe:' || start_checkout.organization_id, 120);
    if v_session.id is not null then
        perform billing.expire_checkout_session(v_session);
    end if;

    insert into billing.checkout_sessions (
        organization_id, requested_by, plan_version_id, cycle, is_trial_kept, created_at
    )
    values (
        start_checkout.organization_id, identity.current_user_id(),
        v_price.plan_version_id, v_price.cycle, v_is_trial_kept, v_now
    )
    returning * into v_session;

    return billing.enqueue_stripe_command(
        v_session.organization_id,
        'checkout_session.create',
        depends_on => billing.require_stripe_customer(v_session.organization_id),
        id => v_session.id
    );
end
$$;


ALTER FUNCTION billing.start_checkout(organization_id uuid, plan_code text, cycle text, end_trial boolean) OWNER TO unison_owner;

--
-- Name: FUNCTION start_checkout(organization_id uuid, plan_code text, cycle text, end_trial boolean); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.start_checkout(organization_id uuid, plan_code text, cycle text, end_trial boolean) IS 'Asks Stripe for a page to pay on. The same choice again gives the page that is there; any other
supersedes it, up to 120 times within 15 minutes. Unless end_trial, what is left of a trial stays free.';


--
-- Name: start_trial(uuid, uuid); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.start_trial(organization_id uuid, user_id uuid) RETURNS uuid
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_now timestamptz := util.now(start_trial.organization_id);
    v_ends_at timestamptz := v_now + make_interval(hours => 24 * util.setting('trial_days')::integer);
    v_folded_email text;
    v_is_verified boolean;
    v_is_used boolean;
    v_plan_version_id uuid;
    v_subscription_id uuid;
begin
    select
        billing.fold_email(u.email),
        u.email_verified_at is not null
    into strict v_folded_email, v_is_verified
    from identity.users as u
    where u.id = start_trial.user_id;

    select c.plan_version_id into strict v_plan_version_id
    from catalog.current_plan_versions() as c
    where c.plan_code = util.setting('trial_plan_code');

    -- Whoever has had a trial needs no verified address to be known by.
    v_is_used = exists (
        select from billing.trials as t
        where t.user_id = start_trial.user_id
    );
    if v_is_verified and not v_is_used then
        insert into billing.bound_trials (folded_email, organization_id, bound_at)
        values (v_folded_email, start_trial.organization_id, v_now)
        on conflict on constraint bound_trials_pkey do nothing;
        v_is_used = not found;
    end if;

    insert into billing.subscriptions (
        organization_id, source, is_primary, status, access, status_reason, hold,
        plan_version_id, started_at, trial_started_at, trial_ends_at, created_at
    )
    select
        start_trial.organization_id,
        'trial',
        true,
        case when v_is_used then 'suspended' else 'trialing' end,
        case when v_is_used then 'read_only' else 'full' end,
        case when v_is_used then 'trial_used' end,
        case when v_is_used then 'trial_ended' else 'none' end,
        v_plan_version_id,
        v_now,
        case when not v_is_used then v_now end,
        case when not v_is_used then v_ends_at end,
        v_now
    returning id into v_subscription_id;

    if v_is_used then
        perform billing.record_fact(
            start_trial.organization_id, v_subscription_id, 'hold_placed',
            jsonb_build_object('hold', 'trial_ended', 'reason', 'trial_used')
        );
        return v_subscription_id;
    end if;

    insert into billing.trials (organization_id, folded_email, user_id, started_at)
    values (start_trial.organization_id, v_folded_email, start_trial.user_id, v_now);

    perform billing.record_fact(
        start_trial.organization_id, v_subscription_id, 'trial_started',
        jsonb_build_object('plan_version_id', v_plan_version_id, 'ends_at', v_ends_at)
    );
    return v_subscription_id;
end
$$;


ALTER FUNCTION billing.start_trial(organization_id uuid, user_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION start_trial(organization_id uuid, user_id uuid); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.start_trial(organization_id uuid, user_id uuid) IS 'Gives a new organization its trial, and returns the subscription. When the founder or
the founder''s verified address has had one already, the organization starts suspended instead.';


--
-- Name: stripe_collection(text); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.stripe_collection(object_kind text) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS $$
    select '/v1/' || replace(stripe_collection.object_kind, '.', '/') || 's'
$$;


ALTER FUNCTION billing.stripe_collection(object_kind text) OWNER TO unison_owner;

--
-- Name: FUNCTION stripe_collection(object_kind text); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.stripe_collection(object_kind text) IS 'Where Stripe keeps objects of a kind: all of them, and beneath it each one by its id.';


--
-- Name: stripe_command_fields(); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.stripe_command_fields() RETURNS TABLE(kind text, field text, type text, is_required boolean)
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS $$
    values
    ('customer.update', 'name', 'text', false),
    ('customer.update', 'email', 'text', false),
    ('checkout_session.expire', 'checkout_session_id', 'uuid', true),
    ('subscription.change_plan', 'subscription_id', 'uuid', true),
    ('subscription.change_plan', 'price_id', 'uuid', true),
    ('subscription.change_plan', 'is_prorated', 'boolean', true),
    ('subscription.set_add_on', 'subscription_id', 'uuid', true),
    ('subscription.set_add_on', 'add_on_code', 'text', true),
    ('subscription.set_add_on', 'quantity', 'count', true),
    ('subscription.set_add_on', 'is_prorated', 'boolean', true),
    ('subscription.cancel_at_period_end', 'subscription_id', 'uuid', true),
    ('subscription.cancel_at_period_end', 'comment', 'text', false),
    ('subscription.undo_cancellation', 'subscription_id', 'uuid', true),
    ('subscription.cancel_now', 'subscription_id', 'uuid', true),
    ('subscription.cancel_now', 'comment', 'text', false),
    ('subscription.pause', 'subscription_id', 'uuid', true),
    ('subscription.pause', 'resumes_at', 'timestamptz', false),
    ('subscription.resume', 'subscription_id', 'uuid', true),
    ('subscription.extend_trial', 'subscription_id', 'uuid', true),
    ('subscription.extend_trial', 'trial_ends_at', 'timestamptz', true),
    ('refund.create', 'payment_id', 'uuid', true),
    ('refund.create', 'amount_cents', 'count', false),
    ('refund.create', 'reason', 'text', false),
    ('object.fetch', 'object_kind', 'text', true),
    ('object.fetch', 'object_id', 'text', true)
$$;


ALTER FUNCTION billing.stripe_command_fields() OWNER TO unison_owner;

--
-- Name: FUNCTION stripe_command_fields(); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.stripe_command_fields() IS 'The params of each kind of command; a kind that is not listed has none. Ids are ours (but
object_id is Stripe''s), amounts cents, a count is a whole number that is not negative. is_prorated: whether a change is billed at
once, or only from the next period on.';


--
-- Name: stripe_look(billing.stripe_commands); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.stripe_look(command billing.stripe_commands) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS $_$
    select case
        -- A link into the portal is nothing that lasts: another one does no harm.
        when (command).kind = 'portal_session.create' then null
        when (command).kind like '%.create'
            then jsonb_build_object(
                'method', 'GET',
                'path', (command).request -> 'path',
                'params', (
                    select jsonb_object_agg(p.key, p.value)
                    from jsonb_each((command).request -> 'params') as p
                    where p.key in ('email', 'customer', 'payment_intent', 'charge')
                )
                || '{"limit": 100}'
                || case (command).kind
                    when 'refund.create' then '{"expand": ["data.charge"]}'
                    else '{}'
                end::jsonb
            )
        else jsonb_build_object(
            'method', 'GET',
            'path', regexp_replace((command).request ->> 'path', '/(expire|resume)$', ''),
            'params', '{}'::jsonb
        )
    end
$_$;


ALTER FUNCTION billing.stripe_look(command billing.stripe_commands) OWNER TO unison_owner;

--
-- Name: FUNCTION stripe_look(command billing.stripe_commands); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.stripe_look(command billing.stripe_commands) IS 'The request that shows whether a command''s own request took effect: the object that it would have
changed, or the list in which what it would have made would stand. Null when that need not be known.';


--
-- Name: stripe_state(); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.stripe_state() RETURNS json
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
begin
    return json_build_object(
        'subscriptions', (
            select coalesce(json_object_agg(
                s.stripe_subscription_id,
                json_build_object(
                    'org_id', s.organization_id,
                    'customer', l.state -> 'customer',
                    'status', s.stripe_status,
                    'tier', i.tier,
                    'cycle', s.cycle,
                    'quantity', i.quantity,
                    'addons', coalesce(i.add_ons, '{}'),
                    'currency', s.currency,
                    'collection_method', s.collection_method,
                    'current_period_start', billing.epoch(s.current_period_start),
                    'current_period_end', billing.epoch(s.current_period_end),
                    'trial_start', billing.epoch(s.trial_started_at),
                    'trial_end', billing.epoch(s.trial_ends_at),
                    'cancel_at_period_end', l.state -> 'cancel_at_period_end',
                    'cancel_at', l.state -> 'cancel_at',
                    'cancel_scheduled', s.cancel_at is not null,
                    'canceled_at', billing.epoch(s.canceled_at),
                    'ended_at', billing.epoch(s.ended_at),
                    'cancellation_reason', s.cancellation_reason,
                    'pause_reason', l.state -> 'pause_reason',
                    'list_monthly_cents', round(s.list_arr_cents / 12.0)::bigint,
                    'discount_percent', s.discount -> 0 -> 'percent_off',
                    'latest_invoice', l.state -> 'latest_invoice'
                )
                order by s.stripe_subscription_id
            ), '{}')
            from billing.subscriptions as s
            cross join lateral (
                select o.state
                from billing.order_snapshots(s.stripe_subscription_id) as o
                order by o.position desc
                limit 1
            ) as l
            cross join lateral (
                select
                    min(v.plan_code) as tier,
                    min(n.quantity) filter (where v.plan_code is not null) as quantity,
                    json_object_agg(p.add_on_code, n.quantity)
                        filter (where p.add_on_code is not null) as add_ons
                from billing.subscription_items as n
                inner join catalog.prices as p on n.price_id = p.id
                left join catalog.plan_versions as v on p.plan_version_id = v.id
                where n.organization_id = s.organization_id and n.subscription_id = s.id
            ) as i
        ),
        'invoices', (
            select coalesce(json_object_agg(
                i.stripe_invoice_id,
                json_build_object(
                    'subscription', i.stripe_subscription_id,
                    'org_id', i.organization_id,
                    'customer', l.state -> 'customer',
                    'number', i.number,
                    'status', i.status,
                    'billing_reason', i.billing_reason,
                    'currency', i.currency,
                    'subtotal', i.subtotal_cents,
                    'discount', i.discount_cents,
                    'tax', i.tax_cents,
                    'total', i.total_cents,
                    'amount_due', i.amount_due_cents,
                    'amount_paid', i.amount_paid_cents,
                    'amount_remaining', i.amount_remaining_cents,
                    'amount_refunded', i.amount_refunded_cents,
                    'attempt_count', i.attempt_count,
                    'next_payment_attempt', billing.epoch(i.next_payment_attempt_at),
                    'created', billing.epoch(i.created_at),
                    'finalized_at', billing.epoch(i.issued_at),
                    'paid_at', billing.epoch(i.paid_at),
                    'voided_at', billing.epoch(i.voided_at),
                    'marked_uncollectible_at', billing.epoch(i.uncollectible_at),
                    'service_start', billing.epoch(i.service_start),
                    'service_end', billing.epoch(i.service_end),
                    'hosted_invoice_url', i.hosted_url,
                    'invoice_pdf', i.pdf_url,
                    'collection_method', i.collection_method,
                    'lines', n.lines,
                    'proration_lines', n.proration_lines
                )
                order by i.stripe_invoice_id
            ), '{}')
            from billing.invoices as i
            cross join lateral (
                select o.state
                from billing.order_snapshots(i.stripe_invoice_id) as o
                order by o.position desc
                limit 1
            ) as l
            cross join lateral (
                select
                    count(*) as lines,
                    count(*) filter (where b.is_proration) as proration_lines
                from billing.invoice_lines as b
                where b.organization_id = i.organization_id and b.invoice_id = i.id
            ) as n
        ),
        'customers', (
            select coalesce(json_object_agg(
                o.stripe_id,
                json_build_object(
                    'org_id', o.organization_id,
                    'email', l.state -> 'email',
                    'name', l.state -> 'name',
                    'deleted', l.state ? 'deleted',
                    'balance', l.state -> 'balance',
                    'delinquent', l.state -> 'delinquent',
                    'default_payment_method', l.state -> 'default_payment_method'
                )
                order by o.stripe_id
            ), '{}')
            from billing.stripe_objects as o
            cross join lateral (
                select s.state
                from billing.order_snapshots(o.stripe_id) as s
                order by s.position desc
                limit 1
            ) as l
            where o.object_kind = 'customer'
        ),
        'checkout_sessions', (
            select coalesce(json_object_agg(
                c.stripe_session_id,
                json_build_object(
                    'status', c.status,
                    'payment_status', c.payment_status,
                    'subscription', c.stripe_subscription_id,
                    'org_id', c.organization_id,
                    'customer', l.state -> 'customer'
                )
                order by c.stripe_session_id
            ), '{}')
            from billing.checkout_sessions as c
            cross join lateral (
                select o.state
                from billing.order_snapshots(c.stripe_session_id) as o
                order by o.position desc
                limit 1
            ) as l
        ),
        'disputes', (
            select coalesce(json_object_agg(
                d.stripe_dispute_id,
                json_build_object(
                    'status', d.status,
                    'amount', d.amount_cents,
                    'charge', d.stripe_charge_id,
                    'invoice', i.stripe_invoice_id
                )
                order by d.stripe_dispute_id
            ), '{}')
            from billing.disputes as d
            left join billing.invoices as i
                on d.organization_id = i.organization_id and d.invoice_id = i.id
        )
    );
end
$$;


ALTER FUNCTION billing.stripe_state() OWNER TO unison_owner;

--
-- Name: FUNCTION stripe_state(); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.stripe_state() IS 'All that came from Stripe, as our rows show it, in Stripe''s own words: to be compared with
Stripe.';


--
-- Name: subscription_changed(billing.subscriptions, billing.subscriptions); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.subscription_changed(old billing.subscriptions, new billing.subscriptions) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    if ((old).status, (old).access, (old).stripe_status, (old).started_at)
        is distinct from ((new).status, (new).access, (new).stripe_status, (new).started_at)
    then
        perform billing.elect_primary((new).organization_id);
    end if;
end
$$;


ALTER FUNCTION billing.subscription_changed(old billing.subscriptions, new billing.subscriptions) OWNER TO unison_owner;

--
-- Name: FUNCTION subscription_changed(old billing.subscriptions, new billing.subscriptions); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.subscription_changed(old billing.subscriptions, new billing.subscriptions) IS 'What follows from a subscription having become another, old row to new row. Every effect hangs
here, on the transition, with a key of its own: events may repeat and come late, the transition
happens once.';


--
-- Name: trial_end(uuid, uuid); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.trial_end(organization_id uuid, subscription_id uuid) RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
begin
    return (
        select (f.details ->> 'ends_at')::timestamptz
        from billing.subscription_facts as f
        where
            f.organization_id = trial_end.organization_id
            and f.subscription_id = trial_end.subscription_id
            and f.details ? 'ends_at'
        order by f.effective_at desc, f.known_at desc, f.position desc
        limit 1
    );
end
$$;


ALTER FUNCTION billing.trial_end(organization_id uuid, subscription_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION trial_end(organization_id uuid, subscription_id uuid); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.trial_end(organization_id uuid, subscription_id uuid) IS 'When an organization''s own trial ends or has ended, after all extensions; null if there was
none.';


--
-- Name: trial_end_for_checkout(uuid); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.trial_end_for_checkout(organization_id uuid) RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    -- Stripe wants 48 hours by its own clock when the request arrives: a minute for the way there.
    select greatest(s.trial_ends_at, n.now + interval '48 hours 1 minute')
    from billing.subscriptions as s
    cross join util.now(trial_end_for_checkout.organization_id) as n (now)
    where
        s.organization_id = trial_end_for_checkout.organization_id
        and s.is_primary
        and s.status in ('trialing', 'incomplete')
        and s.trial_ends_at >= n.now + interval '48 hours'
$$;


ALTER FUNCTION billing.trial_end_for_checkout(organization_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION trial_end_for_checkout(organization_id uuid); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.trial_end_for_checkout(organization_id uuid) IS 'Until when a subscription bought now stays free: the rest of the trial if Stripe accepts it (at
least 48 hours), else null, and it bills at once.';


--
-- Name: try_stripe_event(jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.try_stripe_event(event jsonb) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_id text := event ->> 'id';
    v_code text;
    v_message text;
    v_detail text;
    v_context text;
    v_error jsonb;
    v_waiting_for text[];
begin
    begin
        -- Rather another try than a sender who waits.
        perform set_config('lock_timeout', '400ms', true);
        perform billing.record_snapshot(
            event -> 'data' -> 'object', 'event', v_id, billing.epoch_time(event -> 'created'),
            event ->> 'type'
        );
        return 'applied';
    exception
        when others then
            get stacked diagnostics
                v_code = returned_sqlstate,
                v_message = message_text,
                v_detail = pg_exception_detail,
                v_context = pg_exception_context;
    end;

    v_error = jsonb_build_object(
        'kind', case v_code
            when 'ST001' then 'unknown_organization'
            when 'ST002' then 'unknown_price'
            when 'ST003' then 'missing_field'
            else 'error'
        end,
        'code', v_code,
        'message', v_message,
        'detail', v_detail,
        'context', v_context
    );

    if v_code = 'ST003' then
        perform webhooks.park_stripe_event(v_id, v_error);
        return 'parked';
    end if;

    if v_code in ('ST001', 'ST002') then
        v_waiting_for = array(select jsonb_array_elements_text(v_detail::jsonb));
        -- Somebody may make it known at this moment: either they see this event, or this sees them.
        perform webhooks.lock_unknown(v_waiting_for, is_shared => false);
        if billing.is_known(v_waiting_for) then
            return webhooks.fail_stripe_event(v_id, v_error, is_transient => true);
        end if;
        perform webhooks.park_stripe_event(v_id, v_error, v_waiting_for);
        return 'parked';
    end if;

    return webhooks.fail_stripe_event(
        v_id, v_error,
        -- lock_not_available, deadlock_detected, serialization_failure
        is_transient => v_code in ('55P03', '40P01', '40001')
    );
end
$$;


ALTER FUNCTION billing.try_stripe_event(event jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION try_stripe_event(event jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.try_stripe_event(event jsonb) IS 'Applies a stored event, or says in the inbox why it could not be: nothing that goes wrong in
applying undoes the storing. Returns applied, pending, failed or parked.';


--
-- Name: undo_change(jsonb, jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.undo_change(object jsonb, previous jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $$
begin
    return (
        select jsonb_object_agg(
            coalesce(o.key, p.key),
            case
                when p.value is null then o.value
                when jsonb_typeof(o.value) = 'object' and jsonb_typeof(p.value) = 'object'
                    then billing.undo_change(o.value, p.value)
                else p.value
            end
        )
        from jsonb_each(undo_change.object) as o
        full join jsonb_each(undo_change.previous) as p on o.key = p.key
    );
end
$$;


ALTER FUNCTION billing.undo_change(object jsonb, previous jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION undo_change(object jsonb, previous jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.undo_change(object jsonb, previous jsonb) IS 'An object of Stripe''s as it was before a change: with its previous_attributes put back. Lists are
given whole, objects by what changed in them.';


--
-- Name: value_contract(jsonb, jsonb, timestamp with time zone); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.value_contract(state jsonb, discounts jsonb, at timestamp with time zone, OUT plan_version_id uuid, OUT cycle text, OUT items jsonb, OUT discount jsonb, OUT list_arr_cents bigint, OUT net_arr_cents bigint) RETURNS record
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $$
declare
    v_items jsonb := state -> 'items';
    v_net bigint[];
    v_discount jsonb;
begin
    plan_version_id = (v_items -> 0 ->> 'plan_version_id')::uuid;
    cycle = case (v_items -> 0 ->> 'interval') || (v_items -> 0 ->> 'interval_count')
        when 'day1' then 'daily'
        when 'week1' then 'weekly'
        when 'month1' then 'monthly'
        when 'month3' then 'quarterly'
        when 'month12' then 'annual'
        when 'year1' then 'annual'
    end;
    v_net = array(
        select (i.item ->> 'list_arr')::bigint
        from jsonb_array_elements(v_items) with ordinality as i (item, position)
        order by i.position
    );

    for v_discount in
        select d.terms
        from jsonb_array_elements(value_contract.discounts) with ordinality as d (terms, position)
        where
            d.terms ->> 'duration' in ('forever', 'repeating')
            and coalesce(billing.epoch_time(d.terms -> 'end') > value_contract.at, true)
            and coalesce(d.terms ->> 'currency' = state ->> 'currency', true)
        order by d.position
    loop
        v_net = billing.apply_discount(
            v_net,
            array(
                select
                    coalesce(i.item -> 'id' = v_discount -> 'item', true)
                    and coalesce(v_discount -> 'products' ? (i.item ->> 'product'), true)
                from jsonb_array_elements(v_items) with ordinality as i (item, position)
                order by i.position
            ),
            (v_discount ->> 'percent_off')::numeric,
            billing.annualize_cents(
                (v_discount ->> 'amount_off')::bigint,
                v_items -> 0 ->> 'interval',
                (v_items -> 0 ->> 'interval_count')::integer
            )
        );
        value_contract.discount = coalesce(value_contract.discount, '[]') || v_discount;
    end loop;

    select
        jsonb_agg(
            jsonb_build_object(
                'price_id', i.item -> 'price_id',
                'kind', i.item -> 'kind',
                'code', i.item -> 'code',
                'quantity', i.item -> 'quantity',
                'list_arr_cents', i.item -> 'list_arr',
                'net_arr_cents', v_net[i.position]
            )
            order by i.position
        ),
        sum((i.item ->> 'list_arr')::bigint)::bigint,
        sum(v_net[i.position])::bigint
    into value_contract.items, value_contract.list_arr_cents, value_contract.net_arr_cents
    from jsonb_array_elements(v_items) with ordinality as i (item, position);
end
$$;


ALTER FUNCTION billing.value_contract(state jsonb, discounts jsonb, at timestamp with time zone, OUT plan_version_id uuid, OUT cycle text, OUT items jsonb, OUT discount jsonb, OUT list_arr_cents bigint, OUT net_arr_cents bigint) OWNER TO unison_owner;

--
-- Name: FUNCTION value_contract(state jsonb, discounts jsonb, at timestamp with time zone, OUT plan_version_id uuid, OUT cycle text, OUT items jsonb, OUT discount jsonb, OUT list_arr_cents bigint, OUT net_arr_cents bigint); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.value_contract(state jsonb, discounts jsonb, at timestamp with time zone, OUT plan_version_id uuid, OUT cycle text, OUT items jsonb, OUT discount jsonb, OUT list_arr_cents bigint, OUT net_arr_cents bigint) IS 'What a priced subscription is worth at a moment: plan, cycle, items and annualised cents before and
after the repeating and permanent discounts that have not ended by then. An amount off is taken off
every period, so it is annualised like the plan. A one-time discount does not count.';


--
-- Name: withdraw_idempotency_key(uuid); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.withdraw_idempotency_key(command_id uuid) RETURNS billing.stripe_commands
    LANGUAGE sql
    SET search_path TO ''
    AS $$
    update billing.stripe_commands as c
    set
        phase = case when l.look is null then 'send' else 'look' end,
        request = l.look,
        idempotency_key = c.id || ':' || c.attempts,
        first_attempt_at = null
    from (
        select
            d.id,
            billing.stripe_look(d) as look
        from billing.stripe_commands as d
        where d.id = withdraw_idempotency_key.command_id
    ) as l
    where c.id = l.id
    returning c.*
$$;


ALTER FUNCTION billing.withdraw_idempotency_key(command_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION withdraw_idempotency_key(command_id uuid); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.withdraw_idempotency_key(command_id uuid) IS 'Gives up an idempotency key that protects no longer, or brings the same error for ever: next comes
a look whether the command was carried out, and if not, it is sent anew under another key.';


--
-- Name: write_invoice_lines(uuid, uuid, jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.write_invoice_lines(organization_id uuid, invoice_id uuid, lines jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    delete from billing.invoice_lines as l
    where
        l.organization_id = write_invoice_lines.organization_id
        and l.invoice_id = write_invoice_lines.invoice_id
        and l.position > jsonb_array_length(lines);

    insert into billing.invoice_lines as l (
        organization_id, invoice_id, position, description, price_id, quantity, amount_cents,
        currency, is_proration, service_start, service_end, stripe_line_id
    )
    select
        write_invoice_lines.organization_id,
        write_invoice_lines.invoice_id,
        n.position,
        n.line ->> 'description',
        p.price_id,
        (n.line ->> 'quantity')::bigint,
        (n.line ->> 'amount')::bigint,
        n.line ->> 'currency',
        n.line ? 'proration',
        billing.epoch_time(n.line -> 'start'),
        billing.epoch_time(n.line -> 'end'),
        n.line ->> 'id'
    from jsonb_array_elements(lines) with ordinality as n (line, position)
    left join catalog.stripe_prices as p on n.line ->> 'price' = p.stripe_price_id
    on conflict on constraint invoice_lines_invoice_id_position_key do update
        set
            description = excluded.description,
            price_id = excluded.price_id,
            quantity = excluded.quantity,
            amount_cents = excluded.amount_cents,
            currency = excluded.currency,
            is_proration = excluded.is_proration,
            service_start = excluded.service_start,
            service_end = excluded.service_end,
            stripe_line_id = excluded.stripe_line_id
        where
            (
                l.description, l.price_id, l.quantity, l.amount_cents, l.currency,
                l.is_proration, l.service_start, l.service_end, l.stripe_line_id
            )
            is distinct from (
                excluded.description, excluded.price_id, excluded.quantity,
                excluded.amount_cents, excluded.currency, excluded.is_proration,
                excluded.service_start, excluded.service_end, excluded.stripe_line_id
            );
end
$$;


ALTER FUNCTION billing.write_invoice_lines(organization_id uuid, invoice_id uuid, lines jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION write_invoice_lines(organization_id uuid, invoice_id uuid, lines jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.write_invoice_lines(organization_id uuid, invoice_id uuid, lines jsonb) IS 'Brings the lines of an invoice to those of its normal form, in Stripe''s order.';


--
-- Name: write_refunds(uuid, uuid, text); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.write_refunds(organization_id uuid, charge_id uuid, stripe_charge_id text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    delete from billing.refunds as r
    where
        r.organization_id = write_refunds.organization_id
        and r.charge_id = write_refunds.charge_id;

    insert into billing.refunds (organization_id, charge_id, amount_cents, currency, refunded_at)
    select
        write_refunds.organization_id,
        write_refunds.charge_id,
        r.amount_cents,
        r.currency,
        r.refunded_at
    from billing.derive_refunds(write_refunds.stripe_charge_id) as r;
end
$$;


ALTER FUNCTION billing.write_refunds(organization_id uuid, charge_id uuid, stripe_charge_id text) OWNER TO unison_owner;

--
-- Name: FUNCTION write_refunds(organization_id uuid, charge_id uuid, stripe_charge_id text); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.write_refunds(organization_id uuid, charge_id uuid, stripe_charge_id text) IS 'Makes the refunds of a charge those that follow from its snapshots.';


--
-- Name: write_subscription(uuid, uuid, jsonb); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.write_subscription(organization_id uuid, subscription_id uuid, renewed_state jsonb DEFAULT NULL::jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_old billing.subscriptions;
    v_new billing.subscriptions;
    v_versions billing.folded_version[];
    v_renewed billing.folded_version;
    v_now timestamptz := util.now(write_subscription.organization_id);
    v_is_changed boolean := false;
begin
    perform billing.lock_organization(write_subscription.organization_id);

    select s.* into strict v_old
    from billing.subscriptions as s
    where
        s.organization_id = write_subscription.organization_id
        and s.id = write_subscription.subscription_id;

    if renewed_state is null then
        v_versions = billing.fold_subscription(v_old.organization_id, v_old.id);
        v_is_changed = billing.write_subscription_versions(
            v_old.organization_id, v_old.id, v_now, v_versions
        );
    else
        v_renewed.valid_from = v_now;
        v_renewed.is_scheduled = false;
        v_renewed.status = v_old.status;
        v_renewed.access = v_old.access;
        v_renewed.status_reason = v_old.status_reason;
        v_renewed.stripe_status = v_old.stripe_status;
        v_renewed.hold = v_old.hold;
        v_renewed.plan_version_id = v_old.plan_version_id;
        v_renewed.cycle = v_old.cycle;
        v_renewed.currency = v_old.currency;
        v_renewed.list_arr_cents = v_old.list_arr_cents;
        v_renewed.net_arr_cents = v_old.net_arr_cents;
        v_renewed.state = renewed_state;
        v_versions = array[v_renewed];
    end if;

    v_new = billing.derive_subscription(v_old, v_versions, v_now);

    if v_new is distinct from v_old then
        update billing.subscriptions as s
        set
            status = v_new.status,
            access = v_new.access,
            status_reason = v_new.status_reason,
            stripe_status = v_new.stripe_status,
            hold = v_new.hold,
            plan_version_id = v_new.plan_version_id,
            cycle = v_new.cycle,
            currency = v_new.currency,
            discount = v_new.discount,
            list_arr_cents = v_new.list_arr_cents,
            net_arr_cents = v_new.net_arr_cents,
            is_primary = v_new.is_primary,
            started_at = v_new.started_at,
            trial_started_at = v_new.trial_started_at,
            trial_ends_at = v_new.trial_ends_at,
            collection_method = v_new.collection_method,
            current_period_start = v_new.current_period_start,
            current_period_end = v_new.current_period_end,
            cancel_at = v_new.cancel_at,
            canceled_at = v_new.canceled_at,
            ended_at = v_new.ended_at,
            cancellation_reason = v_new.cancellation_reason,
            resumes_at = v_new.resumes_at
        where s.organization_id = v_old.organization_id and s.id = v_old.id;
    end if;

    if v_is_changed
        or (v_new.status, v_new.access) is distinct from (v_old.status, v_old.access)
    then
        perform billing.subscription_changed(v_old, v_new);
    end if;
end
$$;


ALTER FUNCTION billing.write_subscription(organization_id uuid, subscription_id uuid, renewed_state jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION write_subscription(organization_id uuid, subscription_id uuid, renewed_state jsonb); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.write_subscription(organization_id uuid, subscription_id uuid, renewed_state jsonb) IS 'The one writer of subscriptions: folds what is known, corrects the history where it differs, brings
the current row up to date, and lets follow what follows from the change. renewed_state is the
newest that Stripe said, if it leaves the history as it is (billing.is_renewal).';


--
-- Name: write_subscription_versions(uuid, uuid, timestamp with time zone, billing.folded_version[]); Type: FUNCTION; Schema: billing; Owner: unison_owner
--

CREATE FUNCTION billing.write_subscription_versions(organization_id uuid, subscription_id uuid, known_at timestamp with time zone, versions billing.folded_version[]) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_known_at timestamptz;
    v_kept uuid[];
    v_kept_from timestamptz[];
    v_is_same_instant boolean;
begin
    select
        -- Knowledge never goes back, even if a clock should.
        greatest(
            write_subscription_versions.known_at,
            max(coalesce(upper(v.known_during), lower(v.known_during)))
        ),
        coalesce(array_agg(v.id) filter (where d.valid_from is not null), '{}'),
        coalesce(array_agg(d.valid_from) filter (where d.valid_from is not null), '{}'),
        coalesce(max(lower(v.known_during)) >= write_subscription_versions.known_at, false)
    into v_known_at, v_kept, v_kept_from, v_is_same_instant
    from billing.subscription_versions as v
    left join (
        select
            n.*,
            lead(n.valid_from) over (order by n.valid_from) as valid_until
        from unnest(write_subscription_versions.versions) as n
    ) as d
        on
            upper_inf(v.known_during)
            and v.valid_during = tstzrange(d.valid_from, d.valid_until)
            and (
                v.status, v.access, v.status_reason, v.plan_version_id, v.cycle, v.currency,
                v.items, v.discount, v.list_arr_cents, v.net_arr_cents, v.caused_by
            )
            is not distinct from (
                d.status, d.access, d.status_reason, d.plan_version_id, d.cycle, d.currency,
                d.items, d.discount, d.list_arr_cents, d.net_arr_cents, d.caused_by
            )
    where
        v.organization_id = write_subscription_versions.organization_id
        and v.subscription_id = write_subscription_versions.subscription_id;

    if cardinality(v_kept) = cardinality(write_subscription_versions.versions) then
        return false;
    end if;

    -- What was learned at this very instant was never known otherwise.
    if v_is_same_instant then
        delete from billing.subscription_versions as v
        where
            v.organization_id = write_subscription_versions.organization_id
            and v.subscription_id = write_subscription_versions.subscription_id
            and upper_inf(v.known_during)
            and lower(v.known_during) = v_known_at
            and v.id <> all(v_kept);
    end if;

    update billing.subscription_versions as v
    set known_during = tstzrange(lower(v.known_during), v_known_at)
    where
        v.organization_id = write_subscription_versions.organization_id
        and v.subscription_id = write_subscription_versions.subscription_id
        and upper_inf(v.known_during)
        and v.id <> all(v_kept);

    insert into billing.subscription_versions (
        organization_id, subscription_id, valid_during, known_during, status, access,
        status_reason, plan_version_id, cycle, currency, items, discount, list_arr_cents,
        net_arr_cents, caused_by
    )
    select
        write_subscription_versions.organization_id,
        write_subscription_versions.subscription_id,
        tstzrange(d.valid_from, d.valid_until),
        tstzrange(v_known_at, null),
        d.status,
        d.access,
        d.status_reason,
        d.plan_version_id,
        d.cycle,
        d.currency,
        d.items,
        d.discount,
        d.list_arr_cents,
        d.net_arr_cents,
        d.caused_by
    from (
        select
            n.*,
            lead(n.valid_from) over (order by n.valid_from) as valid_until
        from unnest(write_subscription_versions.versions) as n
    ) as d
    where d.valid_from <> all(v_kept_from);

    return true;
end
$$;


ALTER FUNCTION billing.write_subscription_versions(organization_id uuid, subscription_id uuid, known_at timestamp with time zone, versions billing.folded_version[]) OWNER TO unison_owner;

--
-- Name: FUNCTION write_subscription_versions(organization_id uuid, subscription_id uuid, known_at timestamp with time zone, versions billing.folded_version[]); Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON FUNCTION billing.write_subscription_versions(organization_id uuid, subscription_id uuid, known_at timestamp with time zone, versions billing.folded_version[]) IS 'Makes a folded history what is known from now on: versions that no longer hold are closed in known
time, new ones added, the same ones left alone. Returns whether anything differed.';


--
-- Name: plan_versions; Type: TABLE; Schema: catalog; Owner: unison_owner
--

CREATE TABLE catalog.plan_versions (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    plan_code text NOT NULL,
    version integer NOT NULL,
    published_at timestamp with time zone,
    CONSTRAINT plan_versions_version_check CHECK ((version > 0))
);


ALTER TABLE catalog.plan_versions OWNER TO unison_owner;

--
-- Name: TABLE plan_versions; Type: COMMENT; Schema: catalog; Owner: unison_owner
--

COMMENT ON TABLE catalog.plan_versions IS 'What a plan was when somebody bought it. Subscriptions keep theirs; the newest is for sale.';


--
-- Name: COLUMN plan_versions.published_at; Type: COMMENT; Schema: catalog; Owner: unison_owner
--

COMMENT ON COLUMN catalog.plan_versions.published_at IS 'Null is a draft. From then on the version, its features and its prices never change.';


--
-- Name: current_plan_versions(); Type: FUNCTION; Schema: catalog; Owner: unison_owner
--

CREATE FUNCTION catalog.current_plan_versions() RETURNS TABLE(plan_code text, plan_version_id uuid)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT DISTINCT ON (v.plan_code) v.plan_code,
     v.id
    FROM catalog.plan_versions v
   WHERE (v.published_at <= util.now())
   ORDER BY v.plan_code, v.version DESC;
END;


ALTER FUNCTION catalog.current_plan_versions() OWNER TO unison_owner;

--
-- Name: FUNCTION current_plan_versions(); Type: COMMENT; Schema: catalog; Owner: unison_owner
--

COMMENT ON FUNCTION catalog.current_plan_versions() IS 'The version of each plan that is for sale now: the newest that is published.';


--
-- Name: current_stripe_price_id(uuid); Type: FUNCTION; Schema: catalog; Owner: unison_owner
--

CREATE FUNCTION catalog.current_stripe_price_id(price_id uuid) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    select s.stripe_price_id
    from catalog.stripe_prices as s
    where s.price_id = current_stripe_price_id.price_id
    order by s.linked_at desc, s.stripe_price_id asc
    limit 1
$$;


ALTER FUNCTION catalog.current_stripe_price_id(price_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION current_stripe_price_id(price_id uuid); Type: COMMENT; Schema: catalog; Owner: unison_owner
--

COMMENT ON FUNCTION catalog.current_stripe_price_id(price_id uuid) IS 'The Stripe price to sell a price with: the one linked last. Null when Stripe has none.';


--
-- Name: link_stripe_price(text, text, text); Type: FUNCTION; Schema: catalog; Owner: unison_owner
--

CREATE FUNCTION catalog.link_stripe_price(lookup_key text, stripe_price_id text, stripe_product_id text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_price_id uuid;
begin
    select p.id into v_price_id
    from catalog.prices as p
    where p.lookup_key = link_stripe_price.lookup_key;

    if v_price_id is null then
        perform util.fail(
            404, 'price_not_found', 'No price has this lookup key',
            jsonb_build_object('lookup_key', link_stripe_price.lookup_key)
        );
    end if;

    insert into catalog.stripe_prices as s (stripe_price_id, stripe_product_id, price_id, linked_at)
    values (
        link_stripe_price.stripe_price_id, link_stripe_price.stripe_product_id,
        v_price_id, util.wall_clock()
    )
    on conflict on constraint stripe_prices_pkey do update
        set stripe_product_id = excluded.stripe_product_id, linked_at = excluded.linked_at
        where s.price_id = excluded.price_id;

    -- What was sold under a Stripe price must never become another of our prices.
    if not found then
        perform util.fail(
            409, 'price_already_linked', 'This Stripe price stands for another price',
            jsonb_build_object(
                'lookup_key', link_stripe_price.lookup_key,
                'stripe_price_id', link_stripe_price.stripe_price_id
            )
        );
    end if;
end
$$;


ALTER FUNCTION catalog.link_stripe_price(lookup_key text, stripe_price_id text, stripe_product_id text) OWNER TO unison_owner;

--
-- Name: FUNCTION link_stripe_price(lookup_key text, stripe_price_id text, stripe_product_id text); Type: COMMENT; Schema: catalog; Owner: unison_owner
--

COMMENT ON FUNCTION catalog.link_stripe_price(lookup_key text, stripe_price_id text, stripe_product_id text) IS 'Remember which Stripe price stands for ours. Linking again makes it the one to sell with.';


--
-- Name: price_for(uuid, text, text); Type: FUNCTION; Schema: catalog; Owner: unison_owner
--

CREATE FUNCTION catalog.price_for(plan_version_id uuid, cycle text, currency text) RETURNS catalog.prices
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    select p.*
    from catalog.prices as p
    where
        p.plan_version_id = price_for.plan_version_id
        and p.cycle = price_for.cycle
        and p.currency = price_for.currency
$$;


ALTER FUNCTION catalog.price_for(plan_version_id uuid, cycle text, currency text) OWNER TO unison_owner;

--
-- Name: FUNCTION price_for(plan_version_id uuid, cycle text, currency text); Type: COMMENT; Schema: catalog; Owner: unison_owner
--

COMMENT ON FUNCTION catalog.price_for(plan_version_id uuid, cycle text, currency text) IS 'What a plan version costs per cycle in a currency; null when it is not sold so.';


--
-- Name: refuse_change(); Type: FUNCTION; Schema: catalog; Owner: unison_owner
--

CREATE FUNCTION catalog.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    perform util.fail(
        409, 'published_immutable', 'What is published does not change: publish a new version',
        jsonb_build_object('table', tg_table_name, 'operation', lower(tg_op))
    );
    return null;
end
$$;


ALTER FUNCTION catalog.refuse_change() OWNER TO unison_owner;

--
-- Name: FUNCTION refuse_change(); Type: COMMENT; Schema: catalog; Owner: unison_owner
--

COMMENT ON FUNCTION catalog.refuse_change() IS 'Trigger: refuses the change; the trigger''s condition says when.';


--
-- Name: refuse_published_change(); Type: FUNCTION; Schema: catalog; Owner: unison_owner
--

CREATE FUNCTION catalog.refuse_published_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_old jsonb := to_jsonb(old);
    v_new jsonb := to_jsonb(new);
begin
    -- What belongs to no version (the price of an add-on) is published by being there.
    if coalesce(v_old, v_new) ->> 'plan_version_id' is null
        or exists (
            select from catalog.plan_versions as v
            where
                v.id in (
                    (v_old ->> 'plan_version_id')::uuid, (v_new ->> 'plan_version_id')::uuid
                )
                and v.published_at is not null
        )
    then
        perform util.fail(
            409, 'published_immutable', 'What is published does not change: publish a new version',
            jsonb_build_object('table', tg_table_name, 'operation', lower(tg_op))
        );
    end if;
    return coalesce(new, old);
end
$$;


ALTER FUNCTION catalog.refuse_published_change() OWNER TO unison_owner;

--
-- Name: FUNCTION refuse_published_change(); Type: COMMENT; Schema: catalog; Owner: unison_owner
--

COMMENT ON FUNCTION catalog.refuse_published_change() IS 'Trigger: keeps what belongs to a published plan version, and the prices of add-ons, as they are.';


--
-- Name: stripe_price_list(); Type: FUNCTION; Schema: catalog; Owner: unison_owner
--

CREATE FUNCTION catalog.stripe_price_list() RETURNS TABLE(lookup_key text, product_code text, product_name text, unit_amount_cents bigint, currency text, recurring_interval text, metadata jsonb, stripe_price_id text)
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    select
        p.lookup_key,
        coalesce(v.plan_code, 'addon_' || p.add_on_code) as product_code,
        coalesce(l.name, a.name) as product_name,
        p.unit_amount_cents,
        p.currency,
        case p.cycle when 'monthly' then 'month' when 'annual' then 'year' end as recurring_interval,
        case
            when p.add_on_code is null
                then jsonb_build_object('plan_code', v.plan_code, 'plan_version', v.version::text)
            else jsonb_build_object('add_on_code', p.add_on_code)
        end as metadata,
        catalog.current_stripe_price_id(p.id) as stripe_price_id
    from catalog.prices as p
    left join catalog.plan_versions as v on p.plan_version_id = v.id
    left join catalog.plans as l on v.plan_code = l.code
    left join catalog.add_ons as a on p.add_on_code = a.code
    where p.add_on_code is not null or v.published_at is not null
    order by l.rank, a.code, v.version, p.cycle desc, p.currency
$$;


ALTER FUNCTION catalog.stripe_price_list() OWNER TO unison_owner;

--
-- Name: FUNCTION stripe_price_list(); Type: COMMENT; Schema: catalog; Owner: unison_owner
--

COMMENT ON FUNCTION catalog.stripe_price_list() IS 'Every published price as Stripe should know it, cheapest plan first, then the add-ons.

stripe_price_id is the one linked last, or null. Metadata values are text, as Stripe wants them.';


--
-- Name: migrations; Type: TABLE; Schema: deploy; Owner: unison_owner
--

CREATE TABLE deploy.migrations (
    version integer NOT NULL,
    name text NOT NULL,
    sha256 text NOT NULL,
    started_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    applied_at timestamp with time zone,
    duration interval GENERATED ALWAYS AS ((applied_at - started_at)) STORED
);


ALTER TABLE deploy.migrations OWNER TO unison_owner;

--
-- Name: TABLE migrations; Type: COMMENT; Schema: deploy; Owner: unison_owner
--

COMMENT ON TABLE deploy.migrations IS 'Applied migrations. One without applied_at runs outside transactions, and was interrupted.';


--
-- Name: complete_migration(integer); Type: FUNCTION; Schema: deploy; Owner: unison_owner
--

CREATE FUNCTION deploy.complete_migration(version integer) RETURNS void
    LANGUAGE sql
    SET search_path TO ''
    BEGIN ATOMIC
 UPDATE deploy.migrations m SET applied_at = clock_timestamp()
   WHERE (m.version = complete_migration.version);
END;


ALTER FUNCTION deploy.complete_migration(version integer) OWNER TO unison_owner;

--
-- Name: FUNCTION complete_migration(version integer); Type: COMMENT; Schema: deploy; Owner: unison_owner
--

COMMENT ON FUNCTION deploy.complete_migration(version integer) IS 'Marks a started migration as applied.';


--
-- Name: complete_release(text[], text[], text[], text[]); Type: FUNCTION; Schema: deploy; Owner: unison_owner
--

CREATE FUNCTION deploy.complete_release(kinds text[], names text[], edges text[], rebuilt text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_release bigint := deploy.current_release();
    v_object record;
    v_dependants text;
begin
    -- A routine whose row is where it was has not been replaced. If its name is in the files all the
    -- same, its signature has changed, and this is the former one: it goes as if its file had gone.
    insert into deploy.managed_objects as m (kind, identity, load_order, release_id)
    select f.kind, o.identity, max(f.load_order), v_release
    from unnest(kinds, names) with ordinality as f (kind, name, load_order)
    cross join lateral (
        select p.oid::regprocedure::text as identity
        from pg_catalog.pg_proc as p
        inner join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
        where f.kind = 'routine'
            and array[n.nspname, p.proname]::text[] = parse_ident(f.name)
            and not exists (
                select from deploy.managed_objects as b
                where b.kind = 'routine'
                    and b.identity = p.oid::regprocedure::text
                    and b.row_before = p.ctid
            )
        union all
        select to_regclass(f.name)::text
        where f.kind = 'view'
    ) as o
    group by f.kind, o.identity
    on conflict on constraint managed_objects_pkey do update
    set load_order = excluded.load_order, release_id = excluded.release_id;

    for v_object in
        select m.kind, m.identity
        from deploy.managed_objects as m
        where m.release_id <> v_release
        order by m.kind in ('policy', 'trigger') desc, m.load_order desc
    loop
        begin
            execute format('drop %s if exists %s', v_object.kind, v_object.identity);
        exception
            when dependent_objects_still_exist then
                get stacked diagnostics v_dependants = pg_exception_detail;
                raise exception '% % is in no file any more, but is needed',
                    v_object.kind, v_object.identity
                using
                    errcode = 'dependent_objects_still_exist',
                    detail = v_dependants,
                    hint = 'Drop both in a migration: what is in a file is created again.';
        end;
    end loop;
    delete from deploy.managed_objects as m where m.release_id <> v_release;

    -- Here too, so that the deploy which brings such a dependence is refused, and not the next one.
    perform deploy.refuse_dependants(edges, rebuilt);
end
$$;


ALTER FUNCTION deploy.complete_release(kinds text[], names text[], edges text[], rebuilt text[]) OWNER TO unison_owner;

--
-- Name: FUNCTION complete_release(kinds text[], names text[], edges text[], rebuilt text[]); Type: COMMENT; Schema: deploy; Owner: unison_owner
--

COMMENT ON FUNCTION deploy.complete_release(kinds text[], names text[], edges text[], rebuilt text[]) IS 'Records the views and routines that were loaded, and drops what was recorded and is in no file.';


--
-- Name: releases; Type: TABLE; Schema: deploy; Owner: unison_owner
--

CREATE TABLE deploy.releases (
    id bigint NOT NULL,
    functions_sha256 text NOT NULL,
    released_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    released_by text DEFAULT SESSION_USER NOT NULL
);


ALTER TABLE deploy.releases OWNER TO unison_owner;

--
-- Name: TABLE releases; Type: COMMENT; Schema: deploy; Owner: unison_owner
--

COMMENT ON TABLE deploy.releases IS 'Every loading of db/functions; the last row tells whether the files have changed since.';


--
-- Name: current_release(); Type: FUNCTION; Schema: deploy; Owner: unison_owner
--

CREATE FUNCTION deploy.current_release() RETURNS bigint
    LANGUAGE sql STABLE
    SET search_path TO ''
    RETURN (SELECT COALESCE(max(r.id), (0)::bigint) AS "coalesce" FROM deploy.releases r);


ALTER FUNCTION deploy.current_release() OWNER TO unison_owner;

--
-- Name: FUNCTION current_release(); Type: COMMENT; Schema: deploy; Owner: unison_owner
--

COMMENT ON FUNCTION deploy.current_release() IS 'The last release, or during a deploy the one being made; 0 before the first.';


--
-- Name: place_object(text, text, text, text); Type: FUNCTION; Schema: deploy; Owner: unison_owner
--

CREATE FUNCTION deploy.place_object(kind text, name text, relation text, definition text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_identity text := format('%s on %s', place_object.name, place_object.relation);
    v_name text := (parse_ident(place_object.name))[1];
begin
    -- A migration may have taken the object away, so the stored text alone says too little.
    if not exists (
        select from deploy.managed_objects as m
        where m.kind = place_object.kind
            and m.identity = v_identity
            and m.definition = place_object.definition
            and case m.kind
                when 'policy' then exists (
                    select from pg_catalog.pg_policy as p
                    where p.polrelid = to_regclass(place_object.relation) and p.polname = v_name
                )
                else exists (
                    select from pg_catalog.pg_trigger as t
                    where t.tgrelid = to_regclass(place_object.relation) and t.tgname = v_name
                )
            end
    ) then
        execute format('drop %s if exists %s', place_object.kind, v_identity);
        execute place_object.definition;
    end if;
    insert into deploy.managed_objects as m (kind, identity, definition, release_id)
    values (place_object.kind, v_identity, place_object.definition, deploy.current_release())
    on conflict on constraint managed_objects_pkey do update
    set definition = excluded.definition, release_id = excluded.release_id;
end
$$;


ALTER FUNCTION deploy.place_object(kind text, name text, relation text, definition text) OWNER TO unison_owner;

--
-- Name: FUNCTION place_object(kind text, name text, relation text, definition text); Type: COMMENT; Schema: deploy; Owner: unison_owner
--

COMMENT ON FUNCTION deploy.place_object(kind text, name text, relation text, definition text) IS 'Creates or replaces a policy or trigger, if it differs from what was put there before.';


--
-- Name: refuse_dependants(text[], text[]); Type: FUNCTION; Schema: deploy; Owner: unison_owner
--

CREATE FUNCTION deploy.refuse_dependants(edges text[], rebuilt text[]) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
declare
    v_dependants text;
begin
    with recursive edge_objects as (
        select d.classid, d.objid
        from pg_catalog.pg_depend as d
        inner join pg_catalog.pg_namespace as n on n.oid = d.refobjid
        where d.refclassid = 'pg_catalog.pg_namespace'::regclass
            and (
                n.nspname = any (edges)
                or n.nspname = any (rebuilt) and (
                    d.classid = 'pg_catalog.pg_proc'::regclass
                    or d.classid = 'pg_catalog.pg_class'::regclass and exists (
                        select from pg_catalog.pg_class as c
                        where c.oid = d.objid and c.relkind = 'v'
                    )
                )
            )
        union
        -- Rules, row types, defaults, constraints and triggers of the above.
        select d.classid, d.objid
        from edge_objects as e
        inner join pg_catalog.pg_depend as d
            on d.refclassid = e.classid and d.refobjid = e.objid
        where d.deptype in ('a', 'i')
    )

    select string_agg(distinct format(
        '%s depends on %s',
        pg_describe_object(d.classid, d.objid, d.objsubid),
        pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid)
    ), e'\n')
    into v_dependants
    from edge_objects as e
    inner join pg_catalog.pg_depend as d
        on d.refclassid = e.classid and d.refobjid = e.objid
    where d.deptype not in ('a', 'i')
        and (d.classid, d.objid) not in (select o.classid, o.objid from edge_objects as o);
    if v_dependants is not null then
        raise exception 'objects outside depend on what every deploy rebuilds'
        using
            errcode = 'dependent_objects_still_exist',
            detail = v_dependants,
            hint = 'Move what is needed into a lower schema, or drop the dependant in a migration.';
    end if;
end
$$;


ALTER FUNCTION deploy.refuse_dependants(edges text[], rebuilt text[]) OWNER TO unison_owner;

--
-- Name: FUNCTION refuse_dependants(edges text[], rebuilt text[]); Type: COMMENT; Schema: deploy; Owner: unison_owner
--

COMMENT ON FUNCTION deploy.refuse_dependants(edges text[], rebuilt text[]) IS 'Raises if anything outside depends on an edge schema, or on a view or function of a rebuilt one.';


--
-- Name: refuse_stand_ins(text, text); Type: FUNCTION; Schema: deploy; Owner: unison_owner
--

CREATE FUNCTION deploy.refuse_stand_ins(extension text, schema text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
declare
    v_relations text;
begin
    if not exists (select from pg_catalog.pg_extension as e where e.extname = extension) then
        return;
    end if;
    select string_agg(c.oid::regclass::text, ', ' order by c.relname)
    into v_relations
    from pg_catalog.pg_class as c
    inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where n.nspname = schema
        and c.relkind = 'r'
        and not exists (
            select from pg_catalog.pg_depend as d
            where d.classid = 'pg_catalog.pg_class'::regclass
                and d.objid = c.oid
                and d.deptype = 'e'
        );
    if v_relations is not null then
        raise exception 'both % and its stand-in are in this database', extension
        using
            errcode = 'object_not_in_prerequisite_state',
            detail = format('Of the stand-in: %s.', v_relations),
            hint = format(
                'Keep one: drop extension %s, or drop the schema %s once its queue is empty and '
                'create the extension again.',
                extension, schema
            );
    end if;
end
$$;


ALTER FUNCTION deploy.refuse_stand_ins(extension text, schema text) OWNER TO unison_owner;

--
-- Name: FUNCTION refuse_stand_ins(extension text, schema text); Type: COMMENT; Schema: deploy; Owner: unison_owner
--

COMMENT ON FUNCTION deploy.refuse_stand_ins(extension text, schema text) IS 'Raises if an extension is installed beside the tables that db/functions makes in its place.';


--
-- Name: remove_edges(text[], text[]); Type: FUNCTION; Schema: deploy; Owner: unison_owner
--

CREATE FUNCTION deploy.remove_edges(edges text[], rebuilt text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_drop text;
begin
    -- After this, cascade reaches only what is rebuilt.
    perform deploy.refuse_dependants(edges, rebuilt);
    for v_drop in
        select format('drop schema %I cascade', n.nspname)
        from pg_catalog.pg_namespace as n
        where n.nspname = any (edges)
        union all
        select format('drop view if exists %s cascade', c.oid::regclass)
        from pg_catalog.pg_class as c
        inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
        where n.nspname = any (rebuilt) and c.relkind = 'v'
        union all
        select format('drop routine if exists %s cascade', p.oid::regprocedure)
        from pg_catalog.pg_proc as p
        inner join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
        where n.nspname = any (rebuilt)
    loop
        execute v_drop;
    end loop;
end
$$;


ALTER FUNCTION deploy.remove_edges(edges text[], rebuilt text[]) OWNER TO unison_owner;

--
-- Name: FUNCTION remove_edges(edges text[], rebuilt text[]); Type: COMMENT; Schema: deploy; Owner: unison_owner
--

COMMENT ON FUNCTION deploy.remove_edges(edges text[], rebuilt text[]) IS 'Drops the edge schemas, and the views and functions of the rebuilt ones, unless refused.';


--
-- Name: reset_grants(); Type: FUNCTION; Schema: deploy; Owner: unison_owner
--

CREATE FUNCTION deploy.reset_grants() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_revoke text;
begin
    for v_revoke in
        select format(
            'revoke all on %s %s from %s',
            case m.kind when 'view' then 'table' else m.kind end,
            m.identity,
            case g.grantee when 0 then 'public' else g.grantee::regrole::text end
        )
        from deploy.managed_objects as m
        cross join lateral (
            select 'f'::"char", p.pronamespace, p.proowner, p.proacl
            from pg_catalog.pg_proc as p
            where m.kind = 'routine' and p.oid = to_regprocedure(m.identity)
            union all
            select 'r'::"char", c.relnamespace, c.relowner, c.relacl
            from pg_catalog.pg_class as c
            where m.kind = 'view' and c.oid = to_regclass(m.identity)
        ) as o (type, namespace, owner, acl)
        cross join lateral (
            select a.grantee
            from aclexplode(o.acl) as a
            where a.grantee <> o.owner
            except
            -- Whom a new object would be granted to.
            select a.grantee
            from (values (0::oid), (o.namespace)) as s (namespace)
            left join pg_catalog.pg_default_acl as d
                on d.defaclrole = o.owner
                    and d.defaclnamespace = s.namespace
                    and d.defaclobjtype = o.type
            cross join lateral aclexplode(
                coalesce(
                    d.defaclacl,
                    case when s.namespace = 0 then acldefault(o.type, o.owner) end
                )
            ) as a
        ) as g
    loop
        execute v_revoke;
    end loop;
end
$$;


ALTER FUNCTION deploy.reset_grants() OWNER TO unison_owner;

--
-- Name: FUNCTION reset_grants(); Type: COMMENT; Schema: deploy; Owner: unison_owner
--

COMMENT ON FUNCTION deploy.reset_grants() IS 'Takes back what managed views and routines were granted; their files grant it again

CREATE OR REPLACE keeps grants: one whose line has left its file would stay for ever.';


--
-- Name: start_migration(integer, text, text); Type: FUNCTION; Schema: deploy; Owner: unison_owner
--

CREATE FUNCTION deploy.start_migration(version integer, name text, sha256 text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    insert into deploy.migrations as m (version, name, sha256)
    values (start_migration.version, start_migration.name, start_migration.sha256)
    on conflict on constraint migrations_pkey do update
    set name = excluded.name, sha256 = excluded.sha256, started_at = excluded.started_at
    where m.applied_at is null;
    if not found then
        raise exception 'migration % has been applied already', start_migration.version;
    end if;
end
$$;


ALTER FUNCTION deploy.start_migration(version integer, name text, sha256 text) OWNER TO unison_owner;

--
-- Name: FUNCTION start_migration(version integer, name text, sha256 text); Type: COMMENT; Schema: deploy; Owner: unison_owner
--

COMMENT ON FUNCTION deploy.start_migration(version integer, name text, sha256 text) IS 'Enters a migration in the ledger; an interrupted one may be started again.';


--
-- Name: start_release(bigint, text, text, text[], text[]); Type: FUNCTION; Schema: deploy; Owner: unison_owner
--

CREATE FUNCTION deploy.start_release(expected_release bigint, functions_sha256 text, gate text, edges text[], rebuilt text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    if deploy.current_release() <> expected_release then
        raise exception 'this follows release %, but the database is at release %',
            expected_release, deploy.current_release()
        using hint = 'Make the script again.';
    end if;
    -- Requests touch the gate, then edges, then whatever they need. So do we: nobody who is past the
    -- gate can hold a table that we want while he waits for an edge that we hold.
    if to_regclass(gate) is not null then
        execute format('lock table %s in access exclusive mode', to_regclass(gate));
    end if;
    perform deploy.remove_edges(edges, rebuilt);
    perform deploy.reset_grants();
    update deploy.managed_objects as m
    set row_before = p.ctid
    from pg_catalog.pg_proc as p
    where m.kind = 'routine' and p.oid = to_regprocedure(m.identity);
    insert into deploy.releases (functions_sha256) values (start_release.functions_sha256);
end
$$;


ALTER FUNCTION deploy.start_release(expected_release bigint, functions_sha256 text, gate text, edges text[], rebuilt text[]) OWNER TO unison_owner;

--
-- Name: FUNCTION start_release(expected_release bigint, functions_sha256 text, gate text, edges text[], rebuilt text[]); Type: COMMENT; Schema: deploy; Owner: unison_owner
--

COMMENT ON FUNCTION deploy.start_release(expected_release bigint, functions_sha256 text, gate text, edges text[], rebuilt text[]) IS 'Opens a release: shuts the gate, drops the edges, takes back what managed objects were granted.';


--
-- Name: accept_invitation(text, text, text); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.accept_invitation(token text, password text, full_name text) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_token identity.one_time_tokens := identity.use_one_time_token(
        accept_invitation.token, 'invitation'
    );
    v_invitation identity.invitations := identity.find_invitation(
        v_token.organization_id, v_token.invitation_id
    );
    v_user_id uuid := identity.find_invited_user(v_invitation.email);
begin
    if v_user_id is null then
        v_user_id = identity.create_user(
            v_invitation.email, accept_invitation.password, accept_invitation.full_name
        );
        -- The link came by mail, so the address is good.
        update identity.users as u
        set email_verified_at = util.wall_clock()
        where u.id = v_user_id;
    elsif identity.current_user_id() is null
        and identity.authenticate(v_invitation.email, accept_invitation.password) is null
    then
        -- The try is kept, and so must the link be.
        update identity.one_time_tokens as t
        set used_at = null
        where t.token_hash = v_token.token_hash;
        return identity.refuse_credentials();
    end if;

    insert into identity.memberships (organization_id, user_id, role, created_at)
    values (
        v_invitation.organization_id, v_user_id, v_invitation.role,
        util.now(v_invitation.organization_id)
    )
    on conflict on constraint memberships_pkey do nothing;

    update identity.invitations as i
    set accepted_at = util.wall_clock(), accepted_by = v_user_id
    where i.organization_id = v_invitation.organization_id and i.id = v_invitation.id;

    if identity.current_user_id() is not null then
        return identity.switch_organization(v_invitation.organization_id);
    end if;
    return identity.issue_tokens(
        identity.open_session('user', v_user_id, v_invitation.organization_id)
    );
end
$$;


ALTER FUNCTION identity.accept_invitation(token text, password text, full_name text) OWNER TO unison_owner;

--
-- Name: FUNCTION accept_invitation(token text, password text, full_name text); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.accept_invitation(token text, password text, full_name text) IS 'Makes the person who was invited a member, and answers with tokens for the organization: a new
person with the password and name given, a known one by the password or by being signed in.';


--
-- Name: address_key(text); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.address_key(email text) RETURNS text
    LANGUAGE sql IMMUTABLE
    BEGIN ATOMIC
 SELECT ('address:'::text || "left"(lower(btrim(COALESCE(email, ''::text))), 254));
END;


ALTER FUNCTION identity.address_key(email text) OWNER TO unison_owner;

--
-- Name: FUNCTION address_key(email text); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.address_key(email text) IS 'What tries at an address are counted under, whoever makes them.';


--
-- Name: request_header(text); Type: FUNCTION; Schema: util; Owner: unison_owner
--

CREATE FUNCTION util.request_header(name text) RETURNS text
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT (h.headers ->> lower(request_header.name))
    FROM ( VALUES ((NULLIF(current_setting('request.headers'::text, true), ''::text))::json)) h(headers);
END;


ALTER FUNCTION util.request_header(name text) OWNER TO unison_owner;

--
-- Name: FUNCTION request_header(name text); Type: COMMENT; Schema: util; Owner: unison_owner
--

COMMENT ON FUNCTION util.request_header(name text) IS 'A header of the HTTP request, or null: not sent, or not a request at all.';


--
-- Name: current_client_key(); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.current_client_key() RETURNS text
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT ('client:'::text || util.request_header('x-real-ip'::text));
END;


ALTER FUNCTION identity.current_client_key() OWNER TO unison_owner;

--
-- Name: FUNCTION current_client_key(); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.current_client_key() IS 'What tries of the client are counted under: its IP address, as the gateway saw it; null without
one.';


--
-- Name: address_and_client_key(text); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.address_and_client_key(email text) RETURNS text
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT COALESCE(((('from_'::text || identity.current_client_key()) || ' '::text) || identity.address_key(email)), identity.address_key(email)) AS "coalesce";
END;


ALTER FUNCTION identity.address_and_client_key(email text) OWNER TO unison_owner;

--
-- Name: FUNCTION address_and_client_key(email text); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.address_and_client_key(email text) IS 'What the client''s tries at an address are counted under, so that nobody locks out somebody else;
for a client that is not known the address alone.';


--
-- Name: advance_clock(uuid, timestamp with time zone); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.advance_clock(organization_id uuid, to_time timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_is_sandbox boolean;
begin
    select o.is_sandbox into v_is_sandbox
    from identity.organizations as o
    where o.id = advance_clock.organization_id;

    if advance_clock.organization_id is not null and v_is_sandbox is null then
        perform util.fail(404, 'organization_not_found', 'There is no such organization');
    end if;
    if not v_is_sandbox then
        perform util.fail(
            409, 'clock_refused', 'Only a sandbox organization has a clock of its own'
        );
    end if;
    return util.advance_clock(advance_clock.organization_id, advance_clock.to_time);
end
$$;


ALTER FUNCTION identity.advance_clock(organization_id uuid, to_time timestamp with time zone) OWNER TO unison_owner;

--
-- Name: FUNCTION advance_clock(organization_id uuid, to_time timestamp with time zone); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.advance_clock(organization_id uuid, to_time timestamp with time zone) IS 'Moves the clock of a sandbox organization, or of the platform (null), ahead; returns its time.';


--
-- Name: authenticate(text, text); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.authenticate(email text, password text) RETURNS uuid
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_address_key text := identity.address_key(authenticate.email);
    v_key text := identity.address_and_client_key(authenticate.email);
    v_max_tries integer := util.setting('tries_per_address')::integer;
    v_user identity.users;
begin
    perform identity.require_client_tries();
    -- Of all clients together: many addresses of the internet guess for one.
    if v_key <> v_address_key then
        perform identity.require_tries(v_address_key, 10 * v_max_tries);
    end if;
    -- Counted before hashing: a hash costs the database a fifth of a second.
    perform identity.count_single_try(v_key, v_max_tries);

    select u.* into v_user
    from identity.users as u
    where lower(u.email) = lower(btrim(authenticate.email));

    if not identity.is_password(authenticate.password, v_user.password_hash)
        or v_user.disabled_at is not null
    then
        if v_key <> v_address_key then
            perform identity.count_try(v_address_key, 10 * v_max_tries);
        end if;
        perform identity.count_client_failure();
        return null;
    end if;

    delete from identity.throttles as t
    where t.key in (v_key, v_address_key);
    return v_user.id;
end
$$;


ALTER FUNCTION identity.authenticate(email text, password text) OWNER TO unison_owner;

--
-- Name: FUNCTION authenticate(email text, password text); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.authenticate(email text, password text) IS 'The person with this address and password; null if there is none, and then the caller must let the
transaction commit, for the try is counted in it (identity.refuse_credentials).';


--
-- Name: sessions; Type: TABLE; Schema: identity; Owner: unison_owner
--

CREATE TABLE identity.sessions (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    kind text NOT NULL,
    user_id uuid NOT NULL,
    organization_id uuid,
    acting_staff_id uuid,
    is_read_only boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    revoked_reason text,
    CONSTRAINT sessions_acting_staff_id_check CHECK (((kind = 'impersonation'::text) = (acting_staff_id IS NOT NULL))),
    CONSTRAINT sessions_kind_check CHECK ((kind = ANY (ARRAY['user'::text, 'staff'::text, 'api_key'::text, 'impersonation'::text]))),
    CONSTRAINT sessions_organization_id_check CHECK (((kind = 'staff'::text) = (organization_id IS NULL))),
    CONSTRAINT sessions_revoked_at_check CHECK (((revoked_at IS NULL) = (revoked_reason IS NULL)))
);


ALTER TABLE identity.sessions OWNER TO unison_owner;

--
-- Name: TABLE sessions; Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON TABLE identity.sessions IS 'A sign-in and all tokens that descend from it. Revoking the row ends them at the next request.';


--
-- Name: COLUMN sessions.organization_id; Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON COLUMN identity.sessions.organization_id IS 'The organization that the next refreshed token will be bound to.';


--
-- Name: bind_session(uuid, uuid); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.bind_session(session_id uuid, organization_id uuid) RETURNS void
    LANGUAGE sql
    BEGIN ATOMIC
 UPDATE identity.sessions s SET organization_id = bind_session.organization_id
   WHERE (s.id = bind_session.session_id);
END;


ALTER FUNCTION identity.bind_session(session_id uuid, organization_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION bind_session(session_id uuid, organization_id uuid); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.bind_session(session_id uuid, organization_id uuid) IS 'Binds the tokens that a session will get from now on to an organization.';


--
-- Name: change_member_role(uuid, uuid, text); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.change_member_role(organization_id uuid, user_id uuid, role text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    perform identity.lock_organization(change_member_role.organization_id);
    perform identity.require_assignable_role(change_member_role.role);

    if identity.find_member_role(
        change_member_role.organization_id, change_member_role.user_id
    ) = 'owner' then
        perform identity.require_permission('owners.manage');
        if change_member_role.role <> 'owner' then
            perform identity.require_other_owner(
                change_member_role.organization_id, change_member_role.user_id
            );
        end if;
    end if;

    update identity.memberships as m
    set role = change_member_role.role
    where
        m.organization_id = change_member_role.organization_id
        and m.user_id = change_member_role.user_id;
    perform identity.revoke_unbacked_invitations(
        change_member_role.organization_id, change_member_role.user_id
    );
end
$$;


ALTER FUNCTION identity.change_member_role(organization_id uuid, user_id uuid, role text) OWNER TO unison_owner;

--
-- Name: FUNCTION change_member_role(organization_id uuid, user_id uuid, role text); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.change_member_role(organization_id uuid, user_id uuid, role text) IS 'Gives a member another role, from the next request on. Only owners make and unmake owners, and one
stays. Pending invitations that the new role could not send are taken back.';


--
-- Name: change_password(text, text); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.change_password(current_password text, new_password text) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_user_id uuid := identity.require_own_session();
    v_user identity.users;
begin
    perform identity.require_client_tries();
    -- A key of its own: who guesses at the door does not keep in the person who is inside.
    perform identity.count_single_try(
        'password:' || v_user_id, util.setting('tries_per_address')::integer
    );

    select u.* into strict v_user
    from identity.users as u
    where u.id = v_user_id;

    if not identity.is_password(change_password.current_password, v_user.password_hash)
        or v_user.disabled_at is not null
    then
        perform identity.count_client_failure();
        return identity.refuse_credentials();
    end if;

    perform identity.set_password(v_user_id, change_password.new_password);
    perform identity.revoke_sessions(
        v_user_id, 'password_changed', except_session_id => identity.current_session_id()
    );
    return json_build_object('changed', true);
end
$$;


ALTER FUNCTION identity.change_password(current_password text, new_password text) OWNER TO unison_owner;

--
-- Name: FUNCTION change_password(current_password text, new_password text); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.change_password(current_password text, new_password text) IS 'Gives the caller a new password for the present one, and ends the caller''s other sessions.';


--
-- Name: clear_session_cookies(); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.clear_session_cookies() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    if identity.has_cookie_session() then
        perform identity.set_session_cookies('', 0, '', interval '0');
    end if;
end
$$;


ALTER FUNCTION identity.clear_session_cookies() OWNER TO unison_owner;

--
-- Name: FUNCTION clear_session_cookies(); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.clear_session_cookies() IS 'Makes a browser forget the cookies of a session that has ended.';


--
-- Name: count_client_failure(); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.count_client_failure() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    if identity.current_client_key() is not null then
        perform identity.count_try(
            identity.current_client_key(), util.setting('tries_per_client')::integer
        );
    end if;
end
$$;


ALTER FUNCTION identity.count_client_failure() OWNER TO unison_owner;

--
-- Name: FUNCTION count_client_failure(); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.count_client_failure() IS 'Counts a failed try of the client''s IP address. The caller must let it commit.';


--
-- Name: count_single_try(text, integer); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.count_single_try(key text, max_tries integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    -- Waiting for the other one would hold a connection of the pool, and there are few.
    if not pg_try_advisory_xact_lock(hashtextextended('try ' || count_single_try.key, 0)) then
        perform util.fail(
            429, 'too_many_tries', 'Another try is under way',
            jsonb_build_object('retry_after_seconds', 2),
            'Wait, then try again'
        );
    end if;
    perform identity.count_try(count_single_try.key, count_single_try.max_tries);
end
$$;


ALTER FUNCTION identity.count_single_try(key text, max_tries integer) OWNER TO unison_owner;

--
-- Name: FUNCTION count_single_try(key text, max_tries integer); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.count_single_try(key text, max_tries integer) IS 'Counts a try before something that takes long, and refuses it with 429 also while another one of
the key is under way.';


--
-- Name: count_try(text, integer); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.count_try(key text, max_tries integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_now timestamptz := util.wall_clock();
    v_throttle identity.throttles;
begin
    -- The row stays locked until the end: tries of one key come one after the other.
    insert into identity.throttles as t (key, tries, window_started_at)
    values (count_try.key, 1, v_now)
    on conflict on constraint throttles_pkey do update
    set
        tries = case
            when t.window_started_at > v_now - interval '15 minutes' then t.tries + 1
            else 1
        end,
        window_started_at = case
            when t.window_started_at > v_now - interval '15 minutes' then t.window_started_at
            else v_now
        end
    returning t.* into v_throttle;

    if v_throttle.tries > count_try.max_tries then
        perform identity.refuse_try(v_throttle.window_started_at);
    end if;
end
$$;


ALTER FUNCTION identity.count_try(key text, max_tries integer) OWNER TO unison_owner;

--
-- Name: FUNCTION count_try(key text, max_tries integer); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.count_try(key text, max_tries integer) IS 'Counts a try, and refuses it with 429 when there were too many within 15 minutes.';


--
-- Name: create_one_time_token(text, uuid, uuid, uuid); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.create_one_time_token(purpose text, user_id uuid DEFAULT NULL::uuid, organization_id uuid DEFAULT NULL::uuid, invitation_id uuid DEFAULT NULL::uuid) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_now timestamptz := util.wall_clock();
    v_token text := util.random_token();
begin
    -- Only the newest link counts: an older mail may have gone astray.
    update identity.one_time_tokens as t
    set used_at = v_now
    where
        t.purpose = create_one_time_token.purpose
        and t.used_at is null
        and (
            t.user_id = create_one_time_token.user_id
            or (
                t.organization_id = create_one_time_token.organization_id
                and t.invitation_id = create_one_time_token.invitation_id
            )
        );

    insert into identity.one_time_tokens (
        token_hash, purpose, user_id, organization_id, invitation_id, created_at, expires_at
    )
    values (
        util.hash_token(v_token),
        create_one_time_token.purpose,
        create_one_time_token.user_id,
        create_one_time_token.organization_id,
        create_one_time_token.invitation_id,
        v_now,
        v_now + case create_one_time_token.purpose
            when 'verify_email' then interval '48 hours'
            when 'reset_password' then interval '60 minutes'
            when 'invitation' then interval '168 hours'
        end
    );
    return v_token;
end
$$;


ALTER FUNCTION identity.create_one_time_token(purpose text, user_id uuid, organization_id uuid, invitation_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION create_one_time_token(purpose text, user_id uuid, organization_id uuid, invitation_id uuid); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.create_one_time_token(purpose text, user_id uuid, organization_id uuid, invitation_id uuid) IS 'A token for a link in a mail: to verify an address (48 hours), to reset a password (one), or to
accept an invitation (7 days). It replaces earlier ones.';


--
-- Name: create_organization(text, uuid); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.create_organization(name text, user_id uuid) RETURNS uuid
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_name text := identity.require_text('organization_name', create_organization.name, 200);
    v_organization_id uuid;
begin
    perform identity.count_try('organizations:' || create_organization.user_id, 50);

    insert into identity.organizations (name, created_at)
    values (v_name, util.now())
    returning id into v_organization_id;

    insert into identity.memberships (organization_id, user_id, role, created_at)
    values (v_organization_id, create_organization.user_id, 'owner', util.now());
    return v_organization_id;
end
$$;


ALTER FUNCTION identity.create_organization(name text, user_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION create_organization(name text, user_id uuid); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.create_organization(name text, user_id uuid) IS 'A new organization, with its founder as owner.';


--
-- Name: create_signing_key(); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.create_signing_key() RETURNS text
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_id text := encode(ext.gen_random_bytes(8), 'hex');
begin
    insert into identity.signing_keys (id, secret, created_at)
    values (v_id, util.random_token(), util.wall_clock());

    notify pgrst, 'reload config';
    return v_id;
end
$$;


ALTER FUNCTION identity.create_signing_key() OWNER TO unison_owner;

--
-- Name: FUNCTION create_signing_key(); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.create_signing_key() IS 'Adds a key, and tells PostgREST to accept it. It signs from 30 seconds later on.';


--
-- Name: create_staff(text, text, text); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.create_staff(email text, password text, full_name text) RETURNS uuid
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_user_id uuid := identity.create_user(
        create_staff.email, create_staff.password, create_staff.full_name, 'staff'
    );
begin
    if v_user_id is null then
        perform util.fail(409, 'email_taken', 'Somebody has an account with this address already');
    end if;

    update identity.users as u
    set email_verified_at = util.wall_clock()
    where u.id = v_user_id;
    return v_user_id;
end
$$;


ALTER FUNCTION identity.create_staff(email text, password text, full_name text) OWNER TO unison_owner;

--
-- Name: FUNCTION create_staff(email text, password text, full_name text); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.create_staff(email text, password text, full_name text) IS 'A new person of the staff. For the owner of the database: no API makes one.';


--
-- Name: create_user(text, text, text, text); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.create_user(email text, password text, full_name text, kind text DEFAULT 'customer'::text) RETURNS uuid
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
#variable_conflict use_column
declare
    v_email text := identity.require_email(create_user.email);
    v_full_name text := identity.require_text('full_name', create_user.full_name, 200);
    v_user_id uuid;
begin
    perform identity.require_client_tries();
    perform identity.require_good_password(create_user.password, v_email);

    -- The hash is made before anybody looks whether the address is taken.
    insert into identity.users (kind, email, full_name, password_hash, created_at)
    values (
        create_user.kind, v_email, v_full_name,
        identity.hash_password(create_user.password), util.now()
    )
    on conflict (lower(email)) do nothing
    returning id into v_user_id;

    return v_user_id;
end
$$;


ALTER FUNCTION identity.create_user(email text, password text, full_name text, kind text) OWNER TO unison_owner;

--
-- Name: FUNCTION create_user(email text, password text, full_name text, kind text); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.create_user(email text, password text, full_name text, kind text) IS 'A new person who can sign in; null if the address is taken, after the same work.';


--
-- Name: current_member_role(); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.current_member_role() RETURNS text
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT NULLIF(current_setting('identity.member_role'::text, true), ''::text) AS "nullif";
END;


ALTER FUNCTION identity.current_member_role() OWNER TO unison_owner;

--
-- Name: FUNCTION current_member_role(); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.current_member_role() IS 'The caller''s role in the current organization, read from the membership at this request by
identity.guard_request; null for visitors, staff and API keys.';


--
-- Name: current_organization_id(); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.current_organization_id() RETURNS uuid
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT (NULLIF(current_setting('identity.organization_id'::text, true), ''::text))::uuid AS "nullif";
END;


ALTER FUNCTION identity.current_organization_id() OWNER TO unison_owner;

--
-- Name: FUNCTION current_organization_id(); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.current_organization_id() IS 'The organization that the request is bound to, as identity.guard_request found; null for visitors
and staff.';


--
-- Name: role_permissions; Type: TABLE; Schema: identity; Owner: unison_owner
--

CREATE TABLE identity.role_permissions (
    role text NOT NULL,
    permission text NOT NULL
);


ALTER TABLE identity.role_permissions OWNER TO unison_owner;

--
-- Name: TABLE role_permissions; Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON TABLE identity.role_permissions IS 'Who may do what, on the customers'' side. docs/roles.md is generated from here.';


--
-- Name: current_permissions(); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.current_permissions() RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO ''
    BEGIN ATOMIC
 SELECT COALESCE(array_agg(p.permission ORDER BY p.permission), '{}'::text[]) AS "coalesce"
    FROM identity.role_permissions p
   WHERE (p.role = identity.current_member_role());
END;


ALTER FUNCTION identity.current_permissions() OWNER TO unison_owner;

--
-- Name: FUNCTION current_permissions(); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.current_permissions() IS 'What the caller may do in the current organization.';


--
-- Name: current_session_id(); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.current_session_id() RETURNS uuid
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT (NULLIF(current_setting('identity.session_id'::text, true), ''::text))::uuid AS "nullif";
END;


ALTER FUNCTION identity.current_session_id() OWNER TO unison_owner;

--
-- Name: FUNCTION current_session_id(); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.current_session_id() IS 'The session of the request, as identity.guard_request found; null for a visitor.';


--
-- Name: current_session_kind(); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.current_session_kind() RETURNS text
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT NULLIF(current_setting('identity.session_kind'::text, true), ''::text) AS "nullif";
END;


ALTER FUNCTION identity.current_session_kind() OWNER TO unison_owner;

--
-- Name: FUNCTION current_session_kind(); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.current_session_kind() IS 'user, staff, api_key or impersonation, as identity.guard_request found; null for a visitor.';


--
-- Name: current_user_id(); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.current_user_id() RETURNS uuid
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT (NULLIF(current_setting('identity.user_id'::text, true), ''::text))::uuid AS "nullif";
END;


ALTER FUNCTION identity.current_user_id() OWNER TO unison_owner;

--
-- Name: FUNCTION current_user_id(); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.current_user_id() IS 'Who asks, as identity.guard_request found; null for a visitor, and where no request was guarded.';


--
-- Name: delete_signing_key(text); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.delete_signing_key(id text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    delete from identity.signing_keys as k
    where k.id = delete_signing_key.id;

    -- Without any key nobody could sign in; this also makes PostgREST forget the one dropped.
    perform identity.create_signing_key();
end
$$;


ALTER FUNCTION identity.delete_signing_key(id text) OWNER TO unison_owner;

--
-- Name: FUNCTION delete_signing_key(id text); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.delete_signing_key(id text) IS 'For a key that has leaked: its tokens count no more, at once. Sessions live on by their refresh
tokens.';


--
-- Name: digest_password(text); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.digest_password(password text) RETURNS text
    LANGUAGE sql IMMUTABLE
    BEGIN ATOMIC
 SELECT encode(sha256(convert_to(COALESCE(password, ''::text), 'UTF8'::name)), 'hex'::text) AS encode;
END;


ALTER FUNCTION identity.digest_password(password text) OWNER TO unison_owner;

--
-- Name: FUNCTION digest_password(password text); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.digest_password(password text) IS '64 characters for a password of any length: bcrypt reads no more than 72 bytes.';


--
-- Name: invitations; Type: TABLE; Schema: identity; Owner: unison_owner
--

CREATE TABLE identity.invitations (
    organization_id uuid NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    email text NOT NULL,
    role text NOT NULL,
    invited_by uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    accepted_at timestamp with time zone,
    accepted_by uuid,
    revoked_at timestamp with time zone,
    CONSTRAINT invitations_accepted_at_check CHECK (((accepted_at IS NULL) = (accepted_by IS NULL))),
    CONSTRAINT invitations_revoked_at_check CHECK (((accepted_at IS NULL) OR (revoked_at IS NULL)))
);


ALTER TABLE identity.invitations OWNER TO unison_owner;

--
-- Name: TABLE invitations; Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON TABLE identity.invitations IS 'Invitations by mail. A pending one holds a seat.';


--
-- Name: find_invitation(uuid, uuid); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.find_invitation(organization_id uuid, invitation_id uuid) RETURNS identity.invitations
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_invitation identity.invitations;
begin
    select i.* into v_invitation
    from identity.invitations as i
    where
        i.organization_id = find_invitation.organization_id
        and i.id = find_invitation.invitation_id
        and i.accepted_at is null
        and i.revoked_at is null
    for update;

    if v_invitation.id is null then
        perform util.fail(404, 'invitation_not_found', 'There is no such pending invitation');
    end if;
    return v_invitation;
end
$$;


ALTER FUNCTION identity.find_invitation(organization_id uuid, invitation_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION find_invitation(organization_id uuid, invitation_id uuid); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.find_invitation(organization_id uuid, invitation_id uuid) IS 'A pending invitation, locked until the transaction ends; refused with 404 if there is none.';


--
-- Name: find_invited_user(text); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.find_invited_user(email text) RETURNS uuid
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
declare
    v_user identity.users;
begin
    select u.* into v_user
    from identity.users as u
    where lower(u.email) = lower(find_invited_user.email);

    if identity.current_user_id() is not null then
        perform identity.require_own_session();
    end if;
    if v_user.kind = 'staff'
        or coalesce(identity.current_user_id() <> v_user.id, false)
        or (v_user.id is null and identity.current_user_id() is not null)
    then
        perform util.fail(
            403, 'invitation_for_another', 'The invitation was sent to another address',
            hint => 'Sign out, then open the link again'
        );
    end if;
    return v_user.id;
end
$$;


ALTER FUNCTION identity.find_invited_user(email text) OWNER TO unison_owner;

--
-- Name: FUNCTION find_invited_user(email text); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.find_invited_user(email text) IS 'The person with an invited address, null if it is new. A caller who is signed in must be that
person.';


--
-- Name: find_member_role(uuid, uuid); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.find_member_role(organization_id uuid, user_id uuid) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
declare
    v_role text;
begin
    select m.role into v_role
    from identity.memberships as m
    where m.organization_id = find_member_role.organization_id and m.user_id = find_member_role.user_id;

    if v_role is null then
        perform util.fail(404, 'member_not_found', 'There is no such member');
    end if;
    return v_role;
end
$$;


ALTER FUNCTION identity.find_member_role(organization_id uuid, user_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION find_member_role(organization_id uuid, user_id uuid); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.find_member_role(organization_id uuid, user_id uuid) IS 'A member''s role; refused with 404 for somebody who is none.';


--
-- Name: memberships; Type: TABLE; Schema: identity; Owner: unison_owner
--

CREATE TABLE identity.memberships (
    organization_id uuid NOT NULL,
    user_id uuid NOT NULL,
    user_kind text DEFAULT 'customer'::text NOT NULL,
    role text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT memberships_user_kind_check CHECK ((user_kind = 'customer'::text))
);


ALTER TABLE identity.memberships OWNER TO unison_owner;

--
-- Name: TABLE memberships; Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON TABLE identity.memberships IS 'Who belongs to an organization, and as what.';


--
-- Name: find_organization_for_session(uuid); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.find_organization_for_session(user_id uuid) RETURNS uuid
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT m.organization_id
    FROM identity.memberships m
   WHERE (m.user_id = find_organization_for_session.user_id)
   ORDER BY ( SELECT max(s.created_at) AS max
            FROM identity.sessions s
           WHERE ((s.kind = 'user'::text) AND (s.user_id = m.user_id) AND (s.organization_id = m.organization_id))) DESC NULLS LAST, m.created_at, m.organization_id
  LIMIT 1;
END;


ALTER FUNCTION identity.find_organization_for_session(user_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION find_organization_for_session(user_id uuid); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.find_organization_for_session(user_id uuid) IS 'Where a person goes on signing in: the organization of the last session, else the first joined.';


--
-- Name: guard_request(); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.guard_request() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $_$
declare
    v_headers json := coalesce(nullif(current_setting('request.headers', true), ''), '{}')::json;
    v_claims jsonb
    := coalesce(nullif(current_setting('request.jwt.claims', true), ''), '{}')::jsonb;
    v_role text := current_setting('role');
    v_now numeric := extract(epoch from util.wall_clock());
    v_organization_id uuid;
    v_session record;
begin
    -- Only where a connection is kept in one transaction, as tests do, somebody was there before.
    if current_setting('identity.session_id', true) <> '' then
        perform identity.set_current_session(null, null, null, null, null);
    end if;

    -- Nobody may write to a view; asking some of them would end in an error of ours (500).
    if current_setting('request.method', true) not in ('GET', 'HEAD', 'OPTIONS')
        and current_setting('request.path', true) not like '/rpc/%'
    then
        perform util.fail(
            405, 'method_not_allowed', 'What is read here is written by functions',
            hint => 'POST to /rpc/<function>'
        );
    end if;

    -- The planner's estimate counts rows that the caller must not know of.
    if v_headers ->> 'prefer' ~* 'count\s*=\W*(planned|estimated)' then
        perform util.fail(
            400, 'count_refused', 'Rows are counted exactly or not at all',
            hint => 'Send Prefer: count=exact'
        );
    end if;

    if v_role = 'anon' then
        -- Another scheme, or an empty token, is no stranger but somebody whom we failed to recognise.
        if v_headers ->> 'authorization' is not null then
            perform util.fail(
                401, 'token_required', 'The Authorization header holds no access token',
                hint => 'Send Authorization: Bearer <access_token>'
            );
        end if;
        return;
    end if;

    -- A token without an end, or for somebody else, is one that we did not sign for this.
    if v_role not in ('authenticated', 'platform_admin')
        or v_claims ->> 'role' is distinct from v_role
        or v_claims ->> 'aud' is distinct from 'unison'
        or jsonb_typeof(v_claims -> 'exp') is distinct from 'number'
        or concat_ws(' ', v_claims ->> 'sub', v_claims ->> 'sid', v_claims ->> 'org_id')
        !~ '^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}( |$)){2,3}$'
        or v_claims ->> 'sub' is null
        or v_claims ->> 'sid' is null
    then
        perform identity.refuse_token('incomplete');
    end if;

    -- PostgREST allows 30 seconds more, for clocks that differ; this is the clock that signed.
    if (v_claims ->> 'exp')::numeric <= v_now then
        perform identity.refuse_token('expired');
    end if;
    -- We sign for 15 minutes.
    if (v_claims ->> 'exp')::numeric > v_now + 3600 then
        perform identity.refuse_token('incomplete');
    end if;

    v_organization_id = (v_claims ->> 'org_id')::uuid;

    select
        s.id,
        s.kind,
        s.user_id,
        s.is_read_only,
        m.role as member_role
    into v_session
    from identity.sessions as s
    inner join identity.users as u on s.user_id = u.id
    left join identity.memberships as m
        on s.user_id = m.user_id and m.organization_id = v_organization_id
    where
        s.id = (v_claims ->> 'sid')::uuid
        and s.user_id = (v_claims ->> 'sub')::uuid
        and s.revoked_at is null
        and s.expires_at > util.wall_clock()
        and u.disabled_at is null
        and case s.kind
            when 'user' then v_role = 'authenticated' and m.user_id is not null
            when 'staff' then
                v_role = 'platform_admin' and u.kind = 'staff' and v_organization_id is null
            when 'api_key' then
                v_role = 'authenticated' and s.organization_id = v_organization_id
            when 'impersonation' then
                v_role = 'authenticated'
                and s.organization_id = v_organization_id
                and m.user_id is not null
                and exists (
                    select from identity.users as a
                    where a.id = s.acting_staff_id and a.kind = 'staff' and a.disabled_at is null
                )
        end;

    if v_session.id is null then
        perform identity.refuse_token('session_ended');
    end if;

    perform identity.set_current_session(
        v_session.id,
        v_session.kind,
        v_session.user_id,
        v_organization_id,
        case when v_session.kind <> 'api_key' then v_session.member_role end
    );
    if v_session.is_read_only then
        perform set_config('transaction_read_only', 'on', true);
    end if;
end
$_$;


ALTER FUNCTION identity.guard_request() OWNER TO unison_owner;

--
-- Name: FUNCTION guard_request(); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.guard_request() IS 'PostgREST''s db-pre-request: refuses incomplete and expired tokens, ended sessions and lost
memberships, and says for the rest of the transaction who asks.';


--
-- Name: has_cookie_session(); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.has_cookie_session() RETURNS boolean
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT COALESCE((lower(util.request_header('x-session'::text)) = 'cookie'::text), false) AS "coalesce";
END;


ALTER FUNCTION identity.has_cookie_session() OWNER TO unison_owner;

--
-- Name: FUNCTION has_cookie_session(); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.has_cookie_session() IS 'Whether the client keeps its tokens in cookies that scripts cannot read: it sends X-Session:
cookie. The gateway sends it too wherever it has taken a token out of a cookie.';


--
-- Name: has_member_permission(uuid, uuid, text); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.has_member_permission(organization_id uuid, user_id uuid, permission text) RETURNS boolean
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT (EXISTS ( SELECT
            FROM (identity.memberships m
              JOIN identity.role_permissions p ON ((m.role = p.role)))
           WHERE ((m.organization_id = has_member_permission.organization_id) AND (m.user_id = has_member_permission.user_id) AND (p.permission = has_member_permission.permission)))) AS "exists";
END;


ALTER FUNCTION identity.has_member_permission(organization_id uuid, user_id uuid, permission text) OWNER TO unison_owner;

--
-- Name: FUNCTION has_member_permission(organization_id uuid, user_id uuid, permission text); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.has_member_permission(organization_id uuid, user_id uuid, permission text) IS 'Whether a person''s role in an organization includes a permission, as it stands now and not as it
stood when the request began.';


--
-- Name: has_permission(text); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.has_permission(permission text) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    return exists (
        select from identity.role_permissions as p
        where p.role = identity.current_member_role() and p.permission = has_permission.permission
    );
end
$$;


ALTER FUNCTION identity.has_permission(permission text) OWNER TO unison_owner;

--
-- Name: FUNCTION has_permission(permission text); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.has_permission(permission text) IS 'Whether the caller''s role in the current organization includes a permission. In a policy write
(select identity.has_permission(…)), so that it is asked once.';


--
-- Name: has_role(text[]); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.has_role(VARIADIC roles text[]) RETURNS boolean
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT COALESCE((identity.current_member_role() = ANY (roles)), false) AS "coalesce";
END;


ALTER FUNCTION identity.has_role(VARIADIC roles text[]) OWNER TO unison_owner;

--
-- Name: FUNCTION has_role(VARIADIC roles text[]); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.has_role(VARIADIC roles text[]) IS 'Whether the caller has one of these roles in the current organization.';


--
-- Name: hash_password(text); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.hash_password(password text) RETURNS text
    LANGUAGE sql
    BEGIN ATOMIC
 SELECT ext.crypt(identity.digest_password(password), ext.gen_salt('bf'::text, (util.setting('password_hash_cost'::text))::integer)) AS crypt;
END;


ALTER FUNCTION identity.hash_password(password text) OWNER TO unison_owner;

--
-- Name: FUNCTION hash_password(password text); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.hash_password(password text) IS 'bcrypt, with the cost of the setting password_hash_cost, over identity.digest_password.';


--
-- Name: import_organization(uuid, text, timestamp with time zone); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.import_organization(id uuid, name text, created_at timestamp with time zone) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    insert into identity.organizations (id, name, created_at)
    values (
        import_organization.id,
        -- Elsewhere names may have been longer, or empty.
        coalesce(
            nullif(btrim(left(btrim(import_organization.name), 200)), ''),
            import_organization.id::text
        ),
        least(import_organization.created_at, util.now())
    )
    on conflict on constraint organizations_pkey do nothing;

    return found;
end
$$;


ALTER FUNCTION identity.import_organization(id uuid, name text, created_at timestamp with time zone) OWNER TO unison_owner;

--
-- Name: FUNCTION import_organization(id uuid, name text, created_at timestamp with time zone); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.import_organization(id uuid, name text, created_at timestamp with time zone) IS 'Makes an organization that is known elsewhere by this id, without members and without a trial. One
that exists stays as it is. Returns whether it was made.';


--
-- Name: invite_member(uuid, text, text); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.invite_member(organization_id uuid, email text, role text) RETURNS identity.invitations
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
#variable_conflict use_column
declare
    v_now timestamptz := util.wall_clock();
    v_email text := identity.require_email(invite_member.email);
    v_inviter_id uuid := identity.require_user();
    v_invitation identity.invitations;
begin
    perform identity.require_assignable_role(invite_member.role);
    -- Who is removed at this moment must not leave an invitation behind.
    perform identity.lock_organization(invite_member.organization_id);
    if not identity.has_member_permission(
        invite_member.organization_id,
        v_inviter_id,
        case invite_member.role when 'owner' then 'owners.manage' else 'members.manage' end
    ) then
        perform util.fail(403, 'role_required', 'Your role in this organization does not allow this');
    end if;
    -- Anybody founds organizations: mails are counted by who sends and by who gets them, too.
    perform identity.count_try('invitations:' || invite_member.organization_id, 100);
    perform identity.count_try('invitations_by:' || v_inviter_id, 100);
    perform identity.count_try('invited_' || identity.address_key(v_email), 5);

    if exists (
        select from identity.memberships as m
        inner join identity.users as u on m.user_id = u.id
        where m.organization_id = invite_member.organization_id and lower(u.email) = lower(v_email)
    ) then
        perform util.fail(409, 'already_member', 'The person is a member already');
    end if;

    insert into identity.invitations as i (
        organization_id, email, role, invited_by, created_at, expires_at
    )
    values (
        invite_member.organization_id, v_email, invite_member.role, v_inviter_id,
        v_now, v_now + interval '168 hours'
    )
    on conflict (organization_id, lower(email)) where accepted_at is null and revoked_at is null
    do update set
        role = excluded.role,
        invited_by = excluded.invited_by,
        expires_at = excluded.expires_at
    returning i.* into v_invitation;
    return v_invitation;
end
$$;


ALTER FUNCTION identity.invite_member(organization_id uuid, email text, role text) OWNER TO unison_owner;

--
-- Name: FUNCTION invite_member(organization_id uuid, email text, role text); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.invite_member(organization_id uuid, email text, role text) IS 'Invites an address into an organization for 7 days. Inviting it again renews the invitation.';


--
-- Name: is_password(text, text); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.is_password(password text, password_hash text) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $_$
declare
    v_digest text := identity.digest_password(is_password.password);
begin
    if coalesce(is_password.password_hash, '') !~ '^\$2[aby]\$' then
        perform identity.hash_password(is_password.password);
        return false;
    end if;
    return ext.crypt(v_digest, is_password.password_hash) = is_password.password_hash;
end
$_$;


ALTER FUNCTION identity.is_password(password text, password_hash text) OWNER TO unison_owner;

--
-- Name: FUNCTION is_password(password text, password_hash text); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.is_password(password text, password_hash text) IS 'Whether the hash was made from the password; null, or what is no hash, was made from none.';


--
-- Name: issue_tokens(uuid); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.issue_tokens(session_id uuid) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_now timestamptz := util.wall_clock();
    v_issued_at bigint := floor(extract(epoch from v_now))::bigint;
    v_expires_in integer := 900;
    v_refresh_token text := util.random_token();
    v_refresh_expires_at timestamptz;
    v_session identity.sessions;
    v_access_token text;
begin
    select s.* into strict v_session
    from identity.sessions as s
    where s.id = issue_tokens.session_id;

    v_refresh_expires_at = least(v_now + interval '30 days', v_session.expires_at);
    insert into identity.refresh_tokens (token_hash, session_id, created_at, expires_at)
    values (util.hash_token(v_refresh_token), v_session.id, v_now, v_refresh_expires_at);

    v_access_token = identity.sign_jwt(json_strip_nulls(json_build_object(
        'sub', v_session.user_id,
        'sid', v_session.id,
        'org_id', v_session.organization_id,
        'role', case v_session.kind when 'staff' then 'platform_admin' else 'authenticated' end,
        'aud', 'unison',
        'iat', v_issued_at,
        'exp', v_issued_at + v_expires_in
    )));

    if identity.has_cookie_session() then
        perform identity.set_session_cookies(
            v_access_token, v_expires_in, v_refresh_token, v_refresh_expires_at - v_now
        );
        return json_build_object(
            'token_type', 'cookie',
            'expires_in', v_expires_in,
            'organization_id', v_session.organization_id
        );
    end if;

    return json_build_object(
        'access_token', v_access_token,
        'refresh_token', v_refresh_token,
        'token_type', 'bearer',
        'expires_in', v_expires_in,
        'organization_id', v_session.organization_id
    );
end
$$;


ALTER FUNCTION identity.issue_tokens(session_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION issue_tokens(session_id uuid); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.issue_tokens(session_id uuid) IS 'An access token of 15 minutes and a refresh token for a session, as the answer to whoever signed
in: in the body, or in cookies if the client wants it so.';


--
-- Name: lock_organization(uuid); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.lock_organization(organization_id uuid) RETURNS void
    LANGUAGE sql
    BEGIN ATOMIC
 SELECT
    FROM identity.organizations o
   WHERE (o.id = lock_organization.organization_id)
  FOR NO KEY UPDATE OF o;
END;


ALTER FUNCTION identity.lock_organization(organization_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION lock_organization(organization_id uuid); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.lock_organization(organization_id uuid) IS 'Makes changes of an organization''s owners come one after the other.';


--
-- Name: mark_as_demo(uuid); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.mark_as_demo(organization_id uuid) RETURNS void
    LANGUAGE sql
    BEGIN ATOMIC
 UPDATE identity.organizations o SET is_demo = true
   WHERE ((o.id = mark_as_demo.organization_id) AND (NOT o.is_demo));
END;


ALTER FUNCTION identity.mark_as_demo(organization_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION mark_as_demo(organization_id uuid); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.mark_as_demo(organization_id uuid) IS 'Lets an organization be told from a customer''s. For the command that makes the demo.';


--
-- Name: my_organizations(); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.my_organizations() RETURNS TABLE(id uuid, name text, role text, is_sandbox boolean, created_at timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO ''
    BEGIN ATOMIC
 SELECT o.id,
     o.name,
     m.role,
     o.is_sandbox,
     o.created_at
    FROM (identity.memberships m
      JOIN identity.organizations o ON ((m.organization_id = o.id)))
   WHERE ((m.user_id = identity.current_user_id()) AND ((identity.current_session_kind() = 'user'::text) OR (o.id = identity.current_organization_id())));
END;


ALTER FUNCTION identity.my_organizations() OWNER TO unison_owner;

--
-- Name: FUNCTION my_organizations(); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.my_organizations() IS 'The organizations of the caller; whoever acts for a person sees the current one only.';


--
-- Name: wall_clock(); Type: FUNCTION; Schema: util; Owner: unison_owner
--

CREATE FUNCTION util.wall_clock() RETURNS timestamp with time zone
    LANGUAGE sql
    BEGIN ATOMIC
 SELECT clock_timestamp() AS clock_timestamp;
END;


ALTER FUNCTION util.wall_clock() OWNER TO unison_owner;

--
-- Name: FUNCTION wall_clock(); Type: COMMENT; Schema: util; Owner: unison_owner
--

COMMENT ON FUNCTION util.wall_clock() IS 'Real time, for tokens, leases, signatures and queues. It moves within a transaction.';


--
-- Name: open_session(text, uuid, uuid); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.open_session(kind text, user_id uuid, organization_id uuid) RETURNS uuid
    LANGUAGE sql
    BEGIN ATOMIC
 INSERT INTO identity.sessions (kind, user_id, organization_id, created_at, expires_at)
   VALUES (open_session.kind, open_session.user_id, open_session.organization_id, util.wall_clock(), (util.wall_clock() +
         CASE open_session.kind
             WHEN 'staff'::text THEN '12:00:00'::interval
             ELSE '90 days'::interval
         END))
   RETURNING sessions.id;
END;


ALTER FUNCTION identity.open_session(kind text, user_id uuid, organization_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION open_session(kind text, user_id uuid, organization_id uuid); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.open_session(kind text, user_id uuid, organization_id uuid) IS 'A session: 12 hours for staff, else 90 days. identity.issue_tokens gives out its tokens.';


--
-- Name: pre_config(); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.pre_config() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    perform set_config(
        'pgrst.jwt_secret',
        json_build_object('keys', (
            select json_agg(json_build_object(
                'kty', 'oct', 'alg', 'HS256', 'use', 'sig', 'kid', k.id, 'k', k.secret
            ))
            from identity.signing_keys as k
        ))::text,
        true
    );
end
$$;


ALTER FUNCTION identity.pre_config() OWNER TO unison_owner;

--
-- Name: FUNCTION pre_config(); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.pre_config() IS 'PostgREST''s db-pre-config: gives it the keys of access tokens. NOTIFY pgrst, ''reload config''
makes it ask again.';


--
-- Name: refresh_session(text); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.refresh_session(refresh_token text) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_now timestamptz := util.wall_clock();
    v_token identity.refresh_tokens;
    v_session identity.sessions;
begin
    -- Two refreshes with one token come one after the other.
    select t.* into v_token
    from identity.refresh_tokens as t
    where t.token_hash = util.hash_token(refresh_session.refresh_token)
    for update;

    select s.* into v_session
    from identity.sessions as s
    inner join identity.users as u on s.user_id = u.id
    where
        s.id = v_token.session_id
        and s.revoked_at is null
        and s.expires_at > v_now
        and u.disabled_at is null;

    -- Within 10 seconds it is the same client twice: two tabs, or an answer that was lost. Later
    -- somebody else has it, and nobody can tell who is the thief.
    if v_session.id is null
        or v_token.expires_at <= v_now
        or v_token.used_at < v_now - interval '10 seconds'
    then
        if v_token.used_at is not null then
            perform identity.revoke_session(v_token.session_id, 'refresh_token_reused');
        end if;
        return identity.refuse_refresh();
    end if;

    if v_session.kind = 'user' and not exists (
        select from identity.memberships as m
        where m.user_id = v_session.user_id and m.organization_id = v_session.organization_id
    ) then
        v_session.organization_id = identity.find_organization_for_session(v_session.user_id);
        if v_session.organization_id is null then
            perform identity.revoke_session(v_session.id, 'membership_lost');
            return identity.refuse_refresh();
        end if;
        perform identity.bind_session(v_session.id, v_session.organization_id);
    end if;

    update identity.refresh_tokens as t
    set used_at = v_now
    where t.token_hash = v_token.token_hash and t.used_at is null;
    return identity.issue_tokens(v_session.id);
end
$$;


ALTER FUNCTION identity.refresh_session(refresh_token text) OWNER TO unison_owner;

--
-- Name: FUNCTION refresh_session(refresh_token text); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.refresh_session(refresh_token text) IS 'New tokens for a refresh token, which is used up by it. One that was used before, longer than 10
seconds ago, ends its whole session.';


--
-- Name: respond_error(integer, text, text, jsonb, text); Type: FUNCTION; Schema: util; Owner: unison_owner
--

CREATE FUNCTION util.respond_error(status integer, code text, message text, details jsonb DEFAULT '{}'::jsonb, hint text DEFAULT NULL::text) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    perform set_config('response.status', respond_error.status::text, true);
    perform util.add_response_header(h.key, h.value)
    from jsonb_each_text(
        util.error_headers(respond_error.status, respond_error.details)
    ) as h;
    return util.error_body(
        respond_error.code, respond_error.message, respond_error.details, respond_error.hint
    );
end
$$;


ALTER FUNCTION util.respond_error(status integer, code text, message text, details jsonb, hint text) OWNER TO unison_owner;

--
-- Name: FUNCTION respond_error(status integer, code text, message text, details jsonb, hint text); Type: COMMENT; Schema: util; Owner: unison_owner
--

COMMENT ON FUNCTION util.respond_error(status integer, code text, message text, details jsonb, hint text) IS 'Answers with an HTTP status and the API''s error body, and lets the transaction commit. The caller
returns the result at once. code is a row of util.error_codes.';


--
-- Name: refuse_credentials(); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.refuse_credentials() RETURNS json
    LANGUAGE sql
    BEGIN ATOMIC
 SELECT util.respond_error(401, 'invalid_credentials'::text, 'The address or the password is wrong'::text, hint => 'Try again, or reset the password'::text) AS respond_error;
END;


ALTER FUNCTION identity.refuse_credentials() OWNER TO unison_owner;

--
-- Name: FUNCTION refuse_credentials(); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.refuse_credentials() IS 'Answers 401, the same for an unknown address and a wrong password; what was counted is kept.';


--
-- Name: refuse_refresh(); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.refuse_refresh() RETURNS json
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    perform identity.clear_session_cookies();
    return util.respond_error(
        401, 'refresh_token_invalid', 'The refresh token is unknown, expired or was used before',
        hint => 'Sign in again'
    );
end
$$;


ALTER FUNCTION identity.refuse_refresh() OWNER TO unison_owner;

--
-- Name: FUNCTION refuse_refresh(); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.refuse_refresh() IS 'Answers 401; what was revoked stays revoked.';


--
-- Name: refuse_taken_email(); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.refuse_taken_email() RETURNS json
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    perform identity.count_client_failure();
    return util.respond_error(
        409, 'email_taken', 'Somebody has an account with this address already',
        hint => 'Sign in, or reset the password'
    );
end
$$;


ALTER FUNCTION identity.refuse_taken_email() OWNER TO unison_owner;

--
-- Name: FUNCTION refuse_taken_email(); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.refuse_taken_email() IS 'Answers 409 to a sign-up, and counts it: the one place that tells whether an address is known.';


--
-- Name: refuse_token(text); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.refuse_token(reason text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
begin
    perform util.fail(
        401, 'token_invalid', 'The access token does not count',
        jsonb_build_object('reason', refuse_token.reason),
        'Refresh it, or sign in again'
    );
end
$$;


ALTER FUNCTION identity.refuse_token(reason text) OWNER TO unison_owner;

--
-- Name: FUNCTION refuse_token(reason text); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.refuse_token(reason text) IS 'Ends the request with 401: incomplete, expired or session_ended.';


--
-- Name: refuse_try(timestamp with time zone); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.refuse_try(window_started_at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    perform util.fail(
        429, 'too_many_tries', 'Too many tries',
        jsonb_build_object('retry_after_seconds', greatest(1, ceil(extract(
            epoch from refuse_try.window_started_at + interval '15 minutes' - util.wall_clock()
        ))::integer)),
        'Wait, then try again'
    );
end
$$;


ALTER FUNCTION identity.refuse_try(window_started_at timestamp with time zone) OWNER TO unison_owner;

--
-- Name: FUNCTION refuse_try(window_started_at timestamp with time zone); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.refuse_try(window_started_at timestamp with time zone) IS 'Ends the request with 429, and tells when the window of tries that began then is over.';


--
-- Name: remove_member(uuid, uuid); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.remove_member(organization_id uuid, user_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_role text;
begin
    perform identity.lock_organization(remove_member.organization_id);
    v_role = identity.find_member_role(remove_member.organization_id, remove_member.user_id);

    if remove_member.user_id = identity.current_user_id() then
        perform identity.require_own_session();
    else
        perform identity.require_permission(
            case v_role when 'owner' then 'owners.manage' else 'members.manage' end
        );
    end if;
    if v_role = 'owner' then
        perform identity.require_other_owner(remove_member.organization_id, remove_member.user_id);
    end if;

    delete from identity.memberships as m
    where m.organization_id = remove_member.organization_id and m.user_id = remove_member.user_id;
    perform identity.revoke_unbacked_invitations(
        remove_member.organization_id, remove_member.user_id
    );
end
$$;


ALTER FUNCTION identity.remove_member(organization_id uuid, user_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION remove_member(organization_id uuid, user_id uuid); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.remove_member(organization_id uuid, user_id uuid) IS 'Takes a member out of an organization: anybody may leave, only owners remove owners, and one stays.
The member''s tokens for the organization count no more from the next request on, and what
invitations the member has sent there count no more either.';


--
-- Name: require_assignable_role(text); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.require_assignable_role(role text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    if not exists (select from identity.roles as r where r.role = require_assignable_role.role) then
        perform util.fail(
            400, 'invalid_argument', 'There is no such role',
            jsonb_build_object(
                'argument', 'role',
                'roles', (select jsonb_agg(r.role order by r.rank) from identity.roles as r)
            )
        );
    end if;
    if require_assignable_role.role = 'owner' then
        perform identity.require_permission('owners.manage');
    end if;
end
$$;


ALTER FUNCTION identity.require_assignable_role(role text) OWNER TO unison_owner;

--
-- Name: FUNCTION require_assignable_role(role text); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.require_assignable_role(role text) IS 'Refuses a role that does not exist, and that of an owner unless the caller may make owners.';


--
-- Name: require_client_tries(); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.require_client_tries() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    perform identity.require_tries(
        identity.current_client_key(), util.setting('tries_per_client')::integer
    );
end
$$;


ALTER FUNCTION identity.require_client_tries() OWNER TO unison_owner;

--
-- Name: FUNCTION require_client_tries(); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.require_client_tries() IS 'Refuses with 429 a client that has failed too often; identity.count_client_failure counts.';


--
-- Name: require_email(text); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.require_email(email text) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $_$
declare
    v_email text := identity.require_text('email', require_email.email, 254);
begin
    -- Whether there is such a mailbox only a mail can tell; this refuses what would break a header.
    if v_email !~ '^[^@[:space:]"(),:;<>\[\\\]]+@[^@[:space:]"(),:;<>\[\\\]]+\.[^@[:space:]"(),:;<>\[\\\].]+$'
    then
        perform util.fail(
            400, 'invalid_argument', 'email must be an e-mail address',
            jsonb_build_object('argument', 'email')
        );
    end if;
    return v_email;
end
$_$;


ALTER FUNCTION identity.require_email(email text) OWNER TO unison_owner;

--
-- Name: FUNCTION require_email(email text); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.require_email(email text) IS 'The address without spaces around it; refused with 400 if it cannot be one.';


--
-- Name: require_good_password(text, text); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.require_good_password(password text, email text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $_$
declare
    v_password text := coalesce(require_good_password.password, '');
    v_reason text;
begin
    v_reason = case
        when length(v_password) < 10 then 'too_short'
        when octet_length(v_password) > 1024 then 'too_long'
        when (
            select count(distinct c.letter) < 5
            from regexp_split_to_table(v_password, '') as c (letter)
        ) then 'too_uniform'
        when lower(btrim(v_password)) in (
            lower(require_good_password.email),
            lower(split_part(require_good_password.email, '@', 1))
        ) then 'is_email'
        when lower(v_password) ~ '^(password|passwort|qwerty|qwertz|letmein|welcome|iloveyou|abc)[0-9]*$'
            or '01234567890123456789' like '%' || v_password || '%'
            or lower(v_password) ~ '^(qwertyuiop|qwertzuiop|1q2w3e4r5t|asdfghjkl)'
            then 'too_common'
    end;

    if v_reason is not null then
        perform util.fail(
            400, 'password_refused', 'The password is too easy to guess, or too long',
            jsonb_build_object('argument', 'password', 'reason', v_reason),
            'Take at least 10 characters, best several words that do not belong together'
        );
    end if;
end
$_$;


ALTER FUNCTION identity.require_good_password(password text, email text) OWNER TO unison_owner;

--
-- Name: FUNCTION require_good_password(password text, email text); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.require_good_password(password text, email text) IS 'Refuses passwords of fewer than 10 characters or more than 1024 bytes, the address itself, and
what everybody tries first. No rules about kinds of characters: they make passwords worse.';


--
-- Name: require_other_owner(uuid, uuid); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.require_other_owner(organization_id uuid, user_id uuid) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
begin
    if not exists (
        select from identity.memberships as m
        where
            m.organization_id = require_other_owner.organization_id
            and m.role = 'owner'
            and m.user_id <> require_other_owner.user_id
    ) then
        perform util.fail(
            409, 'last_owner', 'An organization keeps at least one owner',
            hint => 'Make somebody else an owner first'
        );
    end if;
end
$$;


ALTER FUNCTION identity.require_other_owner(organization_id uuid, user_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION require_other_owner(organization_id uuid, user_id uuid); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.require_other_owner(organization_id uuid, user_id uuid) IS 'Refuses with 409 if nobody else is an owner.';


--
-- Name: require_own_session(); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.require_own_session() RETURNS uuid
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
begin
    perform identity.require_user();
    if identity.current_session_kind() not in ('user', 'staff') then
        perform util.fail(
            403, 'own_session_required', 'Only the person may do this',
            jsonb_build_object('session_kind', identity.current_session_kind()),
            'Sign in with your own password'
        );
    end if;
    return identity.current_user_id();
end
$$;


ALTER FUNCTION identity.require_own_session() OWNER TO unison_owner;

--
-- Name: FUNCTION require_own_session(); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.require_own_session() IS 'The caller''s id; API keys and impersonators are refused: they act for a person, but do not change
who that person is.';


--
-- Name: require_permission(text); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.require_permission(permission text) RETURNS uuid
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
begin
    perform identity.require_user();
    if not identity.has_permission(require_permission.permission) then
        perform util.fail(
            403, 'role_required', 'Your role in this organization does not allow this',
            jsonb_build_object(
                'role', identity.current_member_role(),
                'permission', require_permission.permission,
                'roles', (
                    select jsonb_agg(p.role order by p.role)
                    from identity.role_permissions as p
                    where p.permission = require_permission.permission
                )
            ),
            'Ask an owner of the organization'
        );
    end if;
    return identity.current_organization_id();
end
$$;


ALTER FUNCTION identity.require_permission(permission text) OWNER TO unison_owner;

--
-- Name: FUNCTION require_permission(permission text); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.require_permission(permission text) IS 'The current organization; callers whose role in it lacks the permission are refused with 403.';


--
-- Name: require_role(text[]); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.require_role(VARIADIC roles text[]) RETURNS uuid
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
begin
    perform identity.require_user();
    if not identity.has_role(variadic require_role.roles) then
        perform util.fail(
            403, 'role_required', 'Your role in this organization does not allow this',
            jsonb_build_object('role', identity.current_member_role(), 'roles', require_role.roles),
            'Ask an owner of the organization'
        );
    end if;
    return identity.current_organization_id();
end
$$;


ALTER FUNCTION identity.require_role(VARIADIC roles text[]) OWNER TO unison_owner;

--
-- Name: FUNCTION require_role(VARIADIC roles text[]); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.require_role(VARIADIC roles text[]) IS 'The current organization; callers with none of these roles in it are refused with 403. Prefer
identity.require_permission where there is a permission for it.';


--
-- Name: require_staff(); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.require_staff() RETURNS uuid
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
begin
    perform identity.require_user();
    if identity.current_session_kind() <> 'staff' then
        perform util.fail(403, 'staff_required', 'Only the staff of the platform may do this');
    end if;
    return identity.current_user_id();
end
$$;


ALTER FUNCTION identity.require_staff() OWNER TO unison_owner;

--
-- Name: FUNCTION require_staff(); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.require_staff() IS 'The caller''s id; everybody but the staff is refused.';


--
-- Name: require_text(text, text, integer); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.require_text(argument text, value text, max_length integer) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $$
declare
    v_text text := btrim(require_text.value);
begin
    -- Control characters would begin new lines in mails and logs.
    if coalesce(v_text, '') = '' or length(v_text) > require_text.max_length
        or v_text ~ '[[:cntrl:]]'
    then
        perform util.fail(
            400, 'invalid_argument',
            format('%s must be text of 1 to %s characters', require_text.argument, require_text.max_length),
            jsonb_build_object('argument', require_text.argument)
        );
    end if;
    return v_text;
end
$$;


ALTER FUNCTION identity.require_text(argument text, value text, max_length integer) OWNER TO unison_owner;

--
-- Name: FUNCTION require_text(argument text, value text, max_length integer); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.require_text(argument text, value text, max_length integer) IS 'A name without spaces around it; refused with 400 if it is empty, too long or has line breaks.';


--
-- Name: require_tries(text, integer); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.require_tries(key text, max_tries integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_window_started_at timestamptz;
begin
    select t.window_started_at into v_window_started_at
    from identity.throttles as t
    where
        t.key = require_tries.key
        and t.tries >= require_tries.max_tries
        and t.window_started_at > util.wall_clock() - interval '15 minutes';

    if v_window_started_at is not null then
        perform identity.refuse_try(v_window_started_at);
    end if;
end
$$;


ALTER FUNCTION identity.require_tries(key text, max_tries integer) OWNER TO unison_owner;

--
-- Name: FUNCTION require_tries(key text, max_tries integer); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.require_tries(key text, max_tries integer) IS 'Refuses with 429 when no try of the key is left within 15 minutes. Counts nothing.';


--
-- Name: require_user(); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.require_user() RETURNS uuid
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
begin
    if identity.current_user_id() is null then
        perform util.fail(
            401, 'token_required', 'This needs an access token',
            hint => 'Sign in, and send Authorization: Bearer <access_token>'
        );
    end if;
    return identity.current_user_id();
end
$$;


ALTER FUNCTION identity.require_user() OWNER TO unison_owner;

--
-- Name: FUNCTION require_user(); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.require_user() IS 'The caller''s id; visitors are refused with 401.';


--
-- Name: reset_password(text, text); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.reset_password(token text, new_password text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_token identity.one_time_tokens := identity.use_one_time_token(
        reset_password.token, 'reset_password'
    );
begin
    perform identity.set_password(v_token.user_id, reset_password.new_password);
    perform identity.revoke_sessions(v_token.user_id, 'password_reset');
end
$$;


ALTER FUNCTION identity.reset_password(token text, new_password text) OWNER TO unison_owner;

--
-- Name: FUNCTION reset_password(token text, new_password text); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.reset_password(token text, new_password text) IS 'Sets a password by the token of a mail, and ends every session of the person.';


--
-- Name: revoke_invitation(uuid, uuid); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.revoke_invitation(organization_id uuid, invitation_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_invitation identity.invitations := identity.find_invitation(
        revoke_invitation.organization_id, revoke_invitation.invitation_id
    );
begin
    update identity.invitations as i
    set revoked_at = util.wall_clock()
    where i.organization_id = v_invitation.organization_id and i.id = v_invitation.id;
end
$$;


ALTER FUNCTION identity.revoke_invitation(organization_id uuid, invitation_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION revoke_invitation(organization_id uuid, invitation_id uuid); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.revoke_invitation(organization_id uuid, invitation_id uuid) IS 'Takes a pending invitation back; its link counts no more, and its seat is free.';


--
-- Name: revoke_session(uuid, text); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.revoke_session(session_id uuid, reason text) RETURNS void
    LANGUAGE sql
    BEGIN ATOMIC
 UPDATE identity.sessions s SET revoked_at = util.wall_clock(), revoked_reason = revoke_session.reason
   WHERE ((s.id = revoke_session.session_id) AND (s.revoked_at IS NULL));
END;


ALTER FUNCTION identity.revoke_session(session_id uuid, reason text) OWNER TO unison_owner;

--
-- Name: FUNCTION revoke_session(session_id uuid, reason text); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.revoke_session(session_id uuid, reason text) IS 'Ends a session with all its tokens, from the next request on.';


--
-- Name: revoke_sessions(uuid, text, uuid); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.revoke_sessions(user_id uuid, reason text, except_session_id uuid DEFAULT NULL::uuid) RETURNS void
    LANGUAGE sql
    BEGIN ATOMIC
 UPDATE identity.sessions s SET revoked_at = util.wall_clock(), revoked_reason = revoke_sessions.reason
   WHERE ((s.user_id = revoke_sessions.user_id) AND (s.kind = ANY (ARRAY['user'::text, 'staff'::text])) AND (s.revoked_at IS NULL) AND (s.id IS DISTINCT FROM revoke_sessions.except_session_id));
END;


ALTER FUNCTION identity.revoke_sessions(user_id uuid, reason text, except_session_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION revoke_sessions(user_id uuid, reason text, except_session_id uuid); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.revoke_sessions(user_id uuid, reason text, except_session_id uuid) IS 'Ends all sessions that a person has signed in to, but the one that is excepted.';


--
-- Name: revoke_unbacked_invitations(uuid, uuid); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.revoke_unbacked_invitations(organization_id uuid, user_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    update identity.invitations as i
    set revoked_at = util.wall_clock()
    where
        i.organization_id = revoke_unbacked_invitations.organization_id
        and i.invited_by = revoke_unbacked_invitations.user_id
        and i.accepted_at is null
        and i.revoked_at is null
        and not identity.has_member_permission(
            i.organization_id,
            i.invited_by,
            case i.role when 'owner' then 'owners.manage' else 'members.manage' end
        );
end
$$;


ALTER FUNCTION identity.revoke_unbacked_invitations(organization_id uuid, user_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION revoke_unbacked_invitations(organization_id uuid, user_id uuid); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.revoke_unbacked_invitations(organization_id uuid, user_id uuid) IS 'Takes back the pending invitations of somebody who could not send them any more: a way back in for
whoever was removed or has a lesser role now.';


--
-- Name: rotate_signing_keys(); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.rotate_signing_keys() RETURNS text
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    -- Superseded for an hour: whatever such a key has signed ended long ago.
    delete from identity.signing_keys as k
    where exists (
        select from identity.signing_keys as n
        where n.created_at > k.created_at and n.created_at < util.wall_clock() - interval '1 hour'
    );
    return identity.create_signing_key();
end
$$;


ALTER FUNCTION identity.rotate_signing_keys() OWNER TO unison_owner;

--
-- Name: FUNCTION rotate_signing_keys(); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.rotate_signing_keys() IS 'Adds a key and deletes those that no live token needs. Call it as often as you like; nobody is
signed out. If a key has leaked: identity.delete_signing_key.';


--
-- Name: set_current_session(uuid, text, uuid, uuid, text); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.set_current_session(session_id uuid, kind text, user_id uuid, organization_id uuid, member_role text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    perform
        set_config('identity.session_id', coalesce(set_current_session.session_id::text, ''), true),
        set_config('identity.session_kind', coalesce(set_current_session.kind, ''), true),
        set_config('identity.user_id', coalesce(set_current_session.user_id::text, ''), true),
        set_config(
            'identity.organization_id', coalesce(set_current_session.organization_id::text, ''), true
        ),
        set_config('identity.member_role', coalesce(set_current_session.member_role, ''), true);
end
$$;


ALTER FUNCTION identity.set_current_session(session_id uuid, kind text, user_id uuid, organization_id uuid, member_role text) OWNER TO unison_owner;

--
-- Name: FUNCTION set_current_session(session_id uuid, kind text, user_id uuid, organization_id uuid, member_role text); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.set_current_session(session_id uuid, kind text, user_id uuid, organization_id uuid, member_role text) IS 'Says for the rest of the transaction who asks; all null is a visitor.';


--
-- Name: set_password(uuid, text); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.set_password(user_id uuid, new_password text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_email text;
    v_key text;
begin
    select u.email into strict v_email
    from identity.users as u
    where u.id = set_password.user_id;

    perform identity.require_good_password(set_password.new_password, v_email);

    update identity.users as u
    set password_hash = identity.hash_password(set_password.new_password)
    where u.id = set_password.user_id;

    -- Whoever guessed at the old one is done; the person may sign in at once.
    -- In the order in which tries lock them.
    foreach v_key in array array[
        'password:' || set_password.user_id,
        identity.address_and_client_key(v_email),
        identity.address_key(v_email)
    ]
    loop
        delete from identity.throttles as t
        where t.key = v_key;
    end loop;
end
$$;


ALTER FUNCTION identity.set_password(user_id uuid, new_password text) OWNER TO unison_owner;

--
-- Name: FUNCTION set_password(user_id uuid, new_password text); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.set_password(user_id uuid, new_password text) IS 'Gives a person a new password, if it is a good one.';


--
-- Name: set_session_cookies(text, integer, text, interval); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.set_session_cookies(access_token text, access_expires_in integer, refresh_token text, refresh_expires_in interval) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    -- Browsers take the prefixes, and Secure, over TLS only.
    v_is_secure boolean := util.setting('web_url') like 'https:%';
    v_secure text := case when v_is_secure then '; Secure' else '' end;
begin
    perform util.add_response_header('Set-Cookie', format(
        '%sunison_access=%s; Path=/; Max-Age=%s; HttpOnly; SameSite=Lax%s',
        case when v_is_secure then '__Host-' else '' end,
        set_session_cookies.access_token,
        set_session_cookies.access_expires_in,
        v_secure
    ));
    perform util.add_response_header('Set-Cookie', format(
        '%sunison_refresh=%s; Path=/api/v1/rpc/refresh; Max-Age=%s; HttpOnly; SameSite=Strict%s',
        case when v_is_secure then '__Secure-' else '' end,
        set_session_cookies.refresh_token,
        floor(extract(epoch from set_session_cookies.refresh_expires_in)),
        v_secure
    ));
end
$$;


ALTER FUNCTION identity.set_session_cookies(access_token text, access_expires_in integer, refresh_token text, refresh_expires_in interval) OWNER TO unison_owner;

--
-- Name: FUNCTION set_session_cookies(access_token text, access_expires_in integer, refresh_token text, refresh_expires_in interval); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.set_session_cookies(access_token text, access_expires_in integer, refresh_token text, refresh_expires_in interval) IS 'Puts the tokens of a session into cookies that scripts cannot read; the refresh token goes nowhere
but to where it is refreshed.';


--
-- Name: sign_in(text, text); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.sign_in(email text, password text) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_user_id uuid := identity.authenticate(sign_in.email, sign_in.password);
    v_kind text;
    v_organization_id uuid;
begin
    if v_user_id is null then
        return identity.refuse_credentials();
    end if;

    select u.kind into strict v_kind
    from identity.users as u
    where u.id = v_user_id;

    if v_kind = 'staff' then
        return identity.issue_tokens(identity.open_session('staff', v_user_id, null));
    end if;

    v_organization_id = identity.find_organization_for_session(v_user_id);
    if v_organization_id is null then
        return util.respond_error(
            403, 'membership_required', 'You belong to no organization',
            hint => 'Ask for an invitation'
        );
    end if;
    return identity.issue_tokens(identity.open_session('user', v_user_id, v_organization_id));
end
$$;


ALTER FUNCTION identity.sign_in(email text, password text) OWNER TO unison_owner;

--
-- Name: FUNCTION sign_in(email text, password text); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.sign_in(email text, password text) IS 'Opens a session for an address and its password, and answers with the tokens.';


--
-- Name: sign_jwt(json); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.sign_jwt(claims json) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_now timestamptz := util.wall_clock();
    v_key identity.signing_keys;
    v_signed text;
begin
    -- The newest that everybody knows, else the oldest.
    select k.* into strict v_key
    from identity.signing_keys as k
    cross join lateral (
        select case when k.created_at < v_now - interval '30 seconds' then k.created_at end as known_at
    ) as n
    order by n.known_at desc nulls last, k.created_at asc
    limit 1;

    v_signed = concat_ws(
        '.',
        util.encode_base64url(convert_to(
            json_build_object('alg', 'HS256', 'typ', 'JWT', 'kid', v_key.id)::text, 'UTF8'
        )),
        util.encode_base64url(convert_to(sign_jwt.claims::text, 'UTF8'))
    );
    return v_signed || '.' || util.encode_base64url(
        ext.hmac(convert_to(v_signed, 'UTF8'), util.decode_base64url(v_key.secret), 'sha256')
    );
end
$$;


ALTER FUNCTION identity.sign_jwt(claims json) OWNER TO unison_owner;

--
-- Name: FUNCTION sign_jwt(claims json); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.sign_jwt(claims json) IS 'A token of these claims, signed with the newest key (HS256).';


--
-- Name: sign_out(text); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.sign_out(refresh_token text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    perform identity.revoke_session(t.session_id, 'signed_out')
    from identity.refresh_tokens as t
    where t.token_hash = util.hash_token(sign_out.refresh_token);

    perform identity.revoke_session(identity.current_session_id(), 'signed_out');
    perform identity.clear_session_cookies();
end
$$;


ALTER FUNCTION identity.sign_out(refresh_token text) OWNER TO unison_owner;

--
-- Name: FUNCTION sign_out(refresh_token text); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.sign_out(refresh_token text) IS 'Ends the session of a refresh token, and that of the caller. Without either it does
nothing.';


--
-- Name: start_email_verification(uuid); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.start_email_verification(user_id uuid) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    perform identity.count_try('verification:' || start_email_verification.user_id, 5);
    if exists (
        select from identity.users as u
        where u.id = start_email_verification.user_id and u.email_verified_at is not null
    ) then
        perform util.fail(409, 'email_verified', 'The address is verified already');
    end if;
    return identity.create_one_time_token('verify_email', start_email_verification.user_id);
end
$$;


ALTER FUNCTION identity.start_email_verification(user_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION start_email_verification(user_id uuid); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.start_email_verification(user_id uuid) IS 'A token to verify a person''s address with, which replaces any sent before.';


--
-- Name: start_password_reset(text); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.start_password_reset(email text) RETURNS TABLE(user_id uuid, token text)
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_address_key text := identity.address_key(start_password_reset.email);
    v_key text := identity.address_and_client_key(start_password_reset.email);
begin
    -- Counted for known and unknown addresses alike, so that a refusal tells nothing.
    perform identity.count_try('reset_' || v_key, 5);
    if v_key <> v_address_key then
        perform identity.count_try('reset_' || v_address_key, 50);
    end if;

    return query
    select
        u.id,
        identity.create_one_time_token('reset_password', u.id)
    from identity.users as u
    where lower(u.email) = lower(btrim(start_password_reset.email)) and u.disabled_at is null;
end
$$;


ALTER FUNCTION identity.start_password_reset(email text) OWNER TO unison_owner;

--
-- Name: FUNCTION start_password_reset(email text); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.start_password_reset(email text) IS 'A token to reset the password with, and for whom; no row for an unknown address.';


--
-- Name: switch_organization(uuid); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.switch_organization(organization_id uuid) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_user_id uuid := identity.require_own_session();
begin
    if not exists (
        select from identity.memberships as m
        where m.user_id = v_user_id and m.organization_id = switch_organization.organization_id
    ) then
        perform util.fail(404, 'organization_not_found', 'You belong to no such organization');
    end if;

    perform identity.bind_session(
        identity.current_session_id(), switch_organization.organization_id
    );
    return identity.issue_tokens(identity.current_session_id());
end
$$;


ALTER FUNCTION identity.switch_organization(organization_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION switch_organization(organization_id uuid); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.switch_organization(organization_id uuid) IS 'Binds the caller''s session to another of the caller''s organizations, and answers with
new tokens.';


--
-- Name: one_time_tokens; Type: TABLE; Schema: identity; Owner: unison_owner
--

CREATE TABLE identity.one_time_tokens (
    token_hash bytea NOT NULL,
    purpose text NOT NULL,
    user_id uuid,
    organization_id uuid,
    invitation_id uuid,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT one_time_tokens_purpose_check CHECK ((purpose = ANY (ARRAY['verify_email'::text, 'reset_password'::text, 'invitation'::text]))),
    CONSTRAINT one_time_tokens_subject_check CHECK ((((purpose = 'invitation'::text) = (invitation_id IS NOT NULL)) AND ((purpose = 'invitation'::text) = (user_id IS NULL)) AND ((invitation_id IS NULL) = (organization_id IS NULL))))
);


ALTER TABLE identity.one_time_tokens OWNER TO unison_owner;

--
-- Name: TABLE one_time_tokens; Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON TABLE identity.one_time_tokens IS 'Tokens sent by mail. Only their sha256 is kept.';


--
-- Name: use_one_time_token(text, text); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.use_one_time_token(token text, purpose text) RETURNS identity.one_time_tokens
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_token identity.one_time_tokens;
begin
    update identity.one_time_tokens as t
    set used_at = util.wall_clock()
    where
        t.token_hash = util.hash_token(use_one_time_token.token)
        and t.purpose = use_one_time_token.purpose
        and t.used_at is null
        and t.expires_at > util.wall_clock()
    returning t.* into v_token;

    if v_token.token_hash is null then
        perform util.fail(
            400, 'one_time_token_invalid', 'The link is unknown, expired or was used before',
            hint => 'Ask for a new one'
        );
    end if;
    return v_token;
end
$$;


ALTER FUNCTION identity.use_one_time_token(token text, purpose text) OWNER TO unison_owner;

--
-- Name: FUNCTION use_one_time_token(token text, purpose text); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.use_one_time_token(token text, purpose text) IS 'What a token from a mail stands for. It counts once.';


--
-- Name: verify_email(text); Type: FUNCTION; Schema: identity; Owner: unison_owner
--

CREATE FUNCTION identity.verify_email(token text) RETURNS uuid
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_token identity.one_time_tokens := identity.use_one_time_token(
        verify_email.token, 'verify_email'
    );
begin
    update identity.users as u
    set email_verified_at = util.wall_clock()
    where u.id = v_token.user_id and u.email_verified_at is null;
    return v_token.user_id;
end
$$;


ALTER FUNCTION identity.verify_email(token text) OWNER TO unison_owner;

--
-- Name: FUNCTION verify_email(token text); Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON FUNCTION identity.verify_email(token text) IS 'Notes by the token of a mail that the person reads what is sent to the address.
Returns the person.';


--
-- Name: call_sidecar(text, jsonb); Type: FUNCTION; Schema: jobs; Owner: unison_owner
--

CREATE FUNCTION jobs.call_sidecar(path text, body jsonb DEFAULT '{}'::jsonb) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_sidecar jobs.sidecars;
begin
    select s.* into v_sidecar
    from jobs.sidecars as s;

    if v_sidecar.url is null then
        raise exception 'nobody has said where the sidecar is'
        using hint = 'select jobs.set_sidecar(url, internal_key)';
    end if;

    return net.http_post(
        url => format('%s/internal/%s', v_sidecar.url, call_sidecar.path),
        body => call_sidecar.body,
        headers => jsonb_build_object(
            'Content-Type', 'application/json', 'X-Internal-Key', v_sidecar.internal_key
        ),
        timeout_milliseconds => 30000
    );
end
$$;


ALTER FUNCTION jobs.call_sidecar(path text, body jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION call_sidecar(path text, body jsonb); Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON FUNCTION jobs.call_sidecar(path text, body jsonb) IS 'Asks the sidecar for something once this transaction has committed: POST /internal/<path>. The id
is that of the response in net._http_response. It may arrive twice.';


--
-- Name: cron_entries(); Type: FUNCTION; Schema: jobs; Owner: unison_owner
--

CREATE FUNCTION jobs.cron_entries() RETURNS TABLE(name text, schedule text, command text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
    select
        g.name,
        g.schedule,
        format('call jobs.run(%L)', g.name)
    from jobs.registry as g
$$;


ALTER FUNCTION jobs.cron_entries() OWNER TO unison_owner;

--
-- Name: FUNCTION cron_entries(); Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON FUNCTION jobs.cron_entries() IS 'What pg_cron should have an entry for: each job at its schedule.';


--
-- Name: due_jobs(); Type: FUNCTION; Schema: jobs; Owner: unison_owner
--

CREATE FUNCTION jobs.due_jobs() RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
    select array_agg(s.name order by s.due_at)
    from jobs.states(util.wall_clock()) as s
    where s.due_at is not null
$$;


ALTER FUNCTION jobs.due_jobs() OWNER TO unison_owner;

--
-- Name: FUNCTION due_jobs(); Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON FUNCTION jobs.due_jobs() IS 'The jobs that are due and that nobody runs, the longest due first; null if there is none.';


--
-- Name: has_cron(); Type: FUNCTION; Schema: jobs; Owner: unison_owner
--

CREATE FUNCTION jobs.has_cron() RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    select exists (select from pg_catalog.pg_extension as e where e.extname = 'pg_cron')
$$;


ALTER FUNCTION jobs.has_cron() OWNER TO unison_owner;

--
-- Name: FUNCTION has_cron(); Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON FUNCTION jobs.has_cron() IS 'Whether pg_cron runs the jobs of this database. Where it is missing, the sidecar''s tick does.';


--
-- Name: last_heartbeat_at(); Type: FUNCTION; Schema: jobs; Owner: unison_owner
--

CREATE FUNCTION jobs.last_heartbeat_at() RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    select max(w.last_seen_at)
    from jobs.workers as w
$$;


ALTER FUNCTION jobs.last_heartbeat_at() OWNER TO unison_owner;

--
-- Name: FUNCTION last_heartbeat_at(); Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON FUNCTION jobs.last_heartbeat_at() IS 'When any worker was last seen alive, in real time; null when none ever was.';


--
-- Name: last_slot(text, timestamp with time zone, timestamp with time zone); Type: FUNCTION; Schema: jobs; Owner: unison_owner
--

CREATE FUNCTION jobs.last_slot(schedule text, after timestamp with time zone, until timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $$
declare
    v_day date := (until at time zone 'UTC')::date;
    v_first_day date := (after at time zone 'UTC')::date;
    v_slot timestamptz;
begin
    while v_day >= v_first_day loop
        select max(s.slot) into v_slot
        from jobs.schedule_slots(schedule, v_day) as s (slot)
        where s.slot > after and s.slot <= until;
        exit when v_slot is not null;
        v_day = v_day - 1;
    end loop;
    return v_slot;
end
$$;


ALTER FUNCTION jobs.last_slot(schedule text, after timestamp with time zone, until timestamp with time zone) OWNER TO unison_owner;

--
-- Name: FUNCTION last_slot(schedule text, after timestamp with time zone, until timestamp with time zone); Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON FUNCTION jobs.last_slot(schedule text, after timestamp with time zone, until timestamp with time zone) IS 'When a schedule was due last, later than one time and not later than another; null if it was not.';


--
-- Name: lock_holder(text); Type: FUNCTION; Schema: jobs; Owner: unison_owner
--

CREATE FUNCTION jobs.lock_holder(name text) RETURNS integer
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    select l.pid
    from jobs.lock_key(lock_holder.name) as k
    inner join pg_catalog.pg_locks as l
        on
            l.classid = (k.space::bigint & 4294967295)::oid
            and l.objid = (k.key::bigint & 4294967295)::oid
    inner join pg_catalog.pg_database as d on l.database = d.oid
    where
        l.locktype = 'advisory'
        and l.objsubid = 2
        and l.granted
        and d.datname = current_database()
$$;


ALTER FUNCTION jobs.lock_holder(name text) OWNER TO unison_owner;

--
-- Name: FUNCTION lock_holder(name text); Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON FUNCTION jobs.lock_holder(name text) IS 'The process id of the session that runs a job now, or null.';


--
-- Name: lock_key(text); Type: FUNCTION; Schema: jobs; Owner: unison_owner
--

CREATE FUNCTION jobs.lock_key(name text, OUT space integer, OUT key integer) RETURNS record
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS $$
    select
        hashtext('jobs.run'),
        hashtext(lock_key.name)
$$;


ALTER FUNCTION jobs.lock_key(name text, OUT space integer, OUT key integer) OWNER TO unison_owner;

--
-- Name: FUNCTION lock_key(name text, OUT space integer, OUT key integer); Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON FUNCTION jobs.lock_key(name text, OUT space integer, OUT key integer) IS 'The advisory lock that a session holds while it runs a job: no two run it, and whether one does
can be seen.';


--
-- Name: next_slot(text, timestamp with time zone); Type: FUNCTION; Schema: jobs; Owner: unison_owner
--

CREATE FUNCTION jobs.next_slot(schedule text, after timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $$
declare
    v_day date := (after at time zone 'UTC')::date;
    v_slot timestamptz;
begin
    -- 29 February may be eight years away; some days never come.
    for v_number in 0..3000 loop
        select min(s.slot) into v_slot
        from jobs.schedule_slots(schedule, v_day + v_number) as s (slot)
        where s.slot > after;
        exit when v_slot is not null;
    end loop;
    return v_slot;
end
$$;


ALTER FUNCTION jobs.next_slot(schedule text, after timestamp with time zone) OWNER TO unison_owner;

--
-- Name: FUNCTION next_slot(schedule text, after timestamp with time zone); Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON FUNCTION jobs.next_slot(schedule text, after timestamp with time zone) IS 'When a schedule is due next, later than a time; null if that never happens.';


--
-- Name: overdue_processes(); Type: FUNCTION; Schema: jobs; Owner: unison_owner
--

CREATE FUNCTION jobs.overdue_processes() RETURNS integer[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
    select array_agg(a.pid)
    from jobs.runs as r
    inner join jobs.registry as g on r.job_name = g.name
    cross join jobs.lock_holder(g.name) as h (pid)
    inner join pg_catalog.pg_stat_activity as a on h.pid = a.pid
    where
        r.finished_at is null
        and r.started_at + make_interval(secs => g.timeout_seconds) < util.wall_clock()
        -- Another role's sessions are not the caller's to cancel.
        and a.usename = session_user
$$;


ALTER FUNCTION jobs.overdue_processes() OWNER TO unison_owner;

--
-- Name: FUNCTION overdue_processes(); Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON FUNCTION jobs.overdue_processes() IS 'Sessions of the caller''s role whose job has run for longer than it may; null if there is none.';


--
-- Name: perform_run(bigint); Type: FUNCTION; Schema: jobs; Owner: unison_owner
--

CREATE FUNCTION jobs.perform_run(run_id bigint) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $_$
declare
    v_run jobs.runs;
    v_job jobs.registry;
    v_function text;
    v_now timestamptz;
    v_rows_handled bigint;
    v_error text;
    v_context text;
    v_next_id uuid;
begin
    select r.* into strict v_run
    from jobs.runs as r
    where r.id = perform_run.run_id and r.finished_at is null;
    select g.* into strict v_job
    from jobs.registry as g
    where g.name = v_run.job_name;
    v_function = format(
        '%I.%I', split_part(v_job.function, '.', 1), split_part(v_job.function, '.', 2)
    );

    begin
        if v_job.is_per_clock then
            execute 'select ' || v_function || '($1)'
            into strict v_rows_handled using v_run.organization_id;
        else
            execute 'select ' || v_function || '()' into strict v_rows_handled;
        end if;
        if v_rows_handled is null then
            raise null_value_not_allowed using message = v_job.function || ' has counted nothing';
        end if;
    exception
        -- Others are all but these two; a job that overstays is cancelled by the tick.
        when query_canceled or assert_failure or others then
            get stacked diagnostics v_error = message_text, v_context = pg_exception_context;
            v_rows_handled = null;
            v_error = concat_ws(e'\n', sqlstate || ': ' || v_error, v_context);
    end;

    v_now = util.wall_clock();
    update jobs.runs as r
    set
        finished_at = v_now,
        outcome = case when v_error is null then 'succeeded' else 'failed' end,
        rows_handled = v_rows_handled,
        error = v_error,
        retry_at = case when v_error is not null then v_now + jobs.retry_delay(r.attempt) end
    where r.id = perform_run.run_id;

    if not v_job.is_per_clock then
        return null;
    end if;
    -- A sandbox for which there was nothing to do leaves no trace.
    delete from jobs.runs as r
    where
        r.id = perform_run.run_id
        and r.organization_id is not null
        and r.rows_handled = 0
        and r.attempt = 1;

    select c.organization_id into v_next_id
    from util.clocks as c
    where
        c.organization_id is not null
        and (v_run.organization_id is null or c.organization_id > v_run.organization_id)
    order by c.organization_id
    limit 1;
    if v_next_id is null then
        return null;
    end if;
    return jobs.start_clock(v_run.job_name, v_next_id, v_run.reason, v_run.requested_by);
end
$_$;


ALTER FUNCTION jobs.perform_run(run_id bigint) OWNER TO unison_owner;

--
-- Name: FUNCTION perform_run(run_id bigint); Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON FUNCTION jobs.perform_run(run_id bigint) IS 'Does a job for the clock of a run that has begun, notes the end or the error, and begins the run
for the next clock of a sandbox organization; null after the last.';


--
-- Name: place_cron_entries(); Type: FUNCTION; Schema: jobs; Owner: unison_owner
--

CREATE FUNCTION jobs.place_cron_entries() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $_$
begin
    -- Not compiled where there is no pg_cron. Its tables show each role its own entries.
    execute $query$
        select cron.unschedule(j.jobid)
        from cron.job as j
        where
            j.username = current_user
            and j.database = current_database()
            and j.command like 'call jobs.run(%'
            and not exists (
                select from jobs.cron_entries() as e
                where e.name = j.jobname
            )
    $query$;
    execute $query$
        select cron.schedule(e.name, e.schedule, e.command)
        from jobs.cron_entries() as e
        where not exists (
            select from cron.job as j
            where
                j.username = current_user
                and j.database = current_database()
                and (j.jobname, j.schedule, j.command) = (e.name, e.schedule, e.command)
        )
    $query$;
end
$_$;


ALTER FUNCTION jobs.place_cron_entries() OWNER TO unison_owner;

--
-- Name: FUNCTION place_cron_entries(); Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON FUNCTION jobs.place_cron_entries() IS 'Makes pg_cron''s entries for the caller''s role follow the registry.';


--
-- Name: purge_cron_runs(); Type: FUNCTION; Schema: jobs; Owner: unison_owner
--

CREATE FUNCTION jobs.purge_cron_runs() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $_$
begin
    -- As the role whose entries they are: pg_cron shows them to no other. A hundred at a time, by
    -- the key, are more than a minute adds.
    execute $query$
        delete from cron.job_run_details as d
        where
            d.runid in (
                select o.runid
                from cron.job_run_details as o
                order by o.runid
                limit 100
            )
            and coalesce(d.end_time, d.start_time, '-infinity')
            < util.wall_clock() - interval '7 days'
    $query$;
end
$_$;


ALTER FUNCTION jobs.purge_cron_runs() OWNER TO unison_owner;

--
-- Name: FUNCTION purge_cron_runs(); Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON FUNCTION jobs.purge_cron_runs() IS 'Deletes what pg_cron notes about each start, after a week: it keeps it for ever. Whether a job
failed stands in jobs.runs.';


--
-- Name: purge_runs(); Type: FUNCTION; Schema: jobs; Owner: unison_owner
--

CREATE FUNCTION jobs.purge_runs() RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_now timestamptz := util.wall_clock();
    v_rows bigint;
begin
    -- The last run of each job stays: it tells what has been made up for.
    delete from jobs.runs as r
    where
        r.started_at < v_now - case
            when r.outcome = 'succeeded' and r.rows_handled = 0 then interval '2 days'
            else interval '90 days'
        end
        and r.finished_at is not null
        and r.retry_at is null
        and exists (
            select from jobs.runs as l
            where
                l.job_name = r.job_name
                and l.organization_id is not distinct from r.organization_id
                and l.id > r.id
        );
    get diagnostics v_rows = row_count;
    return v_rows;
end
$$;


ALTER FUNCTION jobs.purge_runs() OWNER TO unison_owner;

--
-- Name: FUNCTION purge_runs(); Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON FUNCTION jobs.purge_runs() IS 'A job: deletes runs of more than 90 days ago, after two days those that found nothing to do.';


--
-- Name: record_heartbeat(text); Type: FUNCTION; Schema: jobs; Owner: unison_owner
--

CREATE FUNCTION jobs.record_heartbeat(worker text) RETURNS void
    LANGUAGE sql
    SET search_path TO ''
    AS $$
    insert into jobs.workers as w (name, first_seen_at, last_seen_at)
    select
        record_heartbeat.worker,
        n.now,
        n.now
    from util.wall_clock() as n (now)
    on conflict on constraint workers_pkey
    do update set last_seen_at = excluded.last_seen_at;

    -- A worker has a new name at every start; the names of old ones go.
    delete from jobs.workers as w
    where w.last_seen_at < util.wall_clock() - interval '7 days';
$$;


ALTER FUNCTION jobs.record_heartbeat(worker text) OWNER TO unison_owner;

--
-- Name: FUNCTION record_heartbeat(worker text); Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON FUNCTION jobs.record_heartbeat(worker text) IS 'Remembers that a worker is alive now, and forgets those not seen for a week.';


--
-- Name: refuse_schedule(); Type: FUNCTION; Schema: jobs; Owner: unison_owner
--

CREATE FUNCTION jobs.refuse_schedule() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    if jobs.next_slot(new.schedule, util.wall_clock()) is null then
        raise invalid_parameter_value using message = format(
            'The schedule %s of %s never comes', new.schedule, new.name
        );
    end if;
    return null;
end
$$;


ALTER FUNCTION jobs.refuse_schedule() OWNER TO unison_owner;

--
-- Name: FUNCTION refuse_schedule(); Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON FUNCTION jobs.refuse_schedule() IS 'Refuses a schedule whose fields cannot be read, or that names a day which never comes.';


--
-- Name: release_job(text); Type: FUNCTION; Schema: jobs; Owner: unison_owner
--

CREATE FUNCTION jobs.release_job(name text) RETURNS boolean
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO ''
    AS $$
    select pg_advisory_unlock(k.space, k.key)
    from jobs.lock_key(release_job.name) as k
$$;


ALTER FUNCTION jobs.release_job(name text) OWNER TO unison_owner;

--
-- Name: FUNCTION release_job(name text); Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON FUNCTION jobs.release_job(name text) IS 'Gives a job''s lock back, once the end of its last run is committed.';


--
-- Name: require_functions(); Type: FUNCTION; Schema: jobs; Owner: unison_owner
--

CREATE FUNCTION jobs.require_functions() RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
declare
    v_missing text;
begin
    select string_agg(format('%s of the job %s', s.signature, g.name), ', ')
    into v_missing
    from jobs.registry as g
    cross join lateral (
        select g.function || case when g.is_per_clock then '(uuid)' else '()' end
    ) as s (signature)
    left join pg_catalog.pg_proc as p on to_regprocedure(s.signature) = p.oid
    where p.prorettype is distinct from 'pg_catalog.int8'::regtype or p.proretset;
    if v_missing is not null then
        raise undefined_function using message = format(
            'There is no function that returns bigint: %s', v_missing
        );
    end if;
end
$$;


ALTER FUNCTION jobs.require_functions() OWNER TO unison_owner;

--
-- Name: FUNCTION require_functions(); Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON FUNCTION jobs.require_functions() IS 'Refuses a registry that names a function which does not exist, or counts no rows.';


--
-- Name: retry_delay(integer); Type: FUNCTION; Schema: jobs; Owner: unison_owner
--

CREATE FUNCTION jobs.retry_delay(attempt integer) RETURNS interval
    LANGUAGE sql IMMUTABLE
    BEGIN ATOMIC
 SELECT LEAST(('00:01:00'::interval * power((2)::double precision, ((LEAST(attempt, 10) - 1))::double precision)), '01:00:00'::interval) AS "least";
END;


ALTER FUNCTION jobs.retry_delay(attempt integer) OWNER TO unison_owner;

--
-- Name: FUNCTION retry_delay(attempt integer); Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON FUNCTION jobs.retry_delay(attempt integer) IS 'How long a job rests after an attempt that failed: a minute, doubled each time, up to an hour.';


--
-- Name: run(text, boolean); Type: PROCEDURE; Schema: jobs; Owner: unison_owner
--

CREATE PROCEDURE jobs.run(IN name text, IN only_if_due boolean DEFAULT false)
    LANGUAGE plpgsql
    AS $$
declare
    v_run_id bigint := jobs.start_run(run.name, run.only_if_due);
begin
    if v_run_id is null then
        return;
    end if;
    while v_run_id is not null loop
        commit;
        v_run_id = jobs.perform_run(v_run_id);
    end loop;
    commit;
    perform jobs.release_job(run.name);
end
$$;


ALTER PROCEDURE jobs.run(IN name text, IN only_if_due boolean) OWNER TO unison_owner;

--
-- Name: PROCEDURE run(IN name text, IN only_if_due boolean); Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON PROCEDURE jobs.run(IN name text, IN only_if_due boolean) IS 'Runs a job now, unless another session does: for the platform''s clock, and if it is one for each
clock, for every sandbox organization''s in a transaction of its own. Start, work and end are
committed one after the other, so it is a procedure without settings: no other can commit.';


--
-- Name: schedule_slots(text, date); Type: FUNCTION; Schema: jobs; Owner: unison_owner
--

CREATE FUNCTION jobs.schedule_slots(schedule text, on_day date) RETURNS SETOF timestamp with time zone
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $$
declare
    v_fields text[] := string_to_array(schedule, ' ');
    v_is_day_of_month boolean
    := extract(day from on_day)::integer = any(jobs.schedule_values(v_fields[3], 1, 31));
    v_is_day_of_week boolean
    := (
        select bool_or(v.value % 7 = extract(dow from on_day)::integer)
        from unnest(jobs.schedule_values(v_fields[5], 0, 7)) as v (value)
    );
begin
    if extract(month from on_day)::integer <> all(jobs.schedule_values(v_fields[4], 1, 12)) then
        return;
    end if;
    -- As cron has always had it: where both kinds of days are named, either will do.
    if v_fields[3] ^@ '*' or v_fields[5] ^@ '*' then
        if not (v_is_day_of_month and v_is_day_of_week) then
            return;
        end if;
    elsif not (v_is_day_of_month or v_is_day_of_week) then
        return;
    end if;

    return query
    select distinct on_day::timestamp at time zone 'UTC' + make_interval(hours => h, mins => m)
    from unnest(jobs.schedule_values(v_fields[2], 0, 23)) as h
    cross join unnest(jobs.schedule_values(v_fields[1], 0, 59)) as m;
end
$$;


ALTER FUNCTION jobs.schedule_slots(schedule text, on_day date) OWNER TO unison_owner;

--
-- Name: FUNCTION schedule_slots(schedule text, on_day date); Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON FUNCTION jobs.schedule_slots(schedule text, on_day date) IS 'The times of a day, in UTC, at which a schedule of five fields is due.';


--
-- Name: schedule_values(text, integer, integer); Type: FUNCTION; Schema: jobs; Owner: unison_owner
--

CREATE FUNCTION jobs.schedule_values(field text, lowest integer, highest integer) RETURNS integer[]
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $_$
declare
    v_item text;
    v_parts text[];
    v_from integer;
    v_to integer;
    v_values integer[] := array[]::integer[];
begin
    foreach v_item in array string_to_array(field, ',') loop
        v_parts = regexp_match(v_item, '^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:/(\d{1,2}))?$');
        v_from = coalesce(v_parts[1]::integer, lowest);
        v_to = coalesce(v_parts[2], v_parts[1], highest::text)::integer;
        if v_parts is null
            or v_from < lowest or v_to > highest or v_from > v_to
            or v_parts[3]::integer = 0
            -- Steps of a single number mean different things to different programs.
            or (v_parts[3] is not null and v_parts[1] is not null and v_parts[2] is null)
        then
            raise invalid_parameter_value using message = format(
                'A schedule cannot have %s where %s to %s is possible', v_item, lowest, highest
            );
        end if;
        v_values = v_values
            || array(select generate_series(v_from, v_to, coalesce(v_parts[3]::integer, 1)));
    end loop;
    return v_values;
end
$_$;


ALTER FUNCTION jobs.schedule_values(field text, lowest integer, highest integer) OWNER TO unison_owner;

--
-- Name: FUNCTION schedule_values(field text, lowest integer, highest integer); Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON FUNCTION jobs.schedule_values(field text, lowest integer, highest integer) IS 'The numbers that one field of a schedule stands for; fails for a field that is no list of *, n or
n-m, the first and the last also in steps.';


--
-- Name: set_sidecar(text, text); Type: FUNCTION; Schema: jobs; Owner: unison_owner
--

CREATE FUNCTION jobs.set_sidecar(url text, internal_key text) RETURNS void
    LANGUAGE sql
    SET search_path TO ''
    AS $$
    insert into jobs.sidecars as s (url, internal_key)
    values (rtrim(set_sidecar.url, '/'), set_sidecar.internal_key)
    on conflict on constraint sidecars_pkey do update
    set url = excluded.url, internal_key = excluded.internal_key
    where (s.url, s.internal_key) is distinct from (excluded.url, excluded.internal_key);
$$;


ALTER FUNCTION jobs.set_sidecar(url text, internal_key text) OWNER TO unison_owner;

--
-- Name: FUNCTION set_sidecar(url text, internal_key text); Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON FUNCTION jobs.set_sidecar(url text, internal_key text) IS 'Where the sidecar is, and its INTERNAL_API_KEY. For the owner of the database, at every deploy.';


--
-- Name: start_clock(text, uuid, text, uuid); Type: FUNCTION; Schema: jobs; Owner: unison_owner
--

CREATE FUNCTION jobs.start_clock(name text, organization_id uuid, reason text, requested_by uuid) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_attempt integer;
    v_run_id bigint;
begin
    -- What was to be tried again is tried now.
    with retried as (
        update jobs.runs as r
        set retry_at = null
        where
            r.job_name = start_clock.name
            and r.organization_id is not distinct from start_clock.organization_id
            and r.retry_at is not null
        returning r.attempt
    )

    select coalesce(max(retried.attempt), 0) + 1 into v_attempt
    from retried;

    insert into jobs.runs (
        job_name, organization_id, clock_at, reason, requested_by, run_by, attempt, started_at
    )
    values (
        start_clock.name, start_clock.organization_id, util.now(start_clock.organization_id),
        start_clock.reason, start_clock.requested_by, session_user, v_attempt, util.wall_clock()
    )
    returning id into v_run_id;
    return v_run_id;
end
$$;


ALTER FUNCTION jobs.start_clock(name text, organization_id uuid, reason text, requested_by uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION start_clock(name text, organization_id uuid, reason text, requested_by uuid); Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON FUNCTION jobs.start_clock(name text, organization_id uuid, reason text, requested_by uuid) IS 'Notes that a job begins for one clock, and returns the run.';


--
-- Name: start_run(text, boolean); Type: FUNCTION; Schema: jobs; Owner: unison_owner
--

CREATE FUNCTION jobs.start_run(name text, only_if_due boolean) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
    v_job jobs.registry;
    v_lock record := jobs.lock_key(name);
    v_now timestamptz;
    v_reason text;
begin
    select g.* into v_job
    from jobs.registry as g
    where g.name = start_run.name;
    if v_job.name is null then
        perform util.fail(404, 'job_not_found', 'There is no such job');
    end if;

    -- Whoever holds this knows that nobody else is at it. It outlives the commit.
    select s.due_reason into v_reason
    from jobs.states(util.wall_clock()) as s
    where s.name = start_run.name;
    if (only_if_due and v_reason is null)
        or not pg_try_advisory_lock(v_lock.space, v_lock.key)
    then
        return null;
    end if;

    v_now = util.wall_clock();
    update jobs.runs as r
    set
        finished_at = v_now,
        outcome = 'interrupted',
        error = 'Its session ended before it did',
        retry_at = v_now
    where r.job_name = start_run.name and r.finished_at is null;

    update jobs.registry as g
    set requested_at = null, requested_by = null
    where g.name = start_run.name and g.requested_at is not null;

    return jobs.start_clock(
        name, null, coalesce(v_reason, 'call'),
        case when v_reason = 'request' then v_job.requested_by end
    );
end
$$;


ALTER FUNCTION jobs.start_run(name text, only_if_due boolean) OWNER TO unison_owner;

--
-- Name: FUNCTION start_run(name text, only_if_due boolean); Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON FUNCTION jobs.start_run(name text, only_if_due boolean) IS 'Takes a job''s lock and notes that it begins, for the platform''s clock. Null if another session
has it, or it is to run only if it is due and is not.';


--
-- Name: states(timestamp with time zone); Type: FUNCTION; Schema: jobs; Owner: unison_owner
--

CREATE FUNCTION jobs.states(at timestamp with time zone) RETURNS TABLE(name text, last_run_id bigint, running_since timestamp with time zone, stalled_since timestamp with time zone, retry_at timestamp with time zone, next_run_at timestamp with time zone, due_at timestamp with time zone, due_reason text)
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    select
        g.name,
        l.id,
        case when h.pid is not null then u.unfinished_since end,
        case when h.pid is null then u.unfinished_since end,
        u.retry_at,
        jobs.next_slot(g.schedule, states.at),
        d.at,
        d.reason
    from jobs.registry as g
    cross join jobs.lock_holder(g.name) as h (pid)
    left join lateral (
        select
            r.id,
            r.started_at
        from jobs.runs as r
        where r.job_name = g.name and r.organization_id is null
        order by r.id desc
        limit 1
    ) as l on true
    left join lateral (
        select
            min(r.started_at) filter (where r.finished_at is null) as unfinished_since,
            max(r.attempt) filter (where r.finished_at is null) as attempt,
            min(r.retry_at) as retry_at
        from jobs.runs as r
        where r.job_name = g.name and (r.finished_at is null or r.retry_at is not null)
    ) as u on true
    left join lateral (
        select
            c.at,
            c.reason
        from (
            values
            (g.requested_at, 'request', 1),
            (
                -- One that ends its session each time it runs is not taken up at once each time.
                u.unfinished_since + case
                    when u.attempt > 1 then jobs.retry_delay(u.attempt - 1)
                    else interval '0'
                end,
                'stalled',
                2
            ),
            (u.retry_at, 'retry', 3),
            (
                jobs.last_slot(
                    g.schedule,
                    greatest(g.registered_at, l.started_at),
                    -- Leaves pg_cron the time to start it at its own entry.
                    states.at - case
                        when jobs.has_cron() then interval '30 seconds' else interval '0'
                    end
                ),
                'schedule',
                4
            )
        ) as c (at, reason, precedence)
        where c.at <= states.at
        order by c.precedence
        limit 1
    ) as d on h.pid is null
$$;


ALTER FUNCTION jobs.states(at timestamp with time zone) OWNER TO unison_owner;

--
-- Name: FUNCTION states(at timestamp with time zone); Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON FUNCTION jobs.states(at timestamp with time zone) IS 'What each job is doing at a moment of real time: since when it runs or stands still, and whether it
is due and why. Due is what was asked for, what a session left unfinished when it ended, what failed
and has rested, and what its schedule has called for since it last began, however often that was.';


--
-- Name: tick(); Type: PROCEDURE; Schema: jobs; Owner: unison_owner
--

CREATE PROCEDURE jobs.tick()
    LANGUAGE plpgsql
    AS $$
declare
    v_process integer;
    v_name text;
begin
    foreach v_process in array coalesce(jobs.overdue_processes(), '{}') loop
        perform pg_catalog.pg_cancel_backend(v_process);
    end loop;
    if jobs.has_cron() then
        perform jobs.place_cron_entries();
        perform jobs.purge_cron_runs();
    end if;
    commit;
    foreach v_name in array coalesce(jobs.due_jobs(), '{}') loop
        call jobs.run(v_name, only_if_due => true);
    end loop;
end
$$;


ALTER PROCEDURE jobs.tick() OWNER TO unison_owner;

--
-- Name: PROCEDURE tick(); Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON PROCEDURE jobs.tick() IS 'Called every minute: cancels jobs that overstay, makes pg_cron''s entries follow the registry, and
runs what is due. Several at once share the work, so that one long job does not keep the others.';


--
-- Name: _await_response(bigint); Type: FUNCTION; Schema: net; Owner: unison_owner
--

CREATE FUNCTION net._await_response(request_id bigint) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    while not exists (
        select from net._http_response as r where r.id = _await_response.request_id
    )
    loop
        perform pg_sleep(0.05);
    end loop;
    return true;
end
$$;


ALTER FUNCTION net._await_response(request_id bigint) OWNER TO unison_owner;

--
-- Name: FUNCTION _await_response(request_id bigint); Type: COMMENT; Schema: net; Owner: unison_owner
--

COMMENT ON FUNCTION net._await_response(request_id bigint) IS 'Waits until there is a response. Only for a request that has been committed: others never leave.';


--
-- Name: _encode_url_with_params_array(text, text[]); Type: FUNCTION; Schema: net; Owner: unison_owner
--

CREATE FUNCTION net._encode_url_with_params_array(url text, params_array text[]) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS $_$
    select concat(
        split_part(url, '#', 1),
        case
            when cardinality(params_array) = 0 then ''
            when split_part(url, '#', 1) ~ '[?&]$' then ''
            when split_part(url, '#', 1) ~ '[?]' then '&'
            else '?'
        end,
        array_to_string(params_array, '&'),
        substring(url from '#.*$')
    );
$_$;


ALTER FUNCTION net._encode_url_with_params_array(url text, params_array text[]) OWNER TO unison_owner;

--
-- Name: FUNCTION _encode_url_with_params_array(url text, params_array text[]); Type: COMMENT; Schema: net; Owner: unison_owner
--

COMMENT ON FUNCTION net._encode_url_with_params_array(url text, params_array text[]) IS 'Appends encoded parameters (a=1) to the query of an address, which may have one already.';


--
-- Name: _enqueue_request(text, text, jsonb, jsonb, jsonb, integer); Type: FUNCTION; Schema: net; Owner: unison_owner
--

CREATE FUNCTION net._enqueue_request(method text, url text, params jsonb, headers jsonb, body jsonb, timeout_milliseconds integer) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_id bigint;
begin
    insert into net.http_request_queue (method, url, headers, body, timeout_milliseconds)
    values (
        _enqueue_request.method,
        net._encode_url_with_params_array(
            _enqueue_request.url,
            array(
                select concat(net._urlencode_string(p.key), '=', net._urlencode_string(p.value))
                from jsonb_each_text(_enqueue_request.params) as p
            )
        ),
        _enqueue_request.headers,
        convert_to(_enqueue_request.body::text, 'UTF8'),
        _enqueue_request.timeout_milliseconds
    )
    returning id into v_id;

    perform net.wake();
    return v_id;
end
$$;


ALTER FUNCTION net._enqueue_request(method text, url text, params jsonb, headers jsonb, body jsonb, timeout_milliseconds integer) OWNER TO unison_owner;

--
-- Name: FUNCTION _enqueue_request(method text, url text, params jsonb, headers jsonb, body jsonb, timeout_milliseconds integer); Type: COMMENT; Schema: net; Owner: unison_owner
--

COMMENT ON FUNCTION net._enqueue_request(method text, url text, params jsonb, headers jsonb, body jsonb, timeout_milliseconds integer) IS 'Puts a request into the queue, in the caller''s transaction. Not pg_net''s: do not call it.';


--
-- Name: _http_collect_response(bigint, boolean); Type: FUNCTION; Schema: net; Owner: unison_owner
--

CREATE FUNCTION net._http_collect_response(request_id bigint, async boolean DEFAULT true) RETURNS net.http_response_result
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_response net._http_response;
    v_result net.http_response_result;
begin
    if not async then
        perform net._await_response(request_id);
    end if;

    select r.* into v_response
    from net._http_response as r
    where r.id = request_id;

    if v_response.id is null then
        v_result.status = 'ERROR';
        v_result.message = 'there is no response to this request';
    elsif v_response.error_msg is not null then
        v_result.status = 'ERROR';
        v_result.message = v_response.error_msg;
    else
        v_result.status = 'SUCCESS';
        v_result.message = 'ok';
        v_result.response
        = row(v_response.status_code, v_response.headers, v_response.content);
    end if;
    return v_result;
end
$$;


ALTER FUNCTION net._http_collect_response(request_id bigint, async boolean) OWNER TO unison_owner;

--
-- Name: FUNCTION _http_collect_response(request_id bigint, async boolean); Type: COMMENT; Schema: net; Owner: unison_owner
--

COMMENT ON FUNCTION net._http_collect_response(request_id bigint, async boolean) IS 'What came of a request, or ERROR as long as nothing has. With async false it waits.';


--
-- Name: _urlencode_string(character varying); Type: FUNCTION; Schema: net; Owner: unison_owner
--

CREATE FUNCTION net._urlencode_string(string character varying) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS $_$
    select coalesce(
        string_agg(
            case
                when p.char ~ '^[A-Za-z0-9._~-]$' then p.char
                else (
                    select string_agg('%' || upper(b.hex[1]), '' order by b.at)
                    from regexp_matches(
                        encode(convert_to(p.char, 'UTF8'), 'hex'), '..', 'g'
                    ) with ordinality as b (hex, at)
                )
            end,
            '' order by p.at
        ),
        case when string is not null then '' end
    )
    from regexp_split_to_table(string, '') with ordinality as p (char, at)
    where p.char <> '';
$_$;


ALTER FUNCTION net._urlencode_string(string character varying) OWNER TO unison_owner;

--
-- Name: FUNCTION _urlencode_string(string character varying); Type: COMMENT; Schema: net; Owner: unison_owner
--

COMMENT ON FUNCTION net._urlencode_string(string character varying) IS 'Percent-encodes all but letters, digits and - . _ ~ of ASCII, byte by byte of UTF-8.';


--
-- Name: check_worker_is_up(); Type: FUNCTION; Schema: net; Owner: unison_owner
--

CREATE FUNCTION net.check_worker_is_up() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    if not net.has_worker() then
        raise exception 'no worker makes the calls of schema net'
        using hint = 'Start `sidecar worker`.';
    end if;
end
$$;


ALTER FUNCTION net.check_worker_is_up() OWNER TO unison_owner;

--
-- Name: FUNCTION check_worker_is_up(); Type: COMMENT; Schema: net; Owner: unison_owner
--

COMMENT ON FUNCTION net.check_worker_is_up() IS 'Fails if no worker lives that makes the queued requests.';


--
-- Name: claim_requests(text, integer); Type: FUNCTION; Schema: net; Owner: unison_owner
--

CREATE FUNCTION net.claim_requests(worker text, max_requests integer) RETURNS TABLE(id bigint, method text, url text, headers jsonb, body bytea, timeout_milliseconds integer)
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
#variable_conflict use_column
declare
    v_now timestamptz := util.wall_clock();
    v_id bigint;
begin
    -- Five workers died of it, or their database connections did.
    for v_id in
        select q.id
        from net.http_request_queue as q
        where q.attempts >= 5 and q.leased_until <= v_now
    loop
        perform net.record_response(
            v_id, error_msg => 'given up: five workers began this request, and none reported'
        );
    end loop;

    return query
    with due as (
        select q.id
        from net.http_request_queue as q
        where q.leased_until is null or q.leased_until <= v_now
        order by q.id
        limit claim_requests.max_requests
        for update skip locked
    )

    update net.http_request_queue as q
    set
        attempts = q.attempts + 1,
        leased_by = claim_requests.worker,
        leased_until
        = v_now + make_interval(secs => 30 + greatest(0, q.timeout_milliseconds) / 1000.0)
    from due
    where q.id = due.id
    returning
        q.id,
        upper(q.method),
        q.url,
        (select jsonb_object_agg(h.key, h.value) from jsonb_each_text(q.headers) as h),
        q.body,
        q.timeout_milliseconds;
end
$$;


ALTER FUNCTION net.claim_requests(worker text, max_requests integer) OWNER TO unison_owner;

--
-- Name: FUNCTION claim_requests(worker text, max_requests integer); Type: COMMENT; Schema: net; Owner: unison_owner
--

COMMENT ON FUNCTION net.claim_requests(worker text, max_requests integer) IS 'Leases requests to a worker, oldest first, for 30 seconds more than each may take. Not pg_net''s.';


--
-- Name: has_worker(); Type: FUNCTION; Schema: net; Owner: unison_owner
--

CREATE FUNCTION net.has_worker() RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    -- The two numbers of net.hold_worker_lock(), as pg_locks shows them.
    select exists (
        select from pg_catalog.pg_locks as l
        where
            l.locktype = 'advisory'
            and l.database = (
                select d.oid from pg_catalog.pg_database as d where d.datname = current_database()
            )
            and l.classid = 28261
            and l.objid = 29742
            and l.objsubid = 2
            and l.granted
    );
$$;


ALTER FUNCTION net.has_worker() OWNER TO unison_owner;

--
-- Name: FUNCTION has_worker(); Type: COMMENT; Schema: net; Owner: unison_owner
--

COMMENT ON FUNCTION net.has_worker() IS 'Whether a worker of the stand-in lives. It ends with the worker''s connection, however it dies.';


--
-- Name: hold_worker_lock(); Type: FUNCTION; Schema: net; Owner: unison_owner
--

CREATE FUNCTION net.hold_worker_lock() RETURNS void
    LANGUAGE sql
    SET search_path TO ''
    AS $$
    select pg_catalog.pg_advisory_lock_shared(28261, 29742);
$$;


ALTER FUNCTION net.hold_worker_lock() OWNER TO unison_owner;

--
-- Name: FUNCTION hold_worker_lock(); Type: COMMENT; Schema: net; Owner: unison_owner
--

COMMENT ON FUNCTION net.hold_worker_lock() IS 'Says that the session''s worker lives, for as long as the session does. Several may.';


--
-- Name: http_collect_response(bigint, boolean); Type: FUNCTION; Schema: net; Owner: unison_owner
--

CREATE FUNCTION net.http_collect_response(request_id bigint, async boolean DEFAULT true) RETURNS net.http_response_result
    LANGUAGE sql
    SET search_path TO ''
    AS $$
    select net._http_collect_response(request_id, async);
$$;


ALTER FUNCTION net.http_collect_response(request_id bigint, async boolean) OWNER TO unison_owner;

--
-- Name: FUNCTION http_collect_response(request_id bigint, async boolean); Type: COMMENT; Schema: net; Owner: unison_owner
--

COMMENT ON FUNCTION net.http_collect_response(request_id bigint, async boolean) IS 'What came of a request. pg_net asks to read net._http_response instead.';


--
-- Name: http_delete(text, jsonb, jsonb, integer, jsonb); Type: FUNCTION; Schema: net; Owner: unison_owner
--

CREATE FUNCTION net.http_delete(url text, params jsonb DEFAULT '{}'::jsonb, headers jsonb DEFAULT '{}'::jsonb, timeout_milliseconds integer DEFAULT 5000, body jsonb DEFAULT NULL::jsonb) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    return net._enqueue_request(
        'DELETE', http_delete.url, http_delete.params, http_delete.headers, http_delete.body,
        http_delete.timeout_milliseconds
    );
end
$$;


ALTER FUNCTION net.http_delete(url text, params jsonb, headers jsonb, timeout_milliseconds integer, body jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION http_delete(url text, params jsonb, headers jsonb, timeout_milliseconds integer, body jsonb); Type: COMMENT; Schema: net; Owner: unison_owner
--

COMMENT ON FUNCTION net.http_delete(url text, params jsonb, headers jsonb, timeout_milliseconds integer, body jsonb) IS 'Queues a DELETE, which is made once the transaction has committed. The id is that of its
response.';


--
-- Name: http_get(text, jsonb, jsonb, integer); Type: FUNCTION; Schema: net; Owner: unison_owner
--

CREATE FUNCTION net.http_get(url text, params jsonb DEFAULT '{}'::jsonb, headers jsonb DEFAULT '{}'::jsonb, timeout_milliseconds integer DEFAULT 5000) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    return net._enqueue_request(
        'GET', http_get.url, http_get.params, http_get.headers, null,
        http_get.timeout_milliseconds
    );
end
$$;


ALTER FUNCTION net.http_get(url text, params jsonb, headers jsonb, timeout_milliseconds integer) OWNER TO unison_owner;

--
-- Name: FUNCTION http_get(url text, params jsonb, headers jsonb, timeout_milliseconds integer); Type: COMMENT; Schema: net; Owner: unison_owner
--

COMMENT ON FUNCTION net.http_get(url text, params jsonb, headers jsonb, timeout_milliseconds integer) IS 'Queues a GET, which is made once the transaction has committed. The id is that of its response.';


--
-- Name: http_post(text, jsonb, jsonb, jsonb, integer); Type: FUNCTION; Schema: net; Owner: unison_owner
--

CREATE FUNCTION net.http_post(url text, body jsonb DEFAULT '{}'::jsonb, params jsonb DEFAULT '{}'::jsonb, headers jsonb DEFAULT '{"Content-Type": "application/json"}'::jsonb, timeout_milliseconds integer DEFAULT 5000) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_headers jsonb := coalesce(http_post.headers, '{}');
    v_content_type text;
begin
    select h.value into v_content_type
    from jsonb_each_text(v_headers) as h
    where lower(h.key) = 'content-type'
    limit 1;

    if v_content_type is null then
        v_headers = v_headers || '{"Content-Type": "application/json"}';
    elsif v_content_type <> 'application/json' then
        raise exception 'the body is JSON, so Content-Type must be application/json'
        using errcode = 'invalid_parameter_value';
    end if;

    return net._enqueue_request(
        'POST', http_post.url, http_post.params, v_headers, http_post.body,
        http_post.timeout_milliseconds
    );
end
$$;


ALTER FUNCTION net.http_post(url text, body jsonb, params jsonb, headers jsonb, timeout_milliseconds integer) OWNER TO unison_owner;

--
-- Name: FUNCTION http_post(url text, body jsonb, params jsonb, headers jsonb, timeout_milliseconds integer); Type: COMMENT; Schema: net; Owner: unison_owner
--

COMMENT ON FUNCTION net.http_post(url text, body jsonb, params jsonb, headers jsonb, timeout_milliseconds integer) IS 'Queues a POST of JSON, which is made once the transaction has committed. The id is that of its
response.';


--
-- Name: record_response(bigint, integer, jsonb, text, boolean, text); Type: FUNCTION; Schema: net; Owner: unison_owner
--

CREATE FUNCTION net.record_response(request_id bigint, status_code integer DEFAULT NULL::integer, headers jsonb DEFAULT NULL::jsonb, content text DEFAULT NULL::text, timed_out boolean DEFAULT false, error_msg text DEFAULT NULL::text) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_now timestamptz := util.wall_clock();
begin
    delete from net.http_request_queue as q
    where q.id = record_response.request_id;
    -- A worker that was given up for dead reports after all; the first report counts.
    if not found then
        return 'stale';
    end if;

    -- More than comes in with each, so that what is kept stays bounded.
    delete from net._http_response as r
    where r.id in (
        select o.id
        from net._http_response as o
        where o.created < v_now - interval '6 hours'
        order by o.created
        limit 100
    );

    insert into net._http_response (
        id, status_code, content_type, headers, content, timed_out, error_msg, created
    )
    values (
        record_response.request_id,
        record_response.status_code,
        (
            select h.value
            from jsonb_each_text(record_response.headers) as h
            where lower(h.key) = 'content-type'
            limit 1
        ),
        record_response.headers,
        record_response.content,
        record_response.timed_out,
        record_response.error_msg,
        v_now
    );
    return case when record_response.error_msg is null then 'answered' else 'failed' end;
end
$$;


ALTER FUNCTION net.record_response(request_id bigint, status_code integer, headers jsonb, content text, timed_out boolean, error_msg text) OWNER TO unison_owner;

--
-- Name: FUNCTION record_response(request_id bigint, status_code integer, headers jsonb, content text, timed_out boolean, error_msg text); Type: COMMENT; Schema: net; Owner: unison_owner
--

COMMENT ON FUNCTION net.record_response(request_id bigint, status_code integer, headers jsonb, content text, timed_out boolean, error_msg text) IS 'Takes a request out of the queue and keeps what came of it: answered, failed, or stale if it was
not in the queue any more. Not pg_net''s.';


--
-- Name: wait_until_running(); Type: FUNCTION; Schema: net; Owner: unison_owner
--

CREATE FUNCTION net.wait_until_running() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    while not net.has_worker() loop
        perform pg_sleep(0.05);
    end loop;
end
$$;


ALTER FUNCTION net.wait_until_running() OWNER TO unison_owner;

--
-- Name: FUNCTION wait_until_running(); Type: COMMENT; Schema: net; Owner: unison_owner
--

COMMENT ON FUNCTION net.wait_until_running() IS 'Waits until a worker lives.';


--
-- Name: wake(); Type: FUNCTION; Schema: net; Owner: unison_owner
--

CREATE FUNCTION net.wake() RETURNS void
    LANGUAGE sql
    SET search_path TO ''
    AS $$
    -- Nothing: the worker looks four times a second. NOTIFY would make commits queue up.
    select;
$$;


ALTER FUNCTION net.wake() OWNER TO unison_owner;

--
-- Name: FUNCTION wake(); Type: COMMENT; Schema: net; Owner: unison_owner
--

COMMENT ON FUNCTION net.wake() IS 'Tells the worker that there is something to do.';


--
-- Name: worker_restart(); Type: FUNCTION; Schema: net; Owner: unison_owner
--

CREATE FUNCTION net.worker_restart() RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    update net.http_request_queue as q
    set leased_until = null
    where q.leased_until is not null;
    return net.has_worker();
end
$$;


ALTER FUNCTION net.worker_restart() OWNER TO unison_owner;

--
-- Name: FUNCTION worker_restart(); Type: COMMENT; Schema: net; Owner: unison_owner
--

COMMENT ON FUNCTION net.worker_restart() IS 'What a restart of pg_net''s worker would do to requests under way: they are made again. The
sidecar''s worker has no state to lose; whoever watches over its process restarts it.';


--
-- Name: claim_emails(text, integer, integer); Type: FUNCTION; Schema: notify; Owner: unison_owner
--

CREATE FUNCTION notify.claim_emails(worker text, max_emails integer, lease_seconds integer) RETURNS TABLE(id uuid, attempt integer, kind text, recipient text, message_id text, data json)
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
#variable_conflict use_column
declare
    v_now timestamptz := util.wall_clock();
begin
    -- Asked again when the mail is about to leave: it may have waited for a day.
    with pointless as (
        select e.id
        from notify.emails as e
        where
            e.finished_at is null
            and e.next_attempt_at <= v_now
            and (
                e.attempts >= 12
                or (e.token_hash is not null and not notify.is_token_live(e.token_hash))
            )
        for update skip locked
    )

    update notify.emails as e
    set
        -- Twelve workers have died of it, or at least told nobody what became of it.
        status = case when e.attempts >= 12 then 'failed' else 'obsolete' end,
        finished_at = v_now,
        data = notify.data_without_secret(e)
    from pointless
    where e.id = pointless.id;

    return query
    with due as (
        select e.id
        from notify.emails as e
        where e.finished_at is null and e.next_attempt_at <= v_now
        order by e.next_attempt_at asc
        limit claim_emails.max_emails
        for update skip locked
    )

    update notify.emails as e
    set
        status = 'sending',
        attempts = e.attempts + 1,
        leased_by = claim_emails.worker,
        leased_until = v_now + make_interval(secs => claim_emails.lease_seconds),
        -- A worker that never reports has died; then the mail is due again.
        next_attempt_at = v_now + make_interval(secs => claim_emails.lease_seconds)
    from due
    where e.id = due.id
    returning
        e.id, e.attempts, e.kind, e.recipient, notify.message_id(e.id), e.data::json;
end
$$;


ALTER FUNCTION notify.claim_emails(worker text, max_emails integer, lease_seconds integer) OWNER TO unison_owner;

--
-- Name: FUNCTION claim_emails(worker text, max_emails integer, lease_seconds integer); Type: COMMENT; Schema: notify; Owner: unison_owner
--

COMMENT ON FUNCTION notify.claim_emails(worker text, max_emails integer, lease_seconds integer) IS 'Leases due mails to a worker, oldest first. Those whose link no longer works are put aside.';


--
-- Name: emails; Type: TABLE; Schema: notify; Owner: unison_owner
--

CREATE TABLE notify.emails (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    organization_id uuid,
    user_id uuid,
    kind text NOT NULL,
    recipient text NOT NULL,
    data jsonb NOT NULL,
    token_hash bytea,
    dedupe_key text NOT NULL,
    status text DEFAULT 'queued'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone NOT NULL,
    leased_by text,
    leased_until timestamp with time zone,
    last_error text,
    created_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT emails_finished_at_check CHECK (((finished_at IS NULL) = (status = ANY (ARRAY['queued'::text, 'sending'::text])))),
    CONSTRAINT emails_kind_check CHECK ((kind = ANY (ARRAY['verify_email'::text, 'reset_password'::text, 'invitation'::text, 'payment_succeeded'::text, 'payment_failed'::text, 'usage_alert'::text, 'webhook_endpoint_disabled'::text]))),
    CONSTRAINT emails_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'sending'::text, 'sent'::text, 'failed'::text, 'obsolete'::text])))
);


ALTER TABLE notify.emails OWNER TO unison_owner;

--
-- Name: TABLE emails; Type: COMMENT; Schema: notify; Owner: unison_owner
--

COMMENT ON TABLE notify.emails IS 'Letters to send, queued in the transaction that causes them. dedupe_key makes each one single.';


--
-- Name: COLUMN emails.data; Type: COMMENT; Schema: notify; Owner: unison_owner
--

COMMENT ON COLUMN notify.emails.data IS 'What the template needs. Links with tokens are blanked out once the letter is finished.';


--
-- Name: COLUMN emails.token_hash; Type: COMMENT; Schema: notify; Owner: unison_owner
--

COMMENT ON COLUMN notify.emails.token_hash IS 'The one-time token in the link: once it is used, expired or gone, the letter is obsolete.';


--
-- Name: data_without_secret(notify.emails); Type: FUNCTION; Schema: notify; Owner: unison_owner
--

CREATE FUNCTION notify.data_without_secret(email notify.emails) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    BEGIN ATOMIC
 SELECT
         CASE
             WHEN ((email).token_hash IS NULL) THEN (email).data
             ELSE ((email).data || '{"url": null}'::jsonb)
         END AS "case";
END;


ALTER FUNCTION notify.data_without_secret(email notify.emails) OWNER TO unison_owner;

--
-- Name: FUNCTION data_without_secret(email notify.emails); Type: COMMENT; Schema: notify; Owner: unison_owner
--

COMMENT ON FUNCTION notify.data_without_secret(email notify.emails) IS 'The data of a mail without its link, if that holds a one-time token: what is kept afterwards.';


--
-- Name: enqueue(text, text, uuid, uuid, jsonb, text, bytea); Type: FUNCTION; Schema: notify; Owner: unison_owner
--

CREATE FUNCTION notify.enqueue(kind text, recipient text, organization_id uuid, user_id uuid, data jsonb, dedupe_key text, token_hash bytea DEFAULT NULL::bytea) RETURNS uuid
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
#variable_conflict use_column
declare
    v_now timestamptz := util.wall_clock();
    v_email_id uuid;
begin
    insert into notify.emails (
        kind, recipient, organization_id, user_id, data, dedupe_key, token_hash,
        next_attempt_at, created_at
    )
    values (
        enqueue.kind, enqueue.recipient, enqueue.organization_id, enqueue.user_id, enqueue.data,
        enqueue.dedupe_key, enqueue.token_hash, v_now, v_now
    )
    on conflict (dedupe_key) do nothing
    returning id into v_email_id;
    return v_email_id;
end
$$;


ALTER FUNCTION notify.enqueue(kind text, recipient text, organization_id uuid, user_id uuid, data jsonb, dedupe_key text, token_hash bytea) OWNER TO unison_owner;

--
-- Name: FUNCTION enqueue(kind text, recipient text, organization_id uuid, user_id uuid, data jsonb, dedupe_key text, token_hash bytea); Type: COMMENT; Schema: notify; Owner: unison_owner
--

COMMENT ON FUNCTION notify.enqueue(kind text, recipient text, organization_id uuid, user_id uuid, data jsonb, dedupe_key text, token_hash bytea) IS 'Queues a mail; it is sent if the transaction commits. Null if there is one with this key already.
data is what the template of the kind needs.';


--
-- Name: is_token_live(bytea); Type: FUNCTION; Schema: notify; Owner: unison_owner
--

CREATE FUNCTION notify.is_token_live(token_hash bytea) RETURNS boolean
    LANGUAGE sql
    BEGIN ATOMIC
 SELECT (EXISTS ( SELECT
            FROM (identity.one_time_tokens t
              LEFT JOIN identity.invitations i ON (((t.organization_id = i.organization_id) AND (t.invitation_id = i.id))))
           WHERE ((t.token_hash = is_token_live.token_hash) AND (t.used_at IS NULL) AND (t.expires_at > util.wall_clock()) AND (i.revoked_at IS NULL) AND (i.accepted_at IS NULL)))) AS "exists";
END;


ALTER FUNCTION notify.is_token_live(token_hash bytea) OWNER TO unison_owner;

--
-- Name: FUNCTION is_token_live(token_hash bytea); Type: COMMENT; Schema: notify; Owner: unison_owner
--

COMMENT ON FUNCTION notify.is_token_live(token_hash bytea) IS 'Whether the one-time token of a mail can still be used.';


--
-- Name: message_id(uuid); Type: FUNCTION; Schema: notify; Owner: unison_owner
--

CREATE FUNCTION notify.message_id(email_id uuid) RETURNS text
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT format('<%s@%s>'::text, email_id, "substring"(util.setting('web_url'::text), '^[a-z]+://([^/:]+)'::text)) AS format;
END;


ALTER FUNCTION notify.message_id(email_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION message_id(email_id uuid); Type: COMMENT; Schema: notify; Owner: unison_owner
--

COMMENT ON FUNCTION notify.message_id(email_id uuid) IS 'The Message-ID of a mail: the same at every attempt, so that a mail sent twice is seen as one.';


--
-- Name: queue_invitation(identity.invitations, text); Type: FUNCTION; Schema: notify; Owner: unison_owner
--

CREATE FUNCTION notify.queue_invitation(invitation identity.invitations, token text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    perform notify.enqueue(
        'invitation',
        (queue_invitation.invitation).email,
        o.id,
        null,
        jsonb_build_object(
            'organization_name', o.name,
            'inviter_name', u.full_name,
            'role', (queue_invitation.invitation).role,
            'url', notify.token_url('/accept-invitation', queue_invitation.token),
            'expires_days', notify.token_lifetime(queue_invitation.token, 'days')
        ),
        'invitation:' || encode(util.hash_token(queue_invitation.token), 'hex'),
        util.hash_token(queue_invitation.token)
    )
    from identity.organizations as o
    cross join identity.users as u
    where
        o.id = (queue_invitation.invitation).organization_id
        and u.id = (queue_invitation.invitation).invited_by;
end
$$;


ALTER FUNCTION notify.queue_invitation(invitation identity.invitations, token text) OWNER TO unison_owner;

--
-- Name: FUNCTION queue_invitation(invitation identity.invitations, token text); Type: COMMENT; Schema: notify; Owner: unison_owner
--

COMMENT ON FUNCTION notify.queue_invitation(invitation identity.invitations, token text) IS 'Queues the mail that invites somebody into an organization.';


--
-- Name: queue_password_reset(uuid, text); Type: FUNCTION; Schema: notify; Owner: unison_owner
--

CREATE FUNCTION notify.queue_password_reset(user_id uuid, token text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    perform notify.enqueue(
        'reset_password',
        u.email,
        null,
        u.id,
        jsonb_build_object(
            'full_name', u.full_name,
            'url', notify.token_url('/reset-password', queue_password_reset.token),
            'expires_minutes', notify.token_lifetime(queue_password_reset.token, 'minutes')
        ),
        'reset_password:' || encode(util.hash_token(queue_password_reset.token), 'hex'),
        util.hash_token(queue_password_reset.token)
    )
    from identity.users as u
    where u.id = queue_password_reset.user_id;
end
$$;


ALTER FUNCTION notify.queue_password_reset(user_id uuid, token text) OWNER TO unison_owner;

--
-- Name: FUNCTION queue_password_reset(user_id uuid, token text); Type: COMMENT; Schema: notify; Owner: unison_owner
--

COMMENT ON FUNCTION notify.queue_password_reset(user_id uuid, token text) IS 'Queues the mail with the link to set a new password.';


--
-- Name: queue_verification(uuid, uuid, text); Type: FUNCTION; Schema: notify; Owner: unison_owner
--

CREATE FUNCTION notify.queue_verification(organization_id uuid, user_id uuid, token text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    perform notify.enqueue(
        'verify_email',
        u.email,
        o.id,
        u.id,
        jsonb_build_object(
            'full_name', u.full_name,
            'organization_name', o.name,
            'url', notify.token_url('/verify-email', queue_verification.token),
            'expires_hours', notify.token_lifetime(queue_verification.token, 'hours')
        ),
        'verify_email:' || encode(util.hash_token(queue_verification.token), 'hex'),
        util.hash_token(queue_verification.token)
    )
    from identity.users as u
    cross join identity.organizations as o
    where u.id = queue_verification.user_id and o.id = queue_verification.organization_id;
end
$$;


ALTER FUNCTION notify.queue_verification(organization_id uuid, user_id uuid, token text) OWNER TO unison_owner;

--
-- Name: FUNCTION queue_verification(organization_id uuid, user_id uuid, token text); Type: COMMENT; Schema: notify; Owner: unison_owner
--

COMMENT ON FUNCTION notify.queue_verification(organization_id uuid, user_id uuid, token text) IS 'Queues the mail by which a person shows that an address is theirs.';


--
-- Name: record_email_result(uuid, integer, text, text); Type: FUNCTION; Schema: notify; Owner: unison_owner
--

CREATE FUNCTION notify.record_email_result(email_id uuid, attempt integer, outcome text, detail text) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_now timestamptz := util.wall_clock();
    v_email notify.emails;
    v_status text;
begin
    select e.* into strict v_email
    from notify.emails as e
    where e.id = record_email_result.email_id
    for update;

    -- A report that comes late, after the lease, counts only if it says that the mail is out.
    if v_email.finished_at is not null
        or (v_email.attempts <> record_email_result.attempt and record_email_result.outcome <> 'sent')
    then
        return v_email.status;
    end if;

    v_status = case
        when record_email_result.outcome = 'sent' then 'sent'
        when record_email_result.outcome = 'refused' or v_email.attempts >= 12 then 'failed'
        else 'queued'
    end;

    update notify.emails as e
    set
        status = v_status,
        leased_by = null,
        leased_until = null,
        last_error = case v_status when 'sent' then null else record_email_result.detail end,
        finished_at = case when v_status <> 'queued' then v_now end,
        data = case v_status when 'queued' then e.data else notify.data_without_secret(e) end,
        -- 30 seconds, doubled each time, up to four hours: twelve attempts take a day.
        next_attempt_at
        = v_now + least(interval '30 seconds' * power(2, e.attempts - 1), interval '4 hours')
    where e.id = v_email.id;
    return v_status;
end
$$;


ALTER FUNCTION notify.record_email_result(email_id uuid, attempt integer, outcome text, detail text) OWNER TO unison_owner;

--
-- Name: FUNCTION record_email_result(email_id uuid, attempt integer, outcome text, detail text); Type: COMMENT; Schema: notify; Owner: unison_owner
--

COMMENT ON FUNCTION notify.record_email_result(email_id uuid, attempt integer, outcome text, detail text) IS 'What became of an attempt: sent, refused (for good) or retry. Returns the mail''s new status.';


--
-- Name: hash_token(text); Type: FUNCTION; Schema: util; Owner: unison_owner
--

CREATE FUNCTION util.hash_token(token text) RETURNS bytea
    LANGUAGE sql IMMUTABLE STRICT
    BEGIN ATOMIC
 SELECT sha256(convert_to(token, 'UTF8'::name)) AS sha256;
END;


ALTER FUNCTION util.hash_token(token text) OWNER TO unison_owner;

--
-- Name: FUNCTION hash_token(token text); Type: COMMENT; Schema: util; Owner: unison_owner
--

COMMENT ON FUNCTION util.hash_token(token text) IS 'What is kept of a secret token. It is random already, so it needs neither salt nor a slow hash.';


--
-- Name: token_lifetime(text, text); Type: FUNCTION; Schema: notify; Owner: unison_owner
--

CREATE FUNCTION notify.token_lifetime(token text, unit text) RETURNS integer
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT ((EXTRACT(epoch FROM (t.expires_at - t.created_at)) / (
         CASE token_lifetime.unit
             WHEN 'days'::text THEN 86400
             WHEN 'hours'::text THEN 3600
             ELSE 60
         END)::numeric))::integer AS int4
    FROM identity.one_time_tokens t
   WHERE (t.token_hash = util.hash_token(token_lifetime.token));
END;


ALTER FUNCTION notify.token_lifetime(token text, unit text) OWNER TO unison_owner;

--
-- Name: FUNCTION token_lifetime(token text, unit text); Type: COMMENT; Schema: notify; Owner: unison_owner
--

COMMENT ON FUNCTION notify.token_lifetime(token text, unit text) IS 'For how many days, hours or minutes a one-time token was made.';


--
-- Name: token_url(text, text); Type: FUNCTION; Schema: notify; Owner: unison_owner
--

CREATE FUNCTION notify.token_url(path text, token text) RETURNS text
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT (((util.setting('web_url'::text) || path) || '#token='::text) || token);
END;


ALTER FUNCTION notify.token_url(path text, token text) OWNER TO unison_owner;

--
-- Name: FUNCTION token_url(path text, token text); Type: COMMENT; Schema: notify; Owner: unison_owner
--

COMMENT ON FUNCTION notify.token_url(path text, token text) IS 'A page of the web app with a token in the fragment, which browsers send to no server and no log.';


--
-- Name: apply_pending_events(integer); Type: FUNCTION; Schema: sidecar; Owner: unison_owner
--

CREATE FUNCTION sidecar.apply_pending_events(max_events integer DEFAULT 100) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
    v_until timestamptz := util.wall_clock() + interval '250 milliseconds';
    v_event webhooks.stripe_events;
    v_tried text[] := array[]::text[];
    v_outcomes text[] := array[]::text[];
begin
    -- Locks are held until the end: a short while, so that receivers need not wait for them.
    while cardinality(v_tried) < max_events and util.wall_clock() < v_until loop
        v_event = webhooks.claim_due_event(v_tried);
        exit when v_event.id is null;
        v_tried = v_tried || v_event.id;
        v_outcomes = v_outcomes
            || billing.try_stripe_event(webhooks.parse_stripe_event(v_event.body));
        if v_outcomes[cardinality(v_outcomes)] = 'applied' then
            perform webhooks.finish_stripe_event(v_event.id);
        end if;
    end loop;

    return json_build_object(
        'applied', (select count(*) from unnest(v_outcomes) as o where o = 'applied'),
        'failed', (select count(*) from unnest(v_outcomes) as o where o in ('pending', 'failed')),
        'parked', (select count(*) from unnest(v_outcomes) as o where o = 'parked')
    );
end
$$;


ALTER FUNCTION sidecar.apply_pending_events(max_events integer) OWNER TO unison_owner;

--
-- Name: FUNCTION apply_pending_events(max_events integer); Type: COMMENT; Schema: sidecar; Owner: unison_owner
--

COMMENT ON FUNCTION sidecar.apply_pending_events(max_events integer) IS 'Applies events that had to wait and are due, the longest due first, for a quarter of a second at
most. Answers how many were applied, failed (tried again later) and parked.';


--
-- Name: claim_emails(text, integer, integer); Type: FUNCTION; Schema: sidecar; Owner: unison_owner
--

CREATE FUNCTION sidecar.claim_emails(worker text, max_emails integer, lease_seconds integer) RETURNS TABLE(id uuid, attempt integer, kind text, recipient text, message_id text, data json)
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO ''
    BEGIN ATOMIC
 SELECT c.id,
     c.attempt,
     c.kind,
     c.recipient,
     c.message_id,
     c.data
    FROM notify.claim_emails(claim_emails.worker, claim_emails.max_emails, claim_emails.lease_seconds) c(id, attempt, kind, recipient, message_id, data);
END;


ALTER FUNCTION sidecar.claim_emails(worker text, max_emails integer, lease_seconds integer) OWNER TO unison_owner;

--
-- Name: FUNCTION claim_emails(worker text, max_emails integer, lease_seconds integer); Type: COMMENT; Schema: sidecar; Owner: unison_owner
--

COMMENT ON FUNCTION sidecar.claim_emails(worker text, max_emails integer, lease_seconds integer) IS 'Leases due mails to a worker: what to render (kind, data), whom to send it to, under which
Message-ID. The result goes to sidecar.record_email_result before the lease ends.';


--
-- Name: claim_http_requests(text, integer); Type: FUNCTION; Schema: sidecar; Owner: unison_owner
--

CREATE FUNCTION sidecar.claim_http_requests(worker text, max_requests integer) RETURNS TABLE(id bigint, method text, url text, headers jsonb, body bytea, timeout_milliseconds integer)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    -- Where pg_net itself is there, it makes its calls itself.
    if to_regprocedure('net.claim_requests(text, integer)') is not null then
        return query
        select c.*
        from net.claim_requests(
            claim_http_requests.worker, claim_http_requests.max_requests
        ) as c;
    end if;
end
$$;


ALTER FUNCTION sidecar.claim_http_requests(worker text, max_requests integer) OWNER TO unison_owner;

--
-- Name: FUNCTION claim_http_requests(worker text, max_requests integer); Type: COMMENT; Schema: sidecar; Owner: unison_owner
--

COMMENT ON FUNCTION sidecar.claim_http_requests(worker text, max_requests integer) IS 'Leases requests of schema net to a worker: each for 30 seconds more than timeout_milliseconds. What
came of one goes to sidecar.record_http_response.';


--
-- Name: claim_invoice_documents(text, integer, integer); Type: FUNCTION; Schema: sidecar; Owner: unison_owner
--

CREATE FUNCTION sidecar.claim_invoice_documents(worker text, max_documents integer, lease_seconds integer) RETURNS TABLE(id uuid, attempt integer, data json)
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO ''
    BEGIN ATOMIC
 SELECT c.id,
     c.attempt,
     c.data
    FROM billing.claim_invoice_documents(claim_invoice_documents.worker, claim_invoice_documents.max_documents, claim_invoice_documents.lease_seconds) c(id, attempt, data);
END;


ALTER FUNCTION sidecar.claim_invoice_documents(worker text, max_documents integer, lease_seconds integer) OWNER TO unison_owner;

--
-- Name: FUNCTION claim_invoice_documents(worker text, max_documents integer, lease_seconds integer); Type: COMMENT; Schema: sidecar; Owner: unison_owner
--

COMMENT ON FUNCTION sidecar.claim_invoice_documents(worker text, max_documents integer, lease_seconds integer) IS 'Leases invoices to be set as PDF to a worker: billing.invoice_document_data. The result goes to
sidecar.record_invoice_document before the lease ends.';


--
-- Name: claim_stripe_commands(text, integer, integer); Type: FUNCTION; Schema: sidecar; Owner: unison_owner
--

CREATE FUNCTION sidecar.claim_stripe_commands(worker text, max_commands integer, lease_seconds integer) RETURNS TABLE(id uuid, organization_id uuid, kind text, attempt integer, method text, path text, params json, idempotency_key text)
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO ''
    AS $$
    select
        c.id,
        c.organization_id,
        c.kind,
        c.attempts as attempt,
        c.request ->> 'method' as method,
        c.request ->> 'path' as path,
        (c.request -> 'params')::json as params,
        case c.phase when 'send' then c.idempotency_key end as idempotency_key
    from billing.claim_stripe_commands(
        claim_stripe_commands.worker,
        claim_stripe_commands.max_commands,
        claim_stripe_commands.lease_seconds
    ) as c
$$;


ALTER FUNCTION sidecar.claim_stripe_commands(worker text, max_commands integer, lease_seconds integer) OWNER TO unison_owner;

--
-- Name: FUNCTION claim_stripe_commands(worker text, max_commands integer, lease_seconds integer); Type: COMMENT; Schema: sidecar; Owner: unison_owner
--

COMMENT ON FUNCTION sidecar.claim_stripe_commands(worker text, max_commands integer, lease_seconds integer) IS 'Commands to send to Stripe now, leased to this worker. Channel stripe_commands says when to ask.';


--
-- Name: due_jobs(); Type: FUNCTION; Schema: sidecar; Owner: unison_owner
--

CREATE FUNCTION sidecar.due_jobs() RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
    select jobs.due_jobs()
    where not jobs.has_cron()
$$;


ALTER FUNCTION sidecar.due_jobs() OWNER TO unison_owner;

--
-- Name: FUNCTION due_jobs(); Type: COMMENT; Schema: sidecar; Owner: unison_owner
--

COMMENT ON FUNCTION sidecar.due_jobs() IS 'The jobs that are due, the longest due first; null if there is none, or pg_cron sees to them.';


--
-- Name: health(); Type: FUNCTION; Schema: sidecar; Owner: unison_owner
--

CREATE FUNCTION sidecar.health() RETURNS json
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
    select json_build_object(
        'status', 'ok',
        'is_in_recovery', pg_is_in_recovery(),
        'last_heartbeat_age_seconds', extract(
            epoch from util.wall_clock() - jobs.last_heartbeat_at()
        )
    )
$$;


ALTER FUNCTION sidecar.health() OWNER TO unison_owner;

--
-- Name: FUNCTION health(); Type: COMMENT; Schema: sidecar; Owner: unison_owner
--

COMMENT ON FUNCTION sidecar.health() IS 'That the database answers, whether it is a standby, and how long ago a worker was last seen
alive.';


--
-- Name: overdue_processes(); Type: FUNCTION; Schema: sidecar; Owner: unison_owner
--

CREATE FUNCTION sidecar.overdue_processes() RETURNS integer[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
    select jobs.overdue_processes()
$$;


ALTER FUNCTION sidecar.overdue_processes() OWNER TO unison_owner;

--
-- Name: FUNCTION overdue_processes(); Type: COMMENT; Schema: sidecar; Owner: unison_owner
--

COMMENT ON FUNCTION sidecar.overdue_processes() IS 'The sidecar''s sessions whose job has run for longer than it may; null if there is none.';


--
-- Name: perform_run(bigint); Type: FUNCTION; Schema: sidecar; Owner: unison_owner
--

CREATE FUNCTION sidecar.perform_run(run_id bigint) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO ''
    AS $$
    select jobs.perform_run(perform_run.run_id)
$$;


ALTER FUNCTION sidecar.perform_run(run_id bigint) OWNER TO unison_owner;

--
-- Name: FUNCTION perform_run(run_id bigint); Type: COMMENT; Schema: sidecar; Owner: unison_owner
--

COMMENT ON FUNCTION sidecar.perform_run(run_id bigint) IS 'Does a job that has begun, and begins it for the next clock; null after the last.';


--
-- Name: queue_status(); Type: FUNCTION; Schema: sidecar; Owner: unison_owner
--

CREATE FUNCTION sidecar.queue_status() RETURNS TABLE(queue text, depth bigint, oldest_age_seconds double precision, retrying bigint, failed bigint, parked bigint, alarms bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
    select
        q.queue,
        q.depth,
        q.oldest_age_seconds,
        q.retrying,
        q.failed,
        q.parked,
        q.alarms
    from billing.queue_status() as q
$$;


ALTER FUNCTION sidecar.queue_status() OWNER TO unison_owner;

--
-- Name: FUNCTION queue_status(); Type: COMMENT; Schema: sidecar; Owner: unison_owner
--

COMMENT ON FUNCTION sidecar.queue_status() IS 'How each queue stands, as billing.queue_status tells it.';


--
-- Name: receive_stripe_event(text); Type: FUNCTION; Schema: sidecar; Owner: unison_owner
--

CREATE FUNCTION sidecar.receive_stripe_event(payload text) RETURNS json
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
    v_event jsonb := webhooks.parse_stripe_event(payload);
    v_reason text := webhooks.refusal_reason(v_event);
    v_outcome text;
begin
    if v_reason is not null then
        return json_build_object('status', 400, 'outcome', 'refused', 'reason', v_reason);
    end if;

    v_outcome = webhooks.store_stripe_event(v_event, payload);
    if v_outcome = 'other_body' then
        return json_build_object('status', 400, 'outcome', 'refused', 'reason', v_outcome);
    end if;
    if v_outcome = 'stored' then
        v_outcome = billing.try_stripe_event(v_event);
    end if;

    return json_build_object(
        'status', 200,
        'outcome', case v_outcome when 'failed' then 'pending' else v_outcome end
    );
end
$$;


ALTER FUNCTION sidecar.receive_stripe_event(payload text) OWNER TO unison_owner;

--
-- Name: FUNCTION receive_stripe_event(payload text); Type: COMMENT; Schema: sidecar; Owner: unison_owner
--

COMMENT ON FUNCTION sidecar.receive_stripe_event(payload text) IS 'Stores a signed event and applies it, in the caller''s one transaction. Answers {"status": 200 or
400, "outcome": applied, pending, parked, duplicate, ignored or refused, "reason"}: 200 once it is
stored, whatever became of it.';


--
-- Name: record_email_result(uuid, integer, text, text); Type: FUNCTION; Schema: sidecar; Owner: unison_owner
--

CREATE FUNCTION sidecar.record_email_result(email_id uuid, attempt integer, outcome text, detail text) RETURNS text
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO ''
    BEGIN ATOMIC
 SELECT notify.record_email_result(email_id, attempt, outcome, detail) AS record_email_result;
END;


ALTER FUNCTION sidecar.record_email_result(email_id uuid, attempt integer, outcome text, detail text) OWNER TO unison_owner;

--
-- Name: FUNCTION record_email_result(email_id uuid, attempt integer, outcome text, detail text); Type: COMMENT; Schema: sidecar; Owner: unison_owner
--

COMMENT ON FUNCTION sidecar.record_email_result(email_id uuid, attempt integer, outcome text, detail text) IS 'Says what became of an attempt to send a mail: sent, refused (for good) or retry. Returns the
mail''s new status.';


--
-- Name: record_heartbeat(text); Type: FUNCTION; Schema: sidecar; Owner: unison_owner
--

CREATE FUNCTION sidecar.record_heartbeat(worker text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO ''
    AS $$
    select jobs.record_heartbeat(record_heartbeat.worker)
$$;


ALTER FUNCTION sidecar.record_heartbeat(worker text) OWNER TO unison_owner;

--
-- Name: FUNCTION record_heartbeat(worker text); Type: COMMENT; Schema: sidecar; Owner: unison_owner
--

COMMENT ON FUNCTION sidecar.record_heartbeat(worker text) IS 'Says that a worker is alive.';


--
-- Name: record_http_response(bigint, integer, jsonb, text, boolean, text); Type: FUNCTION; Schema: sidecar; Owner: unison_owner
--

CREATE FUNCTION sidecar.record_http_response(request_id bigint, status_code integer, headers jsonb, content text, timed_out boolean, error text) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    return net.record_response(
        record_http_response.request_id,
        record_http_response.status_code,
        record_http_response.headers,
        record_http_response.content,
        record_http_response.timed_out,
        record_http_response.error
    );
end
$$;


ALTER FUNCTION sidecar.record_http_response(request_id bigint, status_code integer, headers jsonb, content text, timed_out boolean, error text) OWNER TO unison_owner;

--
-- Name: FUNCTION record_http_response(request_id bigint, status_code integer, headers jsonb, content text, timed_out boolean, error text); Type: COMMENT; Schema: sidecar; Owner: unison_owner
--

COMMENT ON FUNCTION sidecar.record_http_response(request_id bigint, status_code integer, headers jsonb, content text, timed_out boolean, error text) IS 'Says what came of a request: a whole answer, or an error. Returns answered, failed, or stale if
another worker has reported before.';


--
-- Name: record_invoice_document(uuid, integer, bytea, text); Type: FUNCTION; Schema: sidecar; Owner: unison_owner
--

CREATE FUNCTION sidecar.record_invoice_document(document_id uuid, attempt integer, pdf bytea, error text) RETURNS text
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO ''
    BEGIN ATOMIC
 SELECT billing.record_invoice_document(document_id, attempt, pdf, error) AS record_invoice_document;
END;


ALTER FUNCTION sidecar.record_invoice_document(document_id uuid, attempt integer, pdf bytea, error text) OWNER TO unison_owner;

--
-- Name: FUNCTION record_invoice_document(document_id uuid, attempt integer, pdf bytea, error text); Type: COMMENT; Schema: sidecar; Owner: unison_owner
--

COMMENT ON FUNCTION sidecar.record_invoice_document(document_id uuid, attempt integer, pdf bytea, error text) IS 'Hands over a document that was made, or says why it was not. Returns its new status.';


--
-- Name: record_stripe_response(uuid, integer, integer, text, text); Type: FUNCTION; Schema: sidecar; Owner: unison_owner
--

CREATE FUNCTION sidecar.record_stripe_response(command_id uuid, attempt integer, http_status integer, body text, error text) RETURNS text
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO ''
    AS $$
    select billing.record_stripe_response(
        record_stripe_response.command_id,
        record_stripe_response.attempt,
        record_stripe_response.http_status,
        record_stripe_response.body,
        record_stripe_response.error
    )
$$;


ALTER FUNCTION sidecar.record_stripe_response(command_id uuid, attempt integer, http_status integer, body text, error text) OWNER TO unison_owner;

--
-- Name: FUNCTION record_stripe_response(command_id uuid, attempt integer, http_status integer, body text, error text); Type: COMMENT; Schema: sidecar; Owner: unison_owner
--

COMMENT ON FUNCTION sidecar.record_stripe_response(command_id uuid, attempt integer, http_status integer, body text, error text) IS 'What came of sending a command; http_status is null when no answer came, and error says why.
Returns the command''s new status, or stale when another attempt has taken over.';


--
-- Name: release_job(text); Type: FUNCTION; Schema: sidecar; Owner: unison_owner
--

CREATE FUNCTION sidecar.release_job(job_name text) RETURNS boolean
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO ''
    AS $$
    select jobs.release_job(release_job.job_name)
$$;


ALTER FUNCTION sidecar.release_job(job_name text) OWNER TO unison_owner;

--
-- Name: FUNCTION release_job(job_name text); Type: COMMENT; Schema: sidecar; Owner: unison_owner
--

COMMENT ON FUNCTION sidecar.release_job(job_name text) IS 'Gives a job''s lock back, once the end of its last run is committed.';


--
-- Name: start_run(text); Type: FUNCTION; Schema: sidecar; Owner: unison_owner
--

CREATE FUNCTION sidecar.start_run(job_name text) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO ''
    AS $$
    select jobs.start_run(start_run.job_name, only_if_due => true)
$$;


ALTER FUNCTION sidecar.start_run(job_name text) OWNER TO unison_owner;

--
-- Name: FUNCTION start_run(job_name text); Type: COMMENT; Schema: sidecar; Owner: unison_owner
--

COMMENT ON FUNCTION sidecar.start_run(job_name text) IS 'Notes that a job begins and takes its lock; null if it is not due any more, or another session has
it.';


--
-- Name: take_http_lock(); Type: FUNCTION; Schema: sidecar; Owner: unison_owner
--

CREATE FUNCTION sidecar.take_http_lock() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    if to_regprocedure('net.hold_worker_lock()') is not null then
        perform net.hold_worker_lock();
    end if;
end
$$;


ALTER FUNCTION sidecar.take_http_lock() OWNER TO unison_owner;

--
-- Name: FUNCTION take_http_lock(); Type: COMMENT; Schema: sidecar; Owner: unison_owner
--

COMMENT ON FUNCTION sidecar.take_http_lock() IS 'Says that a worker for the requests of schema net lives, as long as this connection does.';


--
-- Name: tick(); Type: PROCEDURE; Schema: sidecar; Owner: unison_owner
--

CREATE PROCEDURE sidecar.tick()
    LANGUAGE plpgsql
    AS $$
declare
    v_process integer;
    v_name text;
    v_run_id bigint;
begin
    foreach v_process in array coalesce(sidecar.overdue_processes(), '{}') loop
        perform pg_catalog.pg_cancel_backend(v_process);
    end loop;
    foreach v_name in array coalesce(sidecar.due_jobs(), '{}') loop
        v_run_id = sidecar.start_run(v_name);
        continue when v_run_id is null;
        while v_run_id is not null loop
            commit;
            v_run_id = sidecar.perform_run(v_run_id);
        end loop;
        commit;
        perform sidecar.release_job(v_name);
    end loop;
end
$$;


ALTER PROCEDURE sidecar.tick() OWNER TO unison_owner;

--
-- Name: PROCEDURE tick(); Type: COMMENT; Schema: sidecar; Owner: unison_owner
--

COMMENT ON PROCEDURE sidecar.tick() IS 'Runs what is due where there is no pg_cron, as jobs.tick does where it is: start, work and end are
committed one after the other, so it is a procedure without settings. Several at once share the
work.';


--
-- Name: create_partitions(); Type: FUNCTION; Schema: usage; Owner: unison_owner
--

CREATE FUNCTION usage.create_partitions() RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_now timestamptz := util.now();
begin
    return (
        select sum(usage.require_partitions(t.name, v_now, util.add_months(v_now, 2)))::bigint
        from (values ('events'), ('snapshots')) as t (name)
    );
end
$$;


ALTER FUNCTION usage.create_partitions() OWNER TO unison_owner;

--
-- Name: FUNCTION create_partitions(); Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON FUNCTION usage.create_partitions() IS 'Job: makes the partitions of this month and the two that follow, so that no request has to. Those
of a sandbox far ahead are made when it needs them.';


--
-- Name: find_basis(uuid); Type: FUNCTION; Schema: usage; Owner: unison_owner
--

CREATE FUNCTION usage.find_basis(organization_id uuid) RETURNS TABLE(subscription_id uuid, plan_version_id uuid, status text, access text, source text, cycle text, trial_ends_at timestamp with time zone)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT s.id AS subscription_id,
         CASE
             WHEN (s.id IS NOT NULL) THEN s.plan_version_id
             ELSE ( SELECT c.plan_version_id
                FROM catalog.current_plan_versions() c(plan_code, plan_version_id)
               WHERE (c.plan_code = util.setting('trial_plan_code'::text)))
         END AS plan_version_id,
     s.status,
     COALESCE(s.access, 'read_only'::text) AS access,
     s.source,
     s.cycle,
     s.trial_ends_at
    FROM (( VALUES (1)) always(one)
      LEFT JOIN LATERAL ( SELECT b.organization_id,
             b.id,
             b.source,
             b.is_primary,
             b.status,
             b.access,
             b.status_reason,
             b.stripe_status,
             b.hold,
             b.stripe_subscription_id,
             b.plan_version_id,
             b.cycle,
             b.currency,
             b.collection_method,
             b.started_at,
             b.trial_started_at,
             b.trial_ends_at,
             b.current_period_start,
             b.current_period_end,
             b.cancel_at,
             b.canceled_at,
             b.ended_at,
             b.resumes_at,
             b.cancellation_reason,
             b.discount,
             b.list_arr_cents,
             b.net_arr_cents,
             b.created_at
            FROM billing.subscriptions b
           WHERE ((b.organization_id = find_basis.organization_id) AND (b.status <> 'incomplete'::text))
           ORDER BY b.is_primary DESC, (b.status <> 'canceled'::text) DESC, b.ended_at DESC NULLS LAST, b.started_at DESC, b.id
          LIMIT 1) s ON (true));
END;


ALTER FUNCTION usage.find_basis(organization_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION find_basis(organization_id uuid); Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON FUNCTION usage.find_basis(organization_id uuid) IS 'What an organization''s entitlements are read from: always one row.

The primary subscription; while the first payment of one is pending what was before; when all have
ended the last one, whose limits stay to be read. An organization that never had any is about to get
its trial: it is measured by the trial''s plan, and may write no business data.';


--
-- Name: add_months(timestamp with time zone, integer); Type: FUNCTION; Schema: util; Owner: unison_owner
--

CREATE FUNCTION util.add_months(anchor timestamp with time zone, n integer) RETURNS timestamp with time zone
    LANGUAGE sql IMMUTABLE STRICT
    BEGIN ATOMIC
 SELECT (((anchor AT TIME ZONE 'UTC'::text) + make_interval(months => n)) AT TIME ZONE 'UTC'::text) AS timezone;
END;


ALTER FUNCTION util.add_months(anchor timestamp with time zone, n integer) OWNER TO unison_owner;

--
-- Name: FUNCTION add_months(anchor timestamp with time zone, n integer); Type: COMMENT; Schema: util; Owner: unison_owner
--

COMMENT ON FUNCTION util.add_months(anchor timestamp with time zone, n integer) IS 'The anchor moved by n months in UTC. A day that the month lacks becomes its last one, so always
count from the anchor: 31 January gives 28 February and 31 March, never 28 March.';


--
-- Name: current_period(uuid); Type: FUNCTION; Schema: usage; Owner: unison_owner
--

CREATE FUNCTION usage.current_period(organization_id uuid) RETURNS TABLE(period_start timestamp with time zone, period_end timestamp with time zone)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 WITH instants AS (
          SELECT date_trunc('day'::text, COALESCE(s.current_period_start, s.trial_started_at, s.started_at, date_trunc('month'::text, util.now(current_period.organization_id), 'UTC'::text)), 'UTC'::text) AS anchor_at,
             date_trunc('day'::text, s.current_period_end, 'UTC'::text) AS billed_until,
             util.now(current_period.organization_id) AS now_at
            FROM (usage.find_basis(current_period.organization_id) b_1(subscription_id, plan_version_id, status, access, source, cycle, trial_ends_at)
              LEFT JOIN billing.subscriptions s ON (((s.organization_id = current_period.organization_id) AND (b_1.subscription_id = s.id))))
         ), months AS (
          SELECT i.anchor_at,
             i.billed_until,
             i.now_at,
             ((12 * ((EXTRACT(year FROM (i.now_at AT TIME ZONE 'UTC'::text)) - EXTRACT(year FROM (i.anchor_at AT TIME ZONE 'UTC'::text))))::integer) + ((EXTRACT(month FROM (i.now_at AT TIME ZONE 'UTC'::text)) - EXTRACT(month FROM (i.anchor_at AT TIME ZONE 'UTC'::text))))::integer) AS n
            FROM instants i
         ), begun AS (
          SELECT m.anchor_at,
             m.billed_until,
             m.now_at,
             m.n,
             (m.n - ((util.add_months(m.anchor_at, m.n) > m.now_at))::integer) AS months_past
            FROM months m
         )
  SELECT util.add_months(b.anchor_at, b.months_past) AS period_start,
         CASE
             WHEN (b.billed_until > b.now_at) THEN LEAST(util.add_months(b.anchor_at, (b.months_past + 1)), b.billed_until)
             ELSE util.add_months(b.anchor_at, (b.months_past + 1))
         END AS period_end
    FROM begun b;
END;


ALTER FUNCTION usage.current_period(organization_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION current_period(organization_id uuid); Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON FUNCTION usage.current_period(organization_id uuid) IS 'The period that an organization''s allowances are for: always one row.

A month from the day its billing period began, so the billing period itself when that is a month; a
month of it when it is a year. Whole days in UTC: the day of a renewal belongs to the new period.
Without a subscription the calendar''s month.';


--
-- Name: subscription_items; Type: TABLE; Schema: billing; Owner: unison_owner
--

CREATE TABLE billing.subscription_items (
    organization_id uuid NOT NULL,
    subscription_id uuid NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    "position" integer NOT NULL,
    price_id uuid NOT NULL,
    quantity bigint NOT NULL,
    unit_amount_cents bigint NOT NULL,
    currency text NOT NULL,
    stripe_item_id text,
    CONSTRAINT subscription_items_currency_check CHECK ((currency ~ '^[a-z]{3}$'::text)),
    CONSTRAINT subscription_items_quantity_check CHECK ((quantity >= 0))
);


ALTER TABLE billing.subscription_items OWNER TO unison_owner;

--
-- Name: TABLE subscription_items; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON TABLE billing.subscription_items IS 'The plan and the add-ons of a subscription, with the unit price it was bought at.';


--
-- Name: add_ons; Type: TABLE; Schema: catalog; Owner: unison_owner
--

CREATE TABLE catalog.add_ons (
    code text NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    feature_code text NOT NULL,
    amount_per_unit bigint NOT NULL,
    CONSTRAINT add_ons_amount_per_unit_check CHECK ((amount_per_unit > 0))
);


ALTER TABLE catalog.add_ons OWNER TO unison_owner;

--
-- Name: TABLE add_ons; Type: COMMENT; Schema: catalog; Owner: unison_owner
--

COMMENT ON TABLE catalog.add_ons IS 'What can be bought beside a plan, to raise one of its limits.';


--
-- Name: COLUMN add_ons.amount_per_unit; Type: COMMENT; Schema: catalog; Owner: unison_owner
--

COMMENT ON COLUMN catalog.add_ons.amount_per_unit IS 'By how much one unit raises the limit, in the feature''s unit (a GB of storage is 10^9 bytes).';


--
-- Name: features; Type: TABLE; Schema: catalog; Owner: unison_owner
--

CREATE TABLE catalog.features (
    code text NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    kind text NOT NULL,
    unit text,
    "position" integer NOT NULL,
    CONSTRAINT features_kind_check CHECK ((kind = ANY (ARRAY['boolean'::text, 'limit'::text, 'metered'::text]))),
    CONSTRAINT features_unit_check CHECK (((kind = 'boolean'::text) = (unit IS NULL)))
);


ALTER TABLE catalog.features OWNER TO unison_owner;

--
-- Name: TABLE features; Type: COMMENT; Schema: catalog; Owner: unison_owner
--

COMMENT ON TABLE catalog.features IS 'What a plan can grant: a feature (boolean), a limit, or something metered.';


--
-- Name: plan_features; Type: TABLE; Schema: catalog; Owner: unison_owner
--

CREATE TABLE catalog.plan_features (
    plan_version_id uuid NOT NULL,
    feature_code text NOT NULL,
    limit_value bigint,
    mode text DEFAULT 'hard'::text NOT NULL,
    CONSTRAINT plan_features_limit_value_check CHECK ((limit_value >= 0)),
    CONSTRAINT plan_features_mode_check CHECK ((mode = ANY (ARRAY['hard'::text, 'soft'::text, 'grace_then_block'::text])))
);


ALTER TABLE catalog.plan_features OWNER TO unison_owner;

--
-- Name: TABLE plan_features; Type: COMMENT; Schema: catalog; Owner: unison_owner
--

COMMENT ON TABLE catalog.plan_features IS 'What a plan version grants. A row grants; limit_value null is unlimited (and null for a boolean).';


--
-- Name: overrides; Type: TABLE; Schema: usage; Owner: unison_owner
--

CREATE TABLE usage.overrides (
    organization_id uuid NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    feature_code text NOT NULL,
    is_granted boolean NOT NULL,
    limit_value bigint,
    reason text NOT NULL,
    granted_by uuid,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    revoked_by uuid,
    revoked_reason text,
    CONSTRAINT overrides_expires_at_check CHECK ((expires_at > created_at)),
    CONSTRAINT overrides_limit_value_check CHECK ((limit_value >= 0)),
    CONSTRAINT overrides_reason_check CHECK (((length(btrim(reason)) >= 1) AND (length(btrim(reason)) <= 1000))),
    CONSTRAINT overrides_revoked_at_check CHECK (((revoked_at IS NULL) = (revoked_reason IS NULL)))
);


ALTER TABLE usage.overrides OWNER TO unison_owner;

--
-- Name: TABLE overrides; Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON TABLE usage.overrides IS 'What the staff has granted or denied an organization, whatever it has bought. Kept for ever: one
that ends is marked as revoked, or is past its expiry.';


--
-- Name: COLUMN overrides.limit_value; Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON COLUMN usage.overrides.limit_value IS 'Of a limit: null is unlimited.';


--
-- Name: COLUMN overrides.granted_by; Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON COLUMN usage.overrides.granted_by IS 'Who of the staff; null when the owner did it in SQL.';


--
-- Name: list_entitlements(uuid); Type: FUNCTION; Schema: usage; Owner: unison_owner
--

CREATE FUNCTION usage.list_entitlements(organization_id uuid) RETURNS TABLE(feature_code text, kind text, is_granted boolean, limit_value bigint, mode text, source text, expires_at timestamp with time zone, access text)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT f.code AS feature_code,
     f.kind,
         CASE
             WHEN (o.id IS NOT NULL) THEN o.is_granted
             ELSE ((p.feature_code IS NOT NULL) OR (COALESCE(a.amount, (0)::bigint) > 0))
         END AS is_granted,
         CASE
             WHEN (f.kind = 'boolean'::text) THEN NULL::bigint
             WHEN (o.id IS NOT NULL) THEN
             CASE
                 WHEN o.is_granted THEN o.limit_value
                 ELSE (0)::bigint
             END
             WHEN ((p.feature_code IS NOT NULL) AND (p.limit_value IS NULL)) THEN NULL::bigint
             ELSE (COALESCE(p.limit_value, (0)::bigint) + COALESCE(a.amount, (0)::bigint))
         END AS limit_value,
     COALESCE(p.mode, 'hard'::text) AS mode,
         CASE
             WHEN (o.id IS NOT NULL) THEN 'override'::text
             WHEN (a.amount > 0) THEN 'add_on'::text
             WHEN (p.feature_code IS NOT NULL) THEN 'plan'::text
             ELSE 'none'::text
         END AS source,
         CASE
             WHEN (o.id IS NOT NULL) THEN o.expires_at
             WHEN ((b.status = 'trialing'::text) AND (p.feature_code IS NOT NULL)) THEN b.trial_ends_at
             ELSE NULL::timestamp with time zone
         END AS expires_at,
     b.access
    FROM ((((catalog.features f
      CROSS JOIN usage.find_basis(list_entitlements.organization_id) b(subscription_id, plan_version_id, status, access, source, cycle, trial_ends_at))
      LEFT JOIN usage.overrides o ON (((o.organization_id = list_entitlements.organization_id) AND (f.code = o.feature_code) AND (o.revoked_at IS NULL) AND ((o.expires_at IS NULL) OR (o.expires_at > util.now(list_entitlements.organization_id))))))
      LEFT JOIN catalog.plan_features p ON (((b.plan_version_id = p.plan_version_id) AND (f.code = p.feature_code))))
      LEFT JOIN LATERAL ( SELECT d.feature_code,
             (sum((i.quantity * d.amount_per_unit)))::bigint AS amount
            FROM ((billing.subscription_items i
              JOIN catalog.prices r ON ((i.price_id = r.id)))
              JOIN catalog.add_ons d ON ((r.add_on_code = d.code)))
           WHERE ((i.organization_id = list_entitlements.organization_id) AND (i.subscription_id = b.subscription_id))
           GROUP BY d.feature_code) a ON ((f.code = a.feature_code)));
END;


ALTER FUNCTION usage.list_entitlements(organization_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION list_entitlements(organization_id uuid); Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON FUNCTION usage.list_entitlements(organization_id uuid) IS 'What an organization may use: one row for each feature of the catalogue

An override if there is one in force, else the plan version of the subscription and its add-ons
together. access is read_only where the subscription''s status lets nothing be written. limit_value
null is unlimited (and null for a boolean). Without a setting of its own, so that it is planned as a
part of whoever reads it: asking for one feature computes one.';


--
-- Name: meters; Type: TABLE; Schema: usage; Owner: unison_owner
--

CREATE TABLE usage.meters (
    code text NOT NULL,
    feature_code text NOT NULL,
    aggregation text NOT NULL,
    description text NOT NULL,
    CONSTRAINT meters_aggregation_check CHECK ((aggregation = ANY (ARRAY['sum'::text, 'max'::text, 'last'::text])))
);


ALTER TABLE usage.meters OWNER TO unison_owner;

--
-- Name: TABLE meters; Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON TABLE usage.meters IS 'What events can be reported of, and the feature (metered, or a limit) whose use they measure.
Beside the catalogue: a feature says what is granted and in which unit, a meter how it is counted.';


--
-- Name: COLUMN meters.aggregation; Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON COLUMN usage.meters.aggregation IS 'What a period''s events come to: their sum, the highest, or of a gauge the last one, which stands
until the next.';


--
-- Name: rollups; Type: TABLE; Schema: usage; Owner: unison_owner
--

CREATE TABLE usage.rollups (
    organization_id uuid NOT NULL,
    meter_code text NOT NULL,
    day_on date NOT NULL,
    event_count bigint NOT NULL,
    total numeric NOT NULL,
    maximum numeric NOT NULL,
    last_quantity numeric,
    last_at timestamp with time zone,
    last_key text COLLATE pg_catalog."C",
    is_closed boolean DEFAULT false NOT NULL
);


ALTER TABLE usage.rollups OWNER TO unison_owner;

--
-- Name: TABLE rollups; Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON TABLE usage.rollups IS 'What the events of a day (UTC) come to, added up by the statement that takes them in. By days, not
by billing periods: a period may turn out to have begun on another day.';


--
-- Name: COLUMN rollups.last_quantity; Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON COLUMN usage.rollups.last_quantity IS 'Of a gauge: the event that occurred last, of equals the one with the greatest key.';


--
-- Name: COLUMN rollups.is_closed; Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON COLUMN usage.rollups.is_closed IS 'Its events are gone by the retention: this is all that is known of the day.';


--
-- Name: metered_quantity(uuid, text, timestamp with time zone, timestamp with time zone); Type: FUNCTION; Schema: usage; Owner: unison_owner
--

CREATE FUNCTION usage.metered_quantity(organization_id uuid, meter_code text, from_at timestamp with time zone, until_at timestamp with time zone) RETURNS numeric
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT
         CASE
             WHEN (m.aggregation = 'last'::text) THEN ( SELECT r.last_quantity
                FROM usage.rollups r
               WHERE ((r.organization_id = metered_quantity.organization_id) AND (r.meter_code = m.code) AND (r.day_on < ((metered_quantity.until_at AT TIME ZONE 'UTC'::text))::date))
               ORDER BY r.day_on DESC
              LIMIT 1)
             ELSE ( SELECT
                     CASE m.aggregation
                         WHEN 'sum'::text THEN sum(r.total)
                         ELSE max(r.maximum)
                     END AS max
                FROM usage.rollups r
               WHERE ((r.organization_id = metered_quantity.organization_id) AND (r.meter_code = m.code) AND (r.day_on >= ((metered_quantity.from_at AT TIME ZONE 'UTC'::text))::date) AND (r.day_on < ((metered_quantity.until_at AT TIME ZONE 'UTC'::text))::date)))
         END AS max
    FROM usage.meters m
   WHERE (m.code = metered_quantity.meter_code);
END;


ALTER FUNCTION usage.metered_quantity(organization_id uuid, meter_code text, from_at timestamp with time zone, until_at timestamp with time zone) OWNER TO unison_owner;

--
-- Name: FUNCTION metered_quantity(organization_id uuid, meter_code text, from_at timestamp with time zone, until_at timestamp with time zone); Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON FUNCTION usage.metered_quantity(organization_id uuid, meter_code text, from_at timestamp with time zone, until_at timestamp with time zone) IS 'What the events of a meter come to from one day (UTC) until before another; null without any.';


--
-- Name: counters; Type: TABLE; Schema: usage; Owner: unison_owner
--

CREATE TABLE usage.counters (
    organization_id uuid NOT NULL,
    feature_code text NOT NULL,
    used bigint DEFAULT 0 NOT NULL,
    exceeded_at timestamp with time zone,
    released bigint DEFAULT 0 NOT NULL,
    released_in xid8,
    CONSTRAINT counters_released_check CHECK ((released >= 0)),
    CONSTRAINT counters_used_check CHECK ((used >= 0))
)
WITH (fillfactor='50');


ALTER TABLE usage.counters OWNER TO unison_owner;

--
-- Name: TABLE counters; Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON TABLE usage.counters IS 'How much of a limit an organization uses: the number of its rows in the tables counted for it, or
what a gauge last reported.';


--
-- Name: COLUMN counters.exceeded_at; Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON COLUMN usage.counters.exceeded_at IS 'Since when more is used than granted, where the limit''s mode is grace_then_block.';


--
-- Name: COLUMN counters.released; Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON COLUMN usage.counters.released IS 'What the transaction released_in has given up: it may take as much again, even beyond the limit.';


--
-- Name: current_usage(uuid); Type: FUNCTION; Schema: usage; Owner: unison_owner
--

CREATE FUNCTION usage.current_usage(organization_id uuid) RETURNS TABLE(feature_code text, limit_value bigint, used numeric, period_start timestamp with time zone, period_end timestamp with time zone)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT e.feature_code,
     e.limit_value,
     COALESCE(
         CASE
             WHEN (m.code IS NOT NULL) THEN usage.metered_quantity(current_usage.organization_id, m.code, p.period_start, p.period_end)
             ELSE (c.used)::numeric
         END, (0)::numeric) AS used,
     p.period_start,
     p.period_end
    FROM (((usage.list_entitlements(current_usage.organization_id) e(feature_code, kind, is_granted, limit_value, mode, source, expires_at, access)
      CROSS JOIN usage.current_period(current_usage.organization_id) p(period_start, period_end))
      LEFT JOIN usage.meters m ON ((e.feature_code = m.feature_code)))
      LEFT JOIN usage.counters c ON (((c.organization_id = current_usage.organization_id) AND (e.feature_code = c.feature_code))))
   WHERE (e.kind = ANY (ARRAY['limit'::text, 'metered'::text]));
END;


ALTER FUNCTION usage.current_usage(organization_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION current_usage(organization_id uuid); Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON FUNCTION usage.current_usage(organization_id uuid) IS 'How much an organization uses of each limit, and has used of each allowance in the current period.
A feature that is not granted has the limit 0; null is unlimited.';


--
-- Name: drop_partitions(text, timestamp with time zone); Type: FUNCTION; Schema: usage; Owner: unison_owner
--

CREATE FUNCTION usage.drop_partitions(table_name text, before_at timestamp with time zone) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $_$
declare
    v_name text;
    v_count integer := 0;
begin
    -- Reports wait for it; should one be in its way, it fails, and comes again.
    perform set_config('lock_timeout', '2s', true);

    if to_regproc('ext.drop_chunks') is not null then
        execute format('select count(*) from %I.drop_chunks($1::regclass, older_than => $2)', 'ext')
        into v_count
        using 'usage.' || drop_partitions.table_name, drop_partitions.before_at;
        return v_count;
    end if;

    for v_name in
        select c.relname::text
        from pg_catalog.pg_inherits as i
        inner join pg_catalog.pg_class as c on i.inhrelid = c.oid
        where
            i.inhparent = ('usage.' || drop_partitions.table_name)::regclass
            and c.relname < usage.partition_name(
                drop_partitions.table_name, drop_partitions.before_at
            )
    loop
        execute format('drop table usage.%I', v_name);
        v_count = v_count + 1;
    end loop;
    return v_count;
end
$_$;


ALTER FUNCTION usage.drop_partitions(table_name text, before_at timestamp with time zone) OWNER TO unison_owner;

--
-- Name: FUNCTION drop_partitions(table_name text, before_at timestamp with time zone); Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON FUNCTION usage.drop_partitions(table_name text, before_at timestamp with time zone) IS 'Drops the partitions of all months before the one of an instant; returns how many.';


--
-- Name: find_entitlement(uuid, text); Type: FUNCTION; Schema: usage; Owner: unison_owner
--

CREATE FUNCTION usage.find_entitlement(organization_id uuid, feature_code text) RETURNS TABLE(feature_code text, kind text, is_granted boolean, limit_value bigint, mode text, source text, expires_at timestamp with time zone, access text)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT e.feature_code,
     e.kind,
     e.is_granted,
     e.limit_value,
     e.mode,
     e.source,
     e.expires_at,
     e.access
    FROM usage.list_entitlements(find_entitlement.organization_id) e(feature_code, kind, is_granted, limit_value, mode, source, expires_at, access)
   WHERE (e.feature_code = find_entitlement.feature_code);
END;


ALTER FUNCTION usage.find_entitlement(organization_id uuid, feature_code text) OWNER TO unison_owner;

--
-- Name: FUNCTION find_entitlement(organization_id uuid, feature_code text); Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON FUNCTION usage.find_entitlement(organization_id uuid, feature_code text) IS 'What an organization may use of one feature: a row of usage.list_entitlements, none for a feature
that the catalogue does not know.';


--
-- Name: has_feature(uuid, text); Type: FUNCTION; Schema: usage; Owner: unison_owner
--

CREATE FUNCTION usage.has_feature(organization_id uuid, feature_code text) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
begin
    return coalesce(
        (
            select e.is_granted
            from usage.find_entitlement(
                has_feature.organization_id, has_feature.feature_code
            ) as e
        ),
        false
    );
end
$$;


ALTER FUNCTION usage.has_feature(organization_id uuid, feature_code text) OWNER TO unison_owner;

--
-- Name: FUNCTION has_feature(organization_id uuid, feature_code text); Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON FUNCTION usage.has_feature(organization_id uuid, feature_code text) IS 'Whether an organization is granted a feature: of a limit or a meter, any of it.';


--
-- Name: partition_name(text, timestamp with time zone); Type: FUNCTION; Schema: usage; Owner: unison_owner
--

CREATE FUNCTION usage.partition_name(table_name text, month_at timestamp with time zone) RETURNS text
    LANGUAGE sql IMMUTABLE
    BEGIN ATOMIC
 SELECT format('%s_%s'::text, table_name, to_char((month_at AT TIME ZONE 'UTC'::text), 'YYYY_MM'::text)) AS format;
END;


ALTER FUNCTION usage.partition_name(table_name text, month_at timestamp with time zone) OWNER TO unison_owner;

--
-- Name: FUNCTION partition_name(table_name text, month_at timestamp with time zone); Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON FUNCTION usage.partition_name(table_name text, month_at timestamp with time zone) IS 'What the partition for a month (UTC) is called: events_2026_11.';


--
-- Name: has_partition(text, timestamp with time zone); Type: FUNCTION; Schema: usage; Owner: unison_owner
--

CREATE FUNCTION usage.has_partition(table_name text, month_at timestamp with time zone) RETURNS boolean
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT ((t.relkind <> 'p'::"char") OR (EXISTS ( SELECT
            FROM (pg_inherits i
              JOIN pg_class c ON ((i.inhrelid = c.oid)))
           WHERE ((i.inhparent = t.oid) AND (c.relname = usage.partition_name(has_partition.table_name, has_partition.month_at))))))
    FROM pg_class t
   WHERE ((t.relnamespace = ('usage'::regnamespace)::oid) AND (t.relname = has_partition.table_name));
END;


ALTER FUNCTION usage.has_partition(table_name text, month_at timestamp with time zone) OWNER TO unison_owner;

--
-- Name: FUNCTION has_partition(table_name text, month_at timestamp with time zone); Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON FUNCTION usage.has_partition(table_name text, month_at timestamp with time zone) IS 'Whether rows of that month (UTC) have where to go.';


--
-- Name: my_usage(); Type: FUNCTION; Schema: usage; Owner: unison_owner
--

CREATE FUNCTION usage.my_usage() RETURNS TABLE(organization_id uuid, feature_code text, limit_value bigint, used numeric, period_start timestamp with time zone, period_end timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO ''
    BEGIN ATOMIC
 SELECT o.id,
     u.feature_code,
     u.limit_value,
     u.used,
     u.period_start,
     u.period_end
    FROM (identity.organizations o
      CROSS JOIN LATERAL usage.current_usage(o.id) u(feature_code, limit_value, used, period_start, period_end))
   WHERE (o.id = identity.current_organization_id());
END;


ALTER FUNCTION usage.my_usage() OWNER TO unison_owner;

--
-- Name: FUNCTION my_usage(); Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON FUNCTION usage.my_usage() IS 'The usage of the caller''s organization: usage.current_usage, which anybody of it may see.';


--
-- Name: parse_events(json); Type: FUNCTION; Schema: usage; Owner: unison_owner
--

CREATE FUNCTION usage.parse_events(events json) RETURNS TABLE("position" bigint, meter text, quantity numeric, occurred_at timestamp with time zone, idempotency_key text)
    LANGUAGE plpgsql STABLE ROWS 10000
    SET search_path TO ''
    AS $_$
#variable_conflict use_column
begin
    return query
    select
        e.position,
        e.meter,
        e.quantity,
        case
            when
                -- With an offset: else the time would be the session's, and 'now' would be one.
                e.occurred_at
                ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d(:?\d\d)?)$'
                then e.occurred_at::timestamptz
        end,
        e.idempotency_key
    from rows from (
        json_to_recordset(parse_events.events) as (
            meter text, quantity numeric, occurred_at text, idempotency_key text
        )
    ) with ordinality as e (meter, quantity, occurred_at, idempotency_key, position)
    -- Sorting reads everything first: what is returned before a failure would stay.
    order by e.position;
exception
    when data_exception then
        if json_array_length(parse_events.events) = 1 then
            return query select 1::bigint, null::text, null::numeric, null::timestamptz, null::text;
            return;
        end if;
        -- One by one takes several times as long, and finds what cannot be read.
        return query
        select
            e.position,
            p.meter,
            p.quantity,
            p.occurred_at,
            p.idempotency_key
        from json_array_elements(parse_events.events) with ordinality as e (event, position)
        cross join lateral usage.parse_events(json_build_array(e.event)) as p;
end
$_$;


ALTER FUNCTION usage.parse_events(events json) OWNER TO unison_owner;

--
-- Name: FUNCTION parse_events(events json); Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON FUNCTION usage.parse_events(events json) IS 'The events of a report in their order, counted from 1. Of what cannot be read all is null.';


--
-- Name: percent_used(numeric, bigint); Type: FUNCTION; Schema: usage; Owner: unison_owner
--

CREATE FUNCTION usage.percent_used(used numeric, limit_value bigint) RETURNS numeric
    LANGUAGE sql IMMUTABLE
    BEGIN ATOMIC
 SELECT round((((100)::numeric * used) / (NULLIF(limit_value, 0))::numeric), 1) AS round;
END;


ALTER FUNCTION usage.percent_used(used numeric, limit_value bigint) OWNER TO unison_owner;

--
-- Name: FUNCTION percent_used(used numeric, limit_value bigint); Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON FUNCTION usage.percent_used(used numeric, limit_value bigint) IS 'How much of a limit is used, to a tenth of a percent; null where there is no limit, or none at all
is allowed.';


--
-- Name: purge_events(); Type: FUNCTION; Schema: usage; Owner: unison_owner
--

CREATE FUNCTION usage.purge_events() RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_before_at timestamptz := date_trunc(
        'month',
        util.now() - make_interval(days => util.setting('usage_event_retention_days')::integer),
        'UTC'
    );
    v_before_on date := (v_before_at at time zone 'UTC')::date;
begin
    if exists (select from usage.rollup_differences as d where d.day_on < v_before_on) then
        perform webhooks.raise_alarm(
            'usage_rollup_differs', to_char(v_before_on, 'YYYY-MM'),
            (
                select jsonb_agg(to_jsonb(d) order by d.day_on, d.organization_id, d.meter_code)
                from (
                    select *
                    from usage.rollup_differences as r
                    where r.day_on < v_before_on
                    limit 10
                ) as d
            )
        );
        return 0::bigint;
    end if;

    update usage.rollups as r
    set is_closed = true
    where r.day_on < v_before_on and not r.is_closed;

    return usage.drop_partitions('events', v_before_at)::bigint;
end
$$;


ALTER FUNCTION usage.purge_events() OWNER TO unison_owner;

--
-- Name: FUNCTION purge_events(); Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON FUNCTION usage.purge_events() IS 'Job: drops the partitions of events that are older than the retention, if their roll-ups are right;
otherwise it drops nothing and raises an alarm. Returns how many it dropped.';


--
-- Name: purge_snapshots(); Type: FUNCTION; Schema: usage; Owner: unison_owner
--

CREATE FUNCTION usage.purge_snapshots() RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    return usage.drop_partitions(
        'snapshots',
        util.now()
        - make_interval(days => util.setting('usage_snapshot_retention_days')::integer)
    )::bigint;
end
$$;


ALTER FUNCTION usage.purge_snapshots() OWNER TO unison_owner;

--
-- Name: FUNCTION purge_snapshots(); Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON FUNCTION usage.purge_snapshots() IS 'Job: drops the partitions of snapshots that are older than the retention; returns how many.';


--
-- Name: alerts; Type: TABLE; Schema: usage; Owner: unison_owner
--

CREATE TABLE usage.alerts (
    organization_id uuid NOT NULL,
    feature_code text NOT NULL,
    period_start timestamp with time zone NOT NULL,
    threshold_percent integer NOT NULL,
    period_end timestamp with time zone NOT NULL,
    limit_value bigint NOT NULL,
    used numeric NOT NULL,
    raised_at timestamp with time zone NOT NULL,
    CONSTRAINT alerts_threshold_percent_check CHECK ((threshold_percent = ANY (ARRAY[80, 100, 120])))
);


ALTER TABLE usage.alerts OWNER TO unison_owner;

--
-- Name: TABLE alerts; Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON TABLE usage.alerts IS 'That a limit was reached to so many percent, once for each period.';


--
-- Name: queue_alert_email(usage.alerts); Type: FUNCTION; Schema: usage; Owner: unison_owner
--

CREATE FUNCTION usage.queue_alert_email(alert usage.alerts) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    perform notify.enqueue(
        'usage_alert',
        u.email,
        o.id,
        u.id,
        jsonb_build_object(
            'full_name', u.full_name,
            'organization_name', o.name,
            'feature_name', f.name,
            'threshold_percent', (alert).threshold_percent,
            'used', usage.written_quantity((alert).used, f.unit),
            'limit', usage.written_quantity((alert).limit_value, f.unit),
            'period_end', to_char((alert).period_end at time zone 'UTC', 'FMDD FMMonth YYYY'),
            'url', util.setting('web_url') || '/billing/'
        ),
        concat_ws(
            ':', 'usage_alert', o.id, f.code, extract(epoch from (alert).period_start)::bigint,
            (alert).threshold_percent, u.id
        )
    )
    from identity.organizations as o
    inner join identity.memberships as m on o.id = m.organization_id
    inner join identity.users as u on m.user_id = u.id
    cross join catalog.features as f
    where
        o.id = (alert).organization_id
        and f.code = (alert).feature_code
        and m.role in ('owner', 'billing');
end
$$;


ALTER FUNCTION usage.queue_alert_email(alert usage.alerts) OWNER TO unison_owner;

--
-- Name: FUNCTION queue_alert_email(alert usage.alerts); Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON FUNCTION usage.queue_alert_email(alert usage.alerts) IS 'Queues the letters that say how much of a limit is used, to owners and to those who see to the
billing.';


--
-- Name: raise_alert(uuid, text, bigint, numeric, timestamp with time zone, timestamp with time zone); Type: FUNCTION; Schema: usage; Owner: unison_owner
--

CREATE FUNCTION usage.raise_alert(organization_id uuid, feature_code text, limit_value bigint, used numeric, period_start timestamp with time zone, period_end timestamp with time zone) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
#variable_conflict use_column
declare
    v_new usage.alerts[];
    v_alert usage.alerts;
begin
    if raise_alert.used = 0 then
        return 0; -- all of nothing is no news
    end if;

    with raised as (
        insert into usage.alerts as a (
            organization_id, feature_code, period_start, threshold_percent, period_end,
            limit_value, used, raised_at
        )
        select
            raise_alert.organization_id,
            raise_alert.feature_code,
            raise_alert.period_start,
            t.percent,
            raise_alert.period_end,
            raise_alert.limit_value,
            raise_alert.used,
            util.now(raise_alert.organization_id)
        from unnest(array[80, 100, 120]) as t (percent)
        where raise_alert.used * 100 >= raise_alert.limit_value * t.percent
        on conflict do nothing
        returning a
    )

    select array_agg(r.a order by (r.a).threshold_percent desc)
    into v_new
    from raised as r;

    -- Who passes several at once wants to hear of the highest.
    v_alert = v_new[1];
    if v_alert.threshold_percent is not null then
        perform usage.queue_alert_email(v_alert);
        perform webhooks.emit_event(
            v_alert.organization_id,
            'usage.alert',
            jsonb_build_object(
                'feature', v_alert.feature_code,
                'threshold_percent', v_alert.threshold_percent,
                'limit_value', v_alert.limit_value,
                'used', trim_scale(v_alert.used),
                'period_start', v_alert.period_start,
                'period_end', v_alert.period_end
            ),
            concat_ws(
                ':', 'usage_alert', v_alert.organization_id, v_alert.feature_code,
                extract(epoch from v_alert.period_start)::bigint, v_alert.threshold_percent
            )
        );
    end if;
    return coalesce(cardinality(v_new), 0);
end
$$;


ALTER FUNCTION usage.raise_alert(organization_id uuid, feature_code text, limit_value bigint, used numeric, period_start timestamp with time zone, period_end timestamp with time zone) OWNER TO unison_owner;

--
-- Name: FUNCTION raise_alert(organization_id uuid, feature_code text, limit_value bigint, used numeric, period_start timestamp with time zone, period_end timestamp with time zone); Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON FUNCTION usage.raise_alert(organization_id uuid, feature_code text, limit_value bigint, used numeric, period_start timestamp with time zone, period_end timestamp with time zone) IS 'Notes which of 80, 100 and 120 percent of a limit are reached, once for each period. Tells owners
and billing by mail, and endpoints, of the highest that is new; returns how many are.';


--
-- Name: raise_alerts(uuid, text[]); Type: FUNCTION; Schema: usage; Owner: unison_owner
--

CREATE FUNCTION usage.raise_alerts(organization_id uuid, meter_codes text[]) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    return coalesce(
        (
            select
                sum(
                    usage.raise_alert(
                        raise_alerts.organization_id,
                        u.feature_code,
                        u.limit_value,
                        u.used,
                        u.period_start,
                        u.period_end
                    )
                )::integer
            from usage.meters as m
            inner join usage.current_usage(raise_alerts.organization_id) as u
                on m.feature_code = u.feature_code
            where m.code = any(raise_alerts.meter_codes) and u.used * 100 >= u.limit_value * 80
        ),
        0
    );
end
$$;


ALTER FUNCTION usage.raise_alerts(organization_id uuid, meter_codes text[]) OWNER TO unison_owner;

--
-- Name: FUNCTION raise_alerts(organization_id uuid, meter_codes text[]); Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON FUNCTION usage.raise_alerts(organization_id uuid, meter_codes text[]) IS 'Raises what the present use of some meters gives reason to; returns how many alerts are new.';


--
-- Name: record_events(uuid, json); Type: FUNCTION; Schema: usage; Owner: unison_owner
--

CREATE FUNCTION usage.record_events(organization_id uuid, events json) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
#variable_conflict use_column
declare
    v_now timestamptz := util.now(record_events.organization_id);
    v_earliest timestamptz := v_now - make_interval(days => util.setting('usage_late_days')::integer);
    -- Clocks differ.
    v_latest timestamptz := v_now + interval '5 minutes';
    v_most integer := util.setting('usage_events_per_report')::integer;
    v_answer json;
    v_meter_codes text[];
begin
    if json_typeof(record_events.events) is distinct from 'array' then
        perform util.fail(
            400, 'invalid_argument', 'The body must be an array of events',
            hint => 'Send [{"meter", "quantity", "occurred_at", "idempotency_key"}, …]'
        );
    end if;
    if json_array_length(record_events.events) > v_most then
        perform util.fail(
            400, 'invalid_argument', 'These are too many events at once',
            jsonb_build_object('most', v_most),
            'Send them in several reports'
        );
    end if;
    perform usage.require_partitions('events', v_earliest, v_latest);

    with batch as materialized (
        select
            p.position,
            p.meter,
            p.quantity,
            p.occurred_at,
            p.idempotency_key collate "C" as idempotency_key,
            m.aggregation,
            case
                when p.meter is null or p.occurred_at is null or p.quantity is null
                    then 'malformed'
                when coalesce(length(p.idempotency_key), 0) not between 1 and 200 then 'malformed'
                when m.code is null then 'unknown_meter'
                when p.quantity < 0 then 'negative'
                -- Not a number, and infinity, are greater than all others.
                when p.quantity > 1e15 or scale(p.quantity) > 9 then 'malformed'
                when p.occurred_at > v_latest then 'future'
                when p.occurred_at < v_earliest then 'too_late'
            end as reason
        from usage.parse_events(record_events.events) as p
        left join usage.meters as m on p.meter = m.code
    ),

    -- In the order of their key: two reports that hold the same events wait for each other, and
    -- would do so for ever if each had what the other wants.
    inserted as (
        insert into usage.events (
            organization_id, meter_code, idempotency_key, occurred_at, quantity, recorded_at
        )
        select
            record_events.organization_id,
            b.meter,
            b.idempotency_key,
            b.occurred_at,
            b.quantity,
            v_now
        from batch as b
        where b.reason is null
        order by b.meter, b.idempotency_key, b.occurred_at
        on conflict do nothing
        returning meter_code, idempotency_key, occurred_at, quantity
    ),

    rolled_up as (
        insert into usage.rollups as r (
            organization_id, meter_code, day_on, event_count, total, maximum, last_quantity,
            last_at, last_key
        )
        select
            record_events.organization_id,
            i.meter_code,
            (i.occurred_at at time zone 'UTC')::date,
            count(*),
            sum(i.quantity),
            max(i.quantity),
            (
                array_agg(i.quantity order by i.occurred_at desc, i.idempotency_key desc)
                filter (where m.aggregation = 'last')
            )[1],
            max(i.occurred_at) filter (where m.aggregation = 'last'),
            (
                array_agg(i.idempotency_key order by i.occurred_at desc, i.idempotency_key desc)
                filter (where m.aggregation = 'last')
            )[1]
        from inserted as i
        inner join usage.meters as m on i.meter_code = m.code
        group by i.meter_code, (i.occurred_at at time zone 'UTC')::date
        order by i.meter_code asc, (i.occurred_at at time zone 'UTC')::date asc
        on conflict (organization_id, meter_code, day_on) do update set
            event_count = r.event_count + excluded.event_count,
            total = r.total + excluded.total,
            maximum = greatest(r.maximum, excluded.maximum),
            last_quantity = case
                when (excluded.last_at, excluded.last_key) > (r.last_at, r.last_key)
                    then excluded.last_quantity
                else r.last_quantity
            end,
            last_key = case
                when (excluded.last_at, excluded.last_key) > (r.last_at, r.last_key)
                    then excluded.last_key
                else r.last_key
            end,
            last_at = greatest(r.last_at, excluded.last_at)
        returning meter_code
    ),

    counts as (
        select
            (select count(*) from inserted) as accepted,
            count(*) filter (where b.reason is null) as valid,
            count(*) as total
        from batch as b
    )

    select
        json_build_object(
            'accepted', c.accepted,
            'duplicates', c.valid - c.accepted,
            'refused', c.total - c.valid,
            'outcomes', coalesce(
                case
                    -- All alike, which is what nearly every report is: no need to look at each.
                    when c.accepted in (0, c.valid) then (
                        select
                            json_agg(
                                case
                                    when b.reason is not null then 'refused'
                                    when c.accepted = 0 then 'duplicate'
                                    else 'accepted'
                                end
                                order by b.position
                            )
                        from batch as b
                    )
                    else (
                        select
                            json_agg(
                                case
                                    when b.reason is not null then 'refused'
                                    when i.meter_code is null or b.occurrence > 1 then 'duplicate'
                                    else 'accepted'
                                end
                                order by b.position
                            )
                        from (
                            select
                                a.*,
                                row_number() over (
                                    partition by a.meter, a.idempotency_key, a.occurred_at
                                    order by a.position
                                ) as occurrence
                            from batch as a
                        ) as b
                        left join inserted as i
                            on
                                b.meter = i.meter_code
                                and b.idempotency_key = i.idempotency_key
                                and b.occurred_at = i.occurred_at
                    )
                end,
                '[]'
            ),
            'refusals', (
                select
                    coalesce(
                        json_agg(
                            json_build_object(
                                'index', b.position - 1,
                                'idempotency_key', b.idempotency_key,
                                'reason', b.reason
                            )
                            order by b.position
                        ),
                        '[]'
                    )
                from batch as b
                where b.reason is not null
            )
        ),
        (select array_agg(distinct r.meter_code) from rolled_up as r)
    into v_answer, v_meter_codes
    from counts as c;

    perform usage.raise_alerts(record_events.organization_id, v_meter_codes);
    return v_answer;
end
$$;


ALTER FUNCTION usage.record_events(organization_id uuid, events json) OWNER TO unison_owner;

--
-- Name: FUNCTION record_events(organization_id uuid, events json); Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON FUNCTION usage.record_events(organization_id uuid, events json) IS 'Takes in a report of usage events, each once, and adds them to the roll-up of their days.

One statement for all of them. An event that cannot be taken is refused with a reason, and holds
up no other. Whatever the organization''s status: what was used was used, and reporters must get rid
of what they hold before it is too late; who may not write is refused where the work is done. Answers
{accepted, duplicates, refused, outcomes: [accepted, duplicate or refused, in the order of the
events], refusals: [{index, idempotency_key, reason}]}. Reasons: malformed, unknown_meter, negative,
future, too_late.';


--
-- Name: require_partitions(text, timestamp with time zone, timestamp with time zone); Type: FUNCTION; Schema: usage; Owner: unison_owner
--

CREATE FUNCTION usage.require_partitions(table_name text, from_at timestamp with time zone, until_at timestamp with time zone) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_month_at timestamptz := date_trunc('month', require_partitions.from_at, 'UTC');
    v_name text;
    v_count integer := 0;
begin
    while v_month_at <= require_partitions.until_at loop
        if not usage.has_partition(require_partitions.table_name, v_month_at) then
            v_name = usage.partition_name(require_partitions.table_name, v_month_at);
            -- One at a time; who has waited finds it.
            perform pg_advisory_xact_lock(hashtextextended('usage.' || v_name, 0));
            if not usage.has_partition(require_partitions.table_name, v_month_at) then
                -- Made apart and attached, it keeps nobody from reading and writing the others.
                execute format(
                    'create table usage.%I (like usage.%I including all)',
                    v_name, require_partitions.table_name
                );
                execute format('alter table usage.%I enable row level security', v_name);
                execute format(
                    'comment on table usage.%I is %L',
                    v_name, 'A month (UTC) of usage.' || require_partitions.table_name || '.'
                );
                execute format(
                    'alter table usage.%I attach partition usage.%I for values from (%L) to (%L)',
                    require_partitions.table_name, v_name,
                    v_month_at, util.add_months(v_month_at, 1)
                );
                v_count = v_count + 1;
            end if;
        end if;
        v_month_at = util.add_months(v_month_at, 1);
    end loop;
    return v_count;
end
$$;


ALTER FUNCTION usage.require_partitions(table_name text, from_at timestamp with time zone, until_at timestamp with time zone) OWNER TO unison_owner;

--
-- Name: FUNCTION require_partitions(table_name text, from_at timestamp with time zone, until_at timestamp with time zone); Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON FUNCTION usage.require_partitions(table_name text, from_at timestamp with time zone, until_at timestamp with time zone) IS 'Makes the monthly partitions of events or snapshots for a span of time, as far as they are not
there; returns how many it made.';


--
-- Name: snapshot_usage(uuid); Type: FUNCTION; Schema: usage; Owner: unison_owner
--

CREATE FUNCTION usage.snapshot_usage(for_organization_id uuid) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_now timestamptz := util.now(snapshot_usage.for_organization_id);
    v_due_at timestamptz := date_bin('6 hours', v_now, '2000-01-01 00:00+00');
    v_count bigint;
begin
    perform usage.require_partitions('snapshots', v_due_at, v_due_at);

    insert into usage.snapshots (
        organization_id, feature_code, due_at, taken_at, limit_value, used, period_start,
        period_end
    )
    select
        s.organization_id,
        u.feature_code,
        v_due_at,
        v_now,
        u.limit_value,
        u.used,
        u.period_start,
        u.period_end
    from billing.subscriptions as s
    cross join lateral usage.current_usage(s.organization_id) as u
    where
        s.is_primary
        and s.status <> 'canceled'
        and case
            when snapshot_usage.for_organization_id is null
                then not exists (
                    select from util.clocks as c
                    where c.organization_id = s.organization_id
                )
            else s.organization_id = snapshot_usage.for_organization_id
        end
    on conflict do nothing;
    get diagnostics v_count = row_count;

    perform usage.raise_alert(
        s.organization_id, s.feature_code, s.limit_value, s.used, s.period_start, s.period_end
    )
    from usage.snapshots as s
    where
        s.due_at = v_due_at
        and s.used * 100 >= s.limit_value * 80
        and (
            snapshot_usage.for_organization_id is null
            or s.organization_id = snapshot_usage.for_organization_id
        );
    return v_count;
end
$$;


ALTER FUNCTION usage.snapshot_usage(for_organization_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION snapshot_usage(for_organization_id uuid); Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON FUNCTION usage.snapshot_usage(for_organization_id uuid) IS 'Job: writes down what every organization uses and what it may, once for each six hours (UTC), and
raises the alerts that follow. Returns how many rows it wrote.';


--
-- Name: written_quantity(numeric, text); Type: FUNCTION; Schema: usage; Owner: unison_owner
--

CREATE FUNCTION usage.written_quantity(quantity numeric, unit text) RETURNS text
    LANGUAGE sql IMMUTABLE
    BEGIN ATOMIC
 SELECT
         CASE
             WHEN (unit = 'bytes'::text) THEN (to_char((quantity / '1000000000'::numeric), 'FM999,999,990.0'::text) || ' GB'::text)
             ELSE ((to_char(trunc(quantity), 'FM999,999,999,999,990'::text) || ' '::text) || unit)
         END AS "case";
END;


ALTER FUNCTION usage.written_quantity(quantity numeric, unit text) OWNER TO unison_owner;

--
-- Name: FUNCTION written_quantity(quantity numeric, unit text); Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON FUNCTION usage.written_quantity(quantity numeric, unit text) IS 'A quantity as people write it: 12.5 GB (of 10^9 bytes), 10,000 calls.';


--
-- Name: add_response_header(text, text); Type: FUNCTION; Schema: util; Owner: unison_owner
--

CREATE FUNCTION util.add_response_header(name text, value text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_headers jsonb := coalesce(
        nullif(current_setting('response.headers', true), ''), '[]'
    )::jsonb;
begin
    -- A line break would let the value begin another header.
    perform set_config(
        'response.headers',
        (v_headers || jsonb_build_array(jsonb_build_object(
            add_response_header.name, regexp_replace(add_response_header.value, '[\r\n]', '', 'g')
        )))::text,
        true
    );
end
$$;


ALTER FUNCTION util.add_response_header(name text, value text) OWNER TO unison_owner;

--
-- Name: FUNCTION add_response_header(name text, value text); Type: COMMENT; Schema: util; Owner: unison_owner
--

COMMENT ON FUNCTION util.add_response_header(name text, value text) IS 'Adds a header to the HTTP answer; the same name may be added several times.';


--
-- Name: advance_clock(uuid, timestamp with time zone); Type: FUNCTION; Schema: util; Owner: unison_owner
--

CREATE FUNCTION util.advance_clock(organization_id uuid, to_time timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_now timestamptz;
begin
    if advance_clock.organization_id is null and util.setting('environment') = 'production' then
        perform util.fail(
            409, 'clock_refused', 'The clock of the platform stays with real time in production',
            hint => 'Advance the clock of a sandbox organization'
        );
    end if;

    if advance_clock.to_time is null or not isfinite(advance_clock.to_time) then
        perform util.fail(
            400, 'invalid_argument', 'to_time must be a point in time',
            jsonb_build_object('argument', 'to_time')
        );
    end if;

    -- Two callers at once must not overtake each other: the later one waits, then compares.
    lock table util.clocks in share row exclusive mode;
    v_now = util.now(advance_clock.organization_id);

    if advance_clock.to_time < v_now then
        perform util.fail(
            409, 'clock_refused', 'A clock never goes back',
            jsonb_build_object('now', v_now)
        );
    end if;

    insert into util.clocks as c (organization_id, ahead_by)
    values (
        advance_clock.organization_id,
        -- Seconds alone: a day in an interval would depend on the time zone of the session.
        make_interval(
            secs => extract(epoch from advance_clock.to_time - transaction_timestamp())
        )
    )
    on conflict on constraint clocks_organization_id_key
    do update set ahead_by = excluded.ahead_by, set_at = util.wall_clock();

    return util.now(advance_clock.organization_id);
end
$$;


ALTER FUNCTION util.advance_clock(organization_id uuid, to_time timestamp with time zone) OWNER TO unison_owner;

--
-- Name: FUNCTION advance_clock(organization_id uuid, to_time timestamp with time zone); Type: COMMENT; Schema: util; Owner: unison_owner
--

COMMENT ON FUNCTION util.advance_clock(organization_id uuid, to_time timestamp with time zone) IS 'Moves the clock of an organization, or of the platform (null), ahead to a point in time; it ticks
on from there. Whether an organization may have a clock is for identity.advance_clock to say.';


--
-- Name: days_until(timestamp with time zone, uuid); Type: FUNCTION; Schema: util; Owner: unison_owner
--

CREATE FUNCTION util.days_until(at timestamp with time zone, organization_id uuid DEFAULT NULL::uuid) RETURNS integer
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT
         CASE
             WHEN (at IS NOT NULL) THEN (GREATEST((0)::numeric, ceil((EXTRACT(epoch FROM (at - util.now(organization_id))) / (86400)::numeric))))::integer
             ELSE NULL::integer
         END AS "case";
END;


ALTER FUNCTION util.days_until(at timestamp with time zone, organization_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION days_until(at timestamp with time zone, organization_id uuid); Type: COMMENT; Schema: util; Owner: unison_owner
--

COMMENT ON FUNCTION util.days_until(at timestamp with time zone, organization_id uuid) IS 'Days that are left until a point in business time, a begun day counting whole; 0 when it is past.';


--
-- Name: decode_base64url(text); Type: FUNCTION; Schema: util; Owner: unison_owner
--

CREATE FUNCTION util.decode_base64url(text text) RETURNS bytea
    LANGUAGE sql IMMUTABLE STRICT
    BEGIN ATOMIC
 SELECT decode(rpad(translate(text, '-_'::text, '+/'::text), ((ceil(((length(text))::numeric / 4.0)) * (4)::numeric))::integer, '='::text), 'base64'::text) AS decode;
END;


ALTER FUNCTION util.decode_base64url(text text) OWNER TO unison_owner;

--
-- Name: FUNCTION decode_base64url(text text); Type: COMMENT; Schema: util; Owner: unison_owner
--

COMMENT ON FUNCTION util.decode_base64url(text text) IS 'The reverse of util.encode_base64url.';


--
-- Name: encode_base64url(bytea); Type: FUNCTION; Schema: util; Owner: unison_owner
--

CREATE FUNCTION util.encode_base64url(bytes bytea) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT
    BEGIN ATOMIC
 SELECT translate(encode(bytes, 'base64'::text), '+/=
'::text, '-_'::text) AS translate;
END;


ALTER FUNCTION util.encode_base64url(bytes bytea) OWNER TO unison_owner;

--
-- Name: FUNCTION encode_base64url(bytes bytea); Type: COMMENT; Schema: util; Owner: unison_owner
--

COMMENT ON FUNCTION util.encode_base64url(bytes bytea) IS 'Base64 for URLs and tokens, without padding (RFC 4648, section 5).';


--
-- Name: error_body(text, text, jsonb, text); Type: FUNCTION; Schema: util; Owner: unison_owner
--

CREATE FUNCTION util.error_body(code text, message text, details jsonb, hint text) RETURNS json
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT json_build_object('code', code, 'message', message, 'details', (details)::text, 'hint', hint) AS json_build_object;
END;


ALTER FUNCTION util.error_body(code text, message text, details jsonb, hint text) OWNER TO unison_owner;

--
-- Name: FUNCTION error_body(code text, message text, details jsonb, hint text); Type: COMMENT; Schema: util; Owner: unison_owner
--

COMMENT ON FUNCTION util.error_body(code text, message text, details jsonb, hint text) IS 'The body of every error: code, message, details (a string holding a JSON object) and hint.';


--
-- Name: error_headers(integer, jsonb); Type: FUNCTION; Schema: util; Owner: unison_owner
--

CREATE FUNCTION util.error_headers(status integer, details jsonb) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT
         CASE
             WHEN (status = 401) THEN jsonb_build_object('WWW-Authenticate', 'Bearer')
             WHEN (details ? 'retry_after_seconds'::text) THEN jsonb_build_object('Retry-After', (details ->> 'retry_after_seconds'::text))
             ELSE '{}'::jsonb
         END AS "case";
END;


ALTER FUNCTION util.error_headers(status integer, details jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION error_headers(status integer, details jsonb); Type: COMMENT; Schema: util; Owner: unison_owner
--

COMMENT ON FUNCTION util.error_headers(status integer, details jsonb) IS 'The headers that HTTP wants beside a status: how to sign in (401), when to come back (429).';


--
-- Name: fail(integer, text, text, jsonb, text); Type: FUNCTION; Schema: util; Owner: unison_owner
--

CREATE FUNCTION util.fail(status integer, code text, message text, details jsonb DEFAULT '{}'::jsonb, hint text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    raise sqlstate 'PGRST' using
        message = util.error_body(
            fail.code, fail.message, fail.details, fail.hint
        )::text,
        detail = json_build_object(
            'status', fail.status,
            'headers', util.error_headers(fail.status, fail.details)
        )::text;
end
$$;


ALTER FUNCTION util.fail(status integer, code text, message text, details jsonb, hint text) OWNER TO unison_owner;

--
-- Name: FUNCTION fail(status integer, code text, message text, details jsonb, hint text); Type: COMMENT; Schema: util; Owner: unison_owner
--

COMMENT ON FUNCTION util.fail(status integer, code text, message text, details jsonb, hint text) IS 'Ends the request with an HTTP status and the API''s error body; everything it did is rolled back.
code is a row of util.error_codes.';


--
-- Name: format_money(bigint, text); Type: FUNCTION; Schema: util; Owner: unison_owner
--

CREATE FUNCTION util.format_money(amount_cents bigint, currency text) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS $$
    select
        to_char(
            format_money.amount_cents / power(10::numeric, d.digits),
            'FM9,999,999,999,999,999,990' || case d.digits when 0 then '' else rpad('.', d.digits + 1, '0') end
        )
        || ' ' || upper(format_money.currency)
    from (
        select case
            when format_money.currency in (
                'bif', 'clp', 'djf', 'gnf', 'jpy', 'kmf', 'krw', 'mga', 'pyg', 'rwf', 'vnd', 'vuv',
                'xaf', 'xof', 'xpf'
            ) then 0
            when format_money.currency in ('bhd', 'jod', 'kwd', 'omr', 'tnd') then 3
            else 2
        end as digits
    ) as d
$$;


ALTER FUNCTION util.format_money(amount_cents bigint, currency text) OWNER TO unison_owner;

--
-- Name: FUNCTION format_money(amount_cents bigint, currency text); Type: COMMENT; Schema: util; Owner: unison_owner
--

COMMENT ON FUNCTION util.format_money(amount_cents bigint, currency text) IS 'An amount as people read it, 1,234.50 USD, from the currency''s smallest unit. A few currencies
have no smaller unit, a few have a thousandth (source: Stripe''s list of zero-decimal currencies).';


--
-- Name: clocks; Type: TABLE; Schema: util; Owner: unison_owner
--

CREATE TABLE util.clocks (
    organization_id uuid,
    ahead_by interval NOT NULL,
    set_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT clocks_ahead_by_check CHECK (((ahead_by >= '00:00:00'::interval) AND (EXTRACT(day FROM ahead_by) = (0)::numeric) AND (EXTRACT(month FROM ahead_by) = (0)::numeric) AND (EXTRACT(year FROM ahead_by) = (0)::numeric)))
);


ALTER TABLE util.clocks OWNER TO unison_owner;

--
-- Name: TABLE clocks; Type: COMMENT; Schema: util; Owner: unison_owner
--

COMMENT ON TABLE util.clocks IS 'How far business time runs ahead of real time: for the platform (organization_id null) and for
sandbox organizations, whose offset counts from real time. Clocks tick, and never go back.';


--
-- Name: is_on_clock(uuid, uuid); Type: FUNCTION; Schema: util; Owner: unison_owner
--

CREATE FUNCTION util.is_on_clock(organization_id uuid, for_organization_id uuid) RETURNS boolean
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT
         CASE
             WHEN (for_organization_id IS NOT NULL) THEN (organization_id = for_organization_id)
             ELSE (NOT (EXISTS ( SELECT
                FROM util.clocks c
               WHERE (c.organization_id = is_on_clock.organization_id))))
         END AS "case";
END;


ALTER FUNCTION util.is_on_clock(organization_id uuid, for_organization_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION is_on_clock(organization_id uuid, for_organization_id uuid); Type: COMMENT; Schema: util; Owner: unison_owner
--

COMMENT ON FUNCTION util.is_on_clock(organization_id uuid, for_organization_id uuid) IS 'Whether a job that was called for an organization''s clock, or with null for the platform''s, is to
see to an organization: each is seen to under one clock only.';


--
-- Name: random_token(); Type: FUNCTION; Schema: util; Owner: unison_owner
--

CREATE FUNCTION util.random_token() RETURNS text
    LANGUAGE sql
    BEGIN ATOMIC
 SELECT util.encode_base64url(ext.gen_random_bytes(32)) AS encode_base64url;
END;


ALTER FUNCTION util.random_token() OWNER TO unison_owner;

--
-- Name: FUNCTION random_token(); Type: COMMENT; Schema: util; Owner: unison_owner
--

COMMENT ON FUNCTION util.random_token() IS 'A secret of 256 bits that fits into a URL. Store only its util.hash_token.';


--
-- Name: set_setting(text, jsonb); Type: FUNCTION; Schema: util; Owner: unison_owner
--

CREATE FUNCTION util.set_setting(key text, value jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    update util.settings as s
    set value = set_setting.value
    where s.key = set_setting.key;

    if not found then
        perform util.fail(
            400, 'invalid_argument', 'There is no such setting',
            jsonb_build_object('argument', 'key', 'value', set_setting.key)
        );
    end if;
end
$$;


ALTER FUNCTION util.set_setting(key text, value jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION set_setting(key text, value jsonb); Type: COMMENT; Schema: util; Owner: unison_owner
--

COMMENT ON FUNCTION util.set_setting(key text, value jsonb) IS 'Changes a setting of the platform. For the owner of the database.';


--
-- Name: stripe_events; Type: TABLE; Schema: webhooks; Owner: unison_owner
--

CREATE TABLE webhooks.stripe_events (
    id text NOT NULL,
    type text NOT NULL,
    object_kind text NOT NULL,
    object_id text,
    api_version text,
    livemode boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL,
    body text NOT NULL,
    status text DEFAULT 'pending'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone,
    error jsonb,
    applied_at timestamp with time zone,
    CONSTRAINT stripe_events_applied_at_check CHECK (((applied_at IS NOT NULL) = (status = 'applied'::text))),
    CONSTRAINT stripe_events_next_attempt_at_check CHECK (((next_attempt_at IS NOT NULL) = (status = ANY (ARRAY['pending'::text, 'failed'::text])))),
    CONSTRAINT stripe_events_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'applied'::text, 'ignored'::text, 'failed'::text, 'parked'::text])))
);
ALTER TABLE ONLY webhooks.stripe_events ALTER COLUMN body SET COMPRESSION lz4;


ALTER TABLE webhooks.stripe_events OWNER TO unison_owner;

--
-- Name: TABLE stripe_events; Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON TABLE webhooks.stripe_events IS 'Every event Stripe sent, once, with the signed bytes as text. Nothing is ever dropped.';


--
-- Name: COLUMN stripe_events.created_at; Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON COLUMN webhooks.stripe_events.created_at IS 'Stripe''s clock, whole seconds: when it became true. received_at is our real time.';


--
-- Name: COLUMN stripe_events.status; Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON COLUMN webhooks.stripe_events.status IS 'pending: not applied yet. failed: tried, will be tried again. parked: waits for something unknown,
or was tried too often; a person or the missing thing releases it. ignored: a type nobody needs.';


--
-- Name: claim_due_event(text[]); Type: FUNCTION; Schema: webhooks; Owner: unison_owner
--

CREATE FUNCTION webhooks.claim_due_event(skip text[]) RETURNS webhooks.stripe_events
    LANGUAGE sql
    SET search_path TO ''
    AS $$
    select e.*
    from webhooks.stripe_events as e
    where
        e.next_attempt_at <= util.wall_clock()
        and e.id <> all(claim_due_event.skip)
    order by e.next_attempt_at, e.created_at, e.id
    limit 1
    for update skip locked
$$;


ALTER FUNCTION webhooks.claim_due_event(skip text[]) OWNER TO unison_owner;

--
-- Name: FUNCTION claim_due_event(skip text[]); Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON FUNCTION webhooks.claim_due_event(skip text[]) IS 'The event that is due longest and that no other worker holds, locked until the transaction ends.';


--
-- Name: count_by_status(text[]); Type: FUNCTION; Schema: webhooks; Owner: unison_owner
--

CREATE FUNCTION webhooks.count_by_status(event_ids text[]) RETURNS TABLE(status text, events bigint)
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    select
        e.status,
        count(*)
    from webhooks.stripe_events as e
    where e.id = any(count_by_status.event_ids)
    group by e.status
$$;


ALTER FUNCTION webhooks.count_by_status(event_ids text[]) OWNER TO unison_owner;

--
-- Name: FUNCTION count_by_status(event_ids text[]); Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON FUNCTION webhooks.count_by_status(event_ids text[]) IS 'What has become of events, counted by status.';


--
-- Name: emit_event(uuid, text, jsonb, text); Type: FUNCTION; Schema: webhooks; Owner: unison_owner
--

CREATE FUNCTION webhooks.emit_event(organization_id uuid, type text, data jsonb, dedupe_key text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
#variable_conflict use_column
declare
    v_now timestamptz := util.wall_clock();
    v_event_id uuid;
begin
    -- Most organizations listen to nothing, and pay for no more than this look.
    if not exists (
        select from webhooks.endpoints as e
        where e.organization_id = emit_event.organization_id and e.deleted_at is null
    ) then
        return;
    end if;

    insert into webhooks.events (
        organization_id, type, data, dedupe_key, occurred_at, created_at
    )
    values (
        emit_event.organization_id, emit_event.type, emit_event.data, emit_event.dedupe_key,
        util.now(emit_event.organization_id), v_now
    )
    on conflict on constraint events_dedupe_key_key do nothing
    returning id into v_event_id;

    insert into webhooks.deliveries (
        organization_id, endpoint_id, event_id, next_attempt_at, created_at
    )
    select
        e.organization_id,
        e.id,
        v_event_id,
        v_now,
        v_now
    from webhooks.endpoints as e
    where
        v_event_id is not null
        and e.organization_id = emit_event.organization_id
        and e.disabled_at is null
        and e.deleted_at is null
        and e.event_types && array['*', emit_event.type];
end
$$;


ALTER FUNCTION webhooks.emit_event(organization_id uuid, type text, data jsonb, dedupe_key text) OWNER TO unison_owner;

--
-- Name: FUNCTION emit_event(organization_id uuid, type text, data jsonb, dedupe_key text); Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON FUNCTION webhooks.emit_event(organization_id uuid, type text, data jsonb, dedupe_key text) IS 'Tells an organization''s endpoints that want to know of it that something has happened, if the
transaction commits. dedupe_key names the transition: what is emitted again is told once.';


--
-- Name: fail_stripe_event(text, jsonb, boolean); Type: FUNCTION; Schema: webhooks; Owner: unison_owner
--

CREATE FUNCTION webhooks.fail_stripe_event(event_id text, error jsonb, is_transient boolean) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_attempts integer;
begin
    select e.attempts + 1 into strict v_attempts
    from webhooks.stripe_events as e
    where e.id = fail_stripe_event.event_id;

    -- Waiting for a lock says nothing against the event.
    if fail_stripe_event.is_transient then
        update webhooks.stripe_events as e
        set
            status = 'pending',
            applied_at = null,
            next_attempt_at = util.wall_clock() + interval '200 milliseconds',
            error = fail_stripe_event.error
        where e.id = fail_stripe_event.event_id;
        return 'pending';
    end if;

    if v_attempts >= 8 then
        perform webhooks.park_stripe_event(
            fail_stripe_event.event_id,
            fail_stripe_event.error || jsonb_build_object('kind', 'poison')
        );
        return 'parked';
    end if;

    -- 1 s, 4 s, 16 s … 68 min: an hour and a half until it is given up.
    update webhooks.stripe_events as e
    set
        status = 'failed',
        applied_at = null,
        attempts = v_attempts,
        next_attempt_at = util.wall_clock() + make_interval(secs => 4 ^ (v_attempts - 1)),
        error = fail_stripe_event.error
    where e.id = fail_stripe_event.event_id;
    return 'failed';
end
$$;


ALTER FUNCTION webhooks.fail_stripe_event(event_id text, error jsonb, is_transient boolean) OWNER TO unison_owner;

--
-- Name: FUNCTION fail_stripe_event(event_id text, error jsonb, is_transient boolean); Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON FUNCTION webhooks.fail_stripe_event(event_id text, error jsonb, is_transient boolean) IS 'Says that an event could not be applied: it is tried again later, and parked after 8 attempts.
Returns the new status.';


--
-- Name: find_stored_events(text[], bytea[]); Type: FUNCTION; Schema: webhooks; Owner: unison_owner
--

CREATE FUNCTION webhooks.find_stored_events(event_ids text[], digests bytea[]) RETURNS TABLE(event_id text, is_parked boolean)
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    select
        e.id,
        e.status = 'parked'
    from unnest(find_stored_events.event_ids, find_stored_events.digests) as n (id, digest)
    inner join webhooks.stripe_events as e on n.id = e.id
    where sha256(convert_to(e.body, 'UTF8')) = n.digest
$$;


ALTER FUNCTION webhooks.find_stored_events(event_ids text[], digests bytea[]) OWNER TO unison_owner;

--
-- Name: FUNCTION find_stored_events(event_ids text[], digests bytea[]); Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON FUNCTION webhooks.find_stored_events(event_ids text[], digests bytea[]) IS 'Which of the events are stored already with the very body that has this SHA-256 digest, and whether
they are parked: who imports need not send those again.';


--
-- Name: finish_stripe_event(text); Type: FUNCTION; Schema: webhooks; Owner: unison_owner
--

CREATE FUNCTION webhooks.finish_stripe_event(event_id text) RETURNS void
    LANGUAGE sql
    SET search_path TO ''
    AS $$
    update webhooks.stripe_events as e
    set
        status = 'applied',
        applied_at = util.wall_clock(),
        next_attempt_at = null,
        error = null
    where e.id = finish_stripe_event.event_id
$$;


ALTER FUNCTION webhooks.finish_stripe_event(event_id text) OWNER TO unison_owner;

--
-- Name: FUNCTION finish_stripe_event(event_id text); Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON FUNCTION webhooks.finish_stripe_event(event_id text) IS 'Marks an event that had to wait as applied.';


--
-- Name: is_same_event(jsonb, jsonb); Type: FUNCTION; Schema: webhooks; Owner: unison_owner
--

CREATE FUNCTION webhooks.is_same_event(stored jsonb, received jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    BEGIN ATOMIC
 SELECT
         CASE
             WHEN (COALESCE((stored ->> 'api_version'::text), ''::text) = COALESCE((received ->> 'api_version'::text), ''::text)) THEN ((stored - 'pending_webhooks'::text) = (received - 'pending_webhooks'::text))
             ELSE (jsonb_build_array((stored -> 'type'::text), (stored -> 'created'::text), (stored -> 'livemode'::text), (stored -> 'account'::text), (((stored -> 'data'::text) -> 'object'::text) -> 'id'::text)) = jsonb_build_array((received -> 'type'::text), (received -> 'created'::text), (received -> 'livemode'::text), (received -> 'account'::text), (((received -> 'data'::text) -> 'object'::text) -> 'id'::text)))
         END AS "case";
END;


ALTER FUNCTION webhooks.is_same_event(stored jsonb, received jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION is_same_event(stored jsonb, received jsonb); Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON FUNCTION webhooks.is_same_event(stored jsonb, received jsonb) IS 'Whether two bodies with one id tell the same: a repeated delivery, or a rendering in another
version.';


--
-- Name: lock_unknown(text[], boolean); Type: FUNCTION; Schema: webhooks; Owner: unison_owner
--

CREATE FUNCTION webhooks.lock_unknown(subjects text[], is_shared boolean) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_slot integer;
begin
    -- Slots, for the server's memory for locks is small and thousands may become known at once.
    -- Sorted, so that two transactions with several subjects cannot wait for each other.
    for v_slot in
        select distinct hashtext(s.subject) & 255 as slot
        from unnest(lock_unknown.subjects) as s (subject)
        order by 1
    loop
        if lock_unknown.is_shared then
            perform pg_advisory_xact_lock_shared(hashtext('webhooks.lock_unknown'), v_slot);
        else
            perform pg_advisory_xact_lock(hashtext('webhooks.lock_unknown'), v_slot);
        end if;
    end loop;
end
$$;


ALTER FUNCTION webhooks.lock_unknown(subjects text[], is_shared boolean) OWNER TO unison_owner;

--
-- Name: FUNCTION lock_unknown(subjects text[], is_shared boolean); Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON FUNCTION webhooks.lock_unknown(subjects text[], is_shared boolean) IS 'Keeps apart who parks an event because something is unknown (exclusive) and who makes it known
(shared), until the transaction ends: one of them sees what the other did.';


--
-- Name: message_signature(bytea, text, bigint, text); Type: FUNCTION; Schema: webhooks; Owner: unison_owner
--

CREATE FUNCTION webhooks.message_signature(secret bytea, message_id text, sent_at bigint, body text) RETURNS text
    LANGUAGE sql IMMUTABLE
    BEGIN ATOMIC
 SELECT ('v1,'::text || encode(ext.hmac(convert_to(concat_ws('.'::text, message_id, sent_at, body), 'UTF8'::name), secret, 'sha256'::text), 'base64'::text));
END;


ALTER FUNCTION webhooks.message_signature(secret bytea, message_id text, sent_at bigint, body text) OWNER TO unison_owner;

--
-- Name: FUNCTION message_signature(secret bytea, message_id text, sent_at bigint, body text); Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON FUNCTION webhooks.message_signature(secret bytea, message_id text, sent_at bigint, body text) IS 'One signature of the header webhook-signature (Standard Webhooks): HMAC-SHA256 of id, unix time and
body, with points between.';


--
-- Name: park_stripe_event(text, jsonb, text[]); Type: FUNCTION; Schema: webhooks; Owner: unison_owner
--

CREATE FUNCTION webhooks.park_stripe_event(event_id text, error jsonb, waiting_for text[] DEFAULT NULL::text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_subject text := coalesce(park_stripe_event.waiting_for[1], park_stripe_event.event_id);
begin
    update webhooks.stripe_events as e
    set
        status = 'parked',
        attempts = e.attempts + 1,
        next_attempt_at = null,
        applied_at = null,
        error = park_stripe_event.error || jsonb_build_object('subject', v_subject)
    where e.id = park_stripe_event.event_id;

    insert into webhooks.stripe_event_waits (subject, event_id)
    select
        s.subject,
        park_stripe_event.event_id
    from unnest(park_stripe_event.waiting_for) as s (subject)
    on conflict on constraint stripe_event_waits_pkey do nothing;

    perform webhooks.raise_alarm(
        park_stripe_event.error ->> 'kind', v_subject,
        jsonb_build_object(
            'event_id', park_stripe_event.event_id, 'message', park_stripe_event.error ->> 'message'
        )
    );
end
$$;


ALTER FUNCTION webhooks.park_stripe_event(event_id text, error jsonb, waiting_for text[]) OWNER TO unison_owner;

--
-- Name: FUNCTION park_stripe_event(event_id text, error jsonb, waiting_for text[]); Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON FUNCTION webhooks.park_stripe_event(event_id text, error jsonb, waiting_for text[]) IS 'Puts an event aside with an alarm: until one of the things it waits for is known (the first names
the alarm), or until a person releases it.';


--
-- Name: parse_stripe_event(text); Type: FUNCTION; Schema: webhooks; Owner: unison_owner
--

CREATE FUNCTION webhooks.parse_stripe_event(payload text) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO ''
    AS $$
begin
    return payload::jsonb;
exception
    when others then
        return null;
end
$$;


ALTER FUNCTION webhooks.parse_stripe_event(payload text) OWNER TO unison_owner;

--
-- Name: FUNCTION parse_stripe_event(payload text); Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON FUNCTION webhooks.parse_stripe_event(payload text) IS 'A body as jsonb; null when it is no JSON that can be stored (jsonb refuses U+0000, half a surrogate
pair, numbers without end and nesting without end).';


--
-- Name: raise_alarm(text, text, jsonb); Type: FUNCTION; Schema: webhooks; Owner: unison_owner
--

CREATE FUNCTION webhooks.raise_alarm(kind text, subject text, details jsonb DEFAULT '{}'::jsonb) RETURNS void
    LANGUAGE sql
    SET search_path TO ''
    AS $$
    insert into webhooks.alarms (kind, subject, details, raised_at)
    values (raise_alarm.kind, raise_alarm.subject, raise_alarm.details, util.wall_clock())
    on conflict (kind, subject) where resolved_at is null do nothing
$$;


ALTER FUNCTION webhooks.raise_alarm(kind text, subject text, details jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION raise_alarm(kind text, subject text, details jsonb); Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON FUNCTION webhooks.raise_alarm(kind text, subject text, details jsonb) IS 'Asks a person to look. One alarm for each kind and subject stays open; the first details are
kept.';


--
-- Name: refusal_reason(jsonb); Type: FUNCTION; Schema: webhooks; Owner: unison_owner
--

CREATE FUNCTION webhooks.refusal_reason(event jsonb) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $_$
begin
    if jsonb_typeof(event) is distinct from 'object'
        or event ->> 'object' is distinct from 'event'
        or jsonb_typeof(event -> 'id') is distinct from 'string'
        or event ->> 'id' = ''
        or jsonb_typeof(event -> 'type') is distinct from 'string'
        or jsonb_typeof(event -> 'created') is distinct from 'number'
        -- Whole seconds, for some thousand years: what is no time must not fail later.
        or event ->> 'created' !~ '^[0-9]{1,11}$'
        or jsonb_typeof(event -> 'livemode') is distinct from 'boolean'
        or jsonb_typeof(event -> 'data' -> 'object') is distinct from 'object'
    then
        return 'not_an_event';
    end if;

    if (select s.value from util.settings as s where s.key = 'stripe_livemode')
        <> event -> 'livemode'
    then
        return 'wrong_livemode';
    end if;

    -- No account of our own set: any is right.
    if (select nullif(s.value, 'null') from util.settings as s where s.key = 'stripe_account')
        <> coalesce(event -> 'account', 'null')
    then
        return 'wrong_account';
    end if;

    return null;
end
$_$;


ALTER FUNCTION webhooks.refusal_reason(event jsonb) OWNER TO unison_owner;

--
-- Name: FUNCTION refusal_reason(event jsonb); Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON FUNCTION webhooks.refusal_reason(event jsonb) IS 'Why a body that is signed and is JSON is none of our events, or null when it is one.';


--
-- Name: release_for_new_row(); Type: FUNCTION; Schema: webhooks; Owner: unison_owner
--

CREATE FUNCTION webhooks.release_for_new_row() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    perform webhooks.release_waiting(array(
        select
            case tg_table_name
                when 'organizations' then to_jsonb(r) ->> 'id'
                when 'stripe_prices' then to_jsonb(r) ->> 'stripe_price_id'
            end
        from inserted as r
    ));
    return null;
end
$$;


ALTER FUNCTION webhooks.release_for_new_row() OWNER TO unison_owner;

--
-- Name: FUNCTION release_for_new_row(); Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON FUNCTION webhooks.release_for_new_row() IS 'Organizations or Stripe prices have become known: what waited for them is due again.';


--
-- Name: release_parked(text, text); Type: FUNCTION; Schema: webhooks; Owner: unison_owner
--

CREATE FUNCTION webhooks.release_parked(kind text, subject text DEFAULT NULL::text) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_event_ids text[];
begin
    select array_agg(e.id) into v_event_ids
    from webhooks.stripe_events as e
    where
        e.status = 'parked'
        and e.error ->> 'kind' = release_parked.kind
        and (
            release_parked.subject is null
            or e.id = release_parked.subject
            or exists (
                select
                from webhooks.stripe_event_waits as w
                where w.event_id = e.id and w.subject = release_parked.subject
            )
        );

    delete from webhooks.stripe_event_waits as w
    where w.event_id = any(v_event_ids);

    update webhooks.stripe_events as e
    set
        status = 'pending',
        attempts = 0,
        next_attempt_at = util.wall_clock()
    where e.id = any(v_event_ids);

    update webhooks.alarms as a
    set resolved_at = util.wall_clock()
    where
        a.resolved_at is null
        and a.kind = release_parked.kind
        and (release_parked.subject is null or a.subject = release_parked.subject);

    return coalesce(cardinality(v_event_ids), 0)::bigint;
end
$$;


ALTER FUNCTION webhooks.release_parked(kind text, subject text) OWNER TO unison_owner;

--
-- Name: FUNCTION release_parked(kind text, subject text); Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON FUNCTION webhooks.release_parked(kind text, subject text) IS 'Lets parked events be tried again: all of a kind (unknown_organization, unknown_price,
missing_field, poison), or those of one subject or event. Returns how many.';


--
-- Name: release_waiting(text[]); Type: FUNCTION; Schema: webhooks; Owner: unison_owner
--

CREATE FUNCTION webhooks.release_waiting(subjects text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_event_ids text[];
    v_alarm_subjects text[];
begin
    perform webhooks.lock_unknown(release_waiting.subjects, is_shared => true);

    select array_agg(w.event_id) into v_event_ids
    from webhooks.stripe_event_waits as w
    where w.subject = any(release_waiting.subjects);

    if v_event_ids is null then
        return;
    end if;

    delete from webhooks.stripe_event_waits as w
    where w.event_id = any(v_event_ids);

    with released as (
        update webhooks.stripe_events as e
        set
            status = 'pending',
            next_attempt_at = util.wall_clock()
        where e.id = any(v_event_ids) and e.status = 'parked'
        returning e.error ->> 'subject' as alarm_subject
    )

    select array_agg(r.alarm_subject) into v_alarm_subjects
    from released as r;

    -- The alarm stays while another event waits for the same.
    update webhooks.alarms as a
    set resolved_at = util.wall_clock()
    where
        a.resolved_at is null
        and a.kind in ('unknown_organization', 'unknown_price')
        and a.subject = any(v_alarm_subjects)
        and not exists (
            select
            from webhooks.stripe_event_waits as w
            where w.subject = a.subject
        );
end
$$;


ALTER FUNCTION webhooks.release_waiting(subjects text[]) OWNER TO unison_owner;

--
-- Name: FUNCTION release_waiting(subjects text[]); Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON FUNCTION webhooks.release_waiting(subjects text[]) IS 'Something has become known: the events that wait for it are due again.';


--
-- Name: resolve_alarm(text, text); Type: FUNCTION; Schema: webhooks; Owner: unison_owner
--

CREATE FUNCTION webhooks.resolve_alarm(kind text, subject text) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    update webhooks.alarms as a
    set resolved_at = util.wall_clock()
    where
        a.kind = resolve_alarm.kind
        and a.subject = resolve_alarm.subject
        and a.resolved_at is null;
    return found;
end
$$;


ALTER FUNCTION webhooks.resolve_alarm(kind text, subject text) OWNER TO unison_owner;

--
-- Name: FUNCTION resolve_alarm(kind text, subject text); Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON FUNCTION webhooks.resolve_alarm(kind text, subject text) IS 'Says that there is nothing more to look at. Returns whether there was.';


--
-- Name: retry_stripe_event(text); Type: FUNCTION; Schema: webhooks; Owner: unison_owner
--

CREATE FUNCTION webhooks.retry_stripe_event(event_id text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_event webhooks.stripe_events;
begin
    select e.* into v_event
    from webhooks.stripe_events as e
    where e.id = retry_stripe_event.event_id
    for update;
    if not found then
        perform util.fail(404, 'stripe_event_not_found', 'There is no such event of Stripe''s');
    end if;
    if v_event.status in ('applied', 'ignored') then
        perform util.fail(
            409, 'stripe_event_settled', 'This event needs no other try',
            jsonb_build_object('status', v_event.status)
        );
    end if;

    delete from webhooks.stripe_event_waits as w
    where w.event_id = v_event.id;

    update webhooks.stripe_events as e
    set
        status = 'pending',
        attempts = 0,
        next_attempt_at = util.wall_clock()
    where e.id = v_event.id;

    perform webhooks.resolve_alarm(v_event.error ->> 'kind', v_event.id);
end
$$;


ALTER FUNCTION webhooks.retry_stripe_event(event_id text) OWNER TO unison_owner;

--
-- Name: FUNCTION retry_stripe_event(event_id text); Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON FUNCTION webhooks.retry_stripe_event(event_id text) IS 'Makes an event due that failed or was parked, as if it had just come. An alarm about something that
it waits for stays, for others may wait for the same.';


--
-- Name: store_stripe_event(jsonb, text); Type: FUNCTION; Schema: webhooks; Owner: unison_owner
--

CREATE FUNCTION webhooks.store_stripe_event(event jsonb, body text) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_kind text := webhooks.stripe_object_kind(event ->> 'type');
    v_now timestamptz := util.wall_clock();
    v_stored jsonb;
begin
    insert into webhooks.stripe_events (
        id, type, object_kind, object_id, api_version, livemode, created_at, received_at, body,
        status, applied_at
    )
    values (
        event ->> 'id',
        event ->> 'type',
        coalesce(v_kind, event -> 'data' -> 'object' ->> 'object', 'unknown'),
        event -> 'data' -> 'object' ->> 'id',
        event ->> 'api_version',
        (event ->> 'livemode')::boolean,
        to_timestamp((event ->> 'created')::bigint),
        v_now,
        store_stripe_event.body,
        -- The caller applies it next, in this transaction, or says that it could not.
        case when v_kind is null then 'ignored' else 'applied' end,
        case when v_kind is not null then v_now end
    )
    on conflict on constraint stripe_events_pkey do nothing;

    if found then
        if not exists (
            select
            from util.settings as s
            where s.key = 'stripe_api_version' and s.value = event -> 'api_version'
        ) then
            perform webhooks.raise_alarm(
                'api_version', coalesce(event ->> 'api_version', 'none'),
                jsonb_build_object('event_id', event ->> 'id')
            );
        end if;
        return case when v_kind is null then 'ignored' else 'stored' end;
    end if;

    select webhooks.parse_stripe_event(e.body) into strict v_stored
    from webhooks.stripe_events as e
    where e.id = event ->> 'id';

    if webhooks.is_same_event(v_stored, event) then
        return 'duplicate';
    end if;

    perform webhooks.raise_alarm(
        'other_body', event ->> 'id', jsonb_build_object('type', event ->> 'type')
    );
    return 'other_body';
end
$$;


ALTER FUNCTION webhooks.store_stripe_event(event jsonb, body text) OWNER TO unison_owner;

--
-- Name: FUNCTION store_stripe_event(event jsonb, body text); Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON FUNCTION webhooks.store_stripe_event(event jsonb, body text) IS 'Keeps an event with its signed body, once. Returns stored (marked applied: apply it now, or settle
it otherwise in the same transaction), ignored, duplicate, or other_body when the id is known with
another content, which is refused with an alarm.';


--
-- Name: stripe_object_kind(text); Type: FUNCTION; Schema: webhooks; Owner: unison_owner
--

CREATE FUNCTION webhooks.stripe_object_kind(event_type text) RETURNS text
    LANGUAGE sql IMMUTABLE
    BEGIN ATOMIC
 SELECT
         CASE
             WHEN (event_type = ANY (ARRAY['customer.created'::text, 'customer.updated'::text, 'customer.deleted'::text])) THEN 'customer'::text
             WHEN (event_type = ANY (ARRAY['customer.subscription.created'::text, 'customer.subscription.updated'::text, 'customer.subscription.deleted'::text, 'customer.subscription.paused'::text, 'customer.subscription.resumed'::text, 'customer.subscription.trial_will_end'::text])) THEN 'subscription'::text
             WHEN (event_type = ANY (ARRAY['checkout.session.completed'::text, 'checkout.session.expired'::text])) THEN 'checkout.session'::text
             WHEN (event_type = ANY (ARRAY['invoice.created'::text, 'invoice.updated'::text, 'invoice.finalized'::text, 'invoice.paid'::text, 'invoice.payment_succeeded'::text, 'invoice.payment_failed'::text, 'invoice.payment_action_required'::text, 'invoice.voided'::text, 'invoice.marked_uncollectible'::text, 'invoice.upcoming'::text])) THEN 'invoice'::text
             WHEN (event_type = 'invoice_payment.paid'::text) THEN 'invoice_payment'::text
             WHEN (event_type = 'charge.refunded'::text) THEN 'charge'::text
             WHEN (event_type = ANY (ARRAY['charge.dispute.created'::text, 'charge.dispute.closed'::text])) THEN 'dispute'::text
             WHEN (event_type = 'payment_method.attached'::text) THEN 'payment_method'::text
             WHEN (event_type ~~ 'price.%'::text) THEN 'price'::text
             WHEN (event_type ~~ 'product.%'::text) THEN 'product'::text
             ELSE NULL::text
         END AS "case";
END;


ALTER FUNCTION webhooks.stripe_object_kind(event_type text) OWNER TO unison_owner;

--
-- Name: FUNCTION stripe_object_kind(event_type text); Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON FUNCTION webhooks.stripe_object_kind(event_type text) IS 'The kind of object whose applier handles this type of event, or null for a type nobody needs.';


--
-- Name: take_state_marks(integer); Type: FUNCTION; Schema: webhooks; Owner: unison_owner
--

CREATE FUNCTION webhooks.take_state_marks(max_organizations integer) RETURNS SETOF uuid
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    return query
        with taken as (
            delete from webhooks.state_marks as m
            where m.organization_id in (
                select distinct n.organization_id
                from webhooks.state_marks as n
                limit take_state_marks.max_organizations
            )
            returning m.organization_id
        )

        select distinct t.organization_id
        from taken as t;
end
$$;


ALTER FUNCTION webhooks.take_state_marks(max_organizations integer) OWNER TO unison_owner;

--
-- Name: FUNCTION take_state_marks(max_organizations integer); Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON FUNCTION webhooks.take_state_marks(max_organizations integer) IS 'Organizations whose state is to be told now; their marks are gone. Render after this statement: all
that the marks stand for is visible then, and a later change leaves a mark of its own.';


--
-- Name: emails; Type: VIEW; Schema: admin; Owner: unison_owner
--

CREATE VIEW admin.emails WITH (security_invoker='true') AS
 SELECT e.id,
    e.organization_id,
    e.user_id,
    e.kind,
    e.recipient,
    e.status,
    e.attempts,
    e.next_attempt_at,
    e.last_error,
    e.created_at,
    e.finished_at
   FROM notify.emails e;


ALTER TABLE admin.emails OWNER TO unison_owner;

--
-- Name: VIEW emails; Type: COMMENT; Schema: admin; Owner: unison_owner
--

COMMENT ON VIEW admin.emails IS 'All letters, sent and waiting

Without what stands in them: links in there act for their reader.';


--
-- Name: invoices; Type: VIEW; Schema: admin; Owner: unison_owner
--

CREATE VIEW admin.invoices WITH (security_invoker='true') AS
 SELECT i.id,
    i.organization_id,
    i.subscription_id,
    i.number,
    i.status,
    i.billing_reason,
    i.collection_method,
    i.currency,
    i.subtotal_cents,
    i.discount_cents,
    i.tax_cents,
    i.total_cents,
    i.amount_due_cents,
    i.amount_paid_cents,
    i.amount_remaining_cents,
    i.amount_refunded_cents,
    i.attempt_count,
    i.next_payment_attempt_at,
    i.created_at,
    i.issued_at,
    i.due_at,
    i.paid_at,
    i.voided_at,
    i.uncollectible_at,
    i.service_start,
    i.service_end,
    i.hosted_url,
    i.stripe_invoice_id
   FROM billing.invoices i;


ALTER TABLE admin.invoices OWNER TO unison_owner;

--
-- Name: VIEW invoices; Type: COMMENT; Schema: admin; Owner: unison_owner
--

COMMENT ON VIEW admin.invoices IS 'All invoices

Of every organization, in cents of their currency.';


--
-- Name: organizations; Type: VIEW; Schema: admin; Owner: unison_owner
--

CREATE VIEW admin.organizations WITH (security_invoker='true') AS
 SELECT o.id,
    o.name,
    o.is_sandbox,
    o.is_demo,
    s.status,
    s.access,
    s.status_reason,
    v.plan_code,
    s.cycle,
    s.currency,
        CASE
            WHEN (s.status = ANY (ARRAY['active'::text, 'past_due'::text])) THEN (round(((s.net_arr_cents)::numeric / 12.0)))::bigint
            ELSE (0)::bigint
        END AS mrr_cents,
    ( SELECT count(*) AS count
           FROM identity.memberships m
          WHERE (m.organization_id = o.id)) AS members,
    s.trial_ends_at,
    o.created_at
   FROM ((identity.organizations o
     LEFT JOIN billing.subscriptions s ON (((o.id = s.organization_id) AND s.is_primary)))
     LEFT JOIN catalog.plan_versions v ON ((s.plan_version_id = v.id)));


ALTER TABLE admin.organizations OWNER TO unison_owner;

--
-- Name: VIEW organizations; Type: COMMENT; Schema: admin; Owner: unison_owner
--

COMMENT ON VIEW admin.organizations IS 'All organizations

Each with its live subscription, if it has one.';


--
-- Name: queues; Type: VIEW; Schema: admin; Owner: unison_owner
--

CREATE VIEW admin.queues WITH (security_invoker='true') AS
 SELECT q.queue,
    q.depth,
    q.oldest_age_seconds,
    q.retrying,
    q.failed,
    q.parked,
    q.alarms
   FROM billing.queue_status() q(queue, depth, oldest_age_seconds, retrying, failed, parked, alarms);


ALTER TABLE admin.queues OWNER TO unison_owner;

--
-- Name: VIEW queues; Type: COMMENT; Schema: admin; Owner: unison_owner
--

COMMENT ON VIEW admin.queues IS 'How the queues stand

What Stripe told, what is asked of it, and mail: how much waits, how long the oldest has waited, how
much is tried again, what failed within a day, what is parked, and how many alarms are open.';


--
-- Name: alarms; Type: TABLE; Schema: webhooks; Owner: unison_owner
--

CREATE TABLE webhooks.alarms (
    id bigint NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    details jsonb DEFAULT '{}'::jsonb NOT NULL,
    raised_at timestamp with time zone NOT NULL,
    resolved_at timestamp with time zone
);


ALTER TABLE webhooks.alarms OWNER TO unison_owner;

--
-- Name: TABLE alarms; Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON TABLE webhooks.alarms IS 'What a person should look at: one open row for each kind and subject.';


--
-- Name: stripe_alarms; Type: VIEW; Schema: admin; Owner: unison_owner
--

CREATE VIEW admin.stripe_alarms WITH (security_invoker='true') AS
 SELECT a.id,
    a.kind,
    a.subject,
    a.details,
    a.raised_at,
    a.resolved_at
   FROM webhooks.alarms a;


ALTER TABLE admin.stripe_alarms OWNER TO unison_owner;

--
-- Name: VIEW stripe_alarms; Type: COMMENT; Schema: admin; Owner: unison_owner
--

COMMENT ON VIEW admin.stripe_alarms IS 'What somebody should look at

One open row for each kind and subject. Those about something unknown resolve by themselves once it is
known.';


--
-- Name: stripe_commands; Type: VIEW; Schema: admin; Owner: unison_owner
--

CREATE VIEW admin.stripe_commands WITH (security_invoker='true') AS
 SELECT c.id,
    c.organization_id,
    c.kind,
    c.params,
    c.requested_by,
    c.depends_on,
    c.status,
    c.phase,
    c.attempts,
    c.first_attempt_at,
    c.next_attempt_at,
    c.leased_by,
    c.leased_until,
    c.request_id,
    c.error,
    c.created_at,
    c.finished_at,
        CASE
            WHEN (c.finished_at IS NULL) THEN (EXTRACT(epoch FROM (util.wall_clock() - c.created_at)))::double precision
            ELSE NULL::double precision
        END AS waiting_seconds
   FROM billing.stripe_commands c;


ALTER TABLE admin.stripe_commands OWNER TO unison_owner;

--
-- Name: VIEW stripe_commands; Type: COMMENT; Schema: admin; Owner: unison_owner
--

COMMENT ON VIEW admin.stripe_commands IS 'What we ask of Stripe

Waiting, under way, and finished; in phase look it is found out whether a doubtful one was done.
error.internal is for the staff alone. Without the links that came of it: they act for the customer.';


--
-- Name: stripe_events; Type: VIEW; Schema: admin; Owner: unison_owner
--

CREATE VIEW admin.stripe_events WITH (security_invoker='true') AS
 SELECT e.id,
    e.type,
    e.object_kind,
    e.object_id,
    o.organization_id,
    e.api_version,
    e.livemode,
    e.status,
    e.attempts,
    e.next_attempt_at,
    e.error,
    e.created_at,
    e.received_at,
    e.applied_at,
        CASE
            WHEN (e.status = ANY (ARRAY['pending'::text, 'failed'::text, 'parked'::text])) THEN (EXTRACT(epoch FROM (util.wall_clock() - e.received_at)))::double precision
            ELSE NULL::double precision
        END AS waiting_seconds
   FROM (webhooks.stripe_events e
     LEFT JOIN billing.stripe_objects o ON ((e.object_id = o.stripe_id)));


ALTER TABLE admin.stripe_events OWNER TO unison_owner;

--
-- Name: VIEW stripe_events; Type: COMMENT; Schema: admin; Owner: unison_owner
--

COMMENT ON VIEW admin.stripe_events IS 'What Stripe told us, and what became of it

Parked ones wait for something unknown, or for a person; error says what went wrong.
organization_id is null until the object is
known to be somebody''s.';


--
-- Name: subscriptions; Type: VIEW; Schema: admin; Owner: unison_owner
--

CREATE VIEW admin.subscriptions WITH (security_invoker='true') AS
 SELECT s.id,
    s.organization_id,
    s.source,
    s.is_primary,
    s.status,
    s.access,
    s.status_reason,
    s.stripe_status,
    s.hold,
    s.stripe_subscription_id,
    v.plan_code,
    v.version AS plan_version,
    s.cycle,
    s.currency,
        CASE
            WHEN (s.status = ANY (ARRAY['active'::text, 'past_due'::text])) THEN (round(((s.net_arr_cents)::numeric / 12.0)))::bigint
            ELSE (0)::bigint
        END AS mrr_cents,
    s.collection_method,
    s.started_at,
    s.trial_started_at,
    s.trial_ends_at,
    s.current_period_start,
    s.current_period_end,
    s.cancel_at,
    s.canceled_at,
    s.ended_at,
    s.resumes_at,
    s.cancellation_reason,
    s.created_at
   FROM (billing.subscriptions s
     LEFT JOIN catalog.plan_versions v ON ((s.plan_version_id = v.id)));


ALTER TABLE admin.subscriptions OWNER TO unison_owner;

--
-- Name: VIEW subscriptions; Type: COMMENT; Schema: admin; Owner: unison_owner
--

COMMENT ON VIEW admin.subscriptions IS 'All subscriptions

Also those that have ended, and those that are not an organization''s primary one.';


--
-- Name: users; Type: TABLE; Schema: identity; Owner: unison_owner
--

CREATE TABLE identity.users (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    kind text DEFAULT 'customer'::text NOT NULL,
    email text NOT NULL,
    full_name text NOT NULL,
    password_hash text NOT NULL,
    email_verified_at timestamp with time zone,
    disabled_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT users_email_check CHECK (((email = btrim(email)) AND ((length(email) >= 3) AND (length(email) <= 254)))),
    CONSTRAINT users_full_name_check CHECK (((length(full_name) >= 1) AND (length(full_name) <= 200))),
    CONSTRAINT users_kind_check CHECK ((kind = ANY (ARRAY['customer'::text, 'staff'::text])))
);


ALTER TABLE identity.users OWNER TO unison_owner;

--
-- Name: TABLE users; Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON TABLE identity.users IS 'People who can sign in. A person of the staff is never a member of an organization.';


--
-- Name: COLUMN users.password_hash; Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON COLUMN identity.users.password_hash IS 'bcrypt, cost 12, over the hexadecimal sha256 of the password (bcrypt reads only 72 bytes).';


--
-- Name: users; Type: VIEW; Schema: admin; Owner: unison_owner
--

CREATE VIEW admin.users WITH (security_invoker='true') AS
 SELECT u.id,
    u.kind,
    u.email,
    u.full_name,
    u.email_verified_at,
    u.disabled_at,
    u.created_at,
    ( SELECT count(*) AS count
           FROM identity.memberships m
          WHERE (m.user_id = u.id)) AS organizations
   FROM identity.users u;


ALTER TABLE admin.users OWNER TO unison_owner;

--
-- Name: VIEW users; Type: COMMENT; Schema: admin; Owner: unison_owner
--

COMMENT ON VIEW admin.users IS 'All people who can sign in

Customers and staff, without anything secret.';


--
-- Name: add_ons; Type: VIEW; Schema: api; Owner: unison_owner
--

CREATE VIEW api.add_ons WITH (security_invoker='true') AS
 SELECT a.code,
    a.name,
    a.description,
    a.feature_code,
    a.amount_per_unit,
    f.unit,
    ( SELECT COALESCE(jsonb_agg(jsonb_build_object('cycle', r.cycle, 'currency', r.currency, 'unit_amount_cents', r.unit_amount_cents) ORDER BY r.currency, r.cycle DESC), '[]'::jsonb) AS "coalesce"
           FROM catalog.prices r
          WHERE (r.add_on_code = a.code)) AS prices
   FROM (catalog.add_ons a
     JOIN catalog.features f ON ((a.feature_code = f.code)));


ALTER TABLE api.add_ons OWNER TO unison_owner;

--
-- Name: VIEW add_ons; Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON VIEW api.add_ons IS 'The add-ons for sale

One unit raises the limit feature_code by amount_per_unit, counted in unit.';


--
-- Name: COLUMN add_ons.prices; Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON COLUMN api.add_ons.prices IS 'Objects of cycle, currency and unit_amount_cents.';


--
-- Name: profiles; Type: TABLE; Schema: billing; Owner: unison_owner
--

CREATE TABLE billing.profiles (
    organization_id uuid NOT NULL,
    legal_name text,
    address_lines text[] DEFAULT '{}'::text[] NOT NULL,
    country text,
    tax_id text,
    po_number text,
    contacts text[] DEFAULT '{}'::text[] NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT profiles_address_lines_check CHECK ((cardinality(address_lines) <= 6)),
    CONSTRAINT profiles_contacts_check CHECK ((cardinality(contacts) <= 10)),
    CONSTRAINT profiles_country_check CHECK ((country ~ '^[A-Z]{2}$'::text))
);


ALTER TABLE billing.profiles OWNER TO unison_owner;

--
-- Name: TABLE profiles; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON TABLE billing.profiles IS 'What an organization wants to read on its invoices, and who gets them.';


--
-- Name: COLUMN profiles.country; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.profiles.country IS 'ISO 3166-1, two capital letters.';


--
-- Name: COLUMN profiles.po_number; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.profiles.po_number IS 'The purchase order that new invoices name, until it is replaced.';


--
-- Name: COLUMN profiles.contacts; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.profiles.contacts IS 'Addresses that get billing mail beside the members who see to the billing.';


--
-- Name: billing_profile; Type: VIEW; Schema: api; Owner: unison_owner
--

CREATE VIEW api.billing_profile WITH (security_invoker='true') AS
 SELECT p.organization_id,
    p.legal_name,
    p.address_lines,
    p.country,
    p.tax_id,
    p.po_number,
    p.contacts,
    p.updated_at
   FROM billing.profiles p;


ALTER TABLE api.billing_profile OWNER TO unison_owner;

--
-- Name: VIEW billing_profile; Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON VIEW api.billing_profile IS 'What the caller''s invoices say about the organization

For those who may read billing. One row, or none until set_billing_profile was called.';


--
-- Name: checkout_sessions; Type: VIEW; Schema: api; Owner: unison_owner
--

CREATE VIEW api.checkout_sessions WITH (security_invoker='true') AS
 SELECT s.id,
    s.organization_id,
    v.plan_code,
    s.cycle,
    s.status,
        CASE
            WHEN ((s.status = 'open'::text) AND (s.superseded_at IS NULL)) THEN s.url
            ELSE NULL::text
        END AS url,
    s.created_at,
    s.expires_at,
    s.superseded_at,
    s.finished_at
   FROM (billing.checkout_sessions s
     LEFT JOIN catalog.plan_versions v ON ((s.plan_version_id = v.id)));


ALTER TABLE api.checkout_sessions OWNER TO unison_owner;

--
-- Name: VIEW checkout_sessions; Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON VIEW api.checkout_sessions IS 'The caller''s visits to the checkout

For those who may manage billing. url is there while the page can be used; id is also the id of the
command that asked for it.';


--
-- Name: commands; Type: VIEW; Schema: api; Owner: unison_owner
--

CREATE VIEW api.commands WITH (security_invoker='true') AS
 SELECT c.id,
    c.organization_id,
    c.kind,
    c.status,
    c.result_url,
    (c.error - 'internal'::text) AS error,
    c.created_at,
    c.finished_at
   FROM billing.stripe_commands c
  WHERE (c.kind <> 'object.fetch'::text);


ALTER TABLE api.commands OWNER TO unison_owner;

--
-- Name: VIEW commands; Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON VIEW api.commands IS 'What the caller has asked of Stripe

For those who may manage billing. Poll a row until its status is succeeded or failed; result_url is
where to send the person, error says what went wrong.';


--
-- Name: plans; Type: TABLE; Schema: catalog; Owner: unison_owner
--

CREATE TABLE catalog.plans (
    code text NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    rank integer NOT NULL,
    is_public boolean DEFAULT true NOT NULL
);


ALTER TABLE catalog.plans OWNER TO unison_owner;

--
-- Name: TABLE plans; Type: COMMENT; Schema: catalog; Owner: unison_owner
--

COMMENT ON TABLE catalog.plans IS 'The tiers. rank orders them, lowest first.';


--
-- Name: features; Type: VIEW; Schema: api; Owner: unison_owner
--

CREATE VIEW api.features WITH (security_invoker='true') AS
 WITH plans_for_sale AS (
         SELECT p.code,
            v.plan_version_id
           FROM (catalog.plans p
             JOIN catalog.current_plan_versions() v(plan_code, plan_version_id) ON ((p.code = v.plan_code)))
        ), matrix AS (
         SELECT f.code,
            f.name,
            f.description,
            f.kind,
            f.unit,
            f."position",
            s.code AS plan_code,
            (g.feature_code IS NOT NULL) AS granted,
            g.limit_value
           FROM ((catalog.features f
             CROSS JOIN plans_for_sale s)
             LEFT JOIN catalog.plan_features g ON (((s.plan_version_id = g.plan_version_id) AND (f.code = g.feature_code))))
          WHERE (f.kind <> 'metered'::text)
        )
 SELECT m.code,
    m.name,
    m.description,
    m.kind,
    m.unit,
    m."position",
    jsonb_object_agg(m.plan_code, jsonb_build_object('granted', m.granted, 'limit_value', m.limit_value)) AS plans
   FROM matrix m
  GROUP BY m.code, m.name, m.description, m.kind, m.unit, m."position"
UNION ALL
 SELECT 'add_ons'::text AS code,
    'Add-ons'::text AS name,
    'More of what a plan limits, by the unit'::text AS description,
    'boolean'::text AS kind,
    NULL::text AS unit,
    (max(m."position") + 1) AS "position",
    ( SELECT jsonb_object_agg(t.plan_code, jsonb_build_object('granted', t.granted, 'limit_value', NULL::unknown)) AS jsonb_object_agg
           FROM ( SELECT n.plan_code,
                    bool_or((n.granted AND (n.limit_value IS NOT NULL))) AS granted
                   FROM (matrix n
                     JOIN catalog.add_ons a ON ((n.code = a.feature_code)))
                  GROUP BY n.plan_code) t) AS plans
   FROM matrix m
  ORDER BY 6;


ALTER TABLE api.features OWNER TO unison_owner;

--
-- Name: VIEW features; Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON VIEW api.features IS 'The feature matrix

Limits and features in the order to show them, and a last row that says which plans take add-ons.';


--
-- Name: COLUMN features.plans; Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON COLUMN api.features.plans IS 'Plan code to an object of granted (boolean) and limit_value (null is unlimited, or no limit).';


--
-- Name: invitations; Type: VIEW; Schema: api; Owner: unison_owner
--

CREATE VIEW api.invitations WITH (security_invoker='true') AS
 SELECT i.id,
    i.organization_id,
    i.email,
    i.role,
        CASE
            WHEN (i.accepted_at IS NOT NULL) THEN 'accepted'::text
            WHEN (i.revoked_at IS NOT NULL) THEN 'revoked'::text
            WHEN (i.expires_at <= util.wall_clock()) THEN 'expired'::text
            ELSE 'pending'::text
        END AS status,
    i.invited_by,
    i.created_at,
    i.expires_at,
    i.accepted_at,
    i.accepted_by,
    i.revoked_at
   FROM identity.invitations i
  WHERE (i.organization_id = ( SELECT identity.current_organization_id() AS current_organization_id));


ALTER TABLE api.invitations OWNER TO unison_owner;

--
-- Name: VIEW invitations; Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON VIEW api.invitations IS 'The organization''s invitations

One row for each, also those that are over. status is pending, accepted, revoked or expired; a
pending one holds a seat.';


--
-- Name: invoice_lines; Type: TABLE; Schema: billing; Owner: unison_owner
--

CREATE TABLE billing.invoice_lines (
    organization_id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    "position" integer NOT NULL,
    description text,
    price_id uuid,
    quantity bigint,
    amount_cents bigint NOT NULL,
    currency text NOT NULL,
    is_proration boolean DEFAULT false NOT NULL,
    service_start timestamp with time zone,
    service_end timestamp with time zone,
    stripe_line_id text,
    CONSTRAINT invoice_lines_currency_check CHECK ((currency ~ '^[a-z]{3}$'::text))
);


ALTER TABLE billing.invoice_lines OWNER TO unison_owner;

--
-- Name: TABLE invoice_lines; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON TABLE billing.invoice_lines IS 'What an invoice is made of. Credits are negative.';


--
-- Name: invoice_lines; Type: VIEW; Schema: api; Owner: unison_owner
--

CREATE VIEW api.invoice_lines WITH (security_invoker='true') AS
 SELECT l.id,
    l.organization_id,
    l.invoice_id,
    l."position",
    l.description,
    l.quantity,
    l.amount_cents,
    l.currency,
    l.is_proration,
    l.service_start,
    l.service_end
   FROM billing.invoice_lines l;


ALTER TABLE api.invoice_lines OWNER TO unison_owner;

--
-- Name: VIEW invoice_lines; Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON VIEW api.invoice_lines IS 'What the caller''s invoices are made of

Credits are negative.';


--
-- Name: invoices; Type: VIEW; Schema: api; Owner: unison_owner
--

CREATE VIEW api.invoices WITH (security_invoker='true') AS
 SELECT i.id,
    i.organization_id,
    i.subscription_id,
    i.number,
    i.status,
    i.currency,
    i.subtotal_cents,
    i.discount_cents,
    i.tax_cents,
    i.total_cents,
    i.amount_due_cents,
    i.amount_paid_cents,
    i.amount_refunded_cents,
    i.created_at,
    i.issued_at,
    i.due_at,
    i.paid_at,
    i.service_start,
    i.service_end,
    i.hosted_url
   FROM billing.invoices i;


ALTER TABLE api.invoices OWNER TO unison_owner;

--
-- Name: VIEW invoices; Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON VIEW api.invoices IS 'The caller''s invoices

For those who may read billing. Lines and payments can be embedded: ?select=*,invoice_lines(*),payments(*).';


--
-- Name: me; Type: VIEW; Schema: api; Owner: unison_owner
--

CREATE VIEW api.me WITH (security_invoker='true') AS
 SELECT u.id,
    u.email,
    u.full_name,
    u.email_verified_at,
    u.created_at,
    identity.current_organization_id() AS organization_id,
    identity.current_member_role() AS role,
    identity.current_permissions() AS permissions,
    identity.current_session_kind() AS session_kind
   FROM identity.users u
  WHERE (u.id = ( SELECT identity.current_user_id() AS current_user_id));


ALTER TABLE api.me OWNER TO unison_owner;

--
-- Name: VIEW me; Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON VIEW api.me IS 'Who asks

One row: the person, and role and permissions in the organization that the token is bound to.
session_kind is user, staff, api_key or impersonation.';


--
-- Name: members; Type: VIEW; Schema: api; Owner: unison_owner
--

CREATE VIEW api.members WITH (security_invoker='true') AS
 SELECT m.user_id AS id,
    m.organization_id,
    m.user_id,
    u.email,
    u.full_name,
    m.role,
    m.created_at
   FROM (identity.memberships m
     JOIN identity.users u ON ((m.user_id = u.id)))
  WHERE (m.organization_id = ( SELECT identity.current_organization_id() AS current_organization_id));


ALTER TABLE api.members OWNER TO unison_owner;

--
-- Name: VIEW members; Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON VIEW api.members IS 'The members of the organization

One row for each person, with address and role. id is the person''s.';


--
-- Name: organization; Type: VIEW; Schema: api; Owner: unison_owner
--

CREATE VIEW api.organization WITH (security_invoker='true') AS
 SELECT o.id,
    o.name,
    o.is_sandbox,
    o.created_at,
    util.now(o.id) AS current_at
   FROM identity.organizations o
  WHERE (o.id = ( SELECT identity.current_organization_id() AS current_organization_id));


ALTER TABLE api.organization OWNER TO unison_owner;

--
-- Name: VIEW organization; Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON VIEW api.organization IS 'The organization that the token is bound to

One row. current_at is its business time: a sandbox organization may have a clock of its own.';


--
-- Name: organizations; Type: VIEW; Schema: api; Owner: unison_owner
--

CREATE VIEW api.organizations WITH (security_invoker='true') AS
 SELECT o.id,
    o.name,
    o.role,
    o.is_sandbox,
    o.created_at,
    (o.id = ( SELECT identity.current_organization_id() AS current_organization_id)) AS is_current
   FROM identity.my_organizations() o(id, name, role, is_sandbox, created_at);


ALTER TABLE api.organizations OWNER TO unison_owner;

--
-- Name: VIEW organizations; Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON VIEW api.organizations IS 'The caller''s organizations

One row for each membership, with the caller''s role; switch_organization binds the session to
another of them.';


--
-- Name: payments; Type: TABLE; Schema: billing; Owner: unison_owner
--

CREATE TABLE billing.payments (
    organization_id uuid NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    invoice_id uuid,
    status text NOT NULL,
    amount_cents bigint NOT NULL,
    currency text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    paid_at timestamp with time zone,
    stripe_invoice_id text NOT NULL,
    stripe_invoice_payment_id text,
    stripe_payment_intent_id text,
    stripe_charge_id text,
    stripe_reference text GENERATED ALWAYS AS (COALESCE(stripe_payment_intent_id, stripe_charge_id, stripe_invoice_payment_id)) STORED NOT NULL,
    CONSTRAINT payments_currency_check CHECK ((currency ~ '^[a-z]{3}$'::text)),
    CONSTRAINT payments_paid_at_check CHECK (((status = 'paid'::text) = (paid_at IS NOT NULL))),
    CONSTRAINT payments_status_check CHECK ((status = ANY (ARRAY['open'::text, 'paid'::text, 'canceled'::text])))
);


ALTER TABLE billing.payments OWNER TO unison_owner;

--
-- Name: TABLE payments; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON TABLE billing.payments IS 'Money that came in for an invoice.';


--
-- Name: COLUMN payments.invoice_id; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.payments.invoice_id IS 'Follows stripe_invoice_id as soon as that invoice is known here.';


--
-- Name: payments; Type: VIEW; Schema: api; Owner: unison_owner
--

CREATE VIEW api.payments WITH (security_invoker='true') AS
 SELECT p.id,
    p.organization_id,
    p.invoice_id,
    p.status,
    p.amount_cents,
    p.currency,
    p.created_at,
    p.paid_at
   FROM billing.payments p;


ALTER TABLE api.payments OWNER TO unison_owner;

--
-- Name: VIEW payments; Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON VIEW api.payments IS 'What the caller has paid

One row for each payment towards an invoice.';


--
-- Name: plans; Type: VIEW; Schema: api; Owner: unison_owner
--

CREATE VIEW api.plans WITH (security_invoker='true') AS
 SELECT p.code,
    p.name,
    p.description,
    p.rank,
    ( SELECT COALESCE(jsonb_agg(jsonb_build_object('cycle', r.cycle, 'currency', r.currency, 'unit_amount_cents', r.unit_amount_cents) ORDER BY r.currency, r.cycle DESC), '[]'::jsonb) AS "coalesce"
           FROM catalog.prices r
          WHERE (r.plan_version_id = v.plan_version_id)) AS prices,
    ( SELECT COALESCE(jsonb_object_agg(f.code, g.limit_value), '{}'::jsonb) AS "coalesce"
           FROM (catalog.plan_features g
             JOIN catalog.features f ON ((g.feature_code = f.code)))
          WHERE ((g.plan_version_id = v.plan_version_id) AND (f.kind = 'limit'::text))) AS limits,
    ( SELECT COALESCE(jsonb_object_agg(f.code, g.limit_value), '{}'::jsonb) AS "coalesce"
           FROM (catalog.plan_features g
             JOIN catalog.features f ON ((g.feature_code = f.code)))
          WHERE ((g.plan_version_id = v.plan_version_id) AND (f.kind = 'metered'::text))) AS allowances,
    ( SELECT COALESCE(jsonb_agg(f.code ORDER BY f."position"), '[]'::jsonb) AS "coalesce"
           FROM (catalog.plan_features g
             JOIN catalog.features f ON ((g.feature_code = f.code)))
          WHERE ((g.plan_version_id = v.plan_version_id) AND (f.kind = 'boolean'::text))) AS features
   FROM (catalog.plans p
     JOIN catalog.current_plan_versions() v(plan_code, plan_version_id) ON ((p.code = v.plan_code)));


ALTER TABLE api.plans OWNER TO unison_owner;

--
-- Name: VIEW plans; Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON VIEW api.plans IS 'The plans for sale

Each in its current version, ordered by rank. A limit of null is unlimited; storage is in bytes.';


--
-- Name: COLUMN plans.prices; Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON COLUMN api.plans.prices IS 'Objects of cycle, currency and unit_amount_cents.';


--
-- Name: COLUMN plans.limits; Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON COLUMN api.plans.limits IS 'Feature code to limit; null is unlimited.';


--
-- Name: COLUMN plans.allowances; Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON COLUMN api.plans.allowances IS 'Code of what is metered to how much of it a month includes; null is unlimited.';


--
-- Name: COLUMN plans.features; Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON COLUMN api.plans.features IS 'Codes of the features that the plan grants.';


--
-- Name: prices; Type: VIEW; Schema: api; Owner: unison_owner
--

CREATE VIEW api.prices WITH (security_invoker='true') AS
 SELECT r.id,
    r.lookup_key,
    p.code AS plan_code,
    r.add_on_code,
    r.cycle,
    r.currency,
    r.unit_amount_cents
   FROM ((catalog.prices r
     LEFT JOIN catalog.current_plan_versions() v(plan_code, plan_version_id) ON ((r.plan_version_id = v.plan_version_id)))
     LEFT JOIN catalog.plans p ON ((v.plan_code = p.code)))
  WHERE ((p.code IS NOT NULL) OR (r.add_on_code IS NOT NULL));


ALTER TABLE api.prices OWNER TO unison_owner;

--
-- Name: VIEW prices; Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON VIEW api.prices IS 'The prices of plans and add-ons

What one unit costs per cycle: of a plan (plan_code) or of an add-on (add_on_code).';


--
-- Name: subscription; Type: VIEW; Schema: api; Owner: unison_owner
--

CREATE VIEW api.subscription WITH (security_invoker='true') AS
 SELECT DISTINCT ON (s.organization_id) s.id,
    s.organization_id,
    s.status,
    s.access,
    s.status_reason,
    v.plan_code,
    s.cycle,
    s.currency,
        CASE
            WHEN (s.status = ANY (ARRAY['active'::text, 'past_due'::text])) THEN (round(((s.net_arr_cents)::numeric / 12.0)))::bigint
            ELSE (0)::bigint
        END AS mrr_cents,
    s.trial_ends_at,
        CASE
            WHEN (s.status = ANY (ARRAY['trialing'::text, 'incomplete'::text])) THEN util.days_until(s.trial_ends_at, s.organization_id)
            ELSE NULL::integer
        END AS trial_days_left,
    s.current_period_start,
    s.current_period_end,
    s.cancel_at,
    s.ended_at,
    s.resumes_at,
    ( SELECT COALESCE(jsonb_object_agg(p.add_on_code, i.quantity), '{}'::jsonb) AS "coalesce"
           FROM (billing.subscription_items i
             JOIN catalog.prices p ON ((i.price_id = p.id)))
          WHERE ((i.organization_id = s.organization_id) AND (i.subscription_id = s.id) AND (p.add_on_code IS NOT NULL))) AS add_ons
   FROM (billing.subscriptions s
     LEFT JOIN catalog.plan_versions v ON ((s.plan_version_id = v.id)))
  ORDER BY s.organization_id, s.is_primary DESC, s.ended_at DESC NULLS LAST, s.id;


ALTER TABLE api.subscription OWNER TO unison_owner;

--
-- Name: VIEW subscription; Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON VIEW api.subscription IS 'The caller''s subscription

One row: the live one, or when none is, the one that ended last.';


--
-- Name: COLUMN subscription.mrr_cents; Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON COLUMN api.subscription.mrr_cents IS 'What it is worth per month, rounded to a cent; 0 unless active or past due.';


--
-- Name: COLUMN subscription.trial_days_left; Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON COLUMN api.subscription.trial_days_left IS 'Days until the trial ends, a begun day counting whole; null outside a trial.';


--
-- Name: COLUMN subscription.add_ons; Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON COLUMN api.subscription.add_ons IS 'Add-on code to quantity.';


--
-- Name: subscription_history; Type: VIEW; Schema: api; Owner: unison_owner
--

CREATE VIEW api.subscription_history WITH (security_invoker='true') AS
 SELECT s.id,
    s.organization_id,
    s.subscription_id,
    lower(s.valid_during) AS valid_from,
    upper(s.valid_during) AS valid_until,
    s.status,
    s.access,
    s.status_reason,
    v.plan_code,
    s.cycle,
    s.currency,
        CASE
            WHEN (s.status = ANY (ARRAY['active'::text, 'past_due'::text])) THEN (round(((s.net_arr_cents)::numeric / 12.0)))::bigint
            ELSE (0)::bigint
        END AS mrr_cents,
    ( SELECT COALESCE(jsonb_object_agg((i.item ->> 'code'::text), (i.item -> 'quantity'::text)), '{}'::jsonb) AS "coalesce"
           FROM jsonb_array_elements(s.items) i(item)
          WHERE ((i.item ->> 'kind'::text) = 'add_on'::text)) AS add_ons
   FROM (billing.subscription_versions s
     LEFT JOIN catalog.plan_versions v ON ((s.plan_version_id = v.id)))
  WHERE upper_inf(s.known_during);


ALTER TABLE api.subscription_history OWNER TO unison_owner;

--
-- Name: VIEW subscription_history; Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON VIEW api.subscription_history IS 'What the caller''s subscriptions were, and when

One row for each span of time in which nothing changed, as known today. valid_until is exclusive, and
null for what still holds.';


--
-- Name: usage; Type: VIEW; Schema: api; Owner: unison_owner
--

CREATE VIEW api.usage WITH (security_invoker='true') AS
 SELECT u.organization_id,
    u.feature_code AS feature,
    u.limit_value,
    trim_scale(u.used) AS used,
    usage.percent_used(u.used, u.limit_value) AS percent,
    u.period_start,
    u.period_end
   FROM usage.my_usage() u(organization_id, feature_code, limit_value, used, period_start, period_end);


ALTER TABLE api.usage OWNER TO unison_owner;

--
-- Name: VIEW usage; Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON VIEW api.usage IS 'What the caller''s organization uses, against what it may

One row for each limit, and for each allowance with what was used of it in the current period. What
is not granted has the limit 0; limit_value and percent are null for what is unlimited.';


--
-- Name: COLUMN usage.period_end; Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON COLUMN api.usage.period_end IS 'Exclusive. Periods are whole days in UTC.';


--
-- Name: usage_alerts; Type: VIEW; Schema: api; Owner: unison_owner
--

CREATE VIEW api.usage_alerts WITH (security_invoker='true') AS
 SELECT a.organization_id,
    a.feature_code AS feature,
    a.threshold_percent,
    a.limit_value,
    trim_scale(a.used) AS used,
    a.period_start,
    a.period_end,
    a.raised_at
   FROM usage.alerts a;


ALTER TABLE api.usage_alerts OWNER TO unison_owner;

--
-- Name: VIEW usage_alerts; Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON VIEW api.usage_alerts IS 'When limits of the caller''s organization were nearly, fully and more than used

One row for each feature, period and threshold of 80, 100 and 120 percent that was reached.';


--
-- Name: snapshots; Type: TABLE; Schema: usage; Owner: unison_owner
--

CREATE TABLE usage.snapshots (
    organization_id uuid NOT NULL,
    feature_code text NOT NULL,
    due_at timestamp with time zone NOT NULL,
    taken_at timestamp with time zone NOT NULL,
    limit_value bigint,
    used numeric NOT NULL,
    period_start timestamp with time zone NOT NULL,
    period_end timestamp with time zone NOT NULL,
    CONSTRAINT snapshots_period_check CHECK ((period_start < period_end))
)
PARTITION BY RANGE (due_at);


ALTER TABLE usage.snapshots OWNER TO unison_owner;

--
-- Name: TABLE snapshots; Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON TABLE usage.snapshots IS 'Use and limit of each feature, every six hours (UTC). One partition a month, as for events.';


--
-- Name: COLUMN snapshots.due_at; Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON COLUMN usage.snapshots.due_at IS 'The beginning of the six hours that it stands for.';


--
-- Name: COLUMN snapshots.limit_value; Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON COLUMN usage.snapshots.limit_value IS 'What was allowed then; null is unlimited.';


--
-- Name: usage_history; Type: VIEW; Schema: api; Owner: unison_owner
--

CREATE VIEW api.usage_history WITH (security_invoker='true') AS
 SELECT s.organization_id,
    s.feature_code AS feature,
    s.taken_at,
    s.limit_value,
    trim_scale(s.used) AS used,
    usage.percent_used(s.used, s.limit_value) AS percent,
    s.period_start,
    s.period_end
   FROM usage.snapshots s;


ALTER TABLE api.usage_history OWNER TO unison_owner;

--
-- Name: VIEW usage_history; Type: COMMENT; Schema: api; Owner: unison_owner
--

COMMENT ON VIEW api.usage_history IS 'What the caller''s organization used, every six hours

One row for each feature and snapshot, with the limit that held then. What was reported late is in
the snapshots after it.';


--
-- Name: custom_fields; Type: TABLE; Schema: app; Owner: unison_owner
--

CREATE TABLE app.custom_fields (
    organization_id uuid NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    data_type text DEFAULT 'text'::text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT custom_fields_data_type_check CHECK ((data_type = ANY (ARRAY['text'::text, 'number'::text, 'date'::text, 'boolean'::text]))),
    CONSTRAINT custom_fields_name_check CHECK (((length(btrim(name)) >= 1) AND (length(btrim(name)) <= 200)))
);


ALTER TABLE app.custom_fields OWNER TO unison_owner;

--
-- Name: TABLE custom_fields; Type: COMMENT; Schema: app; Owner: unison_owner
--

COMMENT ON TABLE app.custom_fields IS 'Fields that an organization adds to its records. They take a feature of the plan.';


--
-- Name: plants; Type: TABLE; Schema: app; Owner: unison_owner
--

CREATE TABLE app.plants (
    organization_id uuid NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT plants_name_check CHECK (((length(btrim(name)) >= 1) AND (length(btrim(name)) <= 200)))
);


ALTER TABLE app.plants OWNER TO unison_owner;

--
-- Name: TABLE plants; Type: COMMENT; Schema: app; Owner: unison_owner
--

COMMENT ON TABLE app.plants IS 'Sites with their own stock and machines. Each takes one of a limit.';


--
-- Name: bound_trials; Type: TABLE; Schema: billing; Owner: unison_owner
--

CREATE TABLE billing.bound_trials (
    folded_email text NOT NULL,
    organization_id uuid NOT NULL,
    bound_at timestamp with time zone NOT NULL
);


ALTER TABLE billing.bound_trials OWNER TO unison_owner;

--
-- Name: TABLE bound_trials; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON TABLE billing.bound_trials IS 'Which trial an address has used. Binding only once the address is verified, so that nobody can
burn another person''s trial.';


--
-- Name: charges; Type: TABLE; Schema: billing; Owner: unison_owner
--

CREATE TABLE billing.charges (
    organization_id uuid NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    invoice_id uuid,
    status text NOT NULL,
    amount_cents bigint NOT NULL,
    amount_refunded_cents bigint DEFAULT 0 NOT NULL,
    currency text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    stripe_charge_id text NOT NULL,
    stripe_payment_intent_id text,
    stripe_invoice_id text,
    CONSTRAINT charges_amount_refunded_cents_check CHECK (((amount_refunded_cents >= 0) AND (amount_refunded_cents <= amount_cents))),
    CONSTRAINT charges_currency_check CHECK ((currency ~ '^[a-z]{3}$'::text))
);


ALTER TABLE billing.charges OWNER TO unison_owner;

--
-- Name: TABLE charges; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON TABLE billing.charges IS 'What was taken from a card or an account, and how much was given back.';


--
-- Name: COLUMN charges.invoice_id; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.charges.invoice_id IS 'The invoice it paid: named by the charge itself, or found through the invoice''s payment.';


--
-- Name: customers; Type: TABLE; Schema: billing; Owner: unison_owner
--

CREATE TABLE billing.customers (
    organization_id uuid NOT NULL,
    stripe_customer_id text,
    name text,
    email text,
    currency text,
    balance_cents bigint DEFAULT 0 NOT NULL,
    is_delinquent boolean DEFAULT false NOT NULL,
    default_payment_method text,
    deleted_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT customers_currency_check CHECK ((currency ~ '^[a-z]{3}$'::text))
);


ALTER TABLE billing.customers OWNER TO unison_owner;

--
-- Name: TABLE customers; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON TABLE billing.customers IS 'An organization as Stripe knows it: who pays.';


--
-- Name: COLUMN customers.balance_cents; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.customers.balance_cents IS 'Stripe''s sign: negative is credit that the next invoice uses up.';


--
-- Name: disputes; Type: TABLE; Schema: billing; Owner: unison_owner
--

CREATE TABLE billing.disputes (
    organization_id uuid NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    invoice_id uuid,
    status text NOT NULL,
    reason text NOT NULL,
    amount_cents bigint NOT NULL,
    currency text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    stripe_dispute_id text NOT NULL,
    stripe_charge_id text NOT NULL,
    stripe_payment_intent_id text,
    CONSTRAINT disputes_currency_check CHECK ((currency ~ '^[a-z]{3}$'::text))
);


ALTER TABLE billing.disputes OWNER TO unison_owner;

--
-- Name: TABLE disputes; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON TABLE billing.disputes IS 'Charges that a cardholder has contested.';


--
-- Name: payment_methods; Type: TABLE; Schema: billing; Owner: unison_owner
--

CREATE TABLE billing.payment_methods (
    organization_id uuid NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    type text NOT NULL,
    brand text,
    last4 text,
    expires_on date,
    attached_at timestamp with time zone NOT NULL,
    stripe_payment_method_id text NOT NULL
);


ALTER TABLE billing.payment_methods OWNER TO unison_owner;

--
-- Name: TABLE payment_methods; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON TABLE billing.payment_methods IS 'Cards and accounts a customer pays with, as far as they may be shown: brand and last digits.';


--
-- Name: COLUMN payment_methods.expires_on; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.payment_methods.expires_on IS 'The last day on which a card is good.';


--
-- Name: refunds; Type: TABLE; Schema: billing; Owner: unison_owner
--

CREATE TABLE billing.refunds (
    organization_id uuid NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    charge_id uuid NOT NULL,
    amount_cents bigint NOT NULL,
    currency text NOT NULL,
    refunded_at timestamp with time zone NOT NULL,
    CONSTRAINT refunds_amount_cents_check CHECK ((amount_cents <> 0)),
    CONSTRAINT refunds_currency_check CHECK ((currency ~ '^[a-z]{3}$'::text))
);


ALTER TABLE billing.refunds OWNER TO unison_owner;

--
-- Name: TABLE refunds; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON TABLE billing.refunds IS 'Each step by which the refunded amount of a charge grew; negative when a refund failed
afterwards.';


--
-- Name: stripe_discounts; Type: TABLE; Schema: billing; Owner: unison_owner
--

CREATE TABLE billing.stripe_discounts (
    organization_id uuid NOT NULL,
    stripe_discount_id text NOT NULL,
    terms jsonb NOT NULL
);


ALTER TABLE billing.stripe_discounts OWNER TO unison_owner;

--
-- Name: TABLE stripe_discounts; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON TABLE billing.stripe_discounts IS 'What a discount is worth, learned wherever Stripe shows it in full. Most payloads name only its
id.';


--
-- Name: stripe_snapshots; Type: TABLE; Schema: billing; Owner: unison_owner
--

CREATE TABLE billing.stripe_snapshots (
    object_id text NOT NULL,
    event_id text NOT NULL,
    object_kind text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    is_terminal boolean NOT NULL,
    rank integer NOT NULL,
    tie_break bigint DEFAULT 0 NOT NULL,
    state jsonb NOT NULL,
    source text NOT NULL,
    CONSTRAINT stripe_snapshots_source_check CHECK ((source = ANY (ARRAY['event'::text, 'response'::text, 'refetch'::text])))
);
ALTER TABLE ONLY billing.stripe_snapshots ALTER COLUMN state SET COMPRESSION lz4;


ALTER TABLE billing.stripe_snapshots OWNER TO unison_owner;

--
-- Name: TABLE stripe_snapshots; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON TABLE billing.stripe_snapshots IS 'What Stripe said an object was, in one normal form for all API versions. The set decides: see
billing.order_snapshots.';


--
-- Name: COLUMN stripe_snapshots.event_id; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.stripe_snapshots.event_id IS 'The event, or for an answer to a command the command''s id with its attempt.';


--
-- Name: COLUMN stripe_snapshots.rank; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.stripe_snapshots.rank IS 'Order within one second: for a subscription created, updated, deleted; for an invoice draft, open,
uncollectible, paid or void; for a session open, then complete or expired.';


--
-- Name: COLUMN stripe_snapshots.tie_break; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.stripe_snapshots.tie_break IS 'A count that only grows, for equal ranks: an invoice''s attempts, a charge''s refunded cents. Of
what we asked ourselves the microseconds within the second.';


--
-- Name: subscription_facts; Type: TABLE; Schema: billing; Owner: unison_owner
--

CREATE TABLE billing.subscription_facts (
    organization_id uuid NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    subscription_id uuid,
    kind text NOT NULL,
    details jsonb DEFAULT '{}'::jsonb NOT NULL,
    effective_at timestamp with time zone NOT NULL,
    known_at timestamp with time zone NOT NULL,
    "position" bigint NOT NULL,
    CONSTRAINT subscription_facts_kind_check CHECK ((kind = ANY (ARRAY['trial_started'::text, 'trial_extended'::text, 'trial_converted'::text, 'hold_placed'::text, 'hold_released'::text, 'canceled'::text])))
);


ALTER TABLE billing.subscription_facts OWNER TO unison_owner;

--
-- Name: TABLE subscription_facts; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON TABLE billing.subscription_facts IS 'What happened here rather than at Stripe, append only. Folded with the snapshots into the versions.
A fact without a subscription (a hold of the staff) is the whole organization''s.';


--
-- Name: COLUMN subscription_facts."position"; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.subscription_facts."position" IS 'The order of facts that are known since the same instant: those of one transaction.';


--
-- Name: subscription_facts_position_seq; Type: SEQUENCE; Schema: billing; Owner: unison_owner
--

ALTER TABLE billing.subscription_facts ALTER COLUMN "position" ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME billing.subscription_facts_position_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: subscription_transitions; Type: TABLE; Schema: billing; Owner: unison_owner
--

CREATE TABLE billing.subscription_transitions (
    command text NOT NULL,
    from_status text NOT NULL,
    to_status text NOT NULL
);


ALTER TABLE billing.subscription_transitions OWNER TO unison_owner;

--
-- Name: TABLE subscription_transitions; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON TABLE billing.subscription_transitions IS 'The edges that a local command may take; any other is refused. What Stripe says is not bound by
it.';


--
-- Name: trials; Type: TABLE; Schema: billing; Owner: unison_owner
--

CREATE TABLE billing.trials (
    organization_id uuid NOT NULL,
    folded_email text NOT NULL,
    user_id uuid NOT NULL,
    started_at timestamp with time zone NOT NULL
);


ALTER TABLE billing.trials OWNER TO unison_owner;

--
-- Name: TABLE trials; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON TABLE billing.trials IS 'The ledger of trials: one for each organization.';


--
-- Name: COLUMN trials.folded_email; Type: COMMENT; Schema: billing; Owner: unison_owner
--

COMMENT ON COLUMN billing.trials.folded_email IS 'The founder''s address in lower case, without +tag, and without dots at Gmail.';


--
-- Name: stripe_prices; Type: TABLE; Schema: catalog; Owner: unison_owner
--

CREATE TABLE catalog.stripe_prices (
    stripe_price_id text NOT NULL,
    stripe_product_id text,
    price_id uuid NOT NULL,
    linked_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);


ALTER TABLE catalog.stripe_prices OWNER TO unison_owner;

--
-- Name: TABLE stripe_prices; Type: COMMENT; Schema: catalog; Owner: unison_owner
--

COMMENT ON TABLE catalog.stripe_prices IS 'Stripe''s ids of our prices. Several may stand for one price; the newest linked is used to sell.';


--
-- Name: managed_objects; Type: TABLE; Schema: deploy; Owner: unison_owner
--

CREATE TABLE deploy.managed_objects (
    kind text NOT NULL,
    identity text NOT NULL,
    definition text,
    load_order bigint DEFAULT 0 NOT NULL,
    release_id bigint NOT NULL,
    row_before tid,
    CONSTRAINT managed_objects_definition_check CHECK (((kind = ANY (ARRAY['policy'::text, 'trigger'::text])) = (definition IS NOT NULL))),
    CONSTRAINT managed_objects_kind_check CHECK ((kind = ANY (ARRAY['policy'::text, 'trigger'::text, 'view'::text, 'routine'::text])))
);


ALTER TABLE deploy.managed_objects OWNER TO unison_owner;

--
-- Name: TABLE managed_objects; Type: COMMENT; Schema: deploy; Owner: unison_owner
--

COMMENT ON TABLE deploy.managed_objects IS 'What db/functions made outside the rebuilt schemas. A deploy drops what it no longer finds there.';


--
-- Name: COLUMN managed_objects.identity; Type: COMMENT; Schema: deploy; Owner: unison_owner
--

COMMENT ON COLUMN deploy.managed_objects.identity IS 'As DROP takes it: tenant_select on billing.invoices, billing.close_invoice(uuid).';


--
-- Name: COLUMN managed_objects.definition; Type: COMMENT; Schema: deploy; Owner: unison_owner
--

COMMENT ON COLUMN deploy.managed_objects.definition IS 'Of a policy or trigger. It is replaced only where this differs, because that locks the table.';


--
-- Name: COLUMN managed_objects.load_order; Type: COMMENT; Schema: deploy; Owner: unison_owner
--

COMMENT ON COLUMN deploy.managed_objects.load_order IS 'Views and routines are dropped in reverse: a later one may depend on an earlier one.';


--
-- Name: COLUMN managed_objects.row_before; Type: COMMENT; Schema: deploy; Owner: unison_owner
--

COMMENT ON COLUMN deploy.managed_objects.row_before IS 'Where a routine was in the catalogue as the release began; still there, it was not replaced.';


--
-- Name: releases_id_seq; Type: SEQUENCE; Schema: deploy; Owner: unison_owner
--

ALTER TABLE deploy.releases ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME deploy.releases_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: permissions; Type: TABLE; Schema: identity; Owner: unison_owner
--

CREATE TABLE identity.permissions (
    permission text NOT NULL,
    description text NOT NULL
);


ALTER TABLE identity.permissions OWNER TO unison_owner;

--
-- Name: TABLE permissions; Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON TABLE identity.permissions IS 'What a role can allow.';


--
-- Name: refresh_tokens; Type: TABLE; Schema: identity; Owner: unison_owner
--

CREATE TABLE identity.refresh_tokens (
    token_hash bytea NOT NULL,
    session_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);


ALTER TABLE identity.refresh_tokens OWNER TO unison_owner;

--
-- Name: TABLE refresh_tokens; Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON TABLE identity.refresh_tokens IS 'Rotating refresh tokens, as sha256. One used again after 10 seconds revokes its whole session.';


--
-- Name: roles; Type: TABLE; Schema: identity; Owner: unison_owner
--

CREATE TABLE identity.roles (
    role text NOT NULL,
    rank integer NOT NULL,
    description text NOT NULL
);


ALTER TABLE identity.roles OWNER TO unison_owner;

--
-- Name: TABLE roles; Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON TABLE identity.roles IS 'What a member can be in an organization.';


--
-- Name: signing_keys; Type: TABLE; Schema: identity; Owner: unison_owner
--

CREATE TABLE identity.signing_keys (
    id text NOT NULL,
    secret text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT signing_keys_secret_check CHECK ((length(secret) >= 43))
);


ALTER TABLE identity.signing_keys OWNER TO unison_owner;

--
-- Name: TABLE signing_keys; Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON TABLE identity.signing_keys IS 'Secrets (base64url) that sign access tokens: the newest signs, all are accepted until deleted.
Only the owner''s definer functions may read them.';


--
-- Name: throttles; Type: TABLE; Schema: identity; Owner: unison_owner
--

CREATE TABLE identity.throttles (
    key text NOT NULL,
    tries integer NOT NULL,
    window_started_at timestamp with time zone NOT NULL
);


ALTER TABLE identity.throttles OWNER TO unison_owner;

--
-- Name: TABLE throttles; Type: COMMENT; Schema: identity; Owner: unison_owner
--

COMMENT ON TABLE identity.throttles IS 'Tries per subject (an address or a client) within a window; counted before a password is hashed.';


--
-- Name: registry; Type: TABLE; Schema: jobs; Owner: unison_owner
--

CREATE TABLE jobs.registry (
    name text NOT NULL,
    schedule text NOT NULL,
    function text NOT NULL,
    timeout_seconds integer NOT NULL,
    is_per_clock boolean NOT NULL,
    description text NOT NULL,
    registered_at timestamp with time zone NOT NULL,
    requested_at timestamp with time zone,
    requested_by uuid,
    CONSTRAINT registry_function_check CHECK ((function ~ '^[a-z]+\.[a-z0-9_]+$'::text)),
    CONSTRAINT registry_name_check CHECK ((name ~ '^[a-z][a-z0-9_]*$'::text)),
    CONSTRAINT registry_schedule_check CHECK ((schedule ~ '^([0-9*,/-]+ ){4}[0-9*,/-]+$'::text)),
    CONSTRAINT registry_timeout_seconds_check CHECK (((timeout_seconds >= 1) AND (timeout_seconds <= 86400)))
);


ALTER TABLE jobs.registry OWNER TO unison_owner;

--
-- Name: TABLE registry; Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON TABLE jobs.registry IS 'The jobs. Rows follow db/functions/jobs/registry.sql at every deploy; docs/scheduled-jobs.md is
generated from here.';


--
-- Name: COLUMN registry.schedule; Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON COLUMN jobs.registry.schedule IS 'Minute, hour, day of the month, month, day of the week; in UTC and real time.';


--
-- Name: COLUMN registry.function; Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON COLUMN jobs.registry.function IS 'Returns how many rows it handled. Of a job for each clock it takes whose clock: null for the
platform''s, with all organizations that have none of their own, or one sandbox organization.';


--
-- Name: COLUMN registry.registered_at; Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON COLUMN jobs.registry.registered_at IS 'A new job is not made up for what its schedule would have been before.';


--
-- Name: COLUMN registry.requested_at; Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON COLUMN jobs.registry.requested_at IS 'Set by who wants it run now; the tick clears it.';


--
-- Name: runs; Type: TABLE; Schema: jobs; Owner: unison_owner
--

CREATE TABLE jobs.runs (
    id bigint NOT NULL,
    job_name text NOT NULL,
    organization_id uuid,
    clock_at timestamp with time zone NOT NULL,
    reason text NOT NULL,
    requested_by uuid,
    run_by text NOT NULL,
    attempt integer NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    outcome text,
    rows_handled bigint,
    error text,
    retry_at timestamp with time zone,
    CONSTRAINT runs_finished_at_check CHECK (((finished_at IS NULL) = (outcome IS NULL))),
    CONSTRAINT runs_outcome_check CHECK ((outcome = ANY (ARRAY['succeeded'::text, 'failed'::text, 'interrupted'::text]))),
    CONSTRAINT runs_reason_check CHECK ((reason = ANY (ARRAY['schedule'::text, 'request'::text, 'stalled'::text, 'retry'::text, 'call'::text]))),
    CONSTRAINT runs_retry_at_check CHECK (((retry_at IS NULL) OR (outcome = ANY (ARRAY['failed'::text, 'interrupted'::text])))),
    CONSTRAINT runs_rows_handled_check CHECK (((NOT (outcome IS DISTINCT FROM 'succeeded'::text)) = (rows_handled IS NOT NULL)))
);


ALTER TABLE jobs.runs OWNER TO unison_owner;

--
-- Name: TABLE runs; Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON TABLE jobs.runs IS 'Each run of a job for one clock, begun in a transaction before that of the work. They stay when the
job goes.';


--
-- Name: COLUMN runs.organization_id; Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON COLUMN jobs.runs.organization_id IS 'The sandbox organization whose clock it was; null is the platform''s.';


--
-- Name: COLUMN runs.clock_at; Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON COLUMN jobs.runs.clock_at IS 'What that clock showed: everything due by then was done.';


--
-- Name: COLUMN runs.run_by; Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON COLUMN jobs.runs.run_by IS 'The database role whose session it was.';


--
-- Name: COLUMN runs.attempt; Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON COLUMN jobs.runs.attempt IS 'One more than the runs in a row that came to nothing.';


--
-- Name: COLUMN runs.retry_at; Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON COLUMN jobs.runs.retry_at IS 'When it is to be tried again; cleared once that is begun.';


--
-- Name: runs_id_seq; Type: SEQUENCE; Schema: jobs; Owner: unison_owner
--

ALTER TABLE jobs.runs ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME jobs.runs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: sidecars; Type: TABLE; Schema: jobs; Owner: unison_owner
--

CREATE TABLE jobs.sidecars (
    is_only boolean DEFAULT true NOT NULL,
    url text NOT NULL,
    internal_key text NOT NULL,
    CONSTRAINT sidecars_internal_key_check CHECK ((length(internal_key) >= 32)),
    CONSTRAINT sidecars_is_only_check CHECK (is_only),
    CONSTRAINT sidecars_url_check CHECK ((url ~ '^https?://[^/]+$'::text))
);


ALTER TABLE jobs.sidecars OWNER TO unison_owner;

--
-- Name: TABLE sidecars; Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON TABLE jobs.sidecars IS 'Where the sidecar is and the key of its internal endpoints: one row, set at every deploy. Only the
owner''s functions may read it.';


--
-- Name: workers; Type: TABLE; Schema: jobs; Owner: unison_owner
--

CREATE TABLE jobs.workers (
    name text NOT NULL,
    first_seen_at timestamp with time zone NOT NULL,
    last_seen_at timestamp with time zone NOT NULL
);


ALTER TABLE jobs.workers OWNER TO unison_owner;

--
-- Name: TABLE workers; Type: COMMENT; Schema: jobs; Owner: unison_owner
--

COMMENT ON TABLE jobs.workers IS 'Workers outside the database, by the name they claim with. Seen in real time.';


--
-- Name: _http_response; Type: TABLE; Schema: net; Owner: unison_owner
--

CREATE TABLE net._http_response (
    id bigint NOT NULL,
    status_code integer,
    content_type text,
    headers jsonb,
    content text,
    timed_out boolean,
    error_msg text,
    created timestamp with time zone DEFAULT util.wall_clock() NOT NULL
);


ALTER TABLE net._http_response OWNER TO unison_owner;

--
-- Name: TABLE _http_response; Type: COMMENT; Schema: net; Owner: unison_owner
--

COMMENT ON TABLE net._http_response IS 'What came of requests, for six hours. error_msg is null if and only if a whole answer came.';


--
-- Name: http_request_queue; Type: TABLE; Schema: net; Owner: unison_owner
--

CREATE TABLE net.http_request_queue (
    id bigint NOT NULL,
    method net.http_method NOT NULL,
    url text NOT NULL,
    headers jsonb,
    body bytea,
    timeout_milliseconds integer NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    leased_by text,
    leased_until timestamp with time zone
);


ALTER TABLE net.http_request_queue OWNER TO unison_owner;

--
-- Name: TABLE http_request_queue; Type: COMMENT; Schema: net; Owner: unison_owner
--

COMMENT ON TABLE net.http_request_queue IS 'Requests that have no response yet. Unlike pg_net''s it survives a crash. The last three columns
are the stand-in''s own: a worker that dies leaves a lease, and another takes over when it ends.';


--
-- Name: http_request_queue_id_seq; Type: SEQUENCE; Schema: net; Owner: unison_owner
--

ALTER TABLE net.http_request_queue ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME net.http_request_queue_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: counted_tables; Type: TABLE; Schema: usage; Owner: unison_owner
--

CREATE TABLE usage.counted_tables (
    table_name regclass NOT NULL,
    feature_code text NOT NULL,
    counted_when text DEFAULT 'true'::text NOT NULL
);


ALTER TABLE usage.counted_tables OWNER TO unison_owner;

--
-- Name: TABLE counted_tables; Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON TABLE usage.counted_tables IS 'Whose rows a limit counts. Written by usage.enforce_limit.';


--
-- Name: COLUMN counted_tables.counted_when; Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON COLUMN usage.counted_tables.counted_when IS 'A condition on the row; it may name the row''s own columns only, and not the time.';


--
-- Name: events; Type: TABLE; Schema: usage; Owner: unison_owner
--

CREATE TABLE usage.events (
    organization_id uuid NOT NULL,
    meter_code text NOT NULL,
    idempotency_key text NOT NULL COLLATE pg_catalog."C",
    occurred_at timestamp with time zone NOT NULL,
    quantity numeric NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT events_quantity_check CHECK ((quantity >= (0)::numeric))
)
PARTITION BY RANGE (occurred_at);


ALTER TABLE usage.events OWNER TO unison_owner;

--
-- Name: TABLE events; Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON TABLE usage.events IS 'What was used, each event once by its key. One partition a month (UTC), made when it is needed.
Written and read by functions alone: nobody else has a grant.';


--
-- Name: COLUMN events.idempotency_key; Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON COLUMN usage.events.idempotency_key IS 'The reporter''s own. PostgreSQL wants the partition''s column in the key, so a retry repeats
occurred_at unchanged.';


--
-- Name: COLUMN events.recorded_at; Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON COLUMN usage.events.recorded_at IS 'Business time of the report.';


--
-- Name: rollup_differences; Type: VIEW; Schema: usage; Owner: unison_owner
--

CREATE VIEW usage.rollup_differences WITH (security_invoker='true') AS
 WITH recounted AS (
         SELECT e.organization_id,
            e.meter_code,
            ((e.occurred_at AT TIME ZONE 'UTC'::text))::date AS day_on,
            count(*) AS event_count,
            sum(e.quantity) AS total,
            max(e.quantity) AS maximum,
            (array_agg(e.quantity ORDER BY e.occurred_at DESC, e.idempotency_key DESC))[1] AS last_quantity
           FROM usage.events e
          GROUP BY e.organization_id, e.meter_code, (((e.occurred_at AT TIME ZONE 'UTC'::text))::date)
        )
 SELECT COALESCE(c.organization_id, r.organization_id) AS organization_id,
    COALESCE(c.meter_code, r.meter_code) AS meter_code,
    COALESCE(c.day_on, r.day_on) AS day_on,
    COALESCE(c.event_count, (0)::bigint) AS recounted_events,
    COALESCE(r.event_count, (0)::bigint) AS rolled_up_events,
    COALESCE(c.total, (0)::numeric) AS recounted_total,
    COALESCE(r.total, (0)::numeric) AS rolled_up_total
   FROM (recounted c
     FULL JOIN usage.rollups r ON (((c.organization_id = r.organization_id) AND (c.meter_code = r.meter_code) AND (c.day_on = r.day_on))))
  WHERE ((NOT COALESCE(r.is_closed, false)) AND ((((c.event_count IS DISTINCT FROM r.event_count) OR (c.total IS DISTINCT FROM r.total)) OR (c.maximum IS DISTINCT FROM r.maximum)) OR ((r.last_at IS NOT NULL) AND (c.last_quantity IS DISTINCT FROM r.last_quantity))));


ALTER TABLE usage.rollup_differences OWNER TO unison_owner;

--
-- Name: VIEW rollup_differences; Type: COMMENT; Schema: usage; Owner: unison_owner
--

COMMENT ON VIEW usage.rollup_differences IS 'Days whose roll-up is not what their events come to. Empty is right; it reads all events.';


--
-- Name: error_codes; Type: TABLE; Schema: util; Owner: unison_owner
--

CREATE TABLE util.error_codes (
    code text NOT NULL,
    http_status integer NOT NULL,
    description text NOT NULL,
    CONSTRAINT error_codes_code_check CHECK ((code ~ '^[a-z][a-z0-9_]*$'::text)),
    CONSTRAINT error_codes_http_status_check CHECK (((http_status >= 400) AND (http_status <= 599)))
);


ALTER TABLE util.error_codes OWNER TO unison_owner;

--
-- Name: TABLE error_codes; Type: COMMENT; Schema: util; Owner: unison_owner
--

COMMENT ON TABLE util.error_codes IS 'Every code an API answer may carry. docs/errors.md is generated from here.';


--
-- Name: settings; Type: TABLE; Schema: util; Owner: unison_owner
--

CREATE TABLE util.settings (
    key text NOT NULL,
    value jsonb NOT NULL,
    description text NOT NULL,
    CONSTRAINT settings_key_check CHECK ((key ~ '^[a-z][a-z0-9_]*$'::text))
);


ALTER TABLE util.settings OWNER TO unison_owner;

--
-- Name: TABLE settings; Type: COMMENT; Schema: util; Owner: unison_owner
--

COMMENT ON TABLE util.settings IS 'Settings of the whole platform. Secrets never stand here.';


--
-- Name: alarms_id_seq; Type: SEQUENCE; Schema: webhooks; Owner: unison_owner
--

ALTER TABLE webhooks.alarms ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME webhooks.alarms_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: deliveries; Type: TABLE; Schema: webhooks; Owner: unison_owner
--

CREATE TABLE webhooks.deliveries (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    organization_id uuid NOT NULL,
    endpoint_id uuid NOT NULL,
    event_id uuid NOT NULL,
    status text DEFAULT 'pending'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    step integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone NOT NULL,
    leased_by text,
    leased_until timestamp with time zone,
    http_status integer,
    error text,
    response_excerpt text,
    duration_ms integer,
    created_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    requeued_at timestamp with time zone,
    requeued_by uuid,
    requeue_reason text,
    CONSTRAINT deliveries_finished_at_check CHECK (((finished_at IS NULL) = (status = ANY (ARRAY['pending'::text, 'sending'::text])))),
    CONSTRAINT deliveries_leased_until_check CHECK (((leased_until IS NOT NULL) = (status = 'sending'::text))),
    CONSTRAINT deliveries_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'sending'::text, 'succeeded'::text, 'failed'::text])))
);


ALTER TABLE webhooks.deliveries OWNER TO unison_owner;

--
-- Name: TABLE deliveries; Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON TABLE webhooks.deliveries IS 'The outbox: one event for one endpoint. A local queue, claimed across tenants.';


--
-- Name: COLUMN deliveries.attempts; Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON COLUMN webhooks.deliveries.attempts IS 'All attempts so far; the latest tells reports of the others apart.';


--
-- Name: COLUMN deliveries.step; Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON COLUMN webhooks.deliveries.step IS 'How far it is in the table of retries. Begins anew when it is queued again by hand.';


--
-- Name: COLUMN deliveries.next_attempt_at; Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON COLUMN webhooks.deliveries.next_attempt_at IS 'Real time. While it is being sent: when the lease ends, for then it is due again.';


--
-- Name: delivery_attempts; Type: TABLE; Schema: webhooks; Owner: unison_owner
--

CREATE TABLE webhooks.delivery_attempts (
    organization_id uuid NOT NULL,
    delivery_id uuid NOT NULL,
    attempt integer NOT NULL,
    finished_at timestamp with time zone NOT NULL,
    duration_ms integer,
    http_status integer,
    error text,
    response_excerpt text
);


ALTER TABLE webhooks.delivery_attempts OWNER TO unison_owner;

--
-- Name: TABLE delivery_attempts; Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON TABLE webhooks.delivery_attempts IS 'What came of each attempt that was reported. One whose worker died is missing.';


--
-- Name: endpoint_secrets; Type: TABLE; Schema: webhooks; Owner: unison_owner
--

CREATE TABLE webhooks.endpoint_secrets (
    organization_id uuid NOT NULL,
    endpoint_id uuid NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    secret bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    CONSTRAINT endpoint_secrets_secret_check CHECK (((length(secret) >= 24) AND (length(secret) <= 64)))
);


ALTER TABLE webhooks.endpoint_secrets OWNER TO unison_owner;

--
-- Name: TABLE endpoint_secrets; Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON TABLE webhooks.endpoint_secrets IS 'Keys that sign. Nobody but the owner reads this table: a key is shown once, when it is made.';


--
-- Name: endpoints; Type: TABLE; Schema: webhooks; Owner: unison_owner
--

CREATE TABLE webhooks.endpoints (
    organization_id uuid NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    url text NOT NULL,
    event_types text[] NOT NULL,
    description text,
    created_by uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    failing_since_at timestamp with time zone,
    disabled_at timestamp with time zone,
    disabled_reason text,
    deleted_at timestamp with time zone,
    CONSTRAINT endpoints_disabled_at_check CHECK (((disabled_at IS NULL) = (disabled_reason IS NULL))),
    CONSTRAINT endpoints_disabled_reason_check CHECK ((disabled_reason = ANY (ARRAY['by_hand'::text, 'gone'::text, 'failing'::text]))),
    CONSTRAINT endpoints_event_types_check CHECK ((cardinality(event_types) > 0)),
    CONSTRAINT endpoints_url_check CHECK (((url ~ '^https?://'::text) AND (length(url) <= 2000)))
);


ALTER TABLE webhooks.endpoints OWNER TO unison_owner;

--
-- Name: TABLE endpoints; Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON TABLE webhooks.endpoints IS 'Where an organization wants to be told, and of what.';


--
-- Name: COLUMN endpoints.event_types; Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON COLUMN webhooks.endpoints.event_types IS 'Types of webhooks.event_types, or * for all.';


--
-- Name: COLUMN endpoints.failing_since_at; Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON COLUMN webhooks.endpoints.failing_since_at IS 'The first failure since the last success; null while all is well.';


--
-- Name: COLUMN endpoints.disabled_reason; Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON COLUMN webhooks.endpoints.disabled_reason IS 'by_hand; gone: it answered 410; failing: for five days nothing got through.';


--
-- Name: event_types; Type: TABLE; Schema: webhooks; Owner: unison_owner
--

CREATE TABLE webhooks.event_types (
    type text NOT NULL,
    description text NOT NULL,
    is_subscribable boolean NOT NULL,
    CONSTRAINT event_types_type_check CHECK ((type ~ '^[a-z_]+[.][a-z_]+$'::text))
);


ALTER TABLE webhooks.event_types OWNER TO unison_owner;

--
-- Name: TABLE event_types; Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON TABLE webhooks.event_types IS 'What customers can be told. The guide''s list of events is generated from here.';


--
-- Name: COLUMN event_types.is_subscribable; Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON COLUMN webhooks.event_types.is_subscribable IS 'Whether endpoints may ask for it. A test goes to the one endpoint that is tested.';


--
-- Name: events; Type: TABLE; Schema: webhooks; Owner: unison_owner
--

CREATE TABLE webhooks.events (
    organization_id uuid NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    type text NOT NULL,
    data jsonb NOT NULL,
    dedupe_key text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL
);


ALTER TABLE webhooks.events OWNER TO unison_owner;

--
-- Name: TABLE events; Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON TABLE webhooks.events IS 'What customers are told, once each: dedupe_key names the transition. Kept for organizations that
have an endpoint.';


--
-- Name: COLUMN events.occurred_at; Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON COLUMN webhooks.events.occurred_at IS 'The organization''s business time, which the body tells. created_at is real time.';


--
-- Name: state_marks; Type: TABLE; Schema: webhooks; Owner: unison_owner
--

CREATE TABLE webhooks.state_marks (
    organization_id uuid NOT NULL,
    transaction_id xid8 NOT NULL,
    marked_at timestamp with time zone NOT NULL
);


ALTER TABLE webhooks.state_marks OWNER TO unison_owner;

--
-- Name: TABLE state_marks; Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON TABLE webhooks.state_marks IS 'Organizations whose state has changed since they were last told. A row for each transaction, so
that none waits for another of the same organization.';


--
-- Name: stripe_event_waits; Type: TABLE; Schema: webhooks; Owner: unison_owner
--

CREATE TABLE webhooks.stripe_event_waits (
    subject text NOT NULL,
    event_id text NOT NULL
);


ALTER TABLE webhooks.stripe_event_waits OWNER TO unison_owner;

--
-- Name: TABLE stripe_event_waits; Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON TABLE webhooks.stripe_event_waits IS 'The unknown things that a parked event waits for: an organization''s id, or ids of Stripe''s. Any
of them releases it.';


--
-- Name: state_marks state_marks_pkey; Type: CONSTRAINT; Schema: webhooks; Owner: unison_owner
--

ALTER TABLE ONLY webhooks.state_marks
    ADD CONSTRAINT state_marks_pkey PRIMARY KEY (organization_id, transaction_id);


--
-- Name: mark_state(uuid); Type: FUNCTION; Schema: webhooks; Owner: unison_owner
--

CREATE FUNCTION webhooks.mark_state(organization_id uuid) RETURNS void
    LANGUAGE sql
    BEGIN ATOMIC
 INSERT INTO webhooks.state_marks (organization_id, transaction_id, marked_at)  SELECT mark_state.organization_id AS organization_id,
             pg_current_xact_id() AS pg_current_xact_id,
             util.wall_clock() AS wall_clock
           WHERE (EXISTS ( SELECT
                    FROM webhooks.endpoints e
                   WHERE ((e.organization_id = mark_state.organization_id) AND (e.disabled_at IS NULL) AND (e.deleted_at IS NULL) AND (e.event_types && '{*,customer.state_changed}'::text[])))) ON CONFLICT ON CONSTRAINT state_marks_pkey DO NOTHING;
END;


ALTER FUNCTION webhooks.mark_state(organization_id uuid) OWNER TO unison_owner;

--
-- Name: FUNCTION mark_state(organization_id uuid); Type: COMMENT; Schema: webhooks; Owner: unison_owner
--

COMMENT ON FUNCTION webhooks.mark_state(organization_id uuid) IS 'Something of what customer.state_changed shows has changed: after the transaction the whole is
told, once for all marks until then. Who knows the whole renders it, and takes the marks.';


--
-- Name: custom_fields custom_fields_pkey; Type: CONSTRAINT; Schema: app; Owner: unison_owner
--

ALTER TABLE ONLY app.custom_fields
    ADD CONSTRAINT custom_fields_pkey PRIMARY KEY (organization_id, id);


--
-- Name: plants plants_pkey; Type: CONSTRAINT; Schema: app; Owner: unison_owner
--

ALTER TABLE ONLY app.plants
    ADD CONSTRAINT plants_pkey PRIMARY KEY (organization_id, id);


--
-- Name: bound_trials bound_trials_pkey; Type: CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.bound_trials
    ADD CONSTRAINT bound_trials_pkey PRIMARY KEY (folded_email);


--
-- Name: charges charges_pkey; Type: CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.charges
    ADD CONSTRAINT charges_pkey PRIMARY KEY (organization_id, id);


--
-- Name: charges charges_stripe_charge_id_key; Type: CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.charges
    ADD CONSTRAINT charges_stripe_charge_id_key UNIQUE (organization_id, stripe_charge_id);


--
-- Name: checkout_sessions checkout_sessions_pkey; Type: CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.checkout_sessions
    ADD CONSTRAINT checkout_sessions_pkey PRIMARY KEY (organization_id, id);


--
-- Name: customers customers_pkey; Type: CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.customers
    ADD CONSTRAINT customers_pkey PRIMARY KEY (organization_id);


--
-- Name: disputes disputes_pkey; Type: CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.disputes
    ADD CONSTRAINT disputes_pkey PRIMARY KEY (organization_id, id);


--
-- Name: disputes disputes_stripe_dispute_id_key; Type: CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.disputes
    ADD CONSTRAINT disputes_stripe_dispute_id_key UNIQUE (organization_id, stripe_dispute_id);


--
-- Name: invoice_documents invoice_documents_organization_id_invoice_id_key; Type: CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.invoice_documents
    ADD CONSTRAINT invoice_documents_organization_id_invoice_id_key UNIQUE (organization_id, invoice_id);


--
-- Name: invoice_documents invoice_documents_pkey; Type: CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.invoice_documents
    ADD CONSTRAINT invoice_documents_pkey PRIMARY KEY (id);


--
-- Name: invoice_lines invoice_lines_invoice_id_position_key; Type: CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.invoice_lines
    ADD CONSTRAINT invoice_lines_invoice_id_position_key UNIQUE (organization_id, invoice_id, "position");


--
-- Name: invoice_lines invoice_lines_pkey; Type: CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.invoice_lines
    ADD CONSTRAINT invoice_lines_pkey PRIMARY KEY (organization_id, id);


--
-- Name: invoices invoices_pkey; Type: CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.invoices
    ADD CONSTRAINT invoices_pkey PRIMARY KEY (organization_id, id);


--
-- Name: invoices invoices_stripe_invoice_id_key; Type: CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.invoices
    ADD CONSTRAINT invoices_stripe_invoice_id_key UNIQUE (organization_id, stripe_invoice_id);


--
-- Name: payment_methods payment_methods_pkey; Type: CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.payment_methods
    ADD CONSTRAINT payment_methods_pkey PRIMARY KEY (organization_id, id);


--
-- Name: payment_methods payment_methods_stripe_payment_method_id_key; Type: CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.payment_methods
    ADD CONSTRAINT payment_methods_stripe_payment_method_id_key UNIQUE (organization_id, stripe_payment_method_id);


--
-- Name: payments payments_pkey; Type: CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.payments
    ADD CONSTRAINT payments_pkey PRIMARY KEY (organization_id, id);


--
-- Name: payments payments_stripe_invoice_id_stripe_reference_key; Type: CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.payments
    ADD CONSTRAINT payments_stripe_invoice_id_stripe_reference_key UNIQUE (organization_id, stripe_invoice_id, stripe_reference);


--
-- Name: profiles profiles_pkey; Type: CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.profiles
    ADD CONSTRAINT profiles_pkey PRIMARY KEY (organization_id);


--
-- Name: refunds refunds_charge_id_refunded_at_key; Type: CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.refunds
    ADD CONSTRAINT refunds_charge_id_refunded_at_key UNIQUE (organization_id, charge_id, refunded_at);


--
-- Name: refunds refunds_pkey; Type: CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.refunds
    ADD CONSTRAINT refunds_pkey PRIMARY KEY (organization_id, id);


--
-- Name: stripe_commands stripe_commands_pkey; Type: CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.stripe_commands
    ADD CONSTRAINT stripe_commands_pkey PRIMARY KEY (id);


--
-- Name: stripe_discounts stripe_discounts_pkey; Type: CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.stripe_discounts
    ADD CONSTRAINT stripe_discounts_pkey PRIMARY KEY (organization_id, stripe_discount_id);


--
-- Name: stripe_objects stripe_objects_pkey; Type: CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.stripe_objects
    ADD CONSTRAINT stripe_objects_pkey PRIMARY KEY (stripe_id);


--
-- Name: stripe_snapshots stripe_snapshots_pkey; Type: CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.stripe_snapshots
    ADD CONSTRAINT stripe_snapshots_pkey PRIMARY KEY (object_id, event_id);


--
-- Name: subscription_facts subscription_facts_pkey; Type: CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.subscription_facts
    ADD CONSTRAINT subscription_facts_pkey PRIMARY KEY (organization_id, id);


--
-- Name: subscription_items subscription_items_pkey; Type: CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.subscription_items
    ADD CONSTRAINT subscription_items_pkey PRIMARY KEY (organization_id, id);


--
-- Name: subscription_items subscription_items_subscription_id_position_key; Type: CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.subscription_items
    ADD CONSTRAINT subscription_items_subscription_id_position_key UNIQUE (organization_id, subscription_id, "position");


--
-- Name: subscription_transitions subscription_transitions_pkey; Type: CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.subscription_transitions
    ADD CONSTRAINT subscription_transitions_pkey PRIMARY KEY (command, from_status);


--
-- Name: subscription_versions subscription_versions_excl; Type: CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.subscription_versions
    ADD CONSTRAINT subscription_versions_excl EXCLUDE USING gist (organization_id WITH =, subscription_id WITH =, valid_during WITH &&, known_during WITH &&);


--
-- Name: subscription_versions subscription_versions_pkey; Type: CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.subscription_versions
    ADD CONSTRAINT subscription_versions_pkey PRIMARY KEY (organization_id, id);


--
-- Name: subscriptions subscriptions_pkey; Type: CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.subscriptions
    ADD CONSTRAINT subscriptions_pkey PRIMARY KEY (organization_id, id);


--
-- Name: trials trials_pkey; Type: CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.trials
    ADD CONSTRAINT trials_pkey PRIMARY KEY (organization_id);


--
-- Name: add_ons add_ons_pkey; Type: CONSTRAINT; Schema: catalog; Owner: unison_owner
--

ALTER TABLE ONLY catalog.add_ons
    ADD CONSTRAINT add_ons_pkey PRIMARY KEY (code);


--
-- Name: features features_pkey; Type: CONSTRAINT; Schema: catalog; Owner: unison_owner
--

ALTER TABLE ONLY catalog.features
    ADD CONSTRAINT features_pkey PRIMARY KEY (code);


--
-- Name: features features_position_key; Type: CONSTRAINT; Schema: catalog; Owner: unison_owner
--

ALTER TABLE ONLY catalog.features
    ADD CONSTRAINT features_position_key UNIQUE ("position");


--
-- Name: plan_features plan_features_pkey; Type: CONSTRAINT; Schema: catalog; Owner: unison_owner
--

ALTER TABLE ONLY catalog.plan_features
    ADD CONSTRAINT plan_features_pkey PRIMARY KEY (plan_version_id, feature_code);


--
-- Name: plan_versions plan_versions_pkey; Type: CONSTRAINT; Schema: catalog; Owner: unison_owner
--

ALTER TABLE ONLY catalog.plan_versions
    ADD CONSTRAINT plan_versions_pkey PRIMARY KEY (id);


--
-- Name: plan_versions plan_versions_plan_code_version_key; Type: CONSTRAINT; Schema: catalog; Owner: unison_owner
--

ALTER TABLE ONLY catalog.plan_versions
    ADD CONSTRAINT plan_versions_plan_code_version_key UNIQUE (plan_code, version);


--
-- Name: plans plans_pkey; Type: CONSTRAINT; Schema: catalog; Owner: unison_owner
--

ALTER TABLE ONLY catalog.plans
    ADD CONSTRAINT plans_pkey PRIMARY KEY (code);


--
-- Name: plans plans_rank_key; Type: CONSTRAINT; Schema: catalog; Owner: unison_owner
--

ALTER TABLE ONLY catalog.plans
    ADD CONSTRAINT plans_rank_key UNIQUE (rank);


--
-- Name: prices prices_lookup_key_key; Type: CONSTRAINT; Schema: catalog; Owner: unison_owner
--

ALTER TABLE ONLY catalog.prices
    ADD CONSTRAINT prices_lookup_key_key UNIQUE (lookup_key);


--
-- Name: prices prices_pkey; Type: CONSTRAINT; Schema: catalog; Owner: unison_owner
--

ALTER TABLE ONLY catalog.prices
    ADD CONSTRAINT prices_pkey PRIMARY KEY (id);


--
-- Name: prices prices_plan_version_id_cycle_currency_key; Type: CONSTRAINT; Schema: catalog; Owner: unison_owner
--

ALTER TABLE ONLY catalog.prices
    ADD CONSTRAINT prices_plan_version_id_cycle_currency_key UNIQUE (plan_version_id, cycle, currency);


--
-- Name: stripe_prices stripe_prices_pkey; Type: CONSTRAINT; Schema: catalog; Owner: unison_owner
--

ALTER TABLE ONLY catalog.stripe_prices
    ADD CONSTRAINT stripe_prices_pkey PRIMARY KEY (stripe_price_id);


--
-- Name: managed_objects managed_objects_pkey; Type: CONSTRAINT; Schema: deploy; Owner: unison_owner
--

ALTER TABLE ONLY deploy.managed_objects
    ADD CONSTRAINT managed_objects_pkey PRIMARY KEY (kind, identity);


--
-- Name: migrations migrations_pkey; Type: CONSTRAINT; Schema: deploy; Owner: unison_owner
--

ALTER TABLE ONLY deploy.migrations
    ADD CONSTRAINT migrations_pkey PRIMARY KEY (version);


--
-- Name: releases releases_pkey; Type: CONSTRAINT; Schema: deploy; Owner: unison_owner
--

ALTER TABLE ONLY deploy.releases
    ADD CONSTRAINT releases_pkey PRIMARY KEY (id);


--
-- Name: invitations invitations_pkey; Type: CONSTRAINT; Schema: identity; Owner: unison_owner
--

ALTER TABLE ONLY identity.invitations
    ADD CONSTRAINT invitations_pkey PRIMARY KEY (organization_id, id);


--
-- Name: memberships memberships_pkey; Type: CONSTRAINT; Schema: identity; Owner: unison_owner
--

ALTER TABLE ONLY identity.memberships
    ADD CONSTRAINT memberships_pkey PRIMARY KEY (organization_id, user_id);


--
-- Name: one_time_tokens one_time_tokens_pkey; Type: CONSTRAINT; Schema: identity; Owner: unison_owner
--

ALTER TABLE ONLY identity.one_time_tokens
    ADD CONSTRAINT one_time_tokens_pkey PRIMARY KEY (token_hash);


--
-- Name: organizations organizations_pkey; Type: CONSTRAINT; Schema: identity; Owner: unison_owner
--

ALTER TABLE ONLY identity.organizations
    ADD CONSTRAINT organizations_pkey PRIMARY KEY (id);


--
-- Name: permissions permissions_pkey; Type: CONSTRAINT; Schema: identity; Owner: unison_owner
--

ALTER TABLE ONLY identity.permissions
    ADD CONSTRAINT permissions_pkey PRIMARY KEY (permission);


--
-- Name: refresh_tokens refresh_tokens_pkey; Type: CONSTRAINT; Schema: identity; Owner: unison_owner
--

ALTER TABLE ONLY identity.refresh_tokens
    ADD CONSTRAINT refresh_tokens_pkey PRIMARY KEY (token_hash);


--
-- Name: role_permissions role_permissions_pkey; Type: CONSTRAINT; Schema: identity; Owner: unison_owner
--

ALTER TABLE ONLY identity.role_permissions
    ADD CONSTRAINT role_permissions_pkey PRIMARY KEY (role, permission);


--
-- Name: roles roles_pkey; Type: CONSTRAINT; Schema: identity; Owner: unison_owner
--

ALTER TABLE ONLY identity.roles
    ADD CONSTRAINT roles_pkey PRIMARY KEY (role);


--
-- Name: roles roles_rank_key; Type: CONSTRAINT; Schema: identity; Owner: unison_owner
--

ALTER TABLE ONLY identity.roles
    ADD CONSTRAINT roles_rank_key UNIQUE (rank);


--
-- Name: sessions sessions_pkey; Type: CONSTRAINT; Schema: identity; Owner: unison_owner
--

ALTER TABLE ONLY identity.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);


--
-- Name: signing_keys signing_keys_pkey; Type: CONSTRAINT; Schema: identity; Owner: unison_owner
--

ALTER TABLE ONLY identity.signing_keys
    ADD CONSTRAINT signing_keys_pkey PRIMARY KEY (id);


--
-- Name: throttles throttles_pkey; Type: CONSTRAINT; Schema: identity; Owner: unison_owner
--

ALTER TABLE ONLY identity.throttles
    ADD CONSTRAINT throttles_pkey PRIMARY KEY (key);


--
-- Name: users users_id_kind_key; Type: CONSTRAINT; Schema: identity; Owner: unison_owner
--

ALTER TABLE ONLY identity.users
    ADD CONSTRAINT users_id_kind_key UNIQUE (id, kind);


--
-- Name: users users_pkey; Type: CONSTRAINT; Schema: identity; Owner: unison_owner
--

ALTER TABLE ONLY identity.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);


--
-- Name: registry registry_pkey; Type: CONSTRAINT; Schema: jobs; Owner: unison_owner
--

ALTER TABLE ONLY jobs.registry
    ADD CONSTRAINT registry_pkey PRIMARY KEY (name);


--
-- Name: runs runs_pkey; Type: CONSTRAINT; Schema: jobs; Owner: unison_owner
--

ALTER TABLE ONLY jobs.runs
    ADD CONSTRAINT runs_pkey PRIMARY KEY (id);


--
-- Name: sidecars sidecars_pkey; Type: CONSTRAINT; Schema: jobs; Owner: unison_owner
--

ALTER TABLE ONLY jobs.sidecars
    ADD CONSTRAINT sidecars_pkey PRIMARY KEY (is_only);


--
-- Name: workers workers_pkey; Type: CONSTRAINT; Schema: jobs; Owner: unison_owner
--

ALTER TABLE ONLY jobs.workers
    ADD CONSTRAINT workers_pkey PRIMARY KEY (name);


--
-- Name: _http_response _http_response_pkey; Type: CONSTRAINT; Schema: net; Owner: unison_owner
--

ALTER TABLE ONLY net._http_response
    ADD CONSTRAINT _http_response_pkey PRIMARY KEY (id);


--
-- Name: http_request_queue http_request_queue_pkey; Type: CONSTRAINT; Schema: net; Owner: unison_owner
--

ALTER TABLE ONLY net.http_request_queue
    ADD CONSTRAINT http_request_queue_pkey PRIMARY KEY (id);


--
-- Name: emails emails_dedupe_key_key; Type: CONSTRAINT; Schema: notify; Owner: unison_owner
--

ALTER TABLE ONLY notify.emails
    ADD CONSTRAINT emails_dedupe_key_key UNIQUE (dedupe_key);


--
-- Name: emails emails_pkey; Type: CONSTRAINT; Schema: notify; Owner: unison_owner
--

ALTER TABLE ONLY notify.emails
    ADD CONSTRAINT emails_pkey PRIMARY KEY (id);


--
-- Name: alerts alerts_pkey; Type: CONSTRAINT; Schema: usage; Owner: unison_owner
--

ALTER TABLE ONLY usage.alerts
    ADD CONSTRAINT alerts_pkey PRIMARY KEY (organization_id, feature_code, period_start, threshold_percent);


--
-- Name: counted_tables counted_tables_pkey; Type: CONSTRAINT; Schema: usage; Owner: unison_owner
--

ALTER TABLE ONLY usage.counted_tables
    ADD CONSTRAINT counted_tables_pkey PRIMARY KEY (table_name);


--
-- Name: counters counters_pkey; Type: CONSTRAINT; Schema: usage; Owner: unison_owner
--

ALTER TABLE ONLY usage.counters
    ADD CONSTRAINT counters_pkey PRIMARY KEY (organization_id, feature_code);


--
-- Name: events events_pkey; Type: CONSTRAINT; Schema: usage; Owner: unison_owner
--

ALTER TABLE ONLY usage.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (organization_id, meter_code, idempotency_key, occurred_at);


--
-- Name: meters meters_feature_code_key; Type: CONSTRAINT; Schema: usage; Owner: unison_owner
--

ALTER TABLE ONLY usage.meters
    ADD CONSTRAINT meters_feature_code_key UNIQUE (feature_code);


--
-- Name: meters meters_pkey; Type: CONSTRAINT; Schema: usage; Owner: unison_owner
--

ALTER TABLE ONLY usage.meters
    ADD CONSTRAINT meters_pkey PRIMARY KEY (code);


--
-- Name: overrides overrides_pkey; Type: CONSTRAINT; Schema: usage; Owner: unison_owner
--

ALTER TABLE ONLY usage.overrides
    ADD CONSTRAINT overrides_pkey PRIMARY KEY (organization_id, id);


--
-- Name: rollups rollups_pkey; Type: CONSTRAINT; Schema: usage; Owner: unison_owner
--

ALTER TABLE ONLY usage.rollups
    ADD CONSTRAINT rollups_pkey PRIMARY KEY (organization_id, meter_code, day_on);


--
-- Name: snapshots snapshots_pkey; Type: CONSTRAINT; Schema: usage; Owner: unison_owner
--

ALTER TABLE ONLY usage.snapshots
    ADD CONSTRAINT snapshots_pkey PRIMARY KEY (organization_id, feature_code, due_at);


--
-- Name: clocks clocks_organization_id_key; Type: CONSTRAINT; Schema: util; Owner: unison_owner
--

ALTER TABLE ONLY util.clocks
    ADD CONSTRAINT clocks_organization_id_key UNIQUE NULLS NOT DISTINCT (organization_id);


--
-- Name: error_codes error_codes_pkey; Type: CONSTRAINT; Schema: util; Owner: unison_owner
--

ALTER TABLE ONLY util.error_codes
    ADD CONSTRAINT error_codes_pkey PRIMARY KEY (code);


--
-- Name: settings settings_pkey; Type: CONSTRAINT; Schema: util; Owner: unison_owner
--

ALTER TABLE ONLY util.settings
    ADD CONSTRAINT settings_pkey PRIMARY KEY (key);


--
-- Name: alarms alarms_pkey; Type: CONSTRAINT; Schema: webhooks; Owner: unison_owner
--

ALTER TABLE ONLY webhooks.alarms
    ADD CONSTRAINT alarms_pkey PRIMARY KEY (id);


--
-- Name: deliveries deliveries_event_id_key; Type: CONSTRAINT; Schema: webhooks; Owner: unison_owner
--

ALTER TABLE ONLY webhooks.deliveries
    ADD CONSTRAINT deliveries_event_id_key UNIQUE (organization_id, event_id, endpoint_id);


--
-- Name: deliveries deliveries_id_key; Type: CONSTRAINT; Schema: webhooks; Owner: unison_owner
--

ALTER TABLE ONLY webhooks.deliveries
    ADD CONSTRAINT deliveries_id_key UNIQUE (organization_id, id);


--
-- Name: deliveries deliveries_pkey; Type: CONSTRAINT; Schema: webhooks; Owner: unison_owner
--

ALTER TABLE ONLY webhooks.deliveries
    ADD CONSTRAINT deliveries_pkey PRIMARY KEY (id);


--
-- Name: delivery_attempts delivery_attempts_pkey; Type: CONSTRAINT; Schema: webhooks; Owner: unison_owner
--

ALTER TABLE ONLY webhooks.delivery_attempts
    ADD CONSTRAINT delivery_attempts_pkey PRIMARY KEY (organization_id, delivery_id, attempt);


--
-- Name: endpoint_secrets endpoint_secrets_pkey; Type: CONSTRAINT; Schema: webhooks; Owner: unison_owner
--

ALTER TABLE ONLY webhooks.endpoint_secrets
    ADD CONSTRAINT endpoint_secrets_pkey PRIMARY KEY (organization_id, id);


--
-- Name: endpoints endpoints_pkey; Type: CONSTRAINT; Schema: webhooks; Owner: unison_owner
--

ALTER TABLE ONLY webhooks.endpoints
    ADD CONSTRAINT endpoints_pkey PRIMARY KEY (organization_id, id);


--
-- Name: event_types event_types_pkey; Type: CONSTRAINT; Schema: webhooks; Owner: unison_owner
--

ALTER TABLE ONLY webhooks.event_types
    ADD CONSTRAINT event_types_pkey PRIMARY KEY (type);


--
-- Name: events events_dedupe_key_key; Type: CONSTRAINT; Schema: webhooks; Owner: unison_owner
--

ALTER TABLE ONLY webhooks.events
    ADD CONSTRAINT events_dedupe_key_key UNIQUE (organization_id, dedupe_key);


--
-- Name: events events_pkey; Type: CONSTRAINT; Schema: webhooks; Owner: unison_owner
--

ALTER TABLE ONLY webhooks.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (organization_id, id);


--
-- Name: stripe_event_waits stripe_event_waits_pkey; Type: CONSTRAINT; Schema: webhooks; Owner: unison_owner
--

ALTER TABLE ONLY webhooks.stripe_event_waits
    ADD CONSTRAINT stripe_event_waits_pkey PRIMARY KEY (subject, event_id);


--
-- Name: stripe_events stripe_events_pkey; Type: CONSTRAINT; Schema: webhooks; Owner: unison_owner
--

ALTER TABLE ONLY webhooks.stripe_events
    ADD CONSTRAINT stripe_events_pkey PRIMARY KEY (id);


--
-- Name: bound_trials_organization_id_idx; Type: INDEX; Schema: billing; Owner: unison_owner
--

CREATE INDEX bound_trials_organization_id_idx ON billing.bound_trials USING btree (organization_id);


--
-- Name: charges_invoice_id_idx; Type: INDEX; Schema: billing; Owner: unison_owner
--

CREATE INDEX charges_invoice_id_idx ON billing.charges USING btree (organization_id, invoice_id);


--
-- Name: checkout_sessions_plan_version_id_idx; Type: INDEX; Schema: billing; Owner: unison_owner
--

CREATE INDEX checkout_sessions_plan_version_id_idx ON billing.checkout_sessions USING btree (plan_version_id);


--
-- Name: checkout_sessions_requested_by_idx; Type: INDEX; Schema: billing; Owner: unison_owner
--

CREATE INDEX checkout_sessions_requested_by_idx ON billing.checkout_sessions USING btree (requested_by);


--
-- Name: checkout_sessions_usable_idx; Type: INDEX; Schema: billing; Owner: unison_owner
--

CREATE UNIQUE INDEX checkout_sessions_usable_idx ON billing.checkout_sessions USING btree (organization_id) WHERE ((status = ANY (ARRAY['pending'::text, 'open'::text])) AND (superseded_at IS NULL));


--
-- Name: disputes_invoice_id_idx; Type: INDEX; Schema: billing; Owner: unison_owner
--

CREATE INDEX disputes_invoice_id_idx ON billing.disputes USING btree (organization_id, invoice_id);


--
-- Name: invoice_documents_due_idx; Type: INDEX; Schema: billing; Owner: unison_owner
--

CREATE INDEX invoice_documents_due_idx ON billing.invoice_documents USING btree (next_attempt_at) WHERE (finished_at IS NULL);


--
-- Name: invoice_lines_price_id_idx; Type: INDEX; Schema: billing; Owner: unison_owner
--

CREATE INDEX invoice_lines_price_id_idx ON billing.invoice_lines USING btree (price_id);


--
-- Name: invoices_subscription_id_idx; Type: INDEX; Schema: billing; Owner: unison_owner
--

CREATE INDEX invoices_subscription_id_idx ON billing.invoices USING btree (organization_id, subscription_id);


--
-- Name: payments_invoice_id_idx; Type: INDEX; Schema: billing; Owner: unison_owner
--

CREATE INDEX payments_invoice_id_idx ON billing.payments USING btree (organization_id, invoice_id);


--
-- Name: stripe_commands_customer_create_idx; Type: INDEX; Schema: billing; Owner: unison_owner
--

CREATE UNIQUE INDEX stripe_commands_customer_create_idx ON billing.stripe_commands USING btree (organization_id) WHERE ((kind = 'customer.create'::text) AND (finished_at IS NULL));


--
-- Name: stripe_commands_depends_on_idx; Type: INDEX; Schema: billing; Owner: unison_owner
--

CREATE INDEX stripe_commands_depends_on_idx ON billing.stripe_commands USING btree (depends_on);


--
-- Name: stripe_commands_due_idx; Type: INDEX; Schema: billing; Owner: unison_owner
--

CREATE INDEX stripe_commands_due_idx ON billing.stripe_commands USING btree (next_attempt_at) WHERE (finished_at IS NULL);


--
-- Name: stripe_commands_failed_idx; Type: INDEX; Schema: billing; Owner: unison_owner
--

CREATE INDEX stripe_commands_failed_idx ON billing.stripe_commands USING btree (finished_at) WHERE (status = 'failed'::text);


--
-- Name: stripe_commands_object_fetch_idx; Type: INDEX; Schema: billing; Owner: unison_owner
--

CREATE UNIQUE INDEX stripe_commands_object_fetch_idx ON billing.stripe_commands USING btree (((params ->> 'object_id'::text))) WHERE ((kind = 'object.fetch'::text) AND (finished_at IS NULL));


--
-- Name: stripe_commands_organization_id_idx; Type: INDEX; Schema: billing; Owner: unison_owner
--

CREATE INDEX stripe_commands_organization_id_idx ON billing.stripe_commands USING btree (organization_id, created_at);


--
-- Name: stripe_commands_requested_by_idx; Type: INDEX; Schema: billing; Owner: unison_owner
--

CREATE INDEX stripe_commands_requested_by_idx ON billing.stripe_commands USING btree (requested_by);


--
-- Name: stripe_objects_organization_id_idx; Type: INDEX; Schema: billing; Owner: unison_owner
--

CREATE INDEX stripe_objects_organization_id_idx ON billing.stripe_objects USING btree (organization_id, object_kind, local_id);


--
-- Name: stripe_objects_refetch_at_idx; Type: INDEX; Schema: billing; Owner: unison_owner
--

CREATE INDEX stripe_objects_refetch_at_idx ON billing.stripe_objects USING btree (refetch_at NULLS FIRST) WHERE (refetch_reason IS NOT NULL);


--
-- Name: subscription_facts_subscription_id_idx; Type: INDEX; Schema: billing; Owner: unison_owner
--

CREATE INDEX subscription_facts_subscription_id_idx ON billing.subscription_facts USING btree (organization_id, subscription_id, effective_at);


--
-- Name: subscription_items_price_id_idx; Type: INDEX; Schema: billing; Owner: unison_owner
--

CREATE INDEX subscription_items_price_id_idx ON billing.subscription_items USING btree (price_id);


--
-- Name: subscription_versions_current_idx; Type: INDEX; Schema: billing; Owner: unison_owner
--

CREATE INDEX subscription_versions_current_idx ON billing.subscription_versions USING btree (lower(valid_during), upper(valid_during)) WHERE upper_inf(known_during);


--
-- Name: subscription_versions_plan_version_id_idx; Type: INDEX; Schema: billing; Owner: unison_owner
--

CREATE INDEX subscription_versions_plan_version_id_idx ON billing.subscription_versions USING btree (plan_version_id);


--
-- Name: subscription_versions_subscription_id_idx; Type: INDEX; Schema: billing; Owner: unison_owner
--

CREATE INDEX subscription_versions_subscription_id_idx ON billing.subscription_versions USING btree (organization_id, subscription_id);


--
-- Name: subscriptions_plan_version_id_idx; Type: INDEX; Schema: billing; Owner: unison_owner
--

CREATE INDEX subscriptions_plan_version_id_idx ON billing.subscriptions USING btree (plan_version_id);


--
-- Name: subscriptions_primary_idx; Type: INDEX; Schema: billing; Owner: unison_owner
--

CREATE UNIQUE INDEX subscriptions_primary_idx ON billing.subscriptions USING btree (organization_id) WHERE (is_primary AND (status <> 'canceled'::text));


--
-- Name: subscriptions_trial_ends_at_idx; Type: INDEX; Schema: billing; Owner: unison_owner
--

CREATE INDEX subscriptions_trial_ends_at_idx ON billing.subscriptions USING btree (trial_ends_at) WHERE (status = 'trialing'::text);


--
-- Name: trials_user_id_idx; Type: INDEX; Schema: billing; Owner: unison_owner
--

CREATE INDEX trials_user_id_idx ON billing.trials USING btree (user_id);


--
-- Name: add_ons_feature_code_idx; Type: INDEX; Schema: catalog; Owner: unison_owner
--

CREATE INDEX add_ons_feature_code_idx ON catalog.add_ons USING btree (feature_code);


--
-- Name: plan_features_feature_code_idx; Type: INDEX; Schema: catalog; Owner: unison_owner
--

CREATE INDEX plan_features_feature_code_idx ON catalog.plan_features USING btree (feature_code);


--
-- Name: prices_add_on_code_cycle_currency_idx; Type: INDEX; Schema: catalog; Owner: unison_owner
--

CREATE UNIQUE INDEX prices_add_on_code_cycle_currency_idx ON catalog.prices USING btree (add_on_code, cycle, currency) WHERE (add_on_code IS NOT NULL);


--
-- Name: stripe_prices_price_id_idx; Type: INDEX; Schema: catalog; Owner: unison_owner
--

CREATE INDEX stripe_prices_price_id_idx ON catalog.stripe_prices USING btree (price_id);


--
-- Name: managed_objects_release_id_idx; Type: INDEX; Schema: deploy; Owner: unison_owner
--

CREATE INDEX managed_objects_release_id_idx ON deploy.managed_objects USING btree (release_id);


--
-- Name: invitations_accepted_by_idx; Type: INDEX; Schema: identity; Owner: unison_owner
--

CREATE INDEX invitations_accepted_by_idx ON identity.invitations USING btree (accepted_by);


--
-- Name: invitations_invited_by_idx; Type: INDEX; Schema: identity; Owner: unison_owner
--

CREATE INDEX invitations_invited_by_idx ON identity.invitations USING btree (invited_by);


--
-- Name: invitations_pending_email_idx; Type: INDEX; Schema: identity; Owner: unison_owner
--

CREATE UNIQUE INDEX invitations_pending_email_idx ON identity.invitations USING btree (organization_id, lower(email)) WHERE ((accepted_at IS NULL) AND (revoked_at IS NULL));


--
-- Name: invitations_role_idx; Type: INDEX; Schema: identity; Owner: unison_owner
--

CREATE INDEX invitations_role_idx ON identity.invitations USING btree (role);


--
-- Name: memberships_role_idx; Type: INDEX; Schema: identity; Owner: unison_owner
--

CREATE INDEX memberships_role_idx ON identity.memberships USING btree (role);


--
-- Name: memberships_user_id_idx; Type: INDEX; Schema: identity; Owner: unison_owner
--

CREATE INDEX memberships_user_id_idx ON identity.memberships USING btree (user_id, user_kind);


--
-- Name: one_time_tokens_invitation_id_idx; Type: INDEX; Schema: identity; Owner: unison_owner
--

CREATE INDEX one_time_tokens_invitation_id_idx ON identity.one_time_tokens USING btree (organization_id, invitation_id);


--
-- Name: one_time_tokens_user_id_idx; Type: INDEX; Schema: identity; Owner: unison_owner
--

CREATE INDEX one_time_tokens_user_id_idx ON identity.one_time_tokens USING btree (user_id);


--
-- Name: refresh_tokens_session_id_idx; Type: INDEX; Schema: identity; Owner: unison_owner
--

CREATE INDEX refresh_tokens_session_id_idx ON identity.refresh_tokens USING btree (session_id);


--
-- Name: role_permissions_permission_idx; Type: INDEX; Schema: identity; Owner: unison_owner
--

CREATE INDEX role_permissions_permission_idx ON identity.role_permissions USING btree (permission);


--
-- Name: sessions_acting_staff_id_idx; Type: INDEX; Schema: identity; Owner: unison_owner
--

CREATE INDEX sessions_acting_staff_id_idx ON identity.sessions USING btree (acting_staff_id);


--
-- Name: sessions_organization_id_idx; Type: INDEX; Schema: identity; Owner: unison_owner
--

CREATE INDEX sessions_organization_id_idx ON identity.sessions USING btree (organization_id);


--
-- Name: sessions_user_id_idx; Type: INDEX; Schema: identity; Owner: unison_owner
--

CREATE INDEX sessions_user_id_idx ON identity.sessions USING btree (user_id);


--
-- Name: users_email_idx; Type: INDEX; Schema: identity; Owner: unison_owner
--

CREATE UNIQUE INDEX users_email_idx ON identity.users USING btree (lower(email));


--
-- Name: registry_requested_by_idx; Type: INDEX; Schema: jobs; Owner: unison_owner
--

CREATE INDEX registry_requested_by_idx ON jobs.registry USING btree (requested_by);


--
-- Name: runs_job_name_idx; Type: INDEX; Schema: jobs; Owner: unison_owner
--

CREATE INDEX runs_job_name_idx ON jobs.runs USING btree (job_name, id) WHERE (organization_id IS NULL);


--
-- Name: runs_organization_id_idx; Type: INDEX; Schema: jobs; Owner: unison_owner
--

CREATE INDEX runs_organization_id_idx ON jobs.runs USING btree (organization_id, job_name, id);


--
-- Name: runs_requested_by_idx; Type: INDEX; Schema: jobs; Owner: unison_owner
--

CREATE INDEX runs_requested_by_idx ON jobs.runs USING btree (requested_by);


--
-- Name: runs_started_at_idx; Type: INDEX; Schema: jobs; Owner: unison_owner
--

CREATE INDEX runs_started_at_idx ON jobs.runs USING btree (started_at);


--
-- Name: runs_unsettled_idx; Type: INDEX; Schema: jobs; Owner: unison_owner
--

CREATE INDEX runs_unsettled_idx ON jobs.runs USING btree (job_name) WHERE ((finished_at IS NULL) OR (retry_at IS NOT NULL));


--
-- Name: _http_response_created_idx; Type: INDEX; Schema: net; Owner: unison_owner
--

CREATE INDEX _http_response_created_idx ON net._http_response USING btree (created);


--
-- Name: emails_due_idx; Type: INDEX; Schema: notify; Owner: unison_owner
--

CREATE INDEX emails_due_idx ON notify.emails USING btree (next_attempt_at) WHERE (finished_at IS NULL);


--
-- Name: emails_failed_idx; Type: INDEX; Schema: notify; Owner: unison_owner
--

CREATE INDEX emails_failed_idx ON notify.emails USING btree (finished_at) WHERE (status = 'failed'::text);


--
-- Name: emails_organization_id_idx; Type: INDEX; Schema: notify; Owner: unison_owner
--

CREATE INDEX emails_organization_id_idx ON notify.emails USING btree (organization_id, created_at);


--
-- Name: emails_user_id_idx; Type: INDEX; Schema: notify; Owner: unison_owner
--

CREATE INDEX emails_user_id_idx ON notify.emails USING btree (user_id);


--
-- Name: alerts_feature_code_idx; Type: INDEX; Schema: usage; Owner: unison_owner
--

CREATE INDEX alerts_feature_code_idx ON usage.alerts USING btree (feature_code);


--
-- Name: counted_tables_feature_code_idx; Type: INDEX; Schema: usage; Owner: unison_owner
--

CREATE INDEX counted_tables_feature_code_idx ON usage.counted_tables USING btree (feature_code);


--
-- Name: counters_feature_code_idx; Type: INDEX; Schema: usage; Owner: unison_owner
--

CREATE INDEX counters_feature_code_idx ON usage.counters USING btree (feature_code);


--
-- Name: overrides_current_idx; Type: INDEX; Schema: usage; Owner: unison_owner
--

CREATE UNIQUE INDEX overrides_current_idx ON usage.overrides USING btree (organization_id, feature_code) WHERE (revoked_at IS NULL);


--
-- Name: overrides_feature_code_idx; Type: INDEX; Schema: usage; Owner: unison_owner
--

CREATE INDEX overrides_feature_code_idx ON usage.overrides USING btree (feature_code);


--
-- Name: overrides_granted_by_idx; Type: INDEX; Schema: usage; Owner: unison_owner
--

CREATE INDEX overrides_granted_by_idx ON usage.overrides USING btree (granted_by);


--
-- Name: overrides_revoked_by_idx; Type: INDEX; Schema: usage; Owner: unison_owner
--

CREATE INDEX overrides_revoked_by_idx ON usage.overrides USING btree (revoked_by);


--
-- Name: rollups_meter_code_idx; Type: INDEX; Schema: usage; Owner: unison_owner
--

CREATE INDEX rollups_meter_code_idx ON usage.rollups USING btree (meter_code);


--
-- Name: alarms_open_idx; Type: INDEX; Schema: webhooks; Owner: unison_owner
--

CREATE UNIQUE INDEX alarms_open_idx ON webhooks.alarms USING btree (kind, subject) WHERE (resolved_at IS NULL);


--
-- Name: deliveries_due_idx; Type: INDEX; Schema: webhooks; Owner: unison_owner
--

CREATE INDEX deliveries_due_idx ON webhooks.deliveries USING btree (endpoint_id, next_attempt_at) WHERE (finished_at IS NULL);


--
-- Name: deliveries_endpoint_id_idx; Type: INDEX; Schema: webhooks; Owner: unison_owner
--

CREATE INDEX deliveries_endpoint_id_idx ON webhooks.deliveries USING btree (organization_id, endpoint_id, created_at);


--
-- Name: deliveries_requeued_by_idx; Type: INDEX; Schema: webhooks; Owner: unison_owner
--

CREATE INDEX deliveries_requeued_by_idx ON webhooks.deliveries USING btree (requeued_by) WHERE (requeued_by IS NOT NULL);


--
-- Name: endpoint_secrets_current_idx; Type: INDEX; Schema: webhooks; Owner: unison_owner
--

CREATE UNIQUE INDEX endpoint_secrets_current_idx ON webhooks.endpoint_secrets USING btree (organization_id, endpoint_id) WHERE (expires_at IS NULL);


--
-- Name: endpoint_secrets_endpoint_id_idx; Type: INDEX; Schema: webhooks; Owner: unison_owner
--

CREATE INDEX endpoint_secrets_endpoint_id_idx ON webhooks.endpoint_secrets USING btree (organization_id, endpoint_id);


--
-- Name: endpoints_created_by_idx; Type: INDEX; Schema: webhooks; Owner: unison_owner
--

CREATE INDEX endpoints_created_by_idx ON webhooks.endpoints USING btree (created_by);


--
-- Name: events_created_at_idx; Type: INDEX; Schema: webhooks; Owner: unison_owner
--

CREATE INDEX events_created_at_idx ON webhooks.events USING btree (created_at);


--
-- Name: events_type_idx; Type: INDEX; Schema: webhooks; Owner: unison_owner
--

CREATE INDEX events_type_idx ON webhooks.events USING btree (type);


--
-- Name: stripe_event_waits_event_id_idx; Type: INDEX; Schema: webhooks; Owner: unison_owner
--

CREATE INDEX stripe_event_waits_event_id_idx ON webhooks.stripe_event_waits USING btree (event_id);


--
-- Name: stripe_events_due_idx; Type: INDEX; Schema: webhooks; Owner: unison_owner
--

CREATE INDEX stripe_events_due_idx ON webhooks.stripe_events USING btree (next_attempt_at) WHERE (next_attempt_at IS NOT NULL);


--
-- Name: stripe_events_object_id_idx; Type: INDEX; Schema: webhooks; Owner: unison_owner
--

CREATE INDEX stripe_events_object_id_idx ON webhooks.stripe_events USING btree (object_id);


--
-- Name: stripe_events_parked_idx; Type: INDEX; Schema: webhooks; Owner: unison_owner
--

CREATE INDEX stripe_events_parked_idx ON webhooks.stripe_events USING btree (received_at) WHERE (status = 'parked'::text);


--
-- Name: subscription_facts subscription_facts_refuse_change; Type: TRIGGER; Schema: billing; Owner: unison_owner
--

CREATE TRIGGER subscription_facts_refuse_change BEFORE DELETE OR UPDATE ON billing.subscription_facts FOR EACH ROW EXECUTE FUNCTION billing.refuse_change();


--
-- Name: subscription_facts subscription_facts_refuse_truncate; Type: TRIGGER; Schema: billing; Owner: unison_owner
--

CREATE TRIGGER subscription_facts_refuse_truncate BEFORE TRUNCATE ON billing.subscription_facts FOR EACH STATEMENT EXECUTE FUNCTION billing.refuse_change();


--
-- Name: add_ons add_ons_refuse_change; Type: TRIGGER; Schema: catalog; Owner: unison_owner
--

CREATE TRIGGER add_ons_refuse_change BEFORE DELETE OR UPDATE OF code, feature_code, amount_per_unit ON catalog.add_ons FOR EACH ROW EXECUTE FUNCTION catalog.refuse_change();


--
-- Name: plan_features plan_features_refuse_published_change; Type: TRIGGER; Schema: catalog; Owner: unison_owner
--

CREATE TRIGGER plan_features_refuse_published_change BEFORE INSERT OR DELETE OR UPDATE ON catalog.plan_features FOR EACH ROW EXECUTE FUNCTION catalog.refuse_published_change();


--
-- Name: plan_versions plan_versions_refuse_change; Type: TRIGGER; Schema: catalog; Owner: unison_owner
--

CREATE TRIGGER plan_versions_refuse_change BEFORE DELETE OR UPDATE ON catalog.plan_versions FOR EACH ROW WHEN ((old.published_at IS NOT NULL)) EXECUTE FUNCTION catalog.refuse_change();


--
-- Name: prices prices_refuse_published_change; Type: TRIGGER; Schema: catalog; Owner: unison_owner
--

CREATE TRIGGER prices_refuse_published_change BEFORE DELETE OR UPDATE ON catalog.prices FOR EACH ROW EXECUTE FUNCTION catalog.refuse_published_change();


--
-- Name: stripe_prices stripe_prices_link_line; Type: TRIGGER; Schema: catalog; Owner: unison_owner
--

CREATE TRIGGER stripe_prices_link_line AFTER INSERT ON catalog.stripe_prices REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION billing.link_invoice_lines();


--
-- Name: stripe_prices stripe_prices_release_event; Type: TRIGGER; Schema: catalog; Owner: unison_owner
--

CREATE TRIGGER stripe_prices_release_event AFTER INSERT ON catalog.stripe_prices REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION webhooks.release_for_new_row();


--
-- Name: organizations organizations_release_event; Type: TRIGGER; Schema: identity; Owner: unison_owner
--

CREATE TRIGGER organizations_release_event AFTER INSERT ON identity.organizations REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION webhooks.release_for_new_row();


--
-- Name: registry registry_refuse_schedule; Type: TRIGGER; Schema: jobs; Owner: unison_owner
--

CREATE TRIGGER registry_refuse_schedule AFTER INSERT OR UPDATE OF schedule ON jobs.registry FOR EACH ROW EXECUTE FUNCTION jobs.refuse_schedule();


--
-- Name: custom_fields custom_fields_organization_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: unison_owner
--

ALTER TABLE ONLY app.custom_fields
    ADD CONSTRAINT custom_fields_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES identity.organizations(id);


--
-- Name: plants plants_organization_id_fkey; Type: FK CONSTRAINT; Schema: app; Owner: unison_owner
--

ALTER TABLE ONLY app.plants
    ADD CONSTRAINT plants_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES identity.organizations(id);


--
-- Name: bound_trials bound_trials_organization_id_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.bound_trials
    ADD CONSTRAINT bound_trials_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES identity.organizations(id);


--
-- Name: charges charges_invoice_id_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.charges
    ADD CONSTRAINT charges_invoice_id_fkey FOREIGN KEY (organization_id, invoice_id) REFERENCES billing.invoices(organization_id, id);


--
-- Name: charges charges_organization_id_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.charges
    ADD CONSTRAINT charges_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES identity.organizations(id);


--
-- Name: checkout_sessions checkout_sessions_organization_id_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.checkout_sessions
    ADD CONSTRAINT checkout_sessions_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES identity.organizations(id);


--
-- Name: checkout_sessions checkout_sessions_plan_version_id_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.checkout_sessions
    ADD CONSTRAINT checkout_sessions_plan_version_id_fkey FOREIGN KEY (plan_version_id) REFERENCES catalog.plan_versions(id);


--
-- Name: checkout_sessions checkout_sessions_requested_by_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.checkout_sessions
    ADD CONSTRAINT checkout_sessions_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES identity.users(id);


--
-- Name: customers customers_organization_id_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.customers
    ADD CONSTRAINT customers_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES identity.organizations(id);


--
-- Name: disputes disputes_invoice_id_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.disputes
    ADD CONSTRAINT disputes_invoice_id_fkey FOREIGN KEY (organization_id, invoice_id) REFERENCES billing.invoices(organization_id, id);


--
-- Name: disputes disputes_organization_id_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.disputes
    ADD CONSTRAINT disputes_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES identity.organizations(id);


--
-- Name: invoice_documents invoice_documents_invoice_id_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.invoice_documents
    ADD CONSTRAINT invoice_documents_invoice_id_fkey FOREIGN KEY (organization_id, invoice_id) REFERENCES billing.invoices(organization_id, id);


--
-- Name: invoice_lines invoice_lines_invoice_id_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.invoice_lines
    ADD CONSTRAINT invoice_lines_invoice_id_fkey FOREIGN KEY (organization_id, invoice_id) REFERENCES billing.invoices(organization_id, id);


--
-- Name: invoice_lines invoice_lines_price_id_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.invoice_lines
    ADD CONSTRAINT invoice_lines_price_id_fkey FOREIGN KEY (price_id) REFERENCES catalog.prices(id);


--
-- Name: invoices invoices_organization_id_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.invoices
    ADD CONSTRAINT invoices_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES identity.organizations(id);


--
-- Name: invoices invoices_subscription_id_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.invoices
    ADD CONSTRAINT invoices_subscription_id_fkey FOREIGN KEY (organization_id, subscription_id) REFERENCES billing.subscriptions(organization_id, id);


--
-- Name: payment_methods payment_methods_organization_id_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.payment_methods
    ADD CONSTRAINT payment_methods_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES identity.organizations(id);


--
-- Name: payments payments_invoice_id_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.payments
    ADD CONSTRAINT payments_invoice_id_fkey FOREIGN KEY (organization_id, invoice_id) REFERENCES billing.invoices(organization_id, id);


--
-- Name: profiles profiles_organization_id_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.profiles
    ADD CONSTRAINT profiles_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES identity.organizations(id);


--
-- Name: refunds refunds_charge_id_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.refunds
    ADD CONSTRAINT refunds_charge_id_fkey FOREIGN KEY (organization_id, charge_id) REFERENCES billing.charges(organization_id, id);


--
-- Name: stripe_commands stripe_commands_depends_on_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.stripe_commands
    ADD CONSTRAINT stripe_commands_depends_on_fkey FOREIGN KEY (depends_on) REFERENCES billing.stripe_commands(id);


--
-- Name: stripe_commands stripe_commands_organization_id_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.stripe_commands
    ADD CONSTRAINT stripe_commands_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES identity.organizations(id);


--
-- Name: stripe_commands stripe_commands_requested_by_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.stripe_commands
    ADD CONSTRAINT stripe_commands_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES identity.users(id);


--
-- Name: stripe_discounts stripe_discounts_organization_id_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.stripe_discounts
    ADD CONSTRAINT stripe_discounts_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES identity.organizations(id);


--
-- Name: stripe_objects stripe_objects_organization_id_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.stripe_objects
    ADD CONSTRAINT stripe_objects_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES identity.organizations(id);


--
-- Name: subscription_facts subscription_facts_organization_id_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.subscription_facts
    ADD CONSTRAINT subscription_facts_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES identity.organizations(id);


--
-- Name: subscription_facts subscription_facts_subscription_id_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.subscription_facts
    ADD CONSTRAINT subscription_facts_subscription_id_fkey FOREIGN KEY (organization_id, subscription_id) REFERENCES billing.subscriptions(organization_id, id);


--
-- Name: subscription_items subscription_items_price_id_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.subscription_items
    ADD CONSTRAINT subscription_items_price_id_fkey FOREIGN KEY (price_id) REFERENCES catalog.prices(id);


--
-- Name: subscription_items subscription_items_subscription_id_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.subscription_items
    ADD CONSTRAINT subscription_items_subscription_id_fkey FOREIGN KEY (organization_id, subscription_id) REFERENCES billing.subscriptions(organization_id, id);


--
-- Name: subscription_versions subscription_versions_plan_version_id_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.subscription_versions
    ADD CONSTRAINT subscription_versions_plan_version_id_fkey FOREIGN KEY (plan_version_id) REFERENCES catalog.plan_versions(id);


--
-- Name: subscription_versions subscription_versions_subscription_id_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.subscription_versions
    ADD CONSTRAINT subscription_versions_subscription_id_fkey FOREIGN KEY (organization_id, subscription_id) REFERENCES billing.subscriptions(organization_id, id);


--
-- Name: subscriptions subscriptions_organization_id_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.subscriptions
    ADD CONSTRAINT subscriptions_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES identity.organizations(id);


--
-- Name: subscriptions subscriptions_plan_version_id_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.subscriptions
    ADD CONSTRAINT subscriptions_plan_version_id_fkey FOREIGN KEY (plan_version_id) REFERENCES catalog.plan_versions(id);


--
-- Name: trials trials_organization_id_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.trials
    ADD CONSTRAINT trials_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES identity.organizations(id);


--
-- Name: trials trials_user_id_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: unison_owner
--

ALTER TABLE ONLY billing.trials
    ADD CONSTRAINT trials_user_id_fkey FOREIGN KEY (user_id) REFERENCES identity.users(id);


--
-- Name: add_ons add_ons_feature_code_fkey; Type: FK CONSTRAINT; Schema: catalog; Owner: unison_owner
--

ALTER TABLE ONLY catalog.add_ons
    ADD CONSTRAINT add_ons_feature_code_fkey FOREIGN KEY (feature_code) REFERENCES catalog.features(code);


--
-- Name: plan_features plan_features_feature_code_fkey; Type: FK CONSTRAINT; Schema: catalog; Owner: unison_owner
--

ALTER TABLE ONLY catalog.plan_features
    ADD CONSTRAINT plan_features_feature_code_fkey FOREIGN KEY (feature_code) REFERENCES catalog.features(code);


--
-- Name: plan_features plan_features_plan_version_id_fkey; Type: FK CONSTRAINT; Schema: catalog; Owner: unison_owner
--

ALTER TABLE ONLY catalog.plan_features
    ADD CONSTRAINT plan_features_plan_version_id_fkey FOREIGN KEY (plan_version_id) REFERENCES catalog.plan_versions(id);


--
-- Name: plan_versions plan_versions_plan_code_fkey; Type: FK CONSTRAINT; Schema: catalog; Owner: unison_owner
--

ALTER TABLE ONLY catalog.plan_versions
    ADD CONSTRAINT plan_versions_plan_code_fkey FOREIGN KEY (plan_code) REFERENCES catalog.plans(code);


--
-- Name: prices prices_add_on_code_fkey; Type: FK CONSTRAINT; Schema: catalog; Owner: unison_owner
--

ALTER TABLE ONLY catalog.prices
    ADD CONSTRAINT prices_add_on_code_fkey FOREIGN KEY (add_on_code) REFERENCES catalog.add_ons(code);


--
-- Name: prices prices_plan_version_id_fkey; Type: FK CONSTRAINT; Schema: catalog; Owner: unison_owner
--

ALTER TABLE ONLY catalog.prices
    ADD CONSTRAINT prices_plan_version_id_fkey FOREIGN KEY (plan_version_id) REFERENCES catalog.plan_versions(id);


--
-- Name: stripe_prices stripe_prices_price_id_fkey; Type: FK CONSTRAINT; Schema: catalog; Owner: unison_owner
--

ALTER TABLE ONLY catalog.stripe_prices
    ADD CONSTRAINT stripe_prices_price_id_fkey FOREIGN KEY (price_id) REFERENCES catalog.prices(id);


--
-- Name: managed_objects managed_objects_release_id_fkey; Type: FK CONSTRAINT; Schema: deploy; Owner: unison_owner
--

ALTER TABLE ONLY deploy.managed_objects
    ADD CONSTRAINT managed_objects_release_id_fkey FOREIGN KEY (release_id) REFERENCES deploy.releases(id);


--
-- Name: invitations invitations_accepted_by_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: unison_owner
--

ALTER TABLE ONLY identity.invitations
    ADD CONSTRAINT invitations_accepted_by_fkey FOREIGN KEY (accepted_by) REFERENCES identity.users(id);


--
-- Name: invitations invitations_invited_by_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: unison_owner
--

ALTER TABLE ONLY identity.invitations
    ADD CONSTRAINT invitations_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES identity.users(id);


--
-- Name: invitations invitations_organization_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: unison_owner
--

ALTER TABLE ONLY identity.invitations
    ADD CONSTRAINT invitations_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES identity.organizations(id);


--
-- Name: invitations invitations_role_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: unison_owner
--

ALTER TABLE ONLY identity.invitations
    ADD CONSTRAINT invitations_role_fkey FOREIGN KEY (role) REFERENCES identity.roles(role);


--
-- Name: memberships memberships_organization_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: unison_owner
--

ALTER TABLE ONLY identity.memberships
    ADD CONSTRAINT memberships_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES identity.organizations(id);


--
-- Name: memberships memberships_role_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: unison_owner
--

ALTER TABLE ONLY identity.memberships
    ADD CONSTRAINT memberships_role_fkey FOREIGN KEY (role) REFERENCES identity.roles(role);


--
-- Name: memberships memberships_user_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: unison_owner
--

ALTER TABLE ONLY identity.memberships
    ADD CONSTRAINT memberships_user_id_fkey FOREIGN KEY (user_id, user_kind) REFERENCES identity.users(id, kind);


--
-- Name: one_time_tokens one_time_tokens_invitation_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: unison_owner
--

ALTER TABLE ONLY identity.one_time_tokens
    ADD CONSTRAINT one_time_tokens_invitation_id_fkey FOREIGN KEY (organization_id, invitation_id) REFERENCES identity.invitations(organization_id, id);


--
-- Name: one_time_tokens one_time_tokens_user_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: unison_owner
--

ALTER TABLE ONLY identity.one_time_tokens
    ADD CONSTRAINT one_time_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES identity.users(id);


--
-- Name: refresh_tokens refresh_tokens_session_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: unison_owner
--

ALTER TABLE ONLY identity.refresh_tokens
    ADD CONSTRAINT refresh_tokens_session_id_fkey FOREIGN KEY (session_id) REFERENCES identity.sessions(id) ON DELETE CASCADE;


--
-- Name: role_permissions role_permissions_permission_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: unison_owner
--

ALTER TABLE ONLY identity.role_permissions
    ADD CONSTRAINT role_permissions_permission_fkey FOREIGN KEY (permission) REFERENCES identity.permissions(permission);


--
-- Name: role_permissions role_permissions_role_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: unison_owner
--

ALTER TABLE ONLY identity.role_permissions
    ADD CONSTRAINT role_permissions_role_fkey FOREIGN KEY (role) REFERENCES identity.roles(role);


--
-- Name: sessions sessions_acting_staff_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: unison_owner
--

ALTER TABLE ONLY identity.sessions
    ADD CONSTRAINT sessions_acting_staff_id_fkey FOREIGN KEY (acting_staff_id) REFERENCES identity.users(id);


--
-- Name: sessions sessions_organization_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: unison_owner
--

ALTER TABLE ONLY identity.sessions
    ADD CONSTRAINT sessions_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES identity.organizations(id);


--
-- Name: sessions sessions_user_id_fkey; Type: FK CONSTRAINT; Schema: identity; Owner: unison_owner
--

ALTER TABLE ONLY identity.sessions
    ADD CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES identity.users(id);


--
-- Name: registry registry_requested_by_fkey; Type: FK CONSTRAINT; Schema: jobs; Owner: unison_owner
--

ALTER TABLE ONLY jobs.registry
    ADD CONSTRAINT registry_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES identity.users(id);


--
-- Name: runs runs_organization_id_fkey; Type: FK CONSTRAINT; Schema: jobs; Owner: unison_owner
--

ALTER TABLE ONLY jobs.runs
    ADD CONSTRAINT runs_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES identity.organizations(id);


--
-- Name: runs runs_requested_by_fkey; Type: FK CONSTRAINT; Schema: jobs; Owner: unison_owner
--

ALTER TABLE ONLY jobs.runs
    ADD CONSTRAINT runs_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES identity.users(id);


--
-- Name: emails emails_organization_id_fkey; Type: FK CONSTRAINT; Schema: notify; Owner: unison_owner
--

ALTER TABLE ONLY notify.emails
    ADD CONSTRAINT emails_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES identity.organizations(id);


--
-- Name: emails emails_user_id_fkey; Type: FK CONSTRAINT; Schema: notify; Owner: unison_owner
--

ALTER TABLE ONLY notify.emails
    ADD CONSTRAINT emails_user_id_fkey FOREIGN KEY (user_id) REFERENCES identity.users(id);


--
-- Name: alerts alerts_feature_code_fkey; Type: FK CONSTRAINT; Schema: usage; Owner: unison_owner
--

ALTER TABLE ONLY usage.alerts
    ADD CONSTRAINT alerts_feature_code_fkey FOREIGN KEY (feature_code) REFERENCES catalog.features(code);


--
-- Name: alerts alerts_organization_id_fkey; Type: FK CONSTRAINT; Schema: usage; Owner: unison_owner
--

ALTER TABLE ONLY usage.alerts
    ADD CONSTRAINT alerts_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES identity.organizations(id);


--
-- Name: counted_tables counted_tables_feature_code_fkey; Type: FK CONSTRAINT; Schema: usage; Owner: unison_owner
--

ALTER TABLE ONLY usage.counted_tables
    ADD CONSTRAINT counted_tables_feature_code_fkey FOREIGN KEY (feature_code) REFERENCES catalog.features(code);


--
-- Name: counters counters_feature_code_fkey; Type: FK CONSTRAINT; Schema: usage; Owner: unison_owner
--

ALTER TABLE ONLY usage.counters
    ADD CONSTRAINT counters_feature_code_fkey FOREIGN KEY (feature_code) REFERENCES catalog.features(code);


--
-- Name: counters counters_organization_id_fkey; Type: FK CONSTRAINT; Schema: usage; Owner: unison_owner
--

ALTER TABLE ONLY usage.counters
    ADD CONSTRAINT counters_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES identity.organizations(id);


--
-- Name: meters meters_feature_code_fkey; Type: FK CONSTRAINT; Schema: usage; Owner: unison_owner
--

ALTER TABLE ONLY usage.meters
    ADD CONSTRAINT meters_feature_code_fkey FOREIGN KEY (feature_code) REFERENCES catalog.features(code);


--
-- Name: overrides overrides_feature_code_fkey; Type: FK CONSTRAINT; Schema: usage; Owner: unison_owner
--

ALTER TABLE ONLY usage.overrides
    ADD CONSTRAINT overrides_feature_code_fkey FOREIGN KEY (feature_code) REFERENCES catalog.features(code);


--
-- Name: overrides overrides_granted_by_fkey; Type: FK CONSTRAINT; Schema: usage; Owner: unison_owner
--

ALTER TABLE ONLY usage.overrides
    ADD CONSTRAINT overrides_granted_by_fkey FOREIGN KEY (granted_by) REFERENCES identity.users(id);


--
-- Name: overrides overrides_organization_id_fkey; Type: FK CONSTRAINT; Schema: usage; Owner: unison_owner
--

ALTER TABLE ONLY usage.overrides
    ADD CONSTRAINT overrides_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES identity.organizations(id);


--
-- Name: overrides overrides_revoked_by_fkey; Type: FK CONSTRAINT; Schema: usage; Owner: unison_owner
--

ALTER TABLE ONLY usage.overrides
    ADD CONSTRAINT overrides_revoked_by_fkey FOREIGN KEY (revoked_by) REFERENCES identity.users(id);


--
-- Name: rollups rollups_meter_code_fkey; Type: FK CONSTRAINT; Schema: usage; Owner: unison_owner
--

ALTER TABLE ONLY usage.rollups
    ADD CONSTRAINT rollups_meter_code_fkey FOREIGN KEY (meter_code) REFERENCES usage.meters(code);


--
-- Name: rollups rollups_organization_id_fkey; Type: FK CONSTRAINT; Schema: usage; Owner: unison_owner
--

ALTER TABLE ONLY usage.rollups
    ADD CONSTRAINT rollups_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES identity.organizations(id);


--
-- Name: deliveries deliveries_endpoint_id_fkey; Type: FK CONSTRAINT; Schema: webhooks; Owner: unison_owner
--

ALTER TABLE ONLY webhooks.deliveries
    ADD CONSTRAINT deliveries_endpoint_id_fkey FOREIGN KEY (organization_id, endpoint_id) REFERENCES webhooks.endpoints(organization_id, id);


--
-- Name: deliveries deliveries_event_id_fkey; Type: FK CONSTRAINT; Schema: webhooks; Owner: unison_owner
--

ALTER TABLE ONLY webhooks.deliveries
    ADD CONSTRAINT deliveries_event_id_fkey FOREIGN KEY (organization_id, event_id) REFERENCES webhooks.events(organization_id, id);


--
-- Name: deliveries deliveries_requeued_by_fkey; Type: FK CONSTRAINT; Schema: webhooks; Owner: unison_owner
--

ALTER TABLE ONLY webhooks.deliveries
    ADD CONSTRAINT deliveries_requeued_by_fkey FOREIGN KEY (requeued_by) REFERENCES identity.users(id);


--
-- Name: delivery_attempts delivery_attempts_delivery_id_fkey; Type: FK CONSTRAINT; Schema: webhooks; Owner: unison_owner
--

ALTER TABLE ONLY webhooks.delivery_attempts
    ADD CONSTRAINT delivery_attempts_delivery_id_fkey FOREIGN KEY (organization_id, delivery_id) REFERENCES webhooks.deliveries(organization_id, id);


--
-- Name: endpoint_secrets endpoint_secrets_endpoint_id_fkey; Type: FK CONSTRAINT; Schema: webhooks; Owner: unison_owner
--

ALTER TABLE ONLY webhooks.endpoint_secrets
    ADD CONSTRAINT endpoint_secrets_endpoint_id_fkey FOREIGN KEY (organization_id, endpoint_id) REFERENCES webhooks.endpoints(organization_id, id);


--
-- Name: endpoints endpoints_created_by_fkey; Type: FK CONSTRAINT; Schema: webhooks; Owner: unison_owner
--

ALTER TABLE ONLY webhooks.endpoints
    ADD CONSTRAINT endpoints_created_by_fkey FOREIGN KEY (created_by) REFERENCES identity.users(id);


--
-- Name: endpoints endpoints_organization_id_fkey; Type: FK CONSTRAINT; Schema: webhooks; Owner: unison_owner
--

ALTER TABLE ONLY webhooks.endpoints
    ADD CONSTRAINT endpoints_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES identity.organizations(id);


--
-- Name: events events_organization_id_fkey; Type: FK CONSTRAINT; Schema: webhooks; Owner: unison_owner
--

ALTER TABLE ONLY webhooks.events
    ADD CONSTRAINT events_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES identity.organizations(id);


--
-- Name: events events_type_fkey; Type: FK CONSTRAINT; Schema: webhooks; Owner: unison_owner
--

ALTER TABLE ONLY webhooks.events
    ADD CONSTRAINT events_type_fkey FOREIGN KEY (type) REFERENCES webhooks.event_types(type);


--
-- Name: state_marks state_marks_organization_id_fkey; Type: FK CONSTRAINT; Schema: webhooks; Owner: unison_owner
--

ALTER TABLE ONLY webhooks.state_marks
    ADD CONSTRAINT state_marks_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES identity.organizations(id);


--
-- Name: stripe_event_waits stripe_event_waits_event_id_fkey; Type: FK CONSTRAINT; Schema: webhooks; Owner: unison_owner
--

ALTER TABLE ONLY webhooks.stripe_event_waits
    ADD CONSTRAINT stripe_event_waits_event_id_fkey FOREIGN KEY (event_id) REFERENCES webhooks.stripe_events(id);


--
-- Name: custom_fields; Type: ROW SECURITY; Schema: app; Owner: unison_owner
--

ALTER TABLE app.custom_fields ENABLE ROW LEVEL SECURITY;

--
-- Name: plants; Type: ROW SECURITY; Schema: app; Owner: unison_owner
--

ALTER TABLE app.plants ENABLE ROW LEVEL SECURITY;

--
-- Name: subscription_versions analyst_select; Type: POLICY; Schema: billing; Owner: unison_owner
--

CREATE POLICY analyst_select ON billing.subscription_versions FOR SELECT TO analyst USING (true);


--
-- Name: bound_trials; Type: ROW SECURITY; Schema: billing; Owner: unison_owner
--

ALTER TABLE billing.bound_trials ENABLE ROW LEVEL SECURITY;

--
-- Name: charges; Type: ROW SECURITY; Schema: billing; Owner: unison_owner
--

ALTER TABLE billing.charges ENABLE ROW LEVEL SECURITY;

--
-- Name: checkout_sessions; Type: ROW SECURITY; Schema: billing; Owner: unison_owner
--

ALTER TABLE billing.checkout_sessions ENABLE ROW LEVEL SECURITY;

--
-- Name: customers; Type: ROW SECURITY; Schema: billing; Owner: unison_owner
--

ALTER TABLE billing.customers ENABLE ROW LEVEL SECURITY;

--
-- Name: disputes; Type: ROW SECURITY; Schema: billing; Owner: unison_owner
--

ALTER TABLE billing.disputes ENABLE ROW LEVEL SECURITY;

--
-- Name: invoice_documents; Type: ROW SECURITY; Schema: billing; Owner: unison_owner
--

ALTER TABLE billing.invoice_documents ENABLE ROW LEVEL SECURITY;

--
-- Name: invoice_lines; Type: ROW SECURITY; Schema: billing; Owner: unison_owner
--

ALTER TABLE billing.invoice_lines ENABLE ROW LEVEL SECURITY;

--
-- Name: invoices; Type: ROW SECURITY; Schema: billing; Owner: unison_owner
--

ALTER TABLE billing.invoices ENABLE ROW LEVEL SECURITY;

--
-- Name: payment_methods; Type: ROW SECURITY; Schema: billing; Owner: unison_owner
--

ALTER TABLE billing.payment_methods ENABLE ROW LEVEL SECURITY;

--
-- Name: payments; Type: ROW SECURITY; Schema: billing; Owner: unison_owner
--

ALTER TABLE billing.payments ENABLE ROW LEVEL SECURITY;

--
-- Name: profiles; Type: ROW SECURITY; Schema: billing; Owner: unison_owner
--

ALTER TABLE billing.profiles ENABLE ROW LEVEL SECURITY;

--
-- Name: refunds; Type: ROW SECURITY; Schema: billing; Owner: unison_owner
--

ALTER TABLE billing.refunds ENABLE ROW LEVEL SECURITY;

--
-- Name: invoice_lines staff_select; Type: POLICY; Schema: billing; Owner: unison_owner
--

CREATE POLICY staff_select ON billing.invoice_lines FOR SELECT TO platform_admin USING (true);


--
-- Name: invoices staff_select; Type: POLICY; Schema: billing; Owner: unison_owner
--

CREATE POLICY staff_select ON billing.invoices FOR SELECT TO platform_admin USING (true);


--
-- Name: payments staff_select; Type: POLICY; Schema: billing; Owner: unison_owner
--

CREATE POLICY staff_select ON billing.payments FOR SELECT TO platform_admin USING (true);


--
-- Name: stripe_commands staff_select; Type: POLICY; Schema: billing; Owner: unison_owner
--

CREATE POLICY staff_select ON billing.stripe_commands FOR SELECT TO platform_admin USING (true);


--
-- Name: stripe_objects staff_select; Type: POLICY; Schema: billing; Owner: unison_owner
--

CREATE POLICY staff_select ON billing.stripe_objects FOR SELECT TO platform_admin USING (true);


--
-- Name: subscription_items staff_select; Type: POLICY; Schema: billing; Owner: unison_owner
--

CREATE POLICY staff_select ON billing.subscription_items FOR SELECT TO platform_admin USING (true);


--
-- Name: subscription_versions staff_select; Type: POLICY; Schema: billing; Owner: unison_owner
--

CREATE POLICY staff_select ON billing.subscription_versions FOR SELECT TO platform_admin USING (true);


--
-- Name: subscriptions staff_select; Type: POLICY; Schema: billing; Owner: unison_owner
--

CREATE POLICY staff_select ON billing.subscriptions FOR SELECT TO platform_admin USING (true);


--
-- Name: stripe_commands; Type: ROW SECURITY; Schema: billing; Owner: unison_owner
--

ALTER TABLE billing.stripe_commands ENABLE ROW LEVEL SECURITY;

--
-- Name: stripe_discounts; Type: ROW SECURITY; Schema: billing; Owner: unison_owner
--

ALTER TABLE billing.stripe_discounts ENABLE ROW LEVEL SECURITY;

--
-- Name: stripe_objects; Type: ROW SECURITY; Schema: billing; Owner: unison_owner
--

ALTER TABLE billing.stripe_objects ENABLE ROW LEVEL SECURITY;

--
-- Name: stripe_snapshots; Type: ROW SECURITY; Schema: billing; Owner: unison_owner
--

ALTER TABLE billing.stripe_snapshots ENABLE ROW LEVEL SECURITY;

--
-- Name: subscription_facts; Type: ROW SECURITY; Schema: billing; Owner: unison_owner
--

ALTER TABLE billing.subscription_facts ENABLE ROW LEVEL SECURITY;

--
-- Name: subscription_items; Type: ROW SECURITY; Schema: billing; Owner: unison_owner
--

ALTER TABLE billing.subscription_items ENABLE ROW LEVEL SECURITY;

--
-- Name: subscription_transitions; Type: ROW SECURITY; Schema: billing; Owner: unison_owner
--

ALTER TABLE billing.subscription_transitions ENABLE ROW LEVEL SECURITY;

--
-- Name: subscription_versions; Type: ROW SECURITY; Schema: billing; Owner: unison_owner
--

ALTER TABLE billing.subscription_versions ENABLE ROW LEVEL SECURITY;

--
-- Name: subscriptions; Type: ROW SECURITY; Schema: billing; Owner: unison_owner
--

ALTER TABLE billing.subscriptions ENABLE ROW LEVEL SECURITY;

--
-- Name: checkout_sessions tenant_select; Type: POLICY; Schema: billing; Owner: unison_owner
--

CREATE POLICY tenant_select ON billing.checkout_sessions FOR SELECT TO authenticated USING (((organization_id = ( SELECT identity.current_organization_id() AS current_organization_id)) AND ( SELECT identity.has_permission('billing.manage'::text) AS has_permission)));


--
-- Name: invoice_lines tenant_select; Type: POLICY; Schema: billing; Owner: unison_owner
--

CREATE POLICY tenant_select ON billing.invoice_lines FOR SELECT TO authenticated USING (((organization_id = ( SELECT identity.current_organization_id() AS current_organization_id)) AND ( SELECT identity.has_permission('billing.read'::text) AS has_permission)));


--
-- Name: invoices tenant_select; Type: POLICY; Schema: billing; Owner: unison_owner
--

CREATE POLICY tenant_select ON billing.invoices FOR SELECT TO authenticated USING (((organization_id = ( SELECT identity.current_organization_id() AS current_organization_id)) AND ( SELECT identity.has_permission('billing.read'::text) AS has_permission)));


--
-- Name: payments tenant_select; Type: POLICY; Schema: billing; Owner: unison_owner
--

CREATE POLICY tenant_select ON billing.payments FOR SELECT TO authenticated USING (((organization_id = ( SELECT identity.current_organization_id() AS current_organization_id)) AND ( SELECT identity.has_permission('billing.read'::text) AS has_permission)));


--
-- Name: profiles tenant_select; Type: POLICY; Schema: billing; Owner: unison_owner
--

CREATE POLICY tenant_select ON billing.profiles FOR SELECT TO authenticated USING (((organization_id = ( SELECT identity.current_organization_id() AS current_organization_id)) AND ( SELECT identity.has_permission('billing.read'::text) AS has_permission)));


--
-- Name: stripe_commands tenant_select; Type: POLICY; Schema: billing; Owner: unison_owner
--

CREATE POLICY tenant_select ON billing.stripe_commands FOR SELECT TO authenticated USING (((organization_id = ( SELECT identity.current_organization_id() AS current_organization_id)) AND ( SELECT identity.has_permission('billing.manage'::text) AS has_permission)));


--
-- Name: subscription_items tenant_select; Type: POLICY; Schema: billing; Owner: unison_owner
--

CREATE POLICY tenant_select ON billing.subscription_items FOR SELECT TO authenticated USING ((organization_id = ( SELECT identity.current_organization_id() AS current_organization_id)));


--
-- Name: subscription_versions tenant_select; Type: POLICY; Schema: billing; Owner: unison_owner
--

CREATE POLICY tenant_select ON billing.subscription_versions FOR SELECT TO authenticated USING ((organization_id = ( SELECT identity.current_organization_id() AS current_organization_id)));


--
-- Name: subscriptions tenant_select; Type: POLICY; Schema: billing; Owner: unison_owner
--

CREATE POLICY tenant_select ON billing.subscriptions FOR SELECT TO authenticated USING ((organization_id = ( SELECT identity.current_organization_id() AS current_organization_id)));


--
-- Name: trials; Type: ROW SECURITY; Schema: billing; Owner: unison_owner
--

ALTER TABLE billing.trials ENABLE ROW LEVEL SECURITY;

--
-- Name: add_ons; Type: ROW SECURITY; Schema: catalog; Owner: unison_owner
--

ALTER TABLE catalog.add_ons ENABLE ROW LEVEL SECURITY;

--
-- Name: features; Type: ROW SECURITY; Schema: catalog; Owner: unison_owner
--

ALTER TABLE catalog.features ENABLE ROW LEVEL SECURITY;

--
-- Name: plan_features; Type: ROW SECURITY; Schema: catalog; Owner: unison_owner
--

ALTER TABLE catalog.plan_features ENABLE ROW LEVEL SECURITY;

--
-- Name: plan_versions; Type: ROW SECURITY; Schema: catalog; Owner: unison_owner
--

ALTER TABLE catalog.plan_versions ENABLE ROW LEVEL SECURITY;

--
-- Name: plans; Type: ROW SECURITY; Schema: catalog; Owner: unison_owner
--

ALTER TABLE catalog.plans ENABLE ROW LEVEL SECURITY;

--
-- Name: prices; Type: ROW SECURITY; Schema: catalog; Owner: unison_owner
--

ALTER TABLE catalog.prices ENABLE ROW LEVEL SECURITY;

--
-- Name: add_ons public_select; Type: POLICY; Schema: catalog; Owner: unison_owner
--

CREATE POLICY public_select ON catalog.add_ons FOR SELECT TO anon, authenticated USING (true);


--
-- Name: features public_select; Type: POLICY; Schema: catalog; Owner: unison_owner
--

CREATE POLICY public_select ON catalog.features FOR SELECT TO anon, authenticated USING (true);


--
-- Name: plan_features public_select; Type: POLICY; Schema: catalog; Owner: unison_owner
--

CREATE POLICY public_select ON catalog.plan_features FOR SELECT TO anon, authenticated USING ((EXISTS ( SELECT
   FROM catalog.plan_versions v
  WHERE (v.id = plan_features.plan_version_id))));


--
-- Name: plan_versions public_select; Type: POLICY; Schema: catalog; Owner: unison_owner
--

CREATE POLICY public_select ON catalog.plan_versions FOR SELECT TO anon, authenticated USING ((published_at IS NOT NULL));


--
-- Name: plans public_select; Type: POLICY; Schema: catalog; Owner: unison_owner
--

CREATE POLICY public_select ON catalog.plans FOR SELECT TO anon, authenticated USING (is_public);


--
-- Name: prices public_select; Type: POLICY; Schema: catalog; Owner: unison_owner
--

CREATE POLICY public_select ON catalog.prices FOR SELECT TO anon, authenticated USING (((plan_version_id IS NULL) OR (EXISTS ( SELECT
   FROM catalog.plan_versions v
  WHERE (v.id = prices.plan_version_id)))));


--
-- Name: add_ons staff_select; Type: POLICY; Schema: catalog; Owner: unison_owner
--

CREATE POLICY staff_select ON catalog.add_ons FOR SELECT TO platform_admin USING (true);


--
-- Name: features staff_select; Type: POLICY; Schema: catalog; Owner: unison_owner
--

CREATE POLICY staff_select ON catalog.features FOR SELECT TO platform_admin USING (true);


--
-- Name: plan_features staff_select; Type: POLICY; Schema: catalog; Owner: unison_owner
--

CREATE POLICY staff_select ON catalog.plan_features FOR SELECT TO platform_admin USING (true);


--
-- Name: plan_versions staff_select; Type: POLICY; Schema: catalog; Owner: unison_owner
--

CREATE POLICY staff_select ON catalog.plan_versions FOR SELECT TO platform_admin USING (true);


--
-- Name: plans staff_select; Type: POLICY; Schema: catalog; Owner: unison_owner
--

CREATE POLICY staff_select ON catalog.plans FOR SELECT TO platform_admin USING (true);


--
-- Name: prices staff_select; Type: POLICY; Schema: catalog; Owner: unison_owner
--

CREATE POLICY staff_select ON catalog.prices FOR SELECT TO platform_admin USING (true);


--
-- Name: stripe_prices; Type: ROW SECURITY; Schema: catalog; Owner: unison_owner
--

ALTER TABLE catalog.stripe_prices ENABLE ROW LEVEL SECURITY;

--
-- Name: managed_objects; Type: ROW SECURITY; Schema: deploy; Owner: unison_owner
--

ALTER TABLE deploy.managed_objects ENABLE ROW LEVEL SECURITY;

--
-- Name: migrations; Type: ROW SECURITY; Schema: deploy; Owner: unison_owner
--

ALTER TABLE deploy.migrations ENABLE ROW LEVEL SECURITY;

--
-- Name: releases; Type: ROW SECURITY; Schema: deploy; Owner: unison_owner
--

ALTER TABLE deploy.releases ENABLE ROW LEVEL SECURITY;

--
-- Name: organizations analyst_select; Type: POLICY; Schema: identity; Owner: unison_owner
--

CREATE POLICY analyst_select ON identity.organizations FOR SELECT TO analyst USING (true);


--
-- Name: invitations; Type: ROW SECURITY; Schema: identity; Owner: unison_owner
--

ALTER TABLE identity.invitations ENABLE ROW LEVEL SECURITY;

--
-- Name: memberships; Type: ROW SECURITY; Schema: identity; Owner: unison_owner
--

ALTER TABLE identity.memberships ENABLE ROW LEVEL SECURITY;

--
-- Name: one_time_tokens; Type: ROW SECURITY; Schema: identity; Owner: unison_owner
--

ALTER TABLE identity.one_time_tokens ENABLE ROW LEVEL SECURITY;

--
-- Name: organizations; Type: ROW SECURITY; Schema: identity; Owner: unison_owner
--

ALTER TABLE identity.organizations ENABLE ROW LEVEL SECURITY;

--
-- Name: permissions; Type: ROW SECURITY; Schema: identity; Owner: unison_owner
--

ALTER TABLE identity.permissions ENABLE ROW LEVEL SECURITY;

--
-- Name: refresh_tokens; Type: ROW SECURITY; Schema: identity; Owner: unison_owner
--

ALTER TABLE identity.refresh_tokens ENABLE ROW LEVEL SECURITY;

--
-- Name: role_permissions; Type: ROW SECURITY; Schema: identity; Owner: unison_owner
--

ALTER TABLE identity.role_permissions ENABLE ROW LEVEL SECURITY;

--
-- Name: roles; Type: ROW SECURITY; Schema: identity; Owner: unison_owner
--

ALTER TABLE identity.roles ENABLE ROW LEVEL SECURITY;

--
-- Name: sessions; Type: ROW SECURITY; Schema: identity; Owner: unison_owner
--

ALTER TABLE identity.sessions ENABLE ROW LEVEL SECURITY;

--
-- Name: signing_keys; Type: ROW SECURITY; Schema: identity; Owner: unison_owner
--

ALTER TABLE identity.signing_keys ENABLE ROW LEVEL SECURITY;

--
-- Name: invitations staff_select; Type: POLICY; Schema: identity; Owner: unison_owner
--

CREATE POLICY staff_select ON identity.invitations FOR SELECT TO platform_admin USING (true);


--
-- Name: memberships staff_select; Type: POLICY; Schema: identity; Owner: unison_owner
--

CREATE POLICY staff_select ON identity.memberships FOR SELECT TO platform_admin USING (true);


--
-- Name: organizations staff_select; Type: POLICY; Schema: identity; Owner: unison_owner
--

CREATE POLICY staff_select ON identity.organizations FOR SELECT TO platform_admin USING (true);


--
-- Name: users staff_select; Type: POLICY; Schema: identity; Owner: unison_owner
--

CREATE POLICY staff_select ON identity.users FOR SELECT TO platform_admin USING (true);


--
-- Name: invitations tenant_select; Type: POLICY; Schema: identity; Owner: unison_owner
--

CREATE POLICY tenant_select ON identity.invitations FOR SELECT TO authenticated USING ((organization_id = ( SELECT identity.current_organization_id() AS current_organization_id)));


--
-- Name: memberships tenant_select; Type: POLICY; Schema: identity; Owner: unison_owner
--

CREATE POLICY tenant_select ON identity.memberships FOR SELECT TO authenticated USING ((organization_id = ( SELECT identity.current_organization_id() AS current_organization_id)));


--
-- Name: organizations tenant_select; Type: POLICY; Schema: identity; Owner: unison_owner
--

CREATE POLICY tenant_select ON identity.organizations FOR SELECT TO authenticated USING ((id = ( SELECT identity.current_organization_id() AS current_organization_id)));


--
-- Name: users tenant_select; Type: POLICY; Schema: identity; Owner: unison_owner
--

CREATE POLICY tenant_select ON identity.users FOR SELECT TO authenticated USING ((id IN ( SELECT m.user_id
   FROM identity.memberships m
  WHERE (m.organization_id = ( SELECT identity.current_organization_id() AS current_organization_id)))));


--
-- Name: throttles; Type: ROW SECURITY; Schema: identity; Owner: unison_owner
--

ALTER TABLE identity.throttles ENABLE ROW LEVEL SECURITY;

--
-- Name: users; Type: ROW SECURITY; Schema: identity; Owner: unison_owner
--

ALTER TABLE identity.users ENABLE ROW LEVEL SECURITY;

--
-- Name: registry; Type: ROW SECURITY; Schema: jobs; Owner: unison_owner
--

ALTER TABLE jobs.registry ENABLE ROW LEVEL SECURITY;

--
-- Name: runs; Type: ROW SECURITY; Schema: jobs; Owner: unison_owner
--

ALTER TABLE jobs.runs ENABLE ROW LEVEL SECURITY;

--
-- Name: sidecars; Type: ROW SECURITY; Schema: jobs; Owner: unison_owner
--

ALTER TABLE jobs.sidecars ENABLE ROW LEVEL SECURITY;

--
-- Name: runs staff_select; Type: POLICY; Schema: jobs; Owner: unison_owner
--

CREATE POLICY staff_select ON jobs.runs FOR SELECT TO platform_admin USING (true);


--
-- Name: workers; Type: ROW SECURITY; Schema: jobs; Owner: unison_owner
--

ALTER TABLE jobs.workers ENABLE ROW LEVEL SECURITY;

--
-- Name: _http_response; Type: ROW SECURITY; Schema: net; Owner: unison_owner
--

ALTER TABLE net._http_response ENABLE ROW LEVEL SECURITY;

--
-- Name: http_request_queue; Type: ROW SECURITY; Schema: net; Owner: unison_owner
--

ALTER TABLE net.http_request_queue ENABLE ROW LEVEL SECURITY;

--
-- Name: emails; Type: ROW SECURITY; Schema: notify; Owner: unison_owner
--

ALTER TABLE notify.emails ENABLE ROW LEVEL SECURITY;

--
-- Name: emails staff_select; Type: POLICY; Schema: notify; Owner: unison_owner
--

CREATE POLICY staff_select ON notify.emails FOR SELECT TO platform_admin USING (true);


--
-- Name: alerts; Type: ROW SECURITY; Schema: usage; Owner: unison_owner
--

ALTER TABLE usage.alerts ENABLE ROW LEVEL SECURITY;

--
-- Name: counted_tables; Type: ROW SECURITY; Schema: usage; Owner: unison_owner
--

ALTER TABLE usage.counted_tables ENABLE ROW LEVEL SECURITY;

--
-- Name: counters; Type: ROW SECURITY; Schema: usage; Owner: unison_owner
--

ALTER TABLE usage.counters ENABLE ROW LEVEL SECURITY;

--
-- Name: events; Type: ROW SECURITY; Schema: usage; Owner: unison_owner
--

ALTER TABLE usage.events ENABLE ROW LEVEL SECURITY;

--
-- Name: meters; Type: ROW SECURITY; Schema: usage; Owner: unison_owner
--

ALTER TABLE usage.meters ENABLE ROW LEVEL SECURITY;

--
-- Name: overrides; Type: ROW SECURITY; Schema: usage; Owner: unison_owner
--

ALTER TABLE usage.overrides ENABLE ROW LEVEL SECURITY;

--
-- Name: rollups; Type: ROW SECURITY; Schema: usage; Owner: unison_owner
--

ALTER TABLE usage.rollups ENABLE ROW LEVEL SECURITY;

--
-- Name: snapshots; Type: ROW SECURITY; Schema: usage; Owner: unison_owner
--

ALTER TABLE usage.snapshots ENABLE ROW LEVEL SECURITY;

--
-- Name: alerts tenant_select; Type: POLICY; Schema: usage; Owner: unison_owner
--

CREATE POLICY tenant_select ON usage.alerts FOR SELECT TO authenticated USING ((organization_id = ( SELECT identity.current_organization_id() AS current_organization_id)));


--
-- Name: snapshots tenant_select; Type: POLICY; Schema: usage; Owner: unison_owner
--

CREATE POLICY tenant_select ON usage.snapshots FOR SELECT TO authenticated USING ((organization_id = ( SELECT identity.current_organization_id() AS current_organization_id)));


--
-- Name: clocks; Type: ROW SECURITY; Schema: util; Owner: unison_owner
--

ALTER TABLE util.clocks ENABLE ROW LEVEL SECURITY;

--
-- Name: error_codes; Type: ROW SECURITY; Schema: util; Owner: unison_owner
--

ALTER TABLE util.error_codes ENABLE ROW LEVEL SECURITY;

--
-- Name: settings; Type: ROW SECURITY; Schema: util; Owner: unison_owner
--

ALTER TABLE util.settings ENABLE ROW LEVEL SECURITY;

--
-- Name: alarms; Type: ROW SECURITY; Schema: webhooks; Owner: unison_owner
--

ALTER TABLE webhooks.alarms ENABLE ROW LEVEL SECURITY;

--
-- Name: deliveries; Type: ROW SECURITY; Schema: webhooks; Owner: unison_owner
--

ALTER TABLE webhooks.deliveries ENABLE ROW LEVEL SECURITY;

--
-- Name: delivery_attempts; Type: ROW SECURITY; Schema: webhooks; Owner: unison_owner
--

ALTER TABLE webhooks.delivery_attempts ENABLE ROW LEVEL SECURITY;

--
-- Name: endpoint_secrets; Type: ROW SECURITY; Schema: webhooks; Owner: unison_owner
--

ALTER TABLE webhooks.endpoint_secrets ENABLE ROW LEVEL SECURITY;

--
-- Name: endpoints; Type: ROW SECURITY; Schema: webhooks; Owner: unison_owner
--

ALTER TABLE webhooks.endpoints ENABLE ROW LEVEL SECURITY;

--
-- Name: event_types; Type: ROW SECURITY; Schema: webhooks; Owner: unison_owner
--

ALTER TABLE webhooks.event_types ENABLE ROW LEVEL SECURITY;

--
-- Name: events; Type: ROW SECURITY; Schema: webhooks; Owner: unison_owner
--

ALTER TABLE webhooks.events ENABLE ROW LEVEL SECURITY;

--
-- Name: alarms staff_select; Type: POLICY; Schema: webhooks; Owner: unison_owner
--

CREATE POLICY staff_select ON webhooks.alarms FOR SELECT TO platform_admin USING (true);


--
-- Name: deliveries staff_select; Type: POLICY; Schema: webhooks; Owner: unison_owner
--

CREATE POLICY staff_select ON webhooks.deliveries FOR SELECT TO platform_admin USING (true);


--
-- Name: endpoints staff_select; Type: POLICY; Schema: webhooks; Owner: unison_owner
--

CREATE POLICY staff_select ON webhooks.endpoints FOR SELECT TO platform_admin USING (true);


--
-- Name: events staff_select; Type: POLICY; Schema: webhooks; Owner: unison_owner
--

CREATE POLICY staff_select ON webhooks.events FOR SELECT TO platform_admin USING (true);


--
-- Name: stripe_events staff_select; Type: POLICY; Schema: webhooks; Owner: unison_owner
--

CREATE POLICY staff_select ON webhooks.stripe_events FOR SELECT TO platform_admin USING (true);


--
-- Name: state_marks; Type: ROW SECURITY; Schema: webhooks; Owner: unison_owner
--

ALTER TABLE webhooks.state_marks ENABLE ROW LEVEL SECURITY;

--
-- Name: stripe_event_waits; Type: ROW SECURITY; Schema: webhooks; Owner: unison_owner
--

ALTER TABLE webhooks.stripe_event_waits ENABLE ROW LEVEL SECURITY;

--
-- Name: stripe_events; Type: ROW SECURITY; Schema: webhooks; Owner: unison_owner
--

ALTER TABLE webhooks.stripe_events ENABLE ROW LEVEL SECURITY;

--
-- Name: deliveries tenant_select; Type: POLICY; Schema: webhooks; Owner: unison_owner
--

CREATE POLICY tenant_select ON webhooks.deliveries FOR SELECT TO authenticated USING (((organization_id = ( SELECT identity.current_organization_id() AS current_organization_id)) AND ( SELECT identity.has_permission('developers.manage'::text) AS has_permission)));


--
-- Name: delivery_attempts tenant_select; Type: POLICY; Schema: webhooks; Owner: unison_owner
--

CREATE POLICY tenant_select ON webhooks.delivery_attempts FOR SELECT TO authenticated USING (((organization_id = ( SELECT identity.current_organization_id() AS current_organization_id)) AND ( SELECT identity.has_permission('developers.manage'::text) AS has_permission)));


--
-- Name: endpoints tenant_select; Type: POLICY; Schema: webhooks; Owner: unison_owner
--

CREATE POLICY tenant_select ON webhooks.endpoints FOR SELECT TO authenticated USING (((organization_id = ( SELECT identity.current_organization_id() AS current_organization_id)) AND ( SELECT identity.has_permission('developers.manage'::text) AS has_permission)));


--
-- Name: event_types tenant_select; Type: POLICY; Schema: webhooks; Owner: unison_owner
--

CREATE POLICY tenant_select ON webhooks.event_types FOR SELECT TO authenticated USING (true);


--
-- Name: events tenant_select; Type: POLICY; Schema: webhooks; Owner: unison_owner
--

CREATE POLICY tenant_select ON webhooks.events FOR SELECT TO authenticated USING (((organization_id = ( SELECT identity.current_organization_id() AS current_organization_id)) AND ( SELECT identity.has_permission('developers.manage'::text) AS has_permission)));


--
-- Name: SCHEMA admin; Type: ACL; Schema: -; Owner: unison_owner
--

GRANT USAGE ON SCHEMA admin TO platform_admin;


--
-- Name: SCHEMA analytics; Type: ACL; Schema: -; Owner: unison_owner
--

GRANT USAGE ON SCHEMA analytics TO platform_admin;
GRANT USAGE ON SCHEMA analytics TO analyst;


--
-- Name: SCHEMA api; Type: ACL; Schema: -; Owner: unison_owner
--

GRANT USAGE ON SCHEMA api TO anon;
GRANT USAGE ON SCHEMA api TO authenticated;
GRANT USAGE ON SCHEMA api TO platform_admin;


--
-- Name: SCHEMA ext; Type: ACL; Schema: -; Owner: postgres
--

GRANT USAGE ON SCHEMA ext TO unison_owner;


--
-- Name: SCHEMA identity; Type: ACL; Schema: -; Owner: unison_owner
--

GRANT USAGE ON SCHEMA identity TO anon;
GRANT USAGE ON SCHEMA identity TO authenticated;
GRANT USAGE ON SCHEMA identity TO platform_admin;
GRANT USAGE ON SCHEMA identity TO authenticator;


--
-- Name: SCHEMA jobs; Type: ACL; Schema: -; Owner: unison_owner
--

GRANT USAGE ON SCHEMA jobs TO cron_runner;


--
-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: pg_database_owner
--

REVOKE USAGE ON SCHEMA public FROM PUBLIC;


--
-- Name: SCHEMA sidecar; Type: ACL; Schema: -; Owner: unison_owner
--

GRANT USAGE ON SCHEMA sidecar TO sidecar;


--
-- Name: FUNCTION advance_clock(organization_id uuid, to_time timestamp with time zone); Type: ACL; Schema: admin; Owner: unison_owner
--

REVOKE ALL ON FUNCTION admin.advance_clock(organization_id uuid, to_time timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION admin.advance_clock(organization_id uuid, to_time timestamp with time zone) TO platform_admin;


--
-- Name: FUNCTION invoice_pdf(organization_id uuid, id uuid); Type: ACL; Schema: admin; Owner: unison_owner
--

REVOKE ALL ON FUNCTION admin.invoice_pdf(organization_id uuid, id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION admin.invoice_pdf(organization_id uuid, id uuid) TO platform_admin;


--
-- Name: FUNCTION resolve_stripe_alarm(id bigint); Type: ACL; Schema: admin; Owner: unison_owner
--

REVOKE ALL ON FUNCTION admin.resolve_stripe_alarm(id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION admin.resolve_stripe_alarm(id bigint) TO platform_admin;


--
-- Name: FUNCTION retry_command(id uuid); Type: ACL; Schema: admin; Owner: unison_owner
--

REVOKE ALL ON FUNCTION admin.retry_command(id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION admin.retry_command(id uuid) TO platform_admin;


--
-- Name: FUNCTION retry_stripe_event(id text); Type: ACL; Schema: admin; Owner: unison_owner
--

REVOKE ALL ON FUNCTION admin.retry_stripe_event(id text) FROM PUBLIC;
GRANT ALL ON FUNCTION admin.retry_stripe_event(id text) TO platform_admin;


--
-- Name: FUNCTION now(organization_id uuid); Type: ACL; Schema: util; Owner: unison_owner
--

REVOKE ALL ON FUNCTION util.now(organization_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION util.now(organization_id uuid) TO anon;
GRANT ALL ON FUNCTION util.now(organization_id uuid) TO authenticated;
GRANT ALL ON FUNCTION util.now(organization_id uuid) TO platform_admin;
GRANT ALL ON FUNCTION util.now(organization_id uuid) TO analyst;


--
-- Name: COLUMN subscription_versions.organization_id; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(organization_id) ON TABLE billing.subscription_versions TO platform_admin;
GRANT SELECT(organization_id) ON TABLE billing.subscription_versions TO analyst;
GRANT SELECT(organization_id) ON TABLE billing.subscription_versions TO authenticated;


--
-- Name: COLUMN subscription_versions.id; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(id) ON TABLE billing.subscription_versions TO authenticated;


--
-- Name: COLUMN subscription_versions.subscription_id; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(subscription_id) ON TABLE billing.subscription_versions TO platform_admin;
GRANT SELECT(subscription_id) ON TABLE billing.subscription_versions TO analyst;
GRANT SELECT(subscription_id) ON TABLE billing.subscription_versions TO authenticated;


--
-- Name: COLUMN subscription_versions.valid_during; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(valid_during) ON TABLE billing.subscription_versions TO platform_admin;
GRANT SELECT(valid_during) ON TABLE billing.subscription_versions TO analyst;
GRANT SELECT(valid_during) ON TABLE billing.subscription_versions TO authenticated;


--
-- Name: COLUMN subscription_versions.known_during; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(known_during) ON TABLE billing.subscription_versions TO platform_admin;
GRANT SELECT(known_during) ON TABLE billing.subscription_versions TO analyst;
GRANT SELECT(known_during) ON TABLE billing.subscription_versions TO authenticated;


--
-- Name: COLUMN subscription_versions.status; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(status) ON TABLE billing.subscription_versions TO platform_admin;
GRANT SELECT(status) ON TABLE billing.subscription_versions TO analyst;
GRANT SELECT(status) ON TABLE billing.subscription_versions TO authenticated;


--
-- Name: COLUMN subscription_versions.access; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(access) ON TABLE billing.subscription_versions TO authenticated;


--
-- Name: COLUMN subscription_versions.status_reason; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(status_reason) ON TABLE billing.subscription_versions TO authenticated;


--
-- Name: COLUMN subscription_versions.plan_version_id; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(plan_version_id) ON TABLE billing.subscription_versions TO authenticated;


--
-- Name: COLUMN subscription_versions.cycle; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(cycle) ON TABLE billing.subscription_versions TO authenticated;


--
-- Name: COLUMN subscription_versions.currency; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(currency) ON TABLE billing.subscription_versions TO platform_admin;
GRANT SELECT(currency) ON TABLE billing.subscription_versions TO analyst;
GRANT SELECT(currency) ON TABLE billing.subscription_versions TO authenticated;


--
-- Name: COLUMN subscription_versions.items; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(items) ON TABLE billing.subscription_versions TO platform_admin;
GRANT SELECT(items) ON TABLE billing.subscription_versions TO analyst;
GRANT SELECT(items) ON TABLE billing.subscription_versions TO authenticated;


--
-- Name: COLUMN subscription_versions.list_arr_cents; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(list_arr_cents) ON TABLE billing.subscription_versions TO platform_admin;
GRANT SELECT(list_arr_cents) ON TABLE billing.subscription_versions TO analyst;


--
-- Name: COLUMN subscription_versions.net_arr_cents; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(net_arr_cents) ON TABLE billing.subscription_versions TO platform_admin;
GRANT SELECT(net_arr_cents) ON TABLE billing.subscription_versions TO analyst;
GRANT SELECT(net_arr_cents) ON TABLE billing.subscription_versions TO authenticated;


--
-- Name: COLUMN subscription_versions.caused_by; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(caused_by) ON TABLE billing.subscription_versions TO platform_admin;
GRANT SELECT(caused_by) ON TABLE billing.subscription_versions TO analyst;


--
-- Name: FUNCTION explain_mrr(at timestamp with time zone, organization_id uuid, known_at timestamp with time zone); Type: ACL; Schema: analytics; Owner: unison_owner
--

REVOKE ALL ON FUNCTION analytics.explain_mrr(at timestamp with time zone, organization_id uuid, known_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION analytics.explain_mrr(at timestamp with time zone, organization_id uuid, known_at timestamp with time zone) TO platform_admin;
GRANT ALL ON FUNCTION analytics.explain_mrr(at timestamp with time zone, organization_id uuid, known_at timestamp with time zone) TO analyst;


--
-- Name: FUNCTION setting(key text); Type: ACL; Schema: util; Owner: unison_owner
--

REVOKE ALL ON FUNCTION util.setting(key text) FROM PUBLIC;
GRANT ALL ON FUNCTION util.setting(key text) TO anon;
GRANT ALL ON FUNCTION util.setting(key text) TO authenticated;
GRANT ALL ON FUNCTION util.setting(key text) TO platform_admin;
GRANT ALL ON FUNCTION util.setting(key text) TO analyst;


--
-- Name: COLUMN organizations.id; Type: ACL; Schema: identity; Owner: unison_owner
--

GRANT SELECT(id) ON TABLE identity.organizations TO platform_admin;
GRANT SELECT(id) ON TABLE identity.organizations TO analyst;
GRANT SELECT(id) ON TABLE identity.organizations TO authenticated;


--
-- Name: COLUMN organizations.name; Type: ACL; Schema: identity; Owner: unison_owner
--

GRANT SELECT(name) ON TABLE identity.organizations TO authenticated;
GRANT SELECT(name) ON TABLE identity.organizations TO platform_admin;


--
-- Name: COLUMN organizations.is_sandbox; Type: ACL; Schema: identity; Owner: unison_owner
--

GRANT SELECT(is_sandbox) ON TABLE identity.organizations TO platform_admin;
GRANT SELECT(is_sandbox) ON TABLE identity.organizations TO analyst;
GRANT SELECT(is_sandbox) ON TABLE identity.organizations TO authenticated;


--
-- Name: COLUMN organizations.is_demo; Type: ACL; Schema: identity; Owner: unison_owner
--

GRANT SELECT(is_demo) ON TABLE identity.organizations TO platform_admin;


--
-- Name: COLUMN organizations.created_at; Type: ACL; Schema: identity; Owner: unison_owner
--

GRANT SELECT(created_at) ON TABLE identity.organizations TO authenticated;
GRANT SELECT(created_at) ON TABLE identity.organizations TO platform_admin;


--
-- Name: FUNCTION mrr_at(at timestamp with time zone, known_at timestamp with time zone, currency text); Type: ACL; Schema: analytics; Owner: unison_owner
--

REVOKE ALL ON FUNCTION analytics.mrr_at(at timestamp with time zone, known_at timestamp with time zone, currency text) FROM PUBLIC;
GRANT ALL ON FUNCTION analytics.mrr_at(at timestamp with time zone, known_at timestamp with time zone, currency text) TO platform_admin;
GRANT ALL ON FUNCTION analytics.mrr_at(at timestamp with time zone, known_at timestamp with time zone, currency text) TO analyst;


--
-- Name: FUNCTION accept_invitation(token text, password text, full_name text); Type: ACL; Schema: api; Owner: unison_owner
--

REVOKE ALL ON FUNCTION api.accept_invitation(token text, password text, full_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.accept_invitation(token text, password text, full_name text) TO anon;
GRANT ALL ON FUNCTION api.accept_invitation(token text, password text, full_name text) TO authenticated;
GRANT ALL ON FUNCTION api.accept_invitation(token text, password text, full_name text) TO platform_admin;


--
-- Name: FUNCTION change_member_role(user_id uuid, role text); Type: ACL; Schema: api; Owner: unison_owner
--

REVOKE ALL ON FUNCTION api.change_member_role(user_id uuid, role text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.change_member_role(user_id uuid, role text) TO authenticated;


--
-- Name: FUNCTION change_password(current_password text, new_password text); Type: ACL; Schema: api; Owner: unison_owner
--

REVOKE ALL ON FUNCTION api.change_password(current_password text, new_password text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.change_password(current_password text, new_password text) TO authenticated;
GRANT ALL ON FUNCTION api.change_password(current_password text, new_password text) TO platform_admin;


--
-- Name: FUNCTION create_organization(name text); Type: ACL; Schema: api; Owner: unison_owner
--

REVOKE ALL ON FUNCTION api.create_organization(name text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.create_organization(name text) TO authenticated;


--
-- Name: FUNCTION invite_member(email text, role text); Type: ACL; Schema: api; Owner: unison_owner
--

REVOKE ALL ON FUNCTION api.invite_member(email text, role text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.invite_member(email text, role text) TO authenticated;


--
-- Name: FUNCTION invoice_pdf(id uuid); Type: ACL; Schema: api; Owner: unison_owner
--

REVOKE ALL ON FUNCTION api.invoice_pdf(id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION api.invoice_pdf(id uuid) TO authenticated;


--
-- Name: FUNCTION open_billing_portal(); Type: ACL; Schema: api; Owner: unison_owner
--

REVOKE ALL ON FUNCTION api.open_billing_portal() FROM PUBLIC;
GRANT ALL ON FUNCTION api.open_billing_portal() TO authenticated;


--
-- Name: FUNCTION refresh(refresh_token text); Type: ACL; Schema: api; Owner: unison_owner
--

REVOKE ALL ON FUNCTION api.refresh(refresh_token text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.refresh(refresh_token text) TO anon;
GRANT ALL ON FUNCTION api.refresh(refresh_token text) TO authenticated;
GRANT ALL ON FUNCTION api.refresh(refresh_token text) TO platform_admin;


--
-- Name: FUNCTION remove_member(user_id uuid); Type: ACL; Schema: api; Owner: unison_owner
--

REVOKE ALL ON FUNCTION api.remove_member(user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION api.remove_member(user_id uuid) TO authenticated;


--
-- Name: FUNCTION report_usage(json); Type: ACL; Schema: api; Owner: unison_owner
--

REVOKE ALL ON FUNCTION api.report_usage(json) FROM PUBLIC;
GRANT ALL ON FUNCTION api.report_usage(json) TO authenticated;


--
-- Name: FUNCTION request_email_verification(); Type: ACL; Schema: api; Owner: unison_owner
--

REVOKE ALL ON FUNCTION api.request_email_verification() FROM PUBLIC;
GRANT ALL ON FUNCTION api.request_email_verification() TO authenticated;


--
-- Name: FUNCTION request_password_reset(email text); Type: ACL; Schema: api; Owner: unison_owner
--

REVOKE ALL ON FUNCTION api.request_password_reset(email text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.request_password_reset(email text) TO anon;
GRANT ALL ON FUNCTION api.request_password_reset(email text) TO authenticated;
GRANT ALL ON FUNCTION api.request_password_reset(email text) TO platform_admin;


--
-- Name: FUNCTION reset_password(token text, new_password text); Type: ACL; Schema: api; Owner: unison_owner
--

REVOKE ALL ON FUNCTION api.reset_password(token text, new_password text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.reset_password(token text, new_password text) TO anon;
GRANT ALL ON FUNCTION api.reset_password(token text, new_password text) TO authenticated;
GRANT ALL ON FUNCTION api.reset_password(token text, new_password text) TO platform_admin;


--
-- Name: FUNCTION revoke_invitation(id uuid); Type: ACL; Schema: api; Owner: unison_owner
--

REVOKE ALL ON FUNCTION api.revoke_invitation(id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION api.revoke_invitation(id uuid) TO authenticated;


--
-- Name: FUNCTION set_billing_profile(legal_name text, address_lines text[], country text, tax_id text, po_number text, contacts text[]); Type: ACL; Schema: api; Owner: unison_owner
--

REVOKE ALL ON FUNCTION api.set_billing_profile(legal_name text, address_lines text[], country text, tax_id text, po_number text, contacts text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION api.set_billing_profile(legal_name text, address_lines text[], country text, tax_id text, po_number text, contacts text[]) TO authenticated;


--
-- Name: FUNCTION sign_in(email text, password text); Type: ACL; Schema: api; Owner: unison_owner
--

REVOKE ALL ON FUNCTION api.sign_in(email text, password text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.sign_in(email text, password text) TO anon;
GRANT ALL ON FUNCTION api.sign_in(email text, password text) TO authenticated;
GRANT ALL ON FUNCTION api.sign_in(email text, password text) TO platform_admin;


--
-- Name: FUNCTION sign_out(refresh_token text); Type: ACL; Schema: api; Owner: unison_owner
--

REVOKE ALL ON FUNCTION api.sign_out(refresh_token text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.sign_out(refresh_token text) TO anon;
GRANT ALL ON FUNCTION api.sign_out(refresh_token text) TO authenticated;
GRANT ALL ON FUNCTION api.sign_out(refresh_token text) TO platform_admin;


--
-- Name: FUNCTION sign_up(email text, password text, organization_name text, full_name text); Type: ACL; Schema: api; Owner: unison_owner
--

REVOKE ALL ON FUNCTION api.sign_up(email text, password text, organization_name text, full_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.sign_up(email text, password text, organization_name text, full_name text) TO anon;
GRANT ALL ON FUNCTION api.sign_up(email text, password text, organization_name text, full_name text) TO authenticated;
GRANT ALL ON FUNCTION api.sign_up(email text, password text, organization_name text, full_name text) TO platform_admin;


--
-- Name: FUNCTION start_checkout(plan_code text, cycle text, end_trial boolean); Type: ACL; Schema: api; Owner: unison_owner
--

REVOKE ALL ON FUNCTION api.start_checkout(plan_code text, cycle text, end_trial boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION api.start_checkout(plan_code text, cycle text, end_trial boolean) TO authenticated;


--
-- Name: FUNCTION switch_organization(organization_id uuid); Type: ACL; Schema: api; Owner: unison_owner
--

REVOKE ALL ON FUNCTION api.switch_organization(organization_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION api.switch_organization(organization_id uuid) TO authenticated;


--
-- Name: FUNCTION verify_email(token text); Type: ACL; Schema: api; Owner: unison_owner
--

REVOKE ALL ON FUNCTION api.verify_email(token text) FROM PUBLIC;
GRANT ALL ON FUNCTION api.verify_email(token text) TO anon;
GRANT ALL ON FUNCTION api.verify_email(token text) TO authenticated;
GRANT ALL ON FUNCTION api.verify_email(token text) TO platform_admin;


--
-- Name: TABLE subscriptions; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT ON TABLE billing.subscriptions TO platform_admin;


--
-- Name: COLUMN subscriptions.organization_id; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(organization_id) ON TABLE billing.subscriptions TO authenticated;


--
-- Name: COLUMN subscriptions.id; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(id) ON TABLE billing.subscriptions TO authenticated;


--
-- Name: COLUMN subscriptions.is_primary; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(is_primary) ON TABLE billing.subscriptions TO authenticated;


--
-- Name: COLUMN subscriptions.status; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(status) ON TABLE billing.subscriptions TO authenticated;


--
-- Name: COLUMN subscriptions.access; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(access) ON TABLE billing.subscriptions TO authenticated;


--
-- Name: COLUMN subscriptions.status_reason; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(status_reason) ON TABLE billing.subscriptions TO authenticated;


--
-- Name: COLUMN subscriptions.plan_version_id; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(plan_version_id) ON TABLE billing.subscriptions TO authenticated;


--
-- Name: COLUMN subscriptions.cycle; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(cycle) ON TABLE billing.subscriptions TO authenticated;


--
-- Name: COLUMN subscriptions.currency; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(currency) ON TABLE billing.subscriptions TO authenticated;


--
-- Name: COLUMN subscriptions.trial_ends_at; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(trial_ends_at) ON TABLE billing.subscriptions TO authenticated;


--
-- Name: COLUMN subscriptions.current_period_start; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(current_period_start) ON TABLE billing.subscriptions TO authenticated;


--
-- Name: COLUMN subscriptions.current_period_end; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(current_period_end) ON TABLE billing.subscriptions TO authenticated;


--
-- Name: COLUMN subscriptions.cancel_at; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(cancel_at) ON TABLE billing.subscriptions TO authenticated;


--
-- Name: COLUMN subscriptions.ended_at; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(ended_at) ON TABLE billing.subscriptions TO authenticated;


--
-- Name: COLUMN subscriptions.resumes_at; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(resumes_at) ON TABLE billing.subscriptions TO authenticated;


--
-- Name: COLUMN subscriptions.net_arr_cents; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(net_arr_cents) ON TABLE billing.subscriptions TO authenticated;


--
-- Name: FUNCTION add_on_change_items(subscription billing.subscriptions, add_on_code text, quantity bigint); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.add_on_change_items(subscription billing.subscriptions, add_on_code text, quantity bigint) FROM PUBLIC;


--
-- Name: FUNCTION annualize_cents(amount_cents bigint, interval_unit text, interval_count integer); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.annualize_cents(amount_cents bigint, interval_unit text, interval_count integer) FROM PUBLIC;


--
-- Name: FUNCTION append_version(versions billing.folded_version[], version billing.folded_version, base_status text, reason text, holds jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.append_version(versions billing.folded_version[], version billing.folded_version, base_status text, reason text, holds jsonb) FROM PUBLIC;


--
-- Name: FUNCTION apply_discount(amounts bigint[], is_covered boolean[], percent_off numeric, amount_off bigint); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.apply_discount(amounts bigint[], is_covered boolean[], percent_off numeric, amount_off bigint) FROM PUBLIC;


--
-- Name: COLUMN stripe_commands.id; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(id) ON TABLE billing.stripe_commands TO authenticated;
GRANT SELECT(id) ON TABLE billing.stripe_commands TO platform_admin;


--
-- Name: COLUMN stripe_commands.organization_id; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(organization_id) ON TABLE billing.stripe_commands TO authenticated;
GRANT SELECT(organization_id) ON TABLE billing.stripe_commands TO platform_admin;


--
-- Name: COLUMN stripe_commands.kind; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(kind) ON TABLE billing.stripe_commands TO authenticated;
GRANT SELECT(kind) ON TABLE billing.stripe_commands TO platform_admin;


--
-- Name: COLUMN stripe_commands.params; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(params) ON TABLE billing.stripe_commands TO platform_admin;


--
-- Name: COLUMN stripe_commands.requested_by; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(requested_by) ON TABLE billing.stripe_commands TO platform_admin;


--
-- Name: COLUMN stripe_commands.depends_on; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(depends_on) ON TABLE billing.stripe_commands TO platform_admin;


--
-- Name: COLUMN stripe_commands.phase; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(phase) ON TABLE billing.stripe_commands TO platform_admin;


--
-- Name: COLUMN stripe_commands.status; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(status) ON TABLE billing.stripe_commands TO authenticated;
GRANT SELECT(status) ON TABLE billing.stripe_commands TO platform_admin;


--
-- Name: COLUMN stripe_commands.attempts; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(attempts) ON TABLE billing.stripe_commands TO platform_admin;


--
-- Name: COLUMN stripe_commands.first_attempt_at; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(first_attempt_at) ON TABLE billing.stripe_commands TO platform_admin;


--
-- Name: COLUMN stripe_commands.next_attempt_at; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(next_attempt_at) ON TABLE billing.stripe_commands TO platform_admin;


--
-- Name: COLUMN stripe_commands.leased_by; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(leased_by) ON TABLE billing.stripe_commands TO platform_admin;


--
-- Name: COLUMN stripe_commands.leased_until; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(leased_until) ON TABLE billing.stripe_commands TO platform_admin;


--
-- Name: COLUMN stripe_commands.request_id; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(request_id) ON TABLE billing.stripe_commands TO platform_admin;


--
-- Name: COLUMN stripe_commands.result_url; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(result_url) ON TABLE billing.stripe_commands TO authenticated;


--
-- Name: COLUMN stripe_commands.error; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(error) ON TABLE billing.stripe_commands TO authenticated;
GRANT SELECT(error) ON TABLE billing.stripe_commands TO platform_admin;


--
-- Name: COLUMN stripe_commands.created_at; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(created_at) ON TABLE billing.stripe_commands TO authenticated;
GRANT SELECT(created_at) ON TABLE billing.stripe_commands TO platform_admin;


--
-- Name: COLUMN stripe_commands.finished_at; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(finished_at) ON TABLE billing.stripe_commands TO authenticated;
GRANT SELECT(finished_at) ON TABLE billing.stripe_commands TO platform_admin;


--
-- Name: FUNCTION apply_stripe_response(command billing.stripe_commands, object jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.apply_stripe_response(command billing.stripe_commands, object jsonb) FROM PUBLIC;


--
-- Name: FUNCTION asked_at(command billing.stripe_commands); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.asked_at(command billing.stripe_commands) FROM PUBLIC;


--
-- Name: FUNCTION assert_command_params(kind text, params jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.assert_command_params(kind text, params jsonb) FROM PUBLIC;


--
-- Name: FUNCTION assert_fields(object jsonb, VARIADIC fields text[]); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.assert_fields(object jsonb, VARIADIC fields text[]) FROM PUBLIC;


--
-- Name: FUNCTION assert_transition(organization_id uuid, command text); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.assert_transition(organization_id uuid, command text) FROM PUBLIC;


--
-- Name: FUNCTION bind_trial(user_id uuid); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.bind_trial(user_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION chain_snapshots(object_id text, before_event_id text, event_ids text[], OUT chained_event_ids text[], OUT is_decided boolean); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.chain_snapshots(object_id text, before_event_id text, event_ids text[], OUT chained_event_ids text[], OUT is_decided boolean) FROM PUBLIC;


--
-- Name: FUNCTION checkout_session_params(organization_id uuid, checkout_session_id uuid); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.checkout_session_params(organization_id uuid, checkout_session_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION claim_invoice_documents(worker text, max_documents integer, lease_seconds integer); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.claim_invoice_documents(worker text, max_documents integer, lease_seconds integer) FROM PUBLIC;


--
-- Name: FUNCTION claim_stripe_commands(worker text, max_commands integer, lease_seconds integer); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.claim_stripe_commands(worker text, max_commands integer, lease_seconds integer) FROM PUBLIC;


--
-- Name: COLUMN stripe_objects.stripe_id; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(stripe_id) ON TABLE billing.stripe_objects TO platform_admin;


--
-- Name: COLUMN stripe_objects.organization_id; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(organization_id) ON TABLE billing.stripe_objects TO platform_admin;


--
-- Name: FUNCTION claim_stripe_object(object jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.claim_stripe_object(object jsonb) FROM PUBLIC;


--
-- Name: FUNCTION clear_lost_object(object_id text); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.clear_lost_object(object_id text) FROM PUBLIC;


--
-- Name: FUNCTION command_accepted(command billing.stripe_commands); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.command_accepted(command billing.stripe_commands) FROM PUBLIC;


--
-- Name: FUNCTION compare_customer(organization_id uuid); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.compare_customer(organization_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION compare_invoices(organization_id uuid); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.compare_invoices(organization_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION compare_payments(organization_id uuid); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.compare_payments(organization_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION compare_snapshots(organization_id uuid); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.compare_snapshots(organization_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION compare_subscriptions(organization_id uuid); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.compare_subscriptions(organization_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION converted_trial(organization_id uuid, OUT converted_at timestamp with time zone, OUT caused_by text); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.converted_trial(organization_id uuid, OUT converted_at timestamp with time zone, OUT caused_by text) FROM PUBLIC;


--
-- Name: FUNCTION customer_params(organization_id uuid, requested_by uuid); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.customer_params(organization_id uuid, requested_by uuid) FROM PUBLIC;


--
-- Name: FUNCTION derive_refunds(stripe_charge_id text); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.derive_refunds(stripe_charge_id text) FROM PUBLIC;


--
-- Name: FUNCTION derive_status(base_status text, hold text, reason text, OUT status text, OUT access text, OUT status_reason text); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.derive_status(base_status text, hold text, reason text, OUT status text, OUT access text, OUT status_reason text) FROM PUBLIC;


--
-- Name: FUNCTION derive_subscription(subscription billing.subscriptions, versions billing.folded_version[], at timestamp with time zone); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.derive_subscription(subscription billing.subscriptions, versions billing.folded_version[], at timestamp with time zone) FROM PUBLIC;


--
-- Name: FUNCTION differing_fields(stored jsonb, recomputed jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.differing_fields(stored jsonb, recomputed jsonb) FROM PUBLIC;


--
-- Name: FUNCTION discount_terms(organization_id uuid, discounts jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.discount_terms(organization_id uuid, discounts jsonb) FROM PUBLIC;


--
-- Name: FUNCTION elect_primary(organization_id uuid); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.elect_primary(organization_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION enqueue_stripe_command(organization_id uuid, kind text, params jsonb, depends_on uuid, id uuid); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.enqueue_stripe_command(organization_id uuid, kind text, params jsonb, depends_on uuid, id uuid) FROM PUBLIC;


--
-- Name: FUNCTION epoch(moment timestamp with time zone); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.epoch(moment timestamp with time zone) FROM PUBLIC;


--
-- Name: FUNCTION epoch_time(seconds jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.epoch_time(seconds jsonb) FROM PUBLIC;


--
-- Name: COLUMN checkout_sessions.organization_id; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(organization_id) ON TABLE billing.checkout_sessions TO authenticated;


--
-- Name: COLUMN checkout_sessions.id; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(id) ON TABLE billing.checkout_sessions TO authenticated;


--
-- Name: COLUMN checkout_sessions.plan_version_id; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(plan_version_id) ON TABLE billing.checkout_sessions TO authenticated;


--
-- Name: COLUMN checkout_sessions.cycle; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(cycle) ON TABLE billing.checkout_sessions TO authenticated;


--
-- Name: COLUMN checkout_sessions.status; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(status) ON TABLE billing.checkout_sessions TO authenticated;


--
-- Name: COLUMN checkout_sessions.url; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(url) ON TABLE billing.checkout_sessions TO authenticated;


--
-- Name: COLUMN checkout_sessions.created_at; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(created_at) ON TABLE billing.checkout_sessions TO authenticated;


--
-- Name: COLUMN checkout_sessions.expires_at; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(expires_at) ON TABLE billing.checkout_sessions TO authenticated;


--
-- Name: COLUMN checkout_sessions.superseded_at; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(superseded_at) ON TABLE billing.checkout_sessions TO authenticated;


--
-- Name: COLUMN checkout_sessions.finished_at; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(finished_at) ON TABLE billing.checkout_sessions TO authenticated;


--
-- Name: FUNCTION expire_checkout_session(session billing.checkout_sessions); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.expire_checkout_session(session billing.checkout_sessions) FROM PUBLIC;


--
-- Name: FUNCTION fail_stripe_command(command_id uuid, code text, message text, internal text); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.fail_stripe_command(command_id uuid, code text, message text, internal text) FROM PUBLIC;


--
-- Name: FUNCTION fetch_marked_objects(); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.fetch_marked_objects() FROM PUBLIC;


--
-- Name: FUNCTION fetch_request(command billing.stripe_commands); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.fetch_request(command billing.stripe_commands) FROM PUBLIC;


--
-- Name: FUNCTION find_customer(organization_id uuid, OUT state jsonb, OUT at timestamp with time zone); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.find_customer(organization_id uuid, OUT state jsonb, OUT at timestamp with time zone) FROM PUBLIC;


--
-- Name: FUNCTION find_effect(command billing.stripe_commands, answer jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.find_effect(command billing.stripe_commands, answer jsonb) FROM PUBLIC;


--
-- Name: FUNCTION find_invoice_pdf(organization_id uuid, invoice_id uuid); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.find_invoice_pdf(organization_id uuid, invoice_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION find_organization(object jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.find_organization(object jsonb) FROM PUBLIC;


--
-- Name: FUNCTION find_primary(organization_id uuid); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.find_primary(organization_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION find_strays(); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.find_strays() FROM PUBLIC;


--
-- Name: FUNCTION fold_email(email text); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.fold_email(email text) FROM PUBLIC;


--
-- Name: FUNCTION fold_subscription(organization_id uuid, subscription_id uuid); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.fold_subscription(organization_id uuid, subscription_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION has_live_stripe_subscription(organization_id uuid); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.has_live_stripe_subscription(organization_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION invoice_document_data(organization_id uuid, invoice_id uuid); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.invoice_document_data(organization_id uuid, invoice_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION is_final_state(object_kind text, state jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.is_final_state(object_kind text, state jsonb) FROM PUBLIC;


--
-- Name: FUNCTION is_known(subjects text[]); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.is_known(subjects text[]) FROM PUBLIC;


--
-- Name: FUNCTION is_renewal(previous_state jsonb, state jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.is_renewal(previous_state jsonb, state jsonb) FROM PUBLIC;


--
-- Name: FUNCTION is_second_in_doubt(object_id text, at timestamp with time zone); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.is_second_in_doubt(object_id text, at timestamp with time zone) FROM PUBLIC;


--
-- Name: FUNCTION learn_discounts(organization_id uuid, discounts jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.learn_discounts(organization_id uuid, discounts jsonb) FROM PUBLIC;


--
-- Name: FUNCTION link_invoice_lines(); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.link_invoice_lines() FROM PUBLIC;


--
-- Name: FUNCTION link_price(object jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.link_price(object jsonb) FROM PUBLIC;


--
-- Name: FUNCTION link_stripe_ids(claimed billing.stripe_objects, related_ids text[]); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.link_stripe_ids(claimed billing.stripe_objects, related_ids text[]) FROM PUBLIC;


--
-- Name: FUNCTION lock_organization(organization_id uuid); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.lock_organization(organization_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION next_discount_end(discounts jsonb, after timestamp with time zone); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.next_discount_end(discounts jsonb, after timestamp with time zone) FROM PUBLIC;


--
-- Name: FUNCTION open_billing_portal(organization_id uuid); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.open_billing_portal(organization_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION order_snapshots(object_id text); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.order_snapshots(object_id text) FROM PUBLIC;


--
-- Name: FUNCTION plan_change_items(subscription billing.subscriptions, price_id uuid); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.plan_change_items(subscription billing.subscriptions, price_id uuid) FROM PUBLIC;


--
-- Name: COLUMN prices.id; Type: ACL; Schema: catalog; Owner: unison_owner
--

GRANT SELECT(id) ON TABLE catalog.prices TO anon;
GRANT SELECT(id) ON TABLE catalog.prices TO authenticated;
GRANT SELECT(id) ON TABLE catalog.prices TO platform_admin;


--
-- Name: COLUMN prices.lookup_key; Type: ACL; Schema: catalog; Owner: unison_owner
--

GRANT SELECT(lookup_key) ON TABLE catalog.prices TO anon;
GRANT SELECT(lookup_key) ON TABLE catalog.prices TO authenticated;
GRANT SELECT(lookup_key) ON TABLE catalog.prices TO platform_admin;


--
-- Name: COLUMN prices.plan_version_id; Type: ACL; Schema: catalog; Owner: unison_owner
--

GRANT SELECT(plan_version_id) ON TABLE catalog.prices TO anon;
GRANT SELECT(plan_version_id) ON TABLE catalog.prices TO authenticated;
GRANT SELECT(plan_version_id) ON TABLE catalog.prices TO platform_admin;


--
-- Name: COLUMN prices.add_on_code; Type: ACL; Schema: catalog; Owner: unison_owner
--

GRANT SELECT(add_on_code) ON TABLE catalog.prices TO anon;
GRANT SELECT(add_on_code) ON TABLE catalog.prices TO authenticated;
GRANT SELECT(add_on_code) ON TABLE catalog.prices TO platform_admin;


--
-- Name: COLUMN prices.cycle; Type: ACL; Schema: catalog; Owner: unison_owner
--

GRANT SELECT(cycle) ON TABLE catalog.prices TO anon;
GRANT SELECT(cycle) ON TABLE catalog.prices TO authenticated;
GRANT SELECT(cycle) ON TABLE catalog.prices TO platform_admin;


--
-- Name: COLUMN prices.currency; Type: ACL; Schema: catalog; Owner: unison_owner
--

GRANT SELECT(currency) ON TABLE catalog.prices TO anon;
GRANT SELECT(currency) ON TABLE catalog.prices TO authenticated;
GRANT SELECT(currency) ON TABLE catalog.prices TO platform_admin;


--
-- Name: COLUMN prices.unit_amount_cents; Type: ACL; Schema: catalog; Owner: unison_owner
--

GRANT SELECT(unit_amount_cents) ON TABLE catalog.prices TO anon;
GRANT SELECT(unit_amount_cents) ON TABLE catalog.prices TO authenticated;
GRANT SELECT(unit_amount_cents) ON TABLE catalog.prices TO platform_admin;


--
-- Name: FUNCTION price_for_checkout(organization_id uuid, plan_code text, cycle text); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.price_for_checkout(organization_id uuid, plan_code text, cycle text) FROM PUBLIC;


--
-- Name: FUNCTION price_subscription(state jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.price_subscription(state jsonb) FROM PUBLIC;


--
-- Name: FUNCTION project_charge(organization_id uuid, state jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.project_charge(organization_id uuid, state jsonb) FROM PUBLIC;


--
-- Name: FUNCTION project_checkout_session(claimed billing.stripe_objects, state jsonb, at timestamp with time zone); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.project_checkout_session(claimed billing.stripe_objects, state jsonb, at timestamp with time zone) FROM PUBLIC;


--
-- Name: FUNCTION project_customer(claimed billing.stripe_objects, state jsonb, at timestamp with time zone); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.project_customer(claimed billing.stripe_objects, state jsonb, at timestamp with time zone) FROM PUBLIC;


--
-- Name: FUNCTION project_dispute(organization_id uuid, state jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.project_dispute(organization_id uuid, state jsonb) FROM PUBLIC;


--
-- Name: FUNCTION project_invoice(claimed billing.stripe_objects, state jsonb, previous_state jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.project_invoice(claimed billing.stripe_objects, state jsonb, previous_state jsonb) FROM PUBLIC;


--
-- Name: FUNCTION project_invoice_payments(organization_id uuid, stripe_invoice_id text, payments jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.project_invoice_payments(organization_id uuid, stripe_invoice_id text, payments jsonb) FROM PUBLIC;


--
-- Name: FUNCTION project_payment_method(organization_id uuid, state jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.project_payment_method(organization_id uuid, state jsonb) FROM PUBLIC;


--
-- Name: FUNCTION project_subscription(claimed billing.stripe_objects, state jsonb, previous_state jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.project_subscription(claimed billing.stripe_objects, state jsonb, previous_state jsonb) FROM PUBLIC;


--
-- Name: FUNCTION queue_invoice_document(organization_id uuid, invoice_id uuid); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.queue_invoice_document(organization_id uuid, invoice_id uuid) FROM PUBLIC;


--
-- Name: TABLE invoices; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT ON TABLE billing.invoices TO platform_admin;


--
-- Name: COLUMN invoices.organization_id; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(organization_id) ON TABLE billing.invoices TO authenticated;


--
-- Name: COLUMN invoices.id; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(id) ON TABLE billing.invoices TO authenticated;


--
-- Name: COLUMN invoices.subscription_id; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(subscription_id) ON TABLE billing.invoices TO authenticated;


--
-- Name: COLUMN invoices.number; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(number) ON TABLE billing.invoices TO authenticated;


--
-- Name: COLUMN invoices.status; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(status) ON TABLE billing.invoices TO authenticated;


--
-- Name: COLUMN invoices.currency; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(currency) ON TABLE billing.invoices TO authenticated;


--
-- Name: COLUMN invoices.subtotal_cents; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(subtotal_cents) ON TABLE billing.invoices TO authenticated;


--
-- Name: COLUMN invoices.discount_cents; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(discount_cents) ON TABLE billing.invoices TO authenticated;


--
-- Name: COLUMN invoices.tax_cents; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(tax_cents) ON TABLE billing.invoices TO authenticated;


--
-- Name: COLUMN invoices.total_cents; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(total_cents) ON TABLE billing.invoices TO authenticated;


--
-- Name: COLUMN invoices.amount_due_cents; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(amount_due_cents) ON TABLE billing.invoices TO authenticated;


--
-- Name: COLUMN invoices.amount_paid_cents; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(amount_paid_cents) ON TABLE billing.invoices TO authenticated;


--
-- Name: COLUMN invoices.amount_refunded_cents; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(amount_refunded_cents) ON TABLE billing.invoices TO authenticated;


--
-- Name: COLUMN invoices.created_at; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(created_at) ON TABLE billing.invoices TO authenticated;


--
-- Name: COLUMN invoices.issued_at; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(issued_at) ON TABLE billing.invoices TO authenticated;


--
-- Name: COLUMN invoices.due_at; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(due_at) ON TABLE billing.invoices TO authenticated;


--
-- Name: COLUMN invoices.paid_at; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(paid_at) ON TABLE billing.invoices TO authenticated;


--
-- Name: COLUMN invoices.service_start; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(service_start) ON TABLE billing.invoices TO authenticated;


--
-- Name: COLUMN invoices.service_end; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(service_end) ON TABLE billing.invoices TO authenticated;


--
-- Name: COLUMN invoices.hosted_url; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(hosted_url) ON TABLE billing.invoices TO authenticated;


--
-- Name: FUNCTION queue_payment_email(old billing.invoices, new billing.invoices); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.queue_payment_email(old billing.invoices, new billing.invoices) FROM PUBLIC;


--
-- Name: FUNCTION queue_status(); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.queue_status() FROM PUBLIC;
GRANT ALL ON FUNCTION billing.queue_status() TO platform_admin;


--
-- Name: FUNCTION read_charge_snapshot(object jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.read_charge_snapshot(object jsonb) FROM PUBLIC;


--
-- Name: FUNCTION read_checkout_session_snapshot(object jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.read_checkout_session_snapshot(object jsonb) FROM PUBLIC;


--
-- Name: FUNCTION read_customer_snapshot(object jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.read_customer_snapshot(object jsonb) FROM PUBLIC;


--
-- Name: FUNCTION read_discount(discount jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.read_discount(discount jsonb) FROM PUBLIC;


--
-- Name: FUNCTION read_discounts(object jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.read_discounts(object jsonb) FROM PUBLIC;


--
-- Name: FUNCTION read_dispute_snapshot(object jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.read_dispute_snapshot(object jsonb) FROM PUBLIC;


--
-- Name: FUNCTION read_invoice_payment_snapshot(object jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.read_invoice_payment_snapshot(object jsonb) FROM PUBLIC;


--
-- Name: FUNCTION read_invoice_snapshot(object jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.read_invoice_snapshot(object jsonb) FROM PUBLIC;


--
-- Name: FUNCTION read_organization_id(object jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.read_organization_id(object jsonb) FROM PUBLIC;


--
-- Name: FUNCTION read_organizations(events text[]); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.read_organizations(events text[]) FROM PUBLIC;


--
-- Name: FUNCTION read_payment_method_snapshot(object jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.read_payment_method_snapshot(object jsonb) FROM PUBLIC;


--
-- Name: FUNCTION read_snapshot(object jsonb, event_type text); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.read_snapshot(object jsonb, event_type text) FROM PUBLIC;


--
-- Name: FUNCTION read_subscription_snapshot(object jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.read_subscription_snapshot(object jsonb) FROM PUBLIC;


--
-- Name: FUNCTION record_fact(organization_id uuid, subscription_id uuid, kind text, details jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.record_fact(organization_id uuid, subscription_id uuid, kind text, details jsonb) FROM PUBLIC;


--
-- Name: FUNCTION record_fetched_page(command billing.stripe_commands, answer jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.record_fetched_page(command billing.stripe_commands, answer jsonb) FROM PUBLIC;


--
-- Name: FUNCTION record_invoice_document(document_id uuid, attempt integer, pdf bytea, error text); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.record_invoice_document(document_id uuid, attempt integer, pdf bytea, error text) FROM PUBLIC;


--
-- Name: FUNCTION record_snapshot(object jsonb, source text, snapshot_id text, created_at timestamp with time zone, event_type text); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.record_snapshot(object jsonb, source text, snapshot_id text, created_at timestamp with time zone, event_type text) FROM PUBLIC;


--
-- Name: FUNCTION record_stripe_response(command_id uuid, attempt integer, http_status integer, body text, error text); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.record_stripe_response(command_id uuid, attempt integer, http_status integer, body text, error text) FROM PUBLIC;


--
-- Name: FUNCTION reference_id(reference jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.reference_id(reference jsonb) FROM PUBLIC;


--
-- Name: FUNCTION refuse_change(); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.refuse_change() FROM PUBLIC;


--
-- Name: FUNCTION refuse_stripe_command(command billing.stripe_commands, http_status integer, body text); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.refuse_stripe_command(command billing.stripe_commands, http_status integer, body text) FROM PUBLIC;


--
-- Name: FUNCTION render_stripe_request(command billing.stripe_commands); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.render_stripe_request(command billing.stripe_commands) FROM PUBLIC;


--
-- Name: FUNCTION render_subscription_request(command billing.stripe_commands); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.render_subscription_request(command billing.stripe_commands) FROM PUBLIC;


--
-- Name: FUNCTION replay_differences(organization_id uuid); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.replay_differences(organization_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION require_stripe_customer(organization_id uuid); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.require_stripe_customer(organization_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION reread_event(event jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.reread_event(event jsonb) FROM PUBLIC;


--
-- Name: FUNCTION retry_stripe_command(command billing.stripe_commands, code text, message text, internal text); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.retry_stripe_command(command billing.stripe_commands, code text, message text, internal text) FROM PUBLIC;


--
-- Name: FUNCTION retry_undone_command(command billing.stripe_commands, answer jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.retry_undone_command(command billing.stripe_commands, answer jsonb) FROM PUBLIC;


--
-- Name: FUNCTION revive_stripe_command(command_id uuid); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.revive_stripe_command(command_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION set_profile(organization_id uuid, legal_name text, address_lines text[], country text, tax_id text, po_number text, contacts text[]); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.set_profile(organization_id uuid, legal_name text, address_lines text[], country text, tax_id text, po_number text, contacts text[]) FROM PUBLIC;


--
-- Name: FUNCTION settle_invoice(organization_id uuid, stripe_invoice_id text); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.settle_invoice(organization_id uuid, stripe_invoice_id text) FROM PUBLIC;


--
-- Name: FUNCTION snapshot_rank(object_kind text, told_by text, status text); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.snapshot_rank(object_kind text, told_by text, status text) FROM PUBLIC;


--
-- Name: FUNCTION start_checkout(organization_id uuid, plan_code text, cycle text, end_trial boolean); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.start_checkout(organization_id uuid, plan_code text, cycle text, end_trial boolean) FROM PUBLIC;


--
-- Name: FUNCTION start_trial(organization_id uuid, user_id uuid); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.start_trial(organization_id uuid, user_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION stripe_collection(object_kind text); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.stripe_collection(object_kind text) FROM PUBLIC;


--
-- Name: FUNCTION stripe_command_fields(); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.stripe_command_fields() FROM PUBLIC;


--
-- Name: FUNCTION stripe_look(command billing.stripe_commands); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.stripe_look(command billing.stripe_commands) FROM PUBLIC;


--
-- Name: FUNCTION stripe_state(); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.stripe_state() FROM PUBLIC;


--
-- Name: FUNCTION subscription_changed(old billing.subscriptions, new billing.subscriptions); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.subscription_changed(old billing.subscriptions, new billing.subscriptions) FROM PUBLIC;


--
-- Name: FUNCTION trial_end(organization_id uuid, subscription_id uuid); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.trial_end(organization_id uuid, subscription_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION trial_end_for_checkout(organization_id uuid); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.trial_end_for_checkout(organization_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION try_stripe_event(event jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.try_stripe_event(event jsonb) FROM PUBLIC;


--
-- Name: FUNCTION undo_change(object jsonb, previous jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.undo_change(object jsonb, previous jsonb) FROM PUBLIC;


--
-- Name: FUNCTION value_contract(state jsonb, discounts jsonb, at timestamp with time zone, OUT plan_version_id uuid, OUT cycle text, OUT items jsonb, OUT discount jsonb, OUT list_arr_cents bigint, OUT net_arr_cents bigint); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.value_contract(state jsonb, discounts jsonb, at timestamp with time zone, OUT plan_version_id uuid, OUT cycle text, OUT items jsonb, OUT discount jsonb, OUT list_arr_cents bigint, OUT net_arr_cents bigint) FROM PUBLIC;


--
-- Name: FUNCTION withdraw_idempotency_key(command_id uuid); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.withdraw_idempotency_key(command_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION write_invoice_lines(organization_id uuid, invoice_id uuid, lines jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.write_invoice_lines(organization_id uuid, invoice_id uuid, lines jsonb) FROM PUBLIC;


--
-- Name: FUNCTION write_refunds(organization_id uuid, charge_id uuid, stripe_charge_id text); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.write_refunds(organization_id uuid, charge_id uuid, stripe_charge_id text) FROM PUBLIC;


--
-- Name: FUNCTION write_subscription(organization_id uuid, subscription_id uuid, renewed_state jsonb); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.write_subscription(organization_id uuid, subscription_id uuid, renewed_state jsonb) FROM PUBLIC;


--
-- Name: FUNCTION write_subscription_versions(organization_id uuid, subscription_id uuid, known_at timestamp with time zone, versions billing.folded_version[]); Type: ACL; Schema: billing; Owner: unison_owner
--

REVOKE ALL ON FUNCTION billing.write_subscription_versions(organization_id uuid, subscription_id uuid, known_at timestamp with time zone, versions billing.folded_version[]) FROM PUBLIC;


--
-- Name: COLUMN plan_versions.id; Type: ACL; Schema: catalog; Owner: unison_owner
--

GRANT SELECT(id) ON TABLE catalog.plan_versions TO anon;
GRANT SELECT(id) ON TABLE catalog.plan_versions TO authenticated;
GRANT SELECT(id) ON TABLE catalog.plan_versions TO platform_admin;


--
-- Name: COLUMN plan_versions.plan_code; Type: ACL; Schema: catalog; Owner: unison_owner
--

GRANT SELECT(plan_code) ON TABLE catalog.plan_versions TO anon;
GRANT SELECT(plan_code) ON TABLE catalog.plan_versions TO authenticated;
GRANT SELECT(plan_code) ON TABLE catalog.plan_versions TO platform_admin;


--
-- Name: COLUMN plan_versions.version; Type: ACL; Schema: catalog; Owner: unison_owner
--

GRANT SELECT(version) ON TABLE catalog.plan_versions TO anon;
GRANT SELECT(version) ON TABLE catalog.plan_versions TO authenticated;
GRANT SELECT(version) ON TABLE catalog.plan_versions TO platform_admin;


--
-- Name: COLUMN plan_versions.published_at; Type: ACL; Schema: catalog; Owner: unison_owner
--

GRANT SELECT(published_at) ON TABLE catalog.plan_versions TO anon;
GRANT SELECT(published_at) ON TABLE catalog.plan_versions TO authenticated;
GRANT SELECT(published_at) ON TABLE catalog.plan_versions TO platform_admin;


--
-- Name: FUNCTION current_plan_versions(); Type: ACL; Schema: catalog; Owner: unison_owner
--

REVOKE ALL ON FUNCTION catalog.current_plan_versions() FROM PUBLIC;
GRANT ALL ON FUNCTION catalog.current_plan_versions() TO anon;
GRANT ALL ON FUNCTION catalog.current_plan_versions() TO authenticated;
GRANT ALL ON FUNCTION catalog.current_plan_versions() TO platform_admin;


--
-- Name: FUNCTION current_stripe_price_id(price_id uuid); Type: ACL; Schema: catalog; Owner: unison_owner
--

REVOKE ALL ON FUNCTION catalog.current_stripe_price_id(price_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION link_stripe_price(lookup_key text, stripe_price_id text, stripe_product_id text); Type: ACL; Schema: catalog; Owner: unison_owner
--

REVOKE ALL ON FUNCTION catalog.link_stripe_price(lookup_key text, stripe_price_id text, stripe_product_id text) FROM PUBLIC;


--
-- Name: FUNCTION price_for(plan_version_id uuid, cycle text, currency text); Type: ACL; Schema: catalog; Owner: unison_owner
--

REVOKE ALL ON FUNCTION catalog.price_for(plan_version_id uuid, cycle text, currency text) FROM PUBLIC;


--
-- Name: FUNCTION refuse_change(); Type: ACL; Schema: catalog; Owner: unison_owner
--

REVOKE ALL ON FUNCTION catalog.refuse_change() FROM PUBLIC;


--
-- Name: FUNCTION refuse_published_change(); Type: ACL; Schema: catalog; Owner: unison_owner
--

REVOKE ALL ON FUNCTION catalog.refuse_published_change() FROM PUBLIC;


--
-- Name: FUNCTION stripe_price_list(); Type: ACL; Schema: catalog; Owner: unison_owner
--

REVOKE ALL ON FUNCTION catalog.stripe_price_list() FROM PUBLIC;


--
-- Name: FUNCTION complete_migration(version integer); Type: ACL; Schema: deploy; Owner: unison_owner
--

REVOKE ALL ON FUNCTION deploy.complete_migration(version integer) FROM PUBLIC;


--
-- Name: FUNCTION complete_release(kinds text[], names text[], edges text[], rebuilt text[]); Type: ACL; Schema: deploy; Owner: unison_owner
--

REVOKE ALL ON FUNCTION deploy.complete_release(kinds text[], names text[], edges text[], rebuilt text[]) FROM PUBLIC;


--
-- Name: FUNCTION current_release(); Type: ACL; Schema: deploy; Owner: unison_owner
--

REVOKE ALL ON FUNCTION deploy.current_release() FROM PUBLIC;


--
-- Name: FUNCTION place_object(kind text, name text, relation text, definition text); Type: ACL; Schema: deploy; Owner: unison_owner
--

REVOKE ALL ON FUNCTION deploy.place_object(kind text, name text, relation text, definition text) FROM PUBLIC;


--
-- Name: FUNCTION refuse_dependants(edges text[], rebuilt text[]); Type: ACL; Schema: deploy; Owner: unison_owner
--

REVOKE ALL ON FUNCTION deploy.refuse_dependants(edges text[], rebuilt text[]) FROM PUBLIC;


--
-- Name: FUNCTION refuse_stand_ins(extension text, schema text); Type: ACL; Schema: deploy; Owner: unison_owner
--

REVOKE ALL ON FUNCTION deploy.refuse_stand_ins(extension text, schema text) FROM PUBLIC;


--
-- Name: FUNCTION remove_edges(edges text[], rebuilt text[]); Type: ACL; Schema: deploy; Owner: unison_owner
--

REVOKE ALL ON FUNCTION deploy.remove_edges(edges text[], rebuilt text[]) FROM PUBLIC;


--
-- Name: FUNCTION reset_grants(); Type: ACL; Schema: deploy; Owner: unison_owner
--

REVOKE ALL ON FUNCTION deploy.reset_grants() FROM PUBLIC;


--
-- Name: FUNCTION start_migration(version integer, name text, sha256 text); Type: ACL; Schema: deploy; Owner: unison_owner
--

REVOKE ALL ON FUNCTION deploy.start_migration(version integer, name text, sha256 text) FROM PUBLIC;


--
-- Name: FUNCTION start_release(expected_release bigint, functions_sha256 text, gate text, edges text[], rebuilt text[]); Type: ACL; Schema: deploy; Owner: unison_owner
--

REVOKE ALL ON FUNCTION deploy.start_release(expected_release bigint, functions_sha256 text, gate text, edges text[], rebuilt text[]) FROM PUBLIC;


--
-- Name: FUNCTION accept_invitation(token text, password text, full_name text); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.accept_invitation(token text, password text, full_name text) FROM PUBLIC;


--
-- Name: FUNCTION address_key(email text); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.address_key(email text) FROM PUBLIC;


--
-- Name: FUNCTION request_header(name text); Type: ACL; Schema: util; Owner: unison_owner
--

REVOKE ALL ON FUNCTION util.request_header(name text) FROM PUBLIC;


--
-- Name: FUNCTION current_client_key(); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.current_client_key() FROM PUBLIC;


--
-- Name: FUNCTION address_and_client_key(email text); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.address_and_client_key(email text) FROM PUBLIC;


--
-- Name: FUNCTION advance_clock(organization_id uuid, to_time timestamp with time zone); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.advance_clock(organization_id uuid, to_time timestamp with time zone) FROM PUBLIC;


--
-- Name: FUNCTION authenticate(email text, password text); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.authenticate(email text, password text) FROM PUBLIC;


--
-- Name: FUNCTION bind_session(session_id uuid, organization_id uuid); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.bind_session(session_id uuid, organization_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION change_member_role(organization_id uuid, user_id uuid, role text); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.change_member_role(organization_id uuid, user_id uuid, role text) FROM PUBLIC;


--
-- Name: FUNCTION change_password(current_password text, new_password text); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.change_password(current_password text, new_password text) FROM PUBLIC;


--
-- Name: FUNCTION clear_session_cookies(); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.clear_session_cookies() FROM PUBLIC;


--
-- Name: FUNCTION count_client_failure(); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.count_client_failure() FROM PUBLIC;


--
-- Name: FUNCTION count_single_try(key text, max_tries integer); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.count_single_try(key text, max_tries integer) FROM PUBLIC;


--
-- Name: FUNCTION count_try(key text, max_tries integer); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.count_try(key text, max_tries integer) FROM PUBLIC;


--
-- Name: FUNCTION create_one_time_token(purpose text, user_id uuid, organization_id uuid, invitation_id uuid); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.create_one_time_token(purpose text, user_id uuid, organization_id uuid, invitation_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION create_organization(name text, user_id uuid); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.create_organization(name text, user_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION create_signing_key(); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.create_signing_key() FROM PUBLIC;


--
-- Name: FUNCTION create_staff(email text, password text, full_name text); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.create_staff(email text, password text, full_name text) FROM PUBLIC;


--
-- Name: FUNCTION create_user(email text, password text, full_name text, kind text); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.create_user(email text, password text, full_name text, kind text) FROM PUBLIC;


--
-- Name: FUNCTION current_member_role(); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.current_member_role() FROM PUBLIC;
GRANT ALL ON FUNCTION identity.current_member_role() TO authenticated;
GRANT ALL ON FUNCTION identity.current_member_role() TO platform_admin;


--
-- Name: FUNCTION current_organization_id(); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.current_organization_id() FROM PUBLIC;
GRANT ALL ON FUNCTION identity.current_organization_id() TO anon;
GRANT ALL ON FUNCTION identity.current_organization_id() TO authenticated;
GRANT ALL ON FUNCTION identity.current_organization_id() TO platform_admin;


--
-- Name: FUNCTION current_permissions(); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.current_permissions() FROM PUBLIC;
GRANT ALL ON FUNCTION identity.current_permissions() TO authenticated;
GRANT ALL ON FUNCTION identity.current_permissions() TO platform_admin;


--
-- Name: FUNCTION current_session_id(); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.current_session_id() FROM PUBLIC;


--
-- Name: FUNCTION current_session_kind(); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.current_session_kind() FROM PUBLIC;
GRANT ALL ON FUNCTION identity.current_session_kind() TO authenticated;
GRANT ALL ON FUNCTION identity.current_session_kind() TO platform_admin;


--
-- Name: FUNCTION current_user_id(); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.current_user_id() FROM PUBLIC;
GRANT ALL ON FUNCTION identity.current_user_id() TO anon;
GRANT ALL ON FUNCTION identity.current_user_id() TO authenticated;
GRANT ALL ON FUNCTION identity.current_user_id() TO platform_admin;


--
-- Name: FUNCTION delete_signing_key(id text); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.delete_signing_key(id text) FROM PUBLIC;


--
-- Name: FUNCTION digest_password(password text); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.digest_password(password text) FROM PUBLIC;


--
-- Name: COLUMN invitations.organization_id; Type: ACL; Schema: identity; Owner: unison_owner
--

GRANT SELECT(organization_id) ON TABLE identity.invitations TO authenticated;


--
-- Name: COLUMN invitations.id; Type: ACL; Schema: identity; Owner: unison_owner
--

GRANT SELECT(id) ON TABLE identity.invitations TO authenticated;


--
-- Name: COLUMN invitations.email; Type: ACL; Schema: identity; Owner: unison_owner
--

GRANT SELECT(email) ON TABLE identity.invitations TO authenticated;


--
-- Name: COLUMN invitations.role; Type: ACL; Schema: identity; Owner: unison_owner
--

GRANT SELECT(role) ON TABLE identity.invitations TO authenticated;


--
-- Name: COLUMN invitations.invited_by; Type: ACL; Schema: identity; Owner: unison_owner
--

GRANT SELECT(invited_by) ON TABLE identity.invitations TO authenticated;


--
-- Name: COLUMN invitations.created_at; Type: ACL; Schema: identity; Owner: unison_owner
--

GRANT SELECT(created_at) ON TABLE identity.invitations TO authenticated;


--
-- Name: COLUMN invitations.expires_at; Type: ACL; Schema: identity; Owner: unison_owner
--

GRANT SELECT(expires_at) ON TABLE identity.invitations TO authenticated;


--
-- Name: COLUMN invitations.accepted_at; Type: ACL; Schema: identity; Owner: unison_owner
--

GRANT SELECT(accepted_at) ON TABLE identity.invitations TO authenticated;


--
-- Name: COLUMN invitations.accepted_by; Type: ACL; Schema: identity; Owner: unison_owner
--

GRANT SELECT(accepted_by) ON TABLE identity.invitations TO authenticated;


--
-- Name: COLUMN invitations.revoked_at; Type: ACL; Schema: identity; Owner: unison_owner
--

GRANT SELECT(revoked_at) ON TABLE identity.invitations TO authenticated;


--
-- Name: FUNCTION find_invitation(organization_id uuid, invitation_id uuid); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.find_invitation(organization_id uuid, invitation_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION find_invited_user(email text); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.find_invited_user(email text) FROM PUBLIC;


--
-- Name: FUNCTION find_member_role(organization_id uuid, user_id uuid); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.find_member_role(organization_id uuid, user_id uuid) FROM PUBLIC;


--
-- Name: COLUMN memberships.organization_id; Type: ACL; Schema: identity; Owner: unison_owner
--

GRANT SELECT(organization_id) ON TABLE identity.memberships TO authenticated;
GRANT SELECT(organization_id) ON TABLE identity.memberships TO platform_admin;


--
-- Name: COLUMN memberships.user_id; Type: ACL; Schema: identity; Owner: unison_owner
--

GRANT SELECT(user_id) ON TABLE identity.memberships TO authenticated;
GRANT SELECT(user_id) ON TABLE identity.memberships TO platform_admin;


--
-- Name: COLUMN memberships.role; Type: ACL; Schema: identity; Owner: unison_owner
--

GRANT SELECT(role) ON TABLE identity.memberships TO authenticated;


--
-- Name: COLUMN memberships.created_at; Type: ACL; Schema: identity; Owner: unison_owner
--

GRANT SELECT(created_at) ON TABLE identity.memberships TO authenticated;


--
-- Name: FUNCTION find_organization_for_session(user_id uuid); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.find_organization_for_session(user_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION guard_request(); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.guard_request() FROM PUBLIC;
GRANT ALL ON FUNCTION identity.guard_request() TO anon;
GRANT ALL ON FUNCTION identity.guard_request() TO authenticated;
GRANT ALL ON FUNCTION identity.guard_request() TO platform_admin;


--
-- Name: FUNCTION has_cookie_session(); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.has_cookie_session() FROM PUBLIC;


--
-- Name: FUNCTION has_member_permission(organization_id uuid, user_id uuid, permission text); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.has_member_permission(organization_id uuid, user_id uuid, permission text) FROM PUBLIC;


--
-- Name: FUNCTION has_permission(permission text); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.has_permission(permission text) FROM PUBLIC;
GRANT ALL ON FUNCTION identity.has_permission(permission text) TO authenticated;
GRANT ALL ON FUNCTION identity.has_permission(permission text) TO platform_admin;


--
-- Name: FUNCTION has_role(VARIADIC roles text[]); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.has_role(VARIADIC roles text[]) FROM PUBLIC;


--
-- Name: FUNCTION hash_password(password text); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.hash_password(password text) FROM PUBLIC;


--
-- Name: FUNCTION import_organization(id uuid, name text, created_at timestamp with time zone); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.import_organization(id uuid, name text, created_at timestamp with time zone) FROM PUBLIC;


--
-- Name: FUNCTION invite_member(organization_id uuid, email text, role text); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.invite_member(organization_id uuid, email text, role text) FROM PUBLIC;


--
-- Name: FUNCTION is_password(password text, password_hash text); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.is_password(password text, password_hash text) FROM PUBLIC;


--
-- Name: FUNCTION issue_tokens(session_id uuid); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.issue_tokens(session_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION lock_organization(organization_id uuid); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.lock_organization(organization_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION mark_as_demo(organization_id uuid); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.mark_as_demo(organization_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION my_organizations(); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.my_organizations() FROM PUBLIC;
GRANT ALL ON FUNCTION identity.my_organizations() TO authenticated;


--
-- Name: FUNCTION wall_clock(); Type: ACL; Schema: util; Owner: unison_owner
--

REVOKE ALL ON FUNCTION util.wall_clock() FROM PUBLIC;
GRANT ALL ON FUNCTION util.wall_clock() TO anon;
GRANT ALL ON FUNCTION util.wall_clock() TO authenticated;
GRANT ALL ON FUNCTION util.wall_clock() TO platform_admin;
GRANT ALL ON FUNCTION util.wall_clock() TO analyst;


--
-- Name: FUNCTION open_session(kind text, user_id uuid, organization_id uuid); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.open_session(kind text, user_id uuid, organization_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION pre_config(); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.pre_config() FROM PUBLIC;
GRANT ALL ON FUNCTION identity.pre_config() TO authenticator;


--
-- Name: FUNCTION refresh_session(refresh_token text); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.refresh_session(refresh_token text) FROM PUBLIC;


--
-- Name: FUNCTION respond_error(status integer, code text, message text, details jsonb, hint text); Type: ACL; Schema: util; Owner: unison_owner
--

REVOKE ALL ON FUNCTION util.respond_error(status integer, code text, message text, details jsonb, hint text) FROM PUBLIC;


--
-- Name: FUNCTION refuse_credentials(); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.refuse_credentials() FROM PUBLIC;


--
-- Name: FUNCTION refuse_refresh(); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.refuse_refresh() FROM PUBLIC;


--
-- Name: FUNCTION refuse_taken_email(); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.refuse_taken_email() FROM PUBLIC;


--
-- Name: FUNCTION refuse_token(reason text); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.refuse_token(reason text) FROM PUBLIC;


--
-- Name: FUNCTION refuse_try(window_started_at timestamp with time zone); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.refuse_try(window_started_at timestamp with time zone) FROM PUBLIC;


--
-- Name: FUNCTION remove_member(organization_id uuid, user_id uuid); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.remove_member(organization_id uuid, user_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION require_assignable_role(role text); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.require_assignable_role(role text) FROM PUBLIC;


--
-- Name: FUNCTION require_client_tries(); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.require_client_tries() FROM PUBLIC;


--
-- Name: FUNCTION require_email(email text); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.require_email(email text) FROM PUBLIC;


--
-- Name: FUNCTION require_good_password(password text, email text); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.require_good_password(password text, email text) FROM PUBLIC;


--
-- Name: FUNCTION require_other_owner(organization_id uuid, user_id uuid); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.require_other_owner(organization_id uuid, user_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION require_own_session(); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.require_own_session() FROM PUBLIC;


--
-- Name: FUNCTION require_permission(permission text); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.require_permission(permission text) FROM PUBLIC;


--
-- Name: FUNCTION require_role(VARIADIC roles text[]); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.require_role(VARIADIC roles text[]) FROM PUBLIC;


--
-- Name: FUNCTION require_staff(); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.require_staff() FROM PUBLIC;


--
-- Name: FUNCTION require_text(argument text, value text, max_length integer); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.require_text(argument text, value text, max_length integer) FROM PUBLIC;


--
-- Name: FUNCTION require_tries(key text, max_tries integer); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.require_tries(key text, max_tries integer) FROM PUBLIC;


--
-- Name: FUNCTION require_user(); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.require_user() FROM PUBLIC;


--
-- Name: FUNCTION reset_password(token text, new_password text); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.reset_password(token text, new_password text) FROM PUBLIC;


--
-- Name: FUNCTION revoke_invitation(organization_id uuid, invitation_id uuid); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.revoke_invitation(organization_id uuid, invitation_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION revoke_session(session_id uuid, reason text); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.revoke_session(session_id uuid, reason text) FROM PUBLIC;


--
-- Name: FUNCTION revoke_sessions(user_id uuid, reason text, except_session_id uuid); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.revoke_sessions(user_id uuid, reason text, except_session_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION revoke_unbacked_invitations(organization_id uuid, user_id uuid); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.revoke_unbacked_invitations(organization_id uuid, user_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION rotate_signing_keys(); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.rotate_signing_keys() FROM PUBLIC;


--
-- Name: FUNCTION set_current_session(session_id uuid, kind text, user_id uuid, organization_id uuid, member_role text); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.set_current_session(session_id uuid, kind text, user_id uuid, organization_id uuid, member_role text) FROM PUBLIC;


--
-- Name: FUNCTION set_password(user_id uuid, new_password text); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.set_password(user_id uuid, new_password text) FROM PUBLIC;


--
-- Name: FUNCTION set_session_cookies(access_token text, access_expires_in integer, refresh_token text, refresh_expires_in interval); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.set_session_cookies(access_token text, access_expires_in integer, refresh_token text, refresh_expires_in interval) FROM PUBLIC;


--
-- Name: FUNCTION sign_in(email text, password text); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.sign_in(email text, password text) FROM PUBLIC;


--
-- Name: FUNCTION sign_jwt(claims json); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.sign_jwt(claims json) FROM PUBLIC;


--
-- Name: FUNCTION sign_out(refresh_token text); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.sign_out(refresh_token text) FROM PUBLIC;


--
-- Name: FUNCTION start_email_verification(user_id uuid); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.start_email_verification(user_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION start_password_reset(email text); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.start_password_reset(email text) FROM PUBLIC;


--
-- Name: FUNCTION switch_organization(organization_id uuid); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.switch_organization(organization_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION use_one_time_token(token text, purpose text); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.use_one_time_token(token text, purpose text) FROM PUBLIC;


--
-- Name: FUNCTION verify_email(token text); Type: ACL; Schema: identity; Owner: unison_owner
--

REVOKE ALL ON FUNCTION identity.verify_email(token text) FROM PUBLIC;


--
-- Name: FUNCTION call_sidecar(path text, body jsonb); Type: ACL; Schema: jobs; Owner: unison_owner
--

REVOKE ALL ON FUNCTION jobs.call_sidecar(path text, body jsonb) FROM PUBLIC;


--
-- Name: FUNCTION cron_entries(); Type: ACL; Schema: jobs; Owner: unison_owner
--

REVOKE ALL ON FUNCTION jobs.cron_entries() FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.cron_entries() TO cron_runner;


--
-- Name: FUNCTION due_jobs(); Type: ACL; Schema: jobs; Owner: unison_owner
--

REVOKE ALL ON FUNCTION jobs.due_jobs() FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.due_jobs() TO cron_runner;


--
-- Name: FUNCTION has_cron(); Type: ACL; Schema: jobs; Owner: unison_owner
--

REVOKE ALL ON FUNCTION jobs.has_cron() FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.has_cron() TO cron_runner;


--
-- Name: FUNCTION last_heartbeat_at(); Type: ACL; Schema: jobs; Owner: unison_owner
--

REVOKE ALL ON FUNCTION jobs.last_heartbeat_at() FROM PUBLIC;


--
-- Name: FUNCTION last_slot(schedule text, after timestamp with time zone, until timestamp with time zone); Type: ACL; Schema: jobs; Owner: unison_owner
--

REVOKE ALL ON FUNCTION jobs.last_slot(schedule text, after timestamp with time zone, until timestamp with time zone) FROM PUBLIC;


--
-- Name: FUNCTION lock_holder(name text); Type: ACL; Schema: jobs; Owner: unison_owner
--

REVOKE ALL ON FUNCTION jobs.lock_holder(name text) FROM PUBLIC;


--
-- Name: FUNCTION lock_key(name text, OUT space integer, OUT key integer); Type: ACL; Schema: jobs; Owner: unison_owner
--

REVOKE ALL ON FUNCTION jobs.lock_key(name text, OUT space integer, OUT key integer) FROM PUBLIC;


--
-- Name: FUNCTION next_slot(schedule text, after timestamp with time zone); Type: ACL; Schema: jobs; Owner: unison_owner
--

REVOKE ALL ON FUNCTION jobs.next_slot(schedule text, after timestamp with time zone) FROM PUBLIC;


--
-- Name: FUNCTION overdue_processes(); Type: ACL; Schema: jobs; Owner: unison_owner
--

REVOKE ALL ON FUNCTION jobs.overdue_processes() FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.overdue_processes() TO cron_runner;


--
-- Name: FUNCTION perform_run(run_id bigint); Type: ACL; Schema: jobs; Owner: unison_owner
--

REVOKE ALL ON FUNCTION jobs.perform_run(run_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.perform_run(run_id bigint) TO cron_runner;


--
-- Name: FUNCTION place_cron_entries(); Type: ACL; Schema: jobs; Owner: unison_owner
--

REVOKE ALL ON FUNCTION jobs.place_cron_entries() FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.place_cron_entries() TO cron_runner;


--
-- Name: FUNCTION purge_cron_runs(); Type: ACL; Schema: jobs; Owner: unison_owner
--

REVOKE ALL ON FUNCTION jobs.purge_cron_runs() FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.purge_cron_runs() TO cron_runner;


--
-- Name: FUNCTION purge_runs(); Type: ACL; Schema: jobs; Owner: unison_owner
--

REVOKE ALL ON FUNCTION jobs.purge_runs() FROM PUBLIC;


--
-- Name: FUNCTION record_heartbeat(worker text); Type: ACL; Schema: jobs; Owner: unison_owner
--

REVOKE ALL ON FUNCTION jobs.record_heartbeat(worker text) FROM PUBLIC;


--
-- Name: FUNCTION refuse_schedule(); Type: ACL; Schema: jobs; Owner: unison_owner
--

REVOKE ALL ON FUNCTION jobs.refuse_schedule() FROM PUBLIC;


--
-- Name: FUNCTION release_job(name text); Type: ACL; Schema: jobs; Owner: unison_owner
--

REVOKE ALL ON FUNCTION jobs.release_job(name text) FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.release_job(name text) TO cron_runner;


--
-- Name: FUNCTION require_functions(); Type: ACL; Schema: jobs; Owner: unison_owner
--

REVOKE ALL ON FUNCTION jobs.require_functions() FROM PUBLIC;


--
-- Name: FUNCTION retry_delay(attempt integer); Type: ACL; Schema: jobs; Owner: unison_owner
--

REVOKE ALL ON FUNCTION jobs.retry_delay(attempt integer) FROM PUBLIC;


--
-- Name: PROCEDURE run(IN name text, IN only_if_due boolean); Type: ACL; Schema: jobs; Owner: unison_owner
--

REVOKE ALL ON PROCEDURE jobs.run(IN name text, IN only_if_due boolean) FROM PUBLIC;
GRANT ALL ON PROCEDURE jobs.run(IN name text, IN only_if_due boolean) TO cron_runner;


--
-- Name: FUNCTION schedule_slots(schedule text, on_day date); Type: ACL; Schema: jobs; Owner: unison_owner
--

REVOKE ALL ON FUNCTION jobs.schedule_slots(schedule text, on_day date) FROM PUBLIC;


--
-- Name: FUNCTION schedule_values(field text, lowest integer, highest integer); Type: ACL; Schema: jobs; Owner: unison_owner
--

REVOKE ALL ON FUNCTION jobs.schedule_values(field text, lowest integer, highest integer) FROM PUBLIC;


--
-- Name: FUNCTION set_sidecar(url text, internal_key text); Type: ACL; Schema: jobs; Owner: unison_owner
--

REVOKE ALL ON FUNCTION jobs.set_sidecar(url text, internal_key text) FROM PUBLIC;


--
-- Name: FUNCTION start_clock(name text, organization_id uuid, reason text, requested_by uuid); Type: ACL; Schema: jobs; Owner: unison_owner
--

REVOKE ALL ON FUNCTION jobs.start_clock(name text, organization_id uuid, reason text, requested_by uuid) FROM PUBLIC;


--
-- Name: FUNCTION start_run(name text, only_if_due boolean); Type: ACL; Schema: jobs; Owner: unison_owner
--

REVOKE ALL ON FUNCTION jobs.start_run(name text, only_if_due boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.start_run(name text, only_if_due boolean) TO cron_runner;


--
-- Name: FUNCTION states(at timestamp with time zone); Type: ACL; Schema: jobs; Owner: unison_owner
--

REVOKE ALL ON FUNCTION jobs.states(at timestamp with time zone) FROM PUBLIC;


--
-- Name: PROCEDURE tick(); Type: ACL; Schema: jobs; Owner: unison_owner
--

REVOKE ALL ON PROCEDURE jobs.tick() FROM PUBLIC;
GRANT ALL ON PROCEDURE jobs.tick() TO cron_runner;


--
-- Name: FUNCTION _await_response(request_id bigint); Type: ACL; Schema: net; Owner: unison_owner
--

REVOKE ALL ON FUNCTION net._await_response(request_id bigint) FROM PUBLIC;


--
-- Name: FUNCTION _encode_url_with_params_array(url text, params_array text[]); Type: ACL; Schema: net; Owner: unison_owner
--

REVOKE ALL ON FUNCTION net._encode_url_with_params_array(url text, params_array text[]) FROM PUBLIC;


--
-- Name: FUNCTION _enqueue_request(method text, url text, params jsonb, headers jsonb, body jsonb, timeout_milliseconds integer); Type: ACL; Schema: net; Owner: unison_owner
--

REVOKE ALL ON FUNCTION net._enqueue_request(method text, url text, params jsonb, headers jsonb, body jsonb, timeout_milliseconds integer) FROM PUBLIC;


--
-- Name: FUNCTION _http_collect_response(request_id bigint, async boolean); Type: ACL; Schema: net; Owner: unison_owner
--

REVOKE ALL ON FUNCTION net._http_collect_response(request_id bigint, async boolean) FROM PUBLIC;


--
-- Name: FUNCTION _urlencode_string(string character varying); Type: ACL; Schema: net; Owner: unison_owner
--

REVOKE ALL ON FUNCTION net._urlencode_string(string character varying) FROM PUBLIC;


--
-- Name: FUNCTION check_worker_is_up(); Type: ACL; Schema: net; Owner: unison_owner
--

REVOKE ALL ON FUNCTION net.check_worker_is_up() FROM PUBLIC;


--
-- Name: FUNCTION claim_requests(worker text, max_requests integer); Type: ACL; Schema: net; Owner: unison_owner
--

REVOKE ALL ON FUNCTION net.claim_requests(worker text, max_requests integer) FROM PUBLIC;


--
-- Name: FUNCTION has_worker(); Type: ACL; Schema: net; Owner: unison_owner
--

REVOKE ALL ON FUNCTION net.has_worker() FROM PUBLIC;


--
-- Name: FUNCTION hold_worker_lock(); Type: ACL; Schema: net; Owner: unison_owner
--

REVOKE ALL ON FUNCTION net.hold_worker_lock() FROM PUBLIC;


--
-- Name: FUNCTION http_collect_response(request_id bigint, async boolean); Type: ACL; Schema: net; Owner: unison_owner
--

REVOKE ALL ON FUNCTION net.http_collect_response(request_id bigint, async boolean) FROM PUBLIC;


--
-- Name: FUNCTION http_delete(url text, params jsonb, headers jsonb, timeout_milliseconds integer, body jsonb); Type: ACL; Schema: net; Owner: unison_owner
--

REVOKE ALL ON FUNCTION net.http_delete(url text, params jsonb, headers jsonb, timeout_milliseconds integer, body jsonb) FROM PUBLIC;


--
-- Name: FUNCTION http_get(url text, params jsonb, headers jsonb, timeout_milliseconds integer); Type: ACL; Schema: net; Owner: unison_owner
--

REVOKE ALL ON FUNCTION net.http_get(url text, params jsonb, headers jsonb, timeout_milliseconds integer) FROM PUBLIC;


--
-- Name: FUNCTION http_post(url text, body jsonb, params jsonb, headers jsonb, timeout_milliseconds integer); Type: ACL; Schema: net; Owner: unison_owner
--

REVOKE ALL ON FUNCTION net.http_post(url text, body jsonb, params jsonb, headers jsonb, timeout_milliseconds integer) FROM PUBLIC;


--
-- Name: FUNCTION record_response(request_id bigint, status_code integer, headers jsonb, content text, timed_out boolean, error_msg text); Type: ACL; Schema: net; Owner: unison_owner
--

REVOKE ALL ON FUNCTION net.record_response(request_id bigint, status_code integer, headers jsonb, content text, timed_out boolean, error_msg text) FROM PUBLIC;


--
-- Name: FUNCTION wait_until_running(); Type: ACL; Schema: net; Owner: unison_owner
--

REVOKE ALL ON FUNCTION net.wait_until_running() FROM PUBLIC;


--
-- Name: FUNCTION wake(); Type: ACL; Schema: net; Owner: unison_owner
--

REVOKE ALL ON FUNCTION net.wake() FROM PUBLIC;


--
-- Name: FUNCTION worker_restart(); Type: ACL; Schema: net; Owner: unison_owner
--

REVOKE ALL ON FUNCTION net.worker_restart() FROM PUBLIC;


--
-- Name: FUNCTION claim_emails(worker text, max_emails integer, lease_seconds integer); Type: ACL; Schema: notify; Owner: unison_owner
--

REVOKE ALL ON FUNCTION notify.claim_emails(worker text, max_emails integer, lease_seconds integer) FROM PUBLIC;


--
-- Name: COLUMN emails.id; Type: ACL; Schema: notify; Owner: unison_owner
--

GRANT SELECT(id) ON TABLE notify.emails TO platform_admin;


--
-- Name: COLUMN emails.organization_id; Type: ACL; Schema: notify; Owner: unison_owner
--

GRANT SELECT(organization_id) ON TABLE notify.emails TO platform_admin;


--
-- Name: COLUMN emails.user_id; Type: ACL; Schema: notify; Owner: unison_owner
--

GRANT SELECT(user_id) ON TABLE notify.emails TO platform_admin;


--
-- Name: COLUMN emails.kind; Type: ACL; Schema: notify; Owner: unison_owner
--

GRANT SELECT(kind) ON TABLE notify.emails TO platform_admin;


--
-- Name: COLUMN emails.recipient; Type: ACL; Schema: notify; Owner: unison_owner
--

GRANT SELECT(recipient) ON TABLE notify.emails TO platform_admin;


--
-- Name: COLUMN emails.status; Type: ACL; Schema: notify; Owner: unison_owner
--

GRANT SELECT(status) ON TABLE notify.emails TO platform_admin;


--
-- Name: COLUMN emails.attempts; Type: ACL; Schema: notify; Owner: unison_owner
--

GRANT SELECT(attempts) ON TABLE notify.emails TO platform_admin;


--
-- Name: COLUMN emails.next_attempt_at; Type: ACL; Schema: notify; Owner: unison_owner
--

GRANT SELECT(next_attempt_at) ON TABLE notify.emails TO platform_admin;


--
-- Name: COLUMN emails.last_error; Type: ACL; Schema: notify; Owner: unison_owner
--

GRANT SELECT(last_error) ON TABLE notify.emails TO platform_admin;


--
-- Name: COLUMN emails.created_at; Type: ACL; Schema: notify; Owner: unison_owner
--

GRANT SELECT(created_at) ON TABLE notify.emails TO platform_admin;


--
-- Name: COLUMN emails.finished_at; Type: ACL; Schema: notify; Owner: unison_owner
--

GRANT SELECT(finished_at) ON TABLE notify.emails TO platform_admin;


--
-- Name: FUNCTION data_without_secret(email notify.emails); Type: ACL; Schema: notify; Owner: unison_owner
--

REVOKE ALL ON FUNCTION notify.data_without_secret(email notify.emails) FROM PUBLIC;


--
-- Name: FUNCTION enqueue(kind text, recipient text, organization_id uuid, user_id uuid, data jsonb, dedupe_key text, token_hash bytea); Type: ACL; Schema: notify; Owner: unison_owner
--

REVOKE ALL ON FUNCTION notify.enqueue(kind text, recipient text, organization_id uuid, user_id uuid, data jsonb, dedupe_key text, token_hash bytea) FROM PUBLIC;


--
-- Name: FUNCTION is_token_live(token_hash bytea); Type: ACL; Schema: notify; Owner: unison_owner
--

REVOKE ALL ON FUNCTION notify.is_token_live(token_hash bytea) FROM PUBLIC;


--
-- Name: FUNCTION message_id(email_id uuid); Type: ACL; Schema: notify; Owner: unison_owner
--

REVOKE ALL ON FUNCTION notify.message_id(email_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION queue_invitation(invitation identity.invitations, token text); Type: ACL; Schema: notify; Owner: unison_owner
--

REVOKE ALL ON FUNCTION notify.queue_invitation(invitation identity.invitations, token text) FROM PUBLIC;


--
-- Name: FUNCTION queue_password_reset(user_id uuid, token text); Type: ACL; Schema: notify; Owner: unison_owner
--

REVOKE ALL ON FUNCTION notify.queue_password_reset(user_id uuid, token text) FROM PUBLIC;


--
-- Name: FUNCTION queue_verification(organization_id uuid, user_id uuid, token text); Type: ACL; Schema: notify; Owner: unison_owner
--

REVOKE ALL ON FUNCTION notify.queue_verification(organization_id uuid, user_id uuid, token text) FROM PUBLIC;


--
-- Name: FUNCTION record_email_result(email_id uuid, attempt integer, outcome text, detail text); Type: ACL; Schema: notify; Owner: unison_owner
--

REVOKE ALL ON FUNCTION notify.record_email_result(email_id uuid, attempt integer, outcome text, detail text) FROM PUBLIC;


--
-- Name: FUNCTION hash_token(token text); Type: ACL; Schema: util; Owner: unison_owner
--

REVOKE ALL ON FUNCTION util.hash_token(token text) FROM PUBLIC;


--
-- Name: FUNCTION token_lifetime(token text, unit text); Type: ACL; Schema: notify; Owner: unison_owner
--

REVOKE ALL ON FUNCTION notify.token_lifetime(token text, unit text) FROM PUBLIC;


--
-- Name: FUNCTION token_url(path text, token text); Type: ACL; Schema: notify; Owner: unison_owner
--

REVOKE ALL ON FUNCTION notify.token_url(path text, token text) FROM PUBLIC;


--
-- Name: FUNCTION apply_pending_events(max_events integer); Type: ACL; Schema: sidecar; Owner: unison_owner
--

REVOKE ALL ON FUNCTION sidecar.apply_pending_events(max_events integer) FROM PUBLIC;
GRANT ALL ON FUNCTION sidecar.apply_pending_events(max_events integer) TO sidecar;


--
-- Name: FUNCTION claim_emails(worker text, max_emails integer, lease_seconds integer); Type: ACL; Schema: sidecar; Owner: unison_owner
--

REVOKE ALL ON FUNCTION sidecar.claim_emails(worker text, max_emails integer, lease_seconds integer) FROM PUBLIC;
GRANT ALL ON FUNCTION sidecar.claim_emails(worker text, max_emails integer, lease_seconds integer) TO sidecar;


--
-- Name: FUNCTION claim_http_requests(worker text, max_requests integer); Type: ACL; Schema: sidecar; Owner: unison_owner
--

REVOKE ALL ON FUNCTION sidecar.claim_http_requests(worker text, max_requests integer) FROM PUBLIC;
GRANT ALL ON FUNCTION sidecar.claim_http_requests(worker text, max_requests integer) TO sidecar;


--
-- Name: FUNCTION claim_invoice_documents(worker text, max_documents integer, lease_seconds integer); Type: ACL; Schema: sidecar; Owner: unison_owner
--

REVOKE ALL ON FUNCTION sidecar.claim_invoice_documents(worker text, max_documents integer, lease_seconds integer) FROM PUBLIC;
GRANT ALL ON FUNCTION sidecar.claim_invoice_documents(worker text, max_documents integer, lease_seconds integer) TO sidecar;


--
-- Name: FUNCTION claim_stripe_commands(worker text, max_commands integer, lease_seconds integer); Type: ACL; Schema: sidecar; Owner: unison_owner
--

REVOKE ALL ON FUNCTION sidecar.claim_stripe_commands(worker text, max_commands integer, lease_seconds integer) FROM PUBLIC;
GRANT ALL ON FUNCTION sidecar.claim_stripe_commands(worker text, max_commands integer, lease_seconds integer) TO sidecar;


--
-- Name: FUNCTION due_jobs(); Type: ACL; Schema: sidecar; Owner: unison_owner
--

REVOKE ALL ON FUNCTION sidecar.due_jobs() FROM PUBLIC;
GRANT ALL ON FUNCTION sidecar.due_jobs() TO sidecar;


--
-- Name: FUNCTION health(); Type: ACL; Schema: sidecar; Owner: unison_owner
--

REVOKE ALL ON FUNCTION sidecar.health() FROM PUBLIC;
GRANT ALL ON FUNCTION sidecar.health() TO sidecar;


--
-- Name: FUNCTION overdue_processes(); Type: ACL; Schema: sidecar; Owner: unison_owner
--

REVOKE ALL ON FUNCTION sidecar.overdue_processes() FROM PUBLIC;
GRANT ALL ON FUNCTION sidecar.overdue_processes() TO sidecar;


--
-- Name: FUNCTION perform_run(run_id bigint); Type: ACL; Schema: sidecar; Owner: unison_owner
--

REVOKE ALL ON FUNCTION sidecar.perform_run(run_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION sidecar.perform_run(run_id bigint) TO sidecar;


--
-- Name: FUNCTION queue_status(); Type: ACL; Schema: sidecar; Owner: unison_owner
--

REVOKE ALL ON FUNCTION sidecar.queue_status() FROM PUBLIC;
GRANT ALL ON FUNCTION sidecar.queue_status() TO sidecar;


--
-- Name: FUNCTION receive_stripe_event(payload text); Type: ACL; Schema: sidecar; Owner: unison_owner
--

REVOKE ALL ON FUNCTION sidecar.receive_stripe_event(payload text) FROM PUBLIC;
GRANT ALL ON FUNCTION sidecar.receive_stripe_event(payload text) TO sidecar;


--
-- Name: FUNCTION record_email_result(email_id uuid, attempt integer, outcome text, detail text); Type: ACL; Schema: sidecar; Owner: unison_owner
--

REVOKE ALL ON FUNCTION sidecar.record_email_result(email_id uuid, attempt integer, outcome text, detail text) FROM PUBLIC;
GRANT ALL ON FUNCTION sidecar.record_email_result(email_id uuid, attempt integer, outcome text, detail text) TO sidecar;


--
-- Name: FUNCTION record_heartbeat(worker text); Type: ACL; Schema: sidecar; Owner: unison_owner
--

REVOKE ALL ON FUNCTION sidecar.record_heartbeat(worker text) FROM PUBLIC;
GRANT ALL ON FUNCTION sidecar.record_heartbeat(worker text) TO sidecar;


--
-- Name: FUNCTION record_http_response(request_id bigint, status_code integer, headers jsonb, content text, timed_out boolean, error text); Type: ACL; Schema: sidecar; Owner: unison_owner
--

REVOKE ALL ON FUNCTION sidecar.record_http_response(request_id bigint, status_code integer, headers jsonb, content text, timed_out boolean, error text) FROM PUBLIC;
GRANT ALL ON FUNCTION sidecar.record_http_response(request_id bigint, status_code integer, headers jsonb, content text, timed_out boolean, error text) TO sidecar;


--
-- Name: FUNCTION record_invoice_document(document_id uuid, attempt integer, pdf bytea, error text); Type: ACL; Schema: sidecar; Owner: unison_owner
--

REVOKE ALL ON FUNCTION sidecar.record_invoice_document(document_id uuid, attempt integer, pdf bytea, error text) FROM PUBLIC;
GRANT ALL ON FUNCTION sidecar.record_invoice_document(document_id uuid, attempt integer, pdf bytea, error text) TO sidecar;


--
-- Name: FUNCTION record_stripe_response(command_id uuid, attempt integer, http_status integer, body text, error text); Type: ACL; Schema: sidecar; Owner: unison_owner
--

REVOKE ALL ON FUNCTION sidecar.record_stripe_response(command_id uuid, attempt integer, http_status integer, body text, error text) FROM PUBLIC;
GRANT ALL ON FUNCTION sidecar.record_stripe_response(command_id uuid, attempt integer, http_status integer, body text, error text) TO sidecar;


--
-- Name: FUNCTION release_job(job_name text); Type: ACL; Schema: sidecar; Owner: unison_owner
--

REVOKE ALL ON FUNCTION sidecar.release_job(job_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION sidecar.release_job(job_name text) TO sidecar;


--
-- Name: FUNCTION start_run(job_name text); Type: ACL; Schema: sidecar; Owner: unison_owner
--

REVOKE ALL ON FUNCTION sidecar.start_run(job_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION sidecar.start_run(job_name text) TO sidecar;


--
-- Name: FUNCTION take_http_lock(); Type: ACL; Schema: sidecar; Owner: unison_owner
--

REVOKE ALL ON FUNCTION sidecar.take_http_lock() FROM PUBLIC;
GRANT ALL ON FUNCTION sidecar.take_http_lock() TO sidecar;


--
-- Name: PROCEDURE tick(); Type: ACL; Schema: sidecar; Owner: unison_owner
--

REVOKE ALL ON PROCEDURE sidecar.tick() FROM PUBLIC;
GRANT ALL ON PROCEDURE sidecar.tick() TO sidecar;


--
-- Name: FUNCTION create_partitions(); Type: ACL; Schema: usage; Owner: unison_owner
--

REVOKE ALL ON FUNCTION usage.create_partitions() FROM PUBLIC;


--
-- Name: FUNCTION find_basis(organization_id uuid); Type: ACL; Schema: usage; Owner: unison_owner
--

REVOKE ALL ON FUNCTION usage.find_basis(organization_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION add_months(anchor timestamp with time zone, n integer); Type: ACL; Schema: util; Owner: unison_owner
--

REVOKE ALL ON FUNCTION util.add_months(anchor timestamp with time zone, n integer) FROM PUBLIC;
GRANT ALL ON FUNCTION util.add_months(anchor timestamp with time zone, n integer) TO anon;
GRANT ALL ON FUNCTION util.add_months(anchor timestamp with time zone, n integer) TO authenticated;
GRANT ALL ON FUNCTION util.add_months(anchor timestamp with time zone, n integer) TO platform_admin;
GRANT ALL ON FUNCTION util.add_months(anchor timestamp with time zone, n integer) TO analyst;


--
-- Name: FUNCTION current_period(organization_id uuid); Type: ACL; Schema: usage; Owner: unison_owner
--

REVOKE ALL ON FUNCTION usage.current_period(organization_id uuid) FROM PUBLIC;


--
-- Name: COLUMN subscription_items.organization_id; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(organization_id) ON TABLE billing.subscription_items TO authenticated;


--
-- Name: COLUMN subscription_items.subscription_id; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(subscription_id) ON TABLE billing.subscription_items TO authenticated;


--
-- Name: COLUMN subscription_items.price_id; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(price_id) ON TABLE billing.subscription_items TO authenticated;


--
-- Name: COLUMN subscription_items.quantity; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(quantity) ON TABLE billing.subscription_items TO authenticated;


--
-- Name: COLUMN add_ons.code; Type: ACL; Schema: catalog; Owner: unison_owner
--

GRANT SELECT(code) ON TABLE catalog.add_ons TO anon;
GRANT SELECT(code) ON TABLE catalog.add_ons TO authenticated;
GRANT SELECT(code) ON TABLE catalog.add_ons TO platform_admin;


--
-- Name: COLUMN add_ons.name; Type: ACL; Schema: catalog; Owner: unison_owner
--

GRANT SELECT(name) ON TABLE catalog.add_ons TO anon;
GRANT SELECT(name) ON TABLE catalog.add_ons TO authenticated;
GRANT SELECT(name) ON TABLE catalog.add_ons TO platform_admin;


--
-- Name: COLUMN add_ons.description; Type: ACL; Schema: catalog; Owner: unison_owner
--

GRANT SELECT(description) ON TABLE catalog.add_ons TO anon;
GRANT SELECT(description) ON TABLE catalog.add_ons TO authenticated;
GRANT SELECT(description) ON TABLE catalog.add_ons TO platform_admin;


--
-- Name: COLUMN add_ons.feature_code; Type: ACL; Schema: catalog; Owner: unison_owner
--

GRANT SELECT(feature_code) ON TABLE catalog.add_ons TO anon;
GRANT SELECT(feature_code) ON TABLE catalog.add_ons TO authenticated;
GRANT SELECT(feature_code) ON TABLE catalog.add_ons TO platform_admin;


--
-- Name: COLUMN add_ons.amount_per_unit; Type: ACL; Schema: catalog; Owner: unison_owner
--

GRANT SELECT(amount_per_unit) ON TABLE catalog.add_ons TO anon;
GRANT SELECT(amount_per_unit) ON TABLE catalog.add_ons TO authenticated;
GRANT SELECT(amount_per_unit) ON TABLE catalog.add_ons TO platform_admin;


--
-- Name: COLUMN features.code; Type: ACL; Schema: catalog; Owner: unison_owner
--

GRANT SELECT(code) ON TABLE catalog.features TO anon;
GRANT SELECT(code) ON TABLE catalog.features TO authenticated;
GRANT SELECT(code) ON TABLE catalog.features TO platform_admin;


--
-- Name: COLUMN features.name; Type: ACL; Schema: catalog; Owner: unison_owner
--

GRANT SELECT(name) ON TABLE catalog.features TO anon;
GRANT SELECT(name) ON TABLE catalog.features TO authenticated;
GRANT SELECT(name) ON TABLE catalog.features TO platform_admin;


--
-- Name: COLUMN features.description; Type: ACL; Schema: catalog; Owner: unison_owner
--

GRANT SELECT(description) ON TABLE catalog.features TO anon;
GRANT SELECT(description) ON TABLE catalog.features TO authenticated;
GRANT SELECT(description) ON TABLE catalog.features TO platform_admin;


--
-- Name: COLUMN features.kind; Type: ACL; Schema: catalog; Owner: unison_owner
--

GRANT SELECT(kind) ON TABLE catalog.features TO anon;
GRANT SELECT(kind) ON TABLE catalog.features TO authenticated;
GRANT SELECT(kind) ON TABLE catalog.features TO platform_admin;


--
-- Name: COLUMN features.unit; Type: ACL; Schema: catalog; Owner: unison_owner
--

GRANT SELECT(unit) ON TABLE catalog.features TO anon;
GRANT SELECT(unit) ON TABLE catalog.features TO authenticated;
GRANT SELECT(unit) ON TABLE catalog.features TO platform_admin;


--
-- Name: COLUMN features."position"; Type: ACL; Schema: catalog; Owner: unison_owner
--

GRANT SELECT("position") ON TABLE catalog.features TO anon;
GRANT SELECT("position") ON TABLE catalog.features TO authenticated;
GRANT SELECT("position") ON TABLE catalog.features TO platform_admin;


--
-- Name: COLUMN plan_features.plan_version_id; Type: ACL; Schema: catalog; Owner: unison_owner
--

GRANT SELECT(plan_version_id) ON TABLE catalog.plan_features TO anon;
GRANT SELECT(plan_version_id) ON TABLE catalog.plan_features TO authenticated;
GRANT SELECT(plan_version_id) ON TABLE catalog.plan_features TO platform_admin;


--
-- Name: COLUMN plan_features.feature_code; Type: ACL; Schema: catalog; Owner: unison_owner
--

GRANT SELECT(feature_code) ON TABLE catalog.plan_features TO anon;
GRANT SELECT(feature_code) ON TABLE catalog.plan_features TO authenticated;
GRANT SELECT(feature_code) ON TABLE catalog.plan_features TO platform_admin;


--
-- Name: COLUMN plan_features.limit_value; Type: ACL; Schema: catalog; Owner: unison_owner
--

GRANT SELECT(limit_value) ON TABLE catalog.plan_features TO anon;
GRANT SELECT(limit_value) ON TABLE catalog.plan_features TO authenticated;
GRANT SELECT(limit_value) ON TABLE catalog.plan_features TO platform_admin;


--
-- Name: COLUMN plan_features.mode; Type: ACL; Schema: catalog; Owner: unison_owner
--

GRANT SELECT(mode) ON TABLE catalog.plan_features TO anon;
GRANT SELECT(mode) ON TABLE catalog.plan_features TO authenticated;
GRANT SELECT(mode) ON TABLE catalog.plan_features TO platform_admin;


--
-- Name: FUNCTION list_entitlements(organization_id uuid); Type: ACL; Schema: usage; Owner: unison_owner
--

REVOKE ALL ON FUNCTION usage.list_entitlements(organization_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION metered_quantity(organization_id uuid, meter_code text, from_at timestamp with time zone, until_at timestamp with time zone); Type: ACL; Schema: usage; Owner: unison_owner
--

REVOKE ALL ON FUNCTION usage.metered_quantity(organization_id uuid, meter_code text, from_at timestamp with time zone, until_at timestamp with time zone) FROM PUBLIC;


--
-- Name: FUNCTION current_usage(organization_id uuid); Type: ACL; Schema: usage; Owner: unison_owner
--

REVOKE ALL ON FUNCTION usage.current_usage(organization_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION drop_partitions(table_name text, before_at timestamp with time zone); Type: ACL; Schema: usage; Owner: unison_owner
--

REVOKE ALL ON FUNCTION usage.drop_partitions(table_name text, before_at timestamp with time zone) FROM PUBLIC;


--
-- Name: FUNCTION find_entitlement(organization_id uuid, feature_code text); Type: ACL; Schema: usage; Owner: unison_owner
--

REVOKE ALL ON FUNCTION usage.find_entitlement(organization_id uuid, feature_code text) FROM PUBLIC;


--
-- Name: FUNCTION has_feature(organization_id uuid, feature_code text); Type: ACL; Schema: usage; Owner: unison_owner
--

REVOKE ALL ON FUNCTION usage.has_feature(organization_id uuid, feature_code text) FROM PUBLIC;


--
-- Name: FUNCTION partition_name(table_name text, month_at timestamp with time zone); Type: ACL; Schema: usage; Owner: unison_owner
--

REVOKE ALL ON FUNCTION usage.partition_name(table_name text, month_at timestamp with time zone) FROM PUBLIC;


--
-- Name: FUNCTION has_partition(table_name text, month_at timestamp with time zone); Type: ACL; Schema: usage; Owner: unison_owner
--

REVOKE ALL ON FUNCTION usage.has_partition(table_name text, month_at timestamp with time zone) FROM PUBLIC;


--
-- Name: FUNCTION my_usage(); Type: ACL; Schema: usage; Owner: unison_owner
--

REVOKE ALL ON FUNCTION usage.my_usage() FROM PUBLIC;
GRANT ALL ON FUNCTION usage.my_usage() TO authenticated;


--
-- Name: FUNCTION parse_events(events json); Type: ACL; Schema: usage; Owner: unison_owner
--

REVOKE ALL ON FUNCTION usage.parse_events(events json) FROM PUBLIC;


--
-- Name: FUNCTION percent_used(used numeric, limit_value bigint); Type: ACL; Schema: usage; Owner: unison_owner
--

REVOKE ALL ON FUNCTION usage.percent_used(used numeric, limit_value bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION usage.percent_used(used numeric, limit_value bigint) TO authenticated;


--
-- Name: FUNCTION purge_events(); Type: ACL; Schema: usage; Owner: unison_owner
--

REVOKE ALL ON FUNCTION usage.purge_events() FROM PUBLIC;


--
-- Name: FUNCTION purge_snapshots(); Type: ACL; Schema: usage; Owner: unison_owner
--

REVOKE ALL ON FUNCTION usage.purge_snapshots() FROM PUBLIC;


--
-- Name: COLUMN alerts.organization_id; Type: ACL; Schema: usage; Owner: unison_owner
--

GRANT SELECT(organization_id) ON TABLE usage.alerts TO authenticated;


--
-- Name: COLUMN alerts.feature_code; Type: ACL; Schema: usage; Owner: unison_owner
--

GRANT SELECT(feature_code) ON TABLE usage.alerts TO authenticated;


--
-- Name: COLUMN alerts.period_start; Type: ACL; Schema: usage; Owner: unison_owner
--

GRANT SELECT(period_start) ON TABLE usage.alerts TO authenticated;


--
-- Name: COLUMN alerts.threshold_percent; Type: ACL; Schema: usage; Owner: unison_owner
--

GRANT SELECT(threshold_percent) ON TABLE usage.alerts TO authenticated;


--
-- Name: COLUMN alerts.period_end; Type: ACL; Schema: usage; Owner: unison_owner
--

GRANT SELECT(period_end) ON TABLE usage.alerts TO authenticated;


--
-- Name: COLUMN alerts.limit_value; Type: ACL; Schema: usage; Owner: unison_owner
--

GRANT SELECT(limit_value) ON TABLE usage.alerts TO authenticated;


--
-- Name: COLUMN alerts.used; Type: ACL; Schema: usage; Owner: unison_owner
--

GRANT SELECT(used) ON TABLE usage.alerts TO authenticated;


--
-- Name: COLUMN alerts.raised_at; Type: ACL; Schema: usage; Owner: unison_owner
--

GRANT SELECT(raised_at) ON TABLE usage.alerts TO authenticated;


--
-- Name: FUNCTION queue_alert_email(alert usage.alerts); Type: ACL; Schema: usage; Owner: unison_owner
--

REVOKE ALL ON FUNCTION usage.queue_alert_email(alert usage.alerts) FROM PUBLIC;


--
-- Name: FUNCTION raise_alert(organization_id uuid, feature_code text, limit_value bigint, used numeric, period_start timestamp with time zone, period_end timestamp with time zone); Type: ACL; Schema: usage; Owner: unison_owner
--

REVOKE ALL ON FUNCTION usage.raise_alert(organization_id uuid, feature_code text, limit_value bigint, used numeric, period_start timestamp with time zone, period_end timestamp with time zone) FROM PUBLIC;


--
-- Name: FUNCTION raise_alerts(organization_id uuid, meter_codes text[]); Type: ACL; Schema: usage; Owner: unison_owner
--

REVOKE ALL ON FUNCTION usage.raise_alerts(organization_id uuid, meter_codes text[]) FROM PUBLIC;


--
-- Name: FUNCTION record_events(organization_id uuid, events json); Type: ACL; Schema: usage; Owner: unison_owner
--

REVOKE ALL ON FUNCTION usage.record_events(organization_id uuid, events json) FROM PUBLIC;


--
-- Name: FUNCTION require_partitions(table_name text, from_at timestamp with time zone, until_at timestamp with time zone); Type: ACL; Schema: usage; Owner: unison_owner
--

REVOKE ALL ON FUNCTION usage.require_partitions(table_name text, from_at timestamp with time zone, until_at timestamp with time zone) FROM PUBLIC;


--
-- Name: FUNCTION snapshot_usage(for_organization_id uuid); Type: ACL; Schema: usage; Owner: unison_owner
--

REVOKE ALL ON FUNCTION usage.snapshot_usage(for_organization_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION written_quantity(quantity numeric, unit text); Type: ACL; Schema: usage; Owner: unison_owner
--

REVOKE ALL ON FUNCTION usage.written_quantity(quantity numeric, unit text) FROM PUBLIC;


--
-- Name: FUNCTION add_response_header(name text, value text); Type: ACL; Schema: util; Owner: unison_owner
--

REVOKE ALL ON FUNCTION util.add_response_header(name text, value text) FROM PUBLIC;


--
-- Name: FUNCTION advance_clock(organization_id uuid, to_time timestamp with time zone); Type: ACL; Schema: util; Owner: unison_owner
--

REVOKE ALL ON FUNCTION util.advance_clock(organization_id uuid, to_time timestamp with time zone) FROM PUBLIC;


--
-- Name: FUNCTION days_until(at timestamp with time zone, organization_id uuid); Type: ACL; Schema: util; Owner: unison_owner
--

REVOKE ALL ON FUNCTION util.days_until(at timestamp with time zone, organization_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION util.days_until(at timestamp with time zone, organization_id uuid) TO anon;
GRANT ALL ON FUNCTION util.days_until(at timestamp with time zone, organization_id uuid) TO authenticated;
GRANT ALL ON FUNCTION util.days_until(at timestamp with time zone, organization_id uuid) TO platform_admin;
GRANT ALL ON FUNCTION util.days_until(at timestamp with time zone, organization_id uuid) TO analyst;


--
-- Name: FUNCTION decode_base64url(text text); Type: ACL; Schema: util; Owner: unison_owner
--

REVOKE ALL ON FUNCTION util.decode_base64url(text text) FROM PUBLIC;


--
-- Name: FUNCTION encode_base64url(bytes bytea); Type: ACL; Schema: util; Owner: unison_owner
--

REVOKE ALL ON FUNCTION util.encode_base64url(bytes bytea) FROM PUBLIC;


--
-- Name: FUNCTION error_body(code text, message text, details jsonb, hint text); Type: ACL; Schema: util; Owner: unison_owner
--

REVOKE ALL ON FUNCTION util.error_body(code text, message text, details jsonb, hint text) FROM PUBLIC;


--
-- Name: FUNCTION error_headers(status integer, details jsonb); Type: ACL; Schema: util; Owner: unison_owner
--

REVOKE ALL ON FUNCTION util.error_headers(status integer, details jsonb) FROM PUBLIC;


--
-- Name: FUNCTION fail(status integer, code text, message text, details jsonb, hint text); Type: ACL; Schema: util; Owner: unison_owner
--

REVOKE ALL ON FUNCTION util.fail(status integer, code text, message text, details jsonb, hint text) FROM PUBLIC;


--
-- Name: FUNCTION format_money(amount_cents bigint, currency text); Type: ACL; Schema: util; Owner: unison_owner
--

REVOKE ALL ON FUNCTION util.format_money(amount_cents bigint, currency text) FROM PUBLIC;


--
-- Name: FUNCTION is_on_clock(organization_id uuid, for_organization_id uuid); Type: ACL; Schema: util; Owner: unison_owner
--

REVOKE ALL ON FUNCTION util.is_on_clock(organization_id uuid, for_organization_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION random_token(); Type: ACL; Schema: util; Owner: unison_owner
--

REVOKE ALL ON FUNCTION util.random_token() FROM PUBLIC;


--
-- Name: FUNCTION set_setting(key text, value jsonb); Type: ACL; Schema: util; Owner: unison_owner
--

REVOKE ALL ON FUNCTION util.set_setting(key text, value jsonb) FROM PUBLIC;


--
-- Name: COLUMN stripe_events.id; Type: ACL; Schema: webhooks; Owner: unison_owner
--

GRANT SELECT(id) ON TABLE webhooks.stripe_events TO platform_admin;


--
-- Name: COLUMN stripe_events.type; Type: ACL; Schema: webhooks; Owner: unison_owner
--

GRANT SELECT(type) ON TABLE webhooks.stripe_events TO platform_admin;


--
-- Name: COLUMN stripe_events.object_kind; Type: ACL; Schema: webhooks; Owner: unison_owner
--

GRANT SELECT(object_kind) ON TABLE webhooks.stripe_events TO platform_admin;


--
-- Name: COLUMN stripe_events.object_id; Type: ACL; Schema: webhooks; Owner: unison_owner
--

GRANT SELECT(object_id) ON TABLE webhooks.stripe_events TO platform_admin;


--
-- Name: COLUMN stripe_events.api_version; Type: ACL; Schema: webhooks; Owner: unison_owner
--

GRANT SELECT(api_version) ON TABLE webhooks.stripe_events TO platform_admin;


--
-- Name: COLUMN stripe_events.livemode; Type: ACL; Schema: webhooks; Owner: unison_owner
--

GRANT SELECT(livemode) ON TABLE webhooks.stripe_events TO platform_admin;


--
-- Name: COLUMN stripe_events.created_at; Type: ACL; Schema: webhooks; Owner: unison_owner
--

GRANT SELECT(created_at) ON TABLE webhooks.stripe_events TO platform_admin;


--
-- Name: COLUMN stripe_events.received_at; Type: ACL; Schema: webhooks; Owner: unison_owner
--

GRANT SELECT(received_at) ON TABLE webhooks.stripe_events TO platform_admin;


--
-- Name: COLUMN stripe_events.status; Type: ACL; Schema: webhooks; Owner: unison_owner
--

GRANT SELECT(status) ON TABLE webhooks.stripe_events TO platform_admin;


--
-- Name: COLUMN stripe_events.attempts; Type: ACL; Schema: webhooks; Owner: unison_owner
--

GRANT SELECT(attempts) ON TABLE webhooks.stripe_events TO platform_admin;


--
-- Name: COLUMN stripe_events.next_attempt_at; Type: ACL; Schema: webhooks; Owner: unison_owner
--

GRANT SELECT(next_attempt_at) ON TABLE webhooks.stripe_events TO platform_admin;


--
-- Name: COLUMN stripe_events.error; Type: ACL; Schema: webhooks; Owner: unison_owner
--

GRANT SELECT(error) ON TABLE webhooks.stripe_events TO platform_admin;


--
-- Name: COLUMN stripe_events.applied_at; Type: ACL; Schema: webhooks; Owner: unison_owner
--

GRANT SELECT(applied_at) ON TABLE webhooks.stripe_events TO platform_admin;


--
-- Name: FUNCTION claim_due_event(skip text[]); Type: ACL; Schema: webhooks; Owner: unison_owner
--

REVOKE ALL ON FUNCTION webhooks.claim_due_event(skip text[]) FROM PUBLIC;


--
-- Name: FUNCTION count_by_status(event_ids text[]); Type: ACL; Schema: webhooks; Owner: unison_owner
--

REVOKE ALL ON FUNCTION webhooks.count_by_status(event_ids text[]) FROM PUBLIC;


--
-- Name: FUNCTION emit_event(organization_id uuid, type text, data jsonb, dedupe_key text); Type: ACL; Schema: webhooks; Owner: unison_owner
--

REVOKE ALL ON FUNCTION webhooks.emit_event(organization_id uuid, type text, data jsonb, dedupe_key text) FROM PUBLIC;


--
-- Name: FUNCTION fail_stripe_event(event_id text, error jsonb, is_transient boolean); Type: ACL; Schema: webhooks; Owner: unison_owner
--

REVOKE ALL ON FUNCTION webhooks.fail_stripe_event(event_id text, error jsonb, is_transient boolean) FROM PUBLIC;


--
-- Name: FUNCTION find_stored_events(event_ids text[], digests bytea[]); Type: ACL; Schema: webhooks; Owner: unison_owner
--

REVOKE ALL ON FUNCTION webhooks.find_stored_events(event_ids text[], digests bytea[]) FROM PUBLIC;


--
-- Name: FUNCTION finish_stripe_event(event_id text); Type: ACL; Schema: webhooks; Owner: unison_owner
--

REVOKE ALL ON FUNCTION webhooks.finish_stripe_event(event_id text) FROM PUBLIC;


--
-- Name: FUNCTION is_same_event(stored jsonb, received jsonb); Type: ACL; Schema: webhooks; Owner: unison_owner
--

REVOKE ALL ON FUNCTION webhooks.is_same_event(stored jsonb, received jsonb) FROM PUBLIC;


--
-- Name: FUNCTION lock_unknown(subjects text[], is_shared boolean); Type: ACL; Schema: webhooks; Owner: unison_owner
--

REVOKE ALL ON FUNCTION webhooks.lock_unknown(subjects text[], is_shared boolean) FROM PUBLIC;


--
-- Name: FUNCTION message_signature(secret bytea, message_id text, sent_at bigint, body text); Type: ACL; Schema: webhooks; Owner: unison_owner
--

REVOKE ALL ON FUNCTION webhooks.message_signature(secret bytea, message_id text, sent_at bigint, body text) FROM PUBLIC;


--
-- Name: FUNCTION park_stripe_event(event_id text, error jsonb, waiting_for text[]); Type: ACL; Schema: webhooks; Owner: unison_owner
--

REVOKE ALL ON FUNCTION webhooks.park_stripe_event(event_id text, error jsonb, waiting_for text[]) FROM PUBLIC;


--
-- Name: FUNCTION parse_stripe_event(payload text); Type: ACL; Schema: webhooks; Owner: unison_owner
--

REVOKE ALL ON FUNCTION webhooks.parse_stripe_event(payload text) FROM PUBLIC;


--
-- Name: FUNCTION raise_alarm(kind text, subject text, details jsonb); Type: ACL; Schema: webhooks; Owner: unison_owner
--

REVOKE ALL ON FUNCTION webhooks.raise_alarm(kind text, subject text, details jsonb) FROM PUBLIC;


--
-- Name: FUNCTION refusal_reason(event jsonb); Type: ACL; Schema: webhooks; Owner: unison_owner
--

REVOKE ALL ON FUNCTION webhooks.refusal_reason(event jsonb) FROM PUBLIC;


--
-- Name: FUNCTION release_for_new_row(); Type: ACL; Schema: webhooks; Owner: unison_owner
--

REVOKE ALL ON FUNCTION webhooks.release_for_new_row() FROM PUBLIC;


--
-- Name: FUNCTION release_parked(kind text, subject text); Type: ACL; Schema: webhooks; Owner: unison_owner
--

REVOKE ALL ON FUNCTION webhooks.release_parked(kind text, subject text) FROM PUBLIC;


--
-- Name: FUNCTION release_waiting(subjects text[]); Type: ACL; Schema: webhooks; Owner: unison_owner
--

REVOKE ALL ON FUNCTION webhooks.release_waiting(subjects text[]) FROM PUBLIC;


--
-- Name: FUNCTION resolve_alarm(kind text, subject text); Type: ACL; Schema: webhooks; Owner: unison_owner
--

REVOKE ALL ON FUNCTION webhooks.resolve_alarm(kind text, subject text) FROM PUBLIC;


--
-- Name: FUNCTION retry_stripe_event(event_id text); Type: ACL; Schema: webhooks; Owner: unison_owner
--

REVOKE ALL ON FUNCTION webhooks.retry_stripe_event(event_id text) FROM PUBLIC;


--
-- Name: FUNCTION store_stripe_event(event jsonb, body text); Type: ACL; Schema: webhooks; Owner: unison_owner
--

REVOKE ALL ON FUNCTION webhooks.store_stripe_event(event jsonb, body text) FROM PUBLIC;


--
-- Name: FUNCTION stripe_object_kind(event_type text); Type: ACL; Schema: webhooks; Owner: unison_owner
--

REVOKE ALL ON FUNCTION webhooks.stripe_object_kind(event_type text) FROM PUBLIC;


--
-- Name: FUNCTION take_state_marks(max_organizations integer); Type: ACL; Schema: webhooks; Owner: unison_owner
--

REVOKE ALL ON FUNCTION webhooks.take_state_marks(max_organizations integer) FROM PUBLIC;


--
-- Name: TABLE emails; Type: ACL; Schema: admin; Owner: unison_owner
--

GRANT SELECT ON TABLE admin.emails TO platform_admin;


--
-- Name: TABLE invoices; Type: ACL; Schema: admin; Owner: unison_owner
--

GRANT SELECT ON TABLE admin.invoices TO platform_admin;


--
-- Name: TABLE organizations; Type: ACL; Schema: admin; Owner: unison_owner
--

GRANT SELECT ON TABLE admin.organizations TO platform_admin;


--
-- Name: TABLE queues; Type: ACL; Schema: admin; Owner: unison_owner
--

GRANT SELECT ON TABLE admin.queues TO platform_admin;


--
-- Name: TABLE alarms; Type: ACL; Schema: webhooks; Owner: unison_owner
--

GRANT SELECT ON TABLE webhooks.alarms TO platform_admin;


--
-- Name: TABLE stripe_alarms; Type: ACL; Schema: admin; Owner: unison_owner
--

GRANT SELECT ON TABLE admin.stripe_alarms TO platform_admin;


--
-- Name: TABLE stripe_commands; Type: ACL; Schema: admin; Owner: unison_owner
--

GRANT SELECT ON TABLE admin.stripe_commands TO platform_admin;


--
-- Name: TABLE stripe_events; Type: ACL; Schema: admin; Owner: unison_owner
--

GRANT SELECT ON TABLE admin.stripe_events TO platform_admin;


--
-- Name: TABLE subscriptions; Type: ACL; Schema: admin; Owner: unison_owner
--

GRANT SELECT ON TABLE admin.subscriptions TO platform_admin;


--
-- Name: COLUMN users.id; Type: ACL; Schema: identity; Owner: unison_owner
--

GRANT SELECT(id) ON TABLE identity.users TO authenticated;
GRANT SELECT(id) ON TABLE identity.users TO platform_admin;


--
-- Name: COLUMN users.kind; Type: ACL; Schema: identity; Owner: unison_owner
--

GRANT SELECT(kind) ON TABLE identity.users TO platform_admin;


--
-- Name: COLUMN users.email; Type: ACL; Schema: identity; Owner: unison_owner
--

GRANT SELECT(email) ON TABLE identity.users TO authenticated;
GRANT SELECT(email) ON TABLE identity.users TO platform_admin;


--
-- Name: COLUMN users.full_name; Type: ACL; Schema: identity; Owner: unison_owner
--

GRANT SELECT(full_name) ON TABLE identity.users TO authenticated;
GRANT SELECT(full_name) ON TABLE identity.users TO platform_admin;


--
-- Name: COLUMN users.email_verified_at; Type: ACL; Schema: identity; Owner: unison_owner
--

GRANT SELECT(email_verified_at) ON TABLE identity.users TO authenticated;
GRANT SELECT(email_verified_at) ON TABLE identity.users TO platform_admin;


--
-- Name: COLUMN users.disabled_at; Type: ACL; Schema: identity; Owner: unison_owner
--

GRANT SELECT(disabled_at) ON TABLE identity.users TO platform_admin;


--
-- Name: COLUMN users.created_at; Type: ACL; Schema: identity; Owner: unison_owner
--

GRANT SELECT(created_at) ON TABLE identity.users TO authenticated;
GRANT SELECT(created_at) ON TABLE identity.users TO platform_admin;


--
-- Name: TABLE users; Type: ACL; Schema: admin; Owner: unison_owner
--

GRANT SELECT ON TABLE admin.users TO platform_admin;


--
-- Name: TABLE add_ons; Type: ACL; Schema: api; Owner: unison_owner
--

GRANT SELECT ON TABLE api.add_ons TO anon;
GRANT SELECT ON TABLE api.add_ons TO authenticated;
GRANT SELECT ON TABLE api.add_ons TO platform_admin;


--
-- Name: COLUMN profiles.organization_id; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(organization_id) ON TABLE billing.profiles TO authenticated;


--
-- Name: COLUMN profiles.legal_name; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(legal_name) ON TABLE billing.profiles TO authenticated;


--
-- Name: COLUMN profiles.address_lines; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(address_lines) ON TABLE billing.profiles TO authenticated;


--
-- Name: COLUMN profiles.country; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(country) ON TABLE billing.profiles TO authenticated;


--
-- Name: COLUMN profiles.tax_id; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(tax_id) ON TABLE billing.profiles TO authenticated;


--
-- Name: COLUMN profiles.po_number; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(po_number) ON TABLE billing.profiles TO authenticated;


--
-- Name: COLUMN profiles.contacts; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(contacts) ON TABLE billing.profiles TO authenticated;


--
-- Name: COLUMN profiles.updated_at; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(updated_at) ON TABLE billing.profiles TO authenticated;


--
-- Name: TABLE billing_profile; Type: ACL; Schema: api; Owner: unison_owner
--

GRANT SELECT ON TABLE api.billing_profile TO authenticated;


--
-- Name: TABLE checkout_sessions; Type: ACL; Schema: api; Owner: unison_owner
--

GRANT SELECT ON TABLE api.checkout_sessions TO authenticated;


--
-- Name: TABLE commands; Type: ACL; Schema: api; Owner: unison_owner
--

GRANT SELECT ON TABLE api.commands TO authenticated;


--
-- Name: COLUMN plans.code; Type: ACL; Schema: catalog; Owner: unison_owner
--

GRANT SELECT(code) ON TABLE catalog.plans TO anon;
GRANT SELECT(code) ON TABLE catalog.plans TO authenticated;
GRANT SELECT(code) ON TABLE catalog.plans TO platform_admin;


--
-- Name: COLUMN plans.name; Type: ACL; Schema: catalog; Owner: unison_owner
--

GRANT SELECT(name) ON TABLE catalog.plans TO anon;
GRANT SELECT(name) ON TABLE catalog.plans TO authenticated;
GRANT SELECT(name) ON TABLE catalog.plans TO platform_admin;


--
-- Name: COLUMN plans.description; Type: ACL; Schema: catalog; Owner: unison_owner
--

GRANT SELECT(description) ON TABLE catalog.plans TO anon;
GRANT SELECT(description) ON TABLE catalog.plans TO authenticated;
GRANT SELECT(description) ON TABLE catalog.plans TO platform_admin;


--
-- Name: COLUMN plans.rank; Type: ACL; Schema: catalog; Owner: unison_owner
--

GRANT SELECT(rank) ON TABLE catalog.plans TO anon;
GRANT SELECT(rank) ON TABLE catalog.plans TO authenticated;
GRANT SELECT(rank) ON TABLE catalog.plans TO platform_admin;


--
-- Name: COLUMN plans.is_public; Type: ACL; Schema: catalog; Owner: unison_owner
--

GRANT SELECT(is_public) ON TABLE catalog.plans TO anon;
GRANT SELECT(is_public) ON TABLE catalog.plans TO authenticated;
GRANT SELECT(is_public) ON TABLE catalog.plans TO platform_admin;


--
-- Name: TABLE features; Type: ACL; Schema: api; Owner: unison_owner
--

GRANT SELECT ON TABLE api.features TO anon;
GRANT SELECT ON TABLE api.features TO authenticated;
GRANT SELECT ON TABLE api.features TO platform_admin;


--
-- Name: TABLE invitations; Type: ACL; Schema: api; Owner: unison_owner
--

GRANT SELECT ON TABLE api.invitations TO authenticated;


--
-- Name: COLUMN invoice_lines.organization_id; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(organization_id) ON TABLE billing.invoice_lines TO authenticated;


--
-- Name: COLUMN invoice_lines.invoice_id; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(invoice_id) ON TABLE billing.invoice_lines TO authenticated;


--
-- Name: COLUMN invoice_lines.id; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(id) ON TABLE billing.invoice_lines TO authenticated;


--
-- Name: COLUMN invoice_lines."position"; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT("position") ON TABLE billing.invoice_lines TO authenticated;


--
-- Name: COLUMN invoice_lines.description; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(description) ON TABLE billing.invoice_lines TO authenticated;


--
-- Name: COLUMN invoice_lines.quantity; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(quantity) ON TABLE billing.invoice_lines TO authenticated;


--
-- Name: COLUMN invoice_lines.amount_cents; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(amount_cents) ON TABLE billing.invoice_lines TO authenticated;


--
-- Name: COLUMN invoice_lines.currency; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(currency) ON TABLE billing.invoice_lines TO authenticated;


--
-- Name: COLUMN invoice_lines.is_proration; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(is_proration) ON TABLE billing.invoice_lines TO authenticated;


--
-- Name: COLUMN invoice_lines.service_start; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(service_start) ON TABLE billing.invoice_lines TO authenticated;


--
-- Name: COLUMN invoice_lines.service_end; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(service_end) ON TABLE billing.invoice_lines TO authenticated;


--
-- Name: TABLE invoice_lines; Type: ACL; Schema: api; Owner: unison_owner
--

GRANT SELECT ON TABLE api.invoice_lines TO authenticated;


--
-- Name: TABLE invoices; Type: ACL; Schema: api; Owner: unison_owner
--

GRANT SELECT ON TABLE api.invoices TO authenticated;


--
-- Name: TABLE me; Type: ACL; Schema: api; Owner: unison_owner
--

GRANT SELECT ON TABLE api.me TO authenticated;
GRANT SELECT ON TABLE api.me TO platform_admin;


--
-- Name: TABLE members; Type: ACL; Schema: api; Owner: unison_owner
--

GRANT SELECT ON TABLE api.members TO authenticated;


--
-- Name: TABLE organization; Type: ACL; Schema: api; Owner: unison_owner
--

GRANT SELECT ON TABLE api.organization TO authenticated;


--
-- Name: TABLE organizations; Type: ACL; Schema: api; Owner: unison_owner
--

GRANT SELECT ON TABLE api.organizations TO authenticated;


--
-- Name: COLUMN payments.organization_id; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(organization_id) ON TABLE billing.payments TO authenticated;


--
-- Name: COLUMN payments.id; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(id) ON TABLE billing.payments TO authenticated;


--
-- Name: COLUMN payments.invoice_id; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(invoice_id) ON TABLE billing.payments TO authenticated;


--
-- Name: COLUMN payments.status; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(status) ON TABLE billing.payments TO authenticated;


--
-- Name: COLUMN payments.amount_cents; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(amount_cents) ON TABLE billing.payments TO authenticated;


--
-- Name: COLUMN payments.currency; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(currency) ON TABLE billing.payments TO authenticated;


--
-- Name: COLUMN payments.created_at; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(created_at) ON TABLE billing.payments TO authenticated;


--
-- Name: COLUMN payments.paid_at; Type: ACL; Schema: billing; Owner: unison_owner
--

GRANT SELECT(paid_at) ON TABLE billing.payments TO authenticated;


--
-- Name: TABLE payments; Type: ACL; Schema: api; Owner: unison_owner
--

GRANT SELECT ON TABLE api.payments TO authenticated;


--
-- Name: TABLE plans; Type: ACL; Schema: api; Owner: unison_owner
--

GRANT SELECT ON TABLE api.plans TO anon;
GRANT SELECT ON TABLE api.plans TO authenticated;
GRANT SELECT ON TABLE api.plans TO platform_admin;


--
-- Name: TABLE prices; Type: ACL; Schema: api; Owner: unison_owner
--

GRANT SELECT ON TABLE api.prices TO anon;
GRANT SELECT ON TABLE api.prices TO authenticated;
GRANT SELECT ON TABLE api.prices TO platform_admin;


--
-- Name: TABLE subscription; Type: ACL; Schema: api; Owner: unison_owner
--

GRANT SELECT ON TABLE api.subscription TO authenticated;


--
-- Name: TABLE subscription_history; Type: ACL; Schema: api; Owner: unison_owner
--

GRANT SELECT ON TABLE api.subscription_history TO authenticated;


--
-- Name: TABLE usage; Type: ACL; Schema: api; Owner: unison_owner
--

GRANT SELECT ON TABLE api.usage TO authenticated;


--
-- Name: TABLE usage_alerts; Type: ACL; Schema: api; Owner: unison_owner
--

GRANT SELECT ON TABLE api.usage_alerts TO authenticated;


--
-- Name: COLUMN snapshots.organization_id; Type: ACL; Schema: usage; Owner: unison_owner
--

GRANT SELECT(organization_id) ON TABLE usage.snapshots TO authenticated;


--
-- Name: COLUMN snapshots.feature_code; Type: ACL; Schema: usage; Owner: unison_owner
--

GRANT SELECT(feature_code) ON TABLE usage.snapshots TO authenticated;


--
-- Name: COLUMN snapshots.taken_at; Type: ACL; Schema: usage; Owner: unison_owner
--

GRANT SELECT(taken_at) ON TABLE usage.snapshots TO authenticated;


--
-- Name: COLUMN snapshots.limit_value; Type: ACL; Schema: usage; Owner: unison_owner
--

GRANT SELECT(limit_value) ON TABLE usage.snapshots TO authenticated;


--
-- Name: COLUMN snapshots.used; Type: ACL; Schema: usage; Owner: unison_owner
--

GRANT SELECT(used) ON TABLE usage.snapshots TO authenticated;


--
-- Name: COLUMN snapshots.period_start; Type: ACL; Schema: usage; Owner: unison_owner
--

GRANT SELECT(period_start) ON TABLE usage.snapshots TO authenticated;


--
-- Name: COLUMN snapshots.period_end; Type: ACL; Schema: usage; Owner: unison_owner
--

GRANT SELECT(period_end) ON TABLE usage.snapshots TO authenticated;


--
-- Name: TABLE usage_history; Type: ACL; Schema: api; Owner: unison_owner
--

GRANT SELECT ON TABLE api.usage_history TO authenticated;


--
-- Name: FUNCTION mark_state(organization_id uuid); Type: ACL; Schema: webhooks; Owner: unison_owner
--

REVOKE ALL ON FUNCTION webhooks.mark_state(organization_id uuid) FROM PUBLIC;


--
-- Name: DEFAULT PRIVILEGES FOR FUNCTIONS; Type: DEFAULT ACL; Schema: -; Owner: unison_owner
--

ALTER DEFAULT PRIVILEGES FOR ROLE unison_owner REVOKE ALL ON FUNCTIONS  FROM PUBLIC;


