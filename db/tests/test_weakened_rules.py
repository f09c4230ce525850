"""What the wall's pgTAP files say would fail if the rule were missing: each is seen failing.

The file runs as it is, but with the rule taken away within its own transaction; whole-schema rules
plant their faults themselves (`tests.rule_catches`).
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass

import psycopg
import pytest

from unison_cli import pgtap, postgres
from unison_cli.paths import ROOT
from unison_cli.testing import Stack, stack

__all__ = ["stack"]


@dataclass(frozen=True)
class Weakening:
    """A function lacks something, and a sentence of a file is no longer true."""

    name: str
    file: str
    function: str
    had: str
    has: str
    denies: str


WEAKENINGS = (
    Weakening(
        "tries are not counted",
        "db/tests/identity/authenticate.sql",
        "identity.authenticate",
        "perform identity.count_single_try(v_key, v_max_tries);",
        "",
        "after ten wrong ones even the right one must wait",
    ),
    Weakening(
        "nothing is hashed for nobody",
        "db/tests/identity/equal_work.sql",
        "identity.is_password",
        "perform identity.hash_password(is_password.password);",
        "",
        "a password is hashed for an address that nobody has",
    ),
    Weakening(
        "a letter for nobody costs nothing",
        "db/tests/identity/equal_work.sql",
        "api.request_password_reset",
        "perform notify.queue_password_reset(v_user_id, v_token);\n        raise",
        "raise",
        "asking for a new password costs the same",
    ),
    Weakening(
        "a code counts twice",
        "db/tests/identity/second_factors.sql",
        "identity.use_second_factor",
        "set last_step = v_step",
        "set last_step = f.last_step",
        "once",
    ),
    Weakening(
        "a recovery code counts twice",
        "db/tests/identity/second_factors.sql",
        "identity.use_second_factor",
        "and r.used_at is null",
        "",
        "once",
    ),
    Weakening(
        "anybody is impersonated anywhere",
        "db/tests/identity/start_impersonation.sql",
        "identity.start_impersonation",
        "m.organization_id = start_impersonation.organization_id",
        "true",
        "nobody is impersonated elsewhere",
    ),
    Weakening(
        "an impersonator becomes the person",
        "db/tests/identity/start_impersonation.sql",
        "identity.require_own_session",
        "not in ('user', 'staff')",
        "not in ('user', 'staff', 'impersonation')",
        "no other token is had",
    ),
    Weakening(
        "the log holds secrets",
        "db/tests/audit/record_change.sql",
        "audit.record_change",
        "if v_subject.personal_columns <> '{}' or v_subject.secret_columns <> '{}' then",
        "if false then",
        "a secret is never recorded",
    ),
    Weakening(
        "what was recorded may be changed",
        "db/tests/audit/record_change.sql",
        "audit.refuse_change",
        "perform util.fail(",
        "return coalesce(new, old); perform util.fail(",
        "not even the owner edits an entry",
    ),
    Weakening(
        "digests are not compared",
        "db/tests/audit/seal_entries.sql",
        "audit.find_tampering",
        "x.digest is distinct from f.digest",
        "false",
        "an edited entry is named",
    ),
    Weakening(
        "seals do not stand on each other",
        "db/tests/audit/seal_entries.sql",
        "audit.find_tampering",
        "or c.previous_hash <> c.former_hash",
        "",
        "and with a new hash by the seal that follows",
    ),
    Weakening(
        "nobody asks for whom a token is",
        "db/tests/identity/guard_request.sql",
        "identity.guard_request",
        "or v_claims ->> 'aud' is distinct from 'unison'",
        "",
        "without aud it does not count",
    ),
    Weakening(
        "a reuse ends nothing",
        "db/tests/identity/refresh_session.sql",
        "identity.refresh_session",
        "if v_token.used_at is not null then",
        "if false then",
        "and ends the session",
    ),
    Weakening(
        "what many people take is taken",
        "db/tests/identity/require_good_password.sql",
        "identity.require_good_password",
        "where c.password = lower(v_password)",
        "where false",
        "BaseBall12 is too_common",
    ),
    Weakening(
        "capitals make a common password a good one",
        "db/tests/identity/require_good_password.sql",
        "identity.require_good_password",
        "where c.password = lower(v_password)",
        "where c.password = v_password",
        "in whatever case they are written",
    ),
    Weakening(
        "names are passwords",
        "db/tests/api/verify_email.sql",
        "identity.set_password",
        "array[v_user.email, v_user.full_name]",
        "array[null]",
        "and one of the names that go with the person",
    ),
    Weakening(
        "an organization's name is a password",
        "db/tests/api/invite_member.sql",
        "identity.require_good_password",
        "identity.without_names(v_password, require_good_password.names)",
        "v_password",
        "with a password that is not the organization's name",
    ),
    # Customers' second factors
    Weakening(
        "customers are asked for no code",
        "db/tests/api/enroll_second_factor.sql",
        "identity.check_second_factor",
        "if not identity.has_second_factor(check_second_factor.user_id) then",
        "if true then",
        "the password alone is too little from then on",
    ),
    Weakening(
        "an invitation asks for no code",
        "db/tests/api/enroll_second_factor.sql",
        "identity.accept_invitation",
        "else identity.check_second_factor(v_user_id, accept_invitation.code)",
        "else null::json",
        "nor does an invitation",
    ),
    Weakening(
        "who came without a code stays",
        "db/tests/api/enroll_second_factor.sql",
        "identity.confirm_second_factor",
        "v_user_id, 'second_factor_changed',",
        "null, 'second_factor_changed',",
        "whoever was in by the password alone is out, but for the session that added it",
    ),
    Weakening(
        "a screen unlocked is enough",
        "db/tests/api/enroll_second_factor.sql",
        "identity.check_own_credentials",
        "if not identity.is_own_password(check_own_credentials.password) then",
        "if false then",
        "whoever finds a screen unlocked adds nothing",
    ),
    Weakening(
        "the password takes the factor away",
        "db/tests/api/enroll_second_factor.sql",
        "identity.check_own_credentials",
        "return identity.check_second_factor(",
        "return null; perform identity.check_second_factor(",
        "to remove it the password is too little",
    ),
    Weakening(
        "an impersonator has a phone",
        "db/tests/api/enroll_second_factor.sql",
        "identity.require_own_session",
        "not in ('user', 'staff')",
        "not in ('user', 'staff', 'impersonation')",
        "impersonation: api.confirm_second_factor('000000')",
    ),
    Weakening(
        "nobody is asked for the factor that an organization wants",
        "db/tests/api/require_second_factor.sql",
        "identity.guard_request",
        "if v_session.lacks_factor",
        "if false",
        "who came by password alone sees nothing",
    ),
    Weakening(
        "an owner is out by their own doing",
        "db/tests/api/require_second_factor.sql",
        "identity.require_second_factor",
        "if require_second_factor.is_required",
        "if false",
        "who has one already",
    ),
    Weakening(
        "anybody's session is ended",
        "db/tests/api/sessions.sql",
        "api.end_session",
        "and s.user_id = identity.current_user_id()",
        "",
        "who cannot end one either",
    ),
    Weakening(
        "who stands in for a person sees where the person is",
        "db/tests/api/sessions.sql",
        "identity.is_own_session",
        "ELSE false",
        "ELSE true",
        "who stands in for the person sees nothing",
    ),
    Weakening(
        "a provider's word ends what others vouch for",
        "db/tests/api/sessions.sql",
        "identity.is_own_session",
        "(organization_id = identity.current_organization_id())",
        "true",
        "not even what another one has let in",
    ),
    Weakening(
        "a screen that is unlocked is enough",
        "db/tests/api/sessions.sql",
        "identity.confirm_person",
        "return identity.is_own_password(confirm_person.password);",
        "return true;",
        "who finds a screen unlocked ends nothing without the password",
    ),
    Weakening(
        "a provider's word is good for ever",
        "db/tests/api/sessions.sql",
        "identity.confirm_person",
        "interval '10 minutes'",
        "interval '1 day'",
        "and later must have signed in anew",
    ),
    Weakening(
        "who signs in again leaves a session behind",
        "db/tests/api/sessions.sql",
        "identity.issue_tokens",
        "perform identity.revoke_session(t.session_id, 'signed_in_again')",
        "perform 1",
        "who signs in again in a browser leaves the former session of its cookie",
    ),
    Weakening(
        "a key that was revoked is not counted as a try",
        "db/tests/identity/equal_work.sql",
        "identity.authenticate_api_key",
        "if v_key.id is null then",
        "if not exists (select from identity.api_keys as k"
        " where k.key_hash = util.hash_token(authenticate_api_key.api_key)) then",
        "a key that was revoked costs what no key costs",
    ),
    Weakening(
        "a link that was used is noted",
        "db/tests/identity/equal_work.sql",
        "identity.use_one_time_token",
        "if v_token.token_hash is null then",
        "if v_token.token_hash is null then update identity.one_time_tokens as t"
        " set used_at = t.used_at where t.used_at is not null"
        " and t.token_hash = util.hash_token(use_one_time_token.token);",
        "a link to a new password that was used costs what no link costs",
    ),
    Weakening(
        "a link is for anything",
        "db/tests/identity/equal_work.sql",
        "identity.use_one_time_token",
        "and t.purpose = use_one_time_token.purpose",
        "",
        "a link is for what it says",
    ),
    Weakening(
        "who has an account is invited in another way",
        "db/tests/identity/equal_work.sql",
        "identity.invite_member",
        "perform identity.expire_invitations(",
        "if exists (select from identity.users as u where u.email = v_email) then"
        " update identity.users set email = email where email = v_email; end if;"
        " perform identity.expire_invitations(",
        "inviting costs the same whether there is an account",
    ),
    Weakening(
        "a wrong recovery code is looked for before a code",
        "db/tests/identity/equal_work.sql",
        "identity.use_second_factor",
        "begin",
        "begin if length(use_second_factor.code) > 6 then"
        " perform ext.crypt('x', ext.gen_salt('bf', 4)); end if;",
        "a wrong recovery code costs what a wrong code costs",
    ),
    Weakening(
        "a link to CSV takes a column as it is written",
        "db/tests/api/write_csv.sql",
        "api.write_csv",
        "string_agg(format('%I', c.name), ', '",
        "string_agg(c.name, ', '",
        "nor is a column",
    ),
    Weakening(
        "a letter is shown with its links",
        "db/tests/admin/support.sql",
        "notify.data_without_links",
        "(e.key ~~ '%url'::text) OR ((e.value #>> '{}'::text[]) ~~ '%://%'::text)",
        "false",
        "the worker is told what stands in it, but not the links",
    ),
    Weakening(
        "only what is called a link is one",
        "db/tests/admin/support.sql",
        "notify.data_without_links",
        "~~ '%://%'::text",
        "~~ 'nothing'::text",
        "no link that acts for its reader is in what a letter is written from",
    ),
    Weakening(
        "only the first who looks is recorded",
        "db/tests/admin/support.sql",
        "notify.note_preview_reader",
        "and note_preview_reader.reader_id <> all(p.read_by)",
        "and p.read_by = '{}'",
        "somebody else who looks at what was written for the first is recorded as well",
    ),
    # Identity providers
    Weakening(
        "a domain counts by being said",
        "db/tests/sidecar/sign_in_with_token.sql",
        "identity.find_provider_for_token",
        "and d.verified_at is not null",
        "",
        "a domain counts when it is proved",
    ),
    Weakening(
        "any issuer speaks for anybody",
        "db/tests/sidecar/sign_in_with_token.sql",
        "identity.find_provider_for_token",
        "and p.issuer = find_provider_for_token.claims ->> 'iss'",
        "",
        "another issuer speaks not for Acme's people",
    ),
    Weakening(
        "no signature is asked for",
        "db/tests/sidecar/sign_in_with_token.sql",
        "sidecar.sign_in_with_token",
        "if sign_in_with_token.is_signed then",
        "if true then",
        "and none without a signature by a key of its issuer",
    ),
    Weakening(
        "tokens of any kind sign in",
        "db/tests/sidecar/sign_in_with_token.sql",
        "identity.find_token_fault",
        "upper(coalesce(header ->> 'typ', 'JWT')) <> 'JWT' or",
        "",
        "a token that opens an API says not who somebody is",
    ),
    Weakening(
        "a type need only begin as it must",
        "db/tests/sidecar/sign_in_with_token.sql",
        "identity.find_token_fault",
        "upper(coalesce(header ->> 'typ', 'JWT')) <> 'JWT'",
        "header ->> 'typ' not like '%JWT%'",
        "nor one whose type is almost the right one",
    ),
    Weakening(
        "rules that are not known are passed over",
        "db/tests/sidecar/sign_in_with_token.sql",
        "identity.find_token_fault",
        "or header ? 'crit' then",
        "then",
        "nor one with rules that we do not know",
    ),
    Weakening(
        "rules that are none are passed over",
        "db/tests/sidecar/sign_in_with_token.sql",
        "identity.find_token_fault",
        "or header ? 'crit' then",
        "or jsonb_array_length(nullif(header -> 'crit', 'null')) > 0 then",
        "nor one that says there are rules, and none",
    ),
    Weakening(
        "a provider's tokens may be for anybody",
        "db/tests/sidecar/sign_in_with_token.sql",
        "identity.find_token_fault",
        "elsif not v_audience @> jsonb_build_array(find_token_fault.client_id)",
        "elsif false",
        "a token for somebody else is none for us",
    ),
    Weakening(
        "a provider's tokens do not end",
        "db/tests/sidecar/sign_in_with_token.sql",
        "identity.find_token_fault",
        "(claims ->> 'exp')::numeric <= v_now",
        "false",
        "it ends",
    ),
    Weakening(
        "addresses need no proof",
        "db/tests/sidecar/sign_in_with_token.sql",
        "identity.find_token_fault",
        "claims -> 'email_verified' is distinct from 'true'::jsonb",
        "false",
        "whose address was verified",
    ),
    Weakening(
        "a provider's token signs in twice",
        "db/tests/sidecar/sign_in_with_token.sql",
        "identity.open_external_session",
        "if not found then",
        "if false then",
        "a token signs in once",
    ),
    Weakening(
        "an address takes an account over",
        "db/tests/sidecar/sign_in_with_token.sql",
        "identity.link_external_user",
        "where m.organization_id = provider.organization_id and m.user_id = v_user.id",
        "where m.user_id = v_user.id",
        "an account of another organization is taken over by nobody",
    ),
    Weakening(
        "who registered an address first keeps it",
        "db/tests/sidecar/sign_in_with_token.sql",
        "identity.link_external_user",
        "elsif v_user.email_verified_at is not null and exists (",
        "elsif exists (",
        "even a member, while the address is not verified",
    ),
    Weakening(
        "who was removed comes back",
        "db/tests/sidecar/sign_in_with_token.sql",
        "identity.open_external_session",
        "if not exists (",
        "if false and not exists (",
        "and does not come back by what the provider goes on saying",
    ),
    Weakening(
        "a provider's word goes beyond its organization",
        "db/tests/sidecar/sign_in_with_token.sql",
        "identity.require_own_session",
        "not in ('user', 'staff')",
        "not in ('user', 'staff', 'external')",
        "which reaches no further: api.export_my_data()",
    ),
    Weakening(
        "a provider needs no plan that has it",
        "db/tests/sidecar/sign_in_with_token.sql",
        "sidecar.sign_in_with_token",
        "if not usage.has_feature(",
        "if false and not usage.has_feature(",
        "without the feature a token signs nobody in",
    ),
    Weakening(
        "strangers join what is suspended",
        "db/tests/sidecar/sign_in_with_token.sql",
        "sidecar.sign_in_with_token",
        "perform usage.require_write_access(v_provider.organization_id);",
        "",
        "nobody joins what is suspended",
    ),
    Weakening(
        "sessions outlive their provider",
        "db/tests/sidecar/sign_in_with_token.sql",
        "identity.remove_identity_provider",
        "perform identity.end_external_sessions(",
        "perform (",
        "with the provider go the sessions that it vouched for",
    ),
    Weakening(
        "a browser ends what another one began",
        "db/tests/sidecar/external_sign_in.sql",
        "identity.take_external_sign_in",
        "util.encode_base64url(util.hash_token(take_external_sign_in.code_verifier))",
        "s.code_challenge",
        "what one browser began, another one does not end",
    ),
    Weakening(
        "an answer counts at any organization's address",
        "db/tests/sidecar/external_sign_in.sql",
        "identity.take_external_sign_in",
        "s.organization_id = take_external_sign_in.organization_id\n        and ",
        "",
        "nor does it end at another provider's address",
    ),
    Weakening(
        "an answer counts twice",
        "db/tests/sidecar/external_sign_in.sql",
        "identity.take_external_sign_in",
        "and s.returned_at is null",
        "",
        "once",
    ),
    Weakening(
        "who has left may come back for ever",
        "db/tests/sidecar/external_sign_in.sql",
        "identity.take_external_sign_in",
        "and s.expires_at > util.wall_clock()",
        "",
        "who needs more than ten minutes begins anew",
    ),
    Weakening(
        "another issuer's answer is passed on",
        "db/tests/sidecar/external_sign_in.sql",
        "sidecar.take_external_sign_in",
        "or take_external_sign_in.issuer <> v_sign_in.issuer",
        "",
        "an answer that names another issuer is not passed on",
    ),
    Weakening(
        "all providers send people back to one address",
        "db/tests/sidecar/external_sign_in.sql",
        "identity.find_redirect_uri",
        "|| find_redirect_uri.organization_id",
        "",
        "to come back to an address that is this organization's alone",
    ),
    Weakening(
        "tokens need not be those that were asked for",
        "db/tests/sidecar/external_sign_in.sql",
        "identity.finish_external_sign_in",
        "and s.nonce_hash = util.hash_token(claims ->> 'nonce')",
        "",
        "a token that was asked for by somebody else is none",
    ),
    Weakening(
        "people are sent on to anywhere",
        "db/tests/sidecar/external_sign_in.sql",
        "identity.require_local_path",
        "or require_local_path.path ~ '^[^?#]*//'",
        "",
        'nobody is sent on to "//evil.example"',
    ),
    Weakening(
        "people are sent to a script",
        "db/tests/sidecar/external_sign_in.sql",
        "identity.read_discovery",
        "not identity.is_provider_address(v_authorization)",
        "false",
        'nor ever to an address such as {"authorization_endpoint": "javascript:alert(1)"}',
    ),
    Weakening(
        "a secret is told to another provider",
        "db/tests/sidecar/external_sign_in.sql",
        "identity.set_identity_provider",
        "perform identity.set_provider_secret(set_identity_provider.organization_id, '');",
        "",
        "which is not told the former's secret",
    ),
    Weakening(
        "how long ago somebody signed in is not looked at",
        "db/tests/sidecar/external_sign_in.sql",
        "identity.find_assurance_fault",
        "if provider.max_age_seconds is not null",
        "if false",
        "nor what was too long ago",
    ),
    Weakening(
        "how somebody signed in is not looked at",
        "db/tests/sidecar/external_sign_in.sql",
        "identity.find_assurance_fault",
        "elsif provider.acr_values <> '{}'",
        "elsif false",
        "or in a way that is not enough",
    ),
    Weakening(
        "keys are whoever's they say",
        "db/tests/api/set_identity_provider.sql",
        "identity.record_key_set",
        "when v_discovery ->> 'issuer' is distinct from record_key_set.issuer",
        "when false",
        "keys of another issuer are none of this one",
    ),
    Weakening(
        "weak keys count",
        "db/tests/api/set_identity_provider.sql",
        "identity.read_key_set",
        "and k.key ->> 'e' = 'AQAB'",
        "",
        "those that a token may be signed with",
    ),
    Weakening(
        "keys hold for ever",
        "db/tests/api/set_identity_provider.sql",
        "identity.find_provider_key",
        "'24:00:00'::interval",
        "'1 year'::interval",
        "for a day, no longer",
    ),
    Weakening(
        "any record proves a domain",
        "db/tests/api/set_identity_provider.sql",
        "identity.record_domain_check",
        "v_row.challenge = any(record_domain_check.texts)",
        "record_domain_check.texts <> '{}'",
        "nor one that says something else",
    ),
    Weakening(
        "passwords lead around the provider",
        "db/tests/api/set_identity_provider.sql",
        "identity.can_use_password",
        "p.is_required",
        "false",
        "unless its owner says so",
    ),
)


@pytest.fixture(scope="module")
def rules(stack: Stack) -> str:
    """Return the address of the database that pgTAP runs in, made if nobody has."""
    url = postgres.superuser_url(stack.instance, pgtap.DATABASE)
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        pgtap.run(stack.instance, [pgtap.TESTS / "identity" / "require_text.sql"])
    return url


@pytest.mark.slow
@pytest.mark.parametrize("weakening", WEAKENINGS, ids=lambda row: row.name)
def test_a_rule_that_is_missing_is_missed(weakening: Weakening, rules: str) -> None:
    with psycopg.connect(rules) as database:
        (built,) = database.execute(
            "select pg_get_functiondef(%s::regproc)", (weakening.function,)
        ).fetchone() or ("",)
    assert weakening.had in built
    file = ROOT / weakening.file
    begins, helpers, rest = re.split(r"(^\\ir .*_helpers\.sql\n)", file.read_text(), flags=re.M)
    weakened = f"{built.replace(weakening.had, weakening.has)};\n"
    told = subprocess.run(
        ["psql", "--no-psqlrc", "--no-align", "--quiet", "--tuples-only", rules],
        input=begins + helpers + weakened + rest,
        cwd=file.parent,
        # What fails here would be told in the server's log with all that its statement says.
        env={
            **os.environ,
            "PGOPTIONS": "-c log_min_messages=panic -c log_min_error_statement=panic",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    failed = re.findall(r"^not ok \d+ - (.*)", told.stdout, flags=re.M)
    assert weakening.denies in failed, (failed, told.stderr)
