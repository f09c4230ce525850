"""What is taken away from the wall, brick by brick, and the test that each time finds the hole."""

from __future__ import annotations

from db.tests.http.ways import Body, Gateway, LeakedKey, Policy, Statement, Weakening

GUARD = "identity.guard_request"
FAILURE = Body(
    GUARD,
    (
        (
            "    if v_role = 'anon' then",
            "    if v_role = 'anon' then raise sqlstate 'XX000'; end if;\n"
            "    if v_role = 'anon' then",
        ),
    ),
)
FAILURE_FOR_CUSTOMERS = Body(
    GUARD,
    (
        (
            "    if v_role = 'anon' then",
            "    if v_role = 'authenticated' then raise sqlstate 'XX000'; end if;\n"
            "    if v_role = 'anon' then",
        ),
    ),
)
ANY_ROLE = Body(
    GUARD,
    (
        ("v_role not in ('authenticated', 'platform_admin')", "false"),
        ("v_role = 'authenticated' and m.user_id", "m.user_id"),
    ),
)

WEAKENINGS: tuple[Weakening, ...] = (
    # --- tokens ----------------------------------------------------------------------------------
    Weakening(
        "a key is known to others",
        "test_tokens.py::test_a_forged_signature",
        (LeakedKey("x", b"x" * 48),),
        finds="200 == 401",
        only={"how": {"kid": "x", "secret": b"x" * 48}},
    ),
    Weakening(
        "a key that is known counts without its name",
        "test_tokens.py::test_a_forged_header",
        (LeakedKey("x", b"x" * 48),),
        finds="200",
        only={"name": "the key inside", "secret": b"x" * 48},
    ),
    Weakening(
        "tokens need no end",
        "test_tokens.py::test_a_missing_claim",
        (
            Body(
                GUARD,
                (("or jsonb_typeof(v_claims -> 'exp') is distinct from 'number'", ""),),
            ),
        ),
        finds="200 == 401",
        only={"claim": "exp"},
    ),
    Weakening(
        "tokens may be for anybody",
        "test_tokens.py::test_a_wrong_claim",
        (Body(GUARD, (("or v_claims ->> 'aud' is distinct from 'unison'", ""),)),),
        finds="200 == 401",
        only={"claim": "aud", "value": "another"},
    ),
    Weakening(
        "tokens may last for years",
        "test_tokens.py::test_a_wrong_claim",
        (Body(GUARD, (("> v_now + 3600", "> v_now * 1000"),)),),
        finds="200 == 401",
        only={"claim": "exp", "value": 1 << 40},
    ),
    Weakening(
        "an end counts half a minute later",
        "test_tokens.py::test_an_expired_token",
        (Body(GUARD, (("<= v_now then", "<= v_now - 30 then"),)),),
        finds="200 == 401",
    ),
    Weakening(
        "a session may be anybody's",
        "test_tokens.py::test_somebody_else_s_session",
        (
            Body(
                GUARD,
                (
                    ("and s.user_id = (v_claims ->> 'sub')::uuid", ""),
                    ("and m.user_id is not null", ""),
                ),
            ),
        ),
        finds="200 == 401",
    ),
    Weakening(
        "no membership is looked for",
        "test_tokens.py::test_another_tenant_s_organization",
        (Body(GUARD, (("and m.user_id is not null", ""),)),),
        finds="200 == 401",
    ),
    Weakening(
        "requests may become any role",
        "test_tokens.py::test_a_role_that_no_request_may_have",
        (
            Statement(
                "grant unison_owner to authenticator",
                "revoke unison_owner from authenticator",
                by_superuser=True,
            ),
            ANY_ROLE,
        ),
        finds="200 in",
        only={"role": "unison_owner"},
    ),
    Weakening(
        "the staff's sessions are like any other",
        "test_tokens.py::test_a_token_of_the_staff_is_none_of_a_customer_s",
        (
            Body(
                GUARD,
                (
                    (
                        "v_role = 'platform_admin' and u.kind = 'staff'"
                        " and v_organization_id is null",
                        "true",
                    ),
                ),
            ),
        ),
        finds="200 == 401",
    ),
    Weakening(
        "a request becomes the owner by naming it",
        "test_tokens.py::test_no_role_of_the_server_is_had_by_naming_it",
        (
            Statement(
                "grant unison_owner to authenticator",
                "revoke unison_owner from authenticator",
                by_superuser=True,
            ),
            ANY_ROLE,
        ),
        finds="unison_owner",
    ),
    Weakening(
        "any cookie is a token",
        "test_tokens.py::test_a_token_counts_in_its_header_alone",
        (Gateway((("unison_access=", "jwt="),)),),
        finds="200 == 401",
    ),
    # --- sessions --------------------------------------------------------------------------------
    Weakening(
        "who was removed is still in",
        "test_sessions.py::test_a_removed_member_is_out_at_the_next_request",
        (Body(GUARD, (("and m.user_id is not null", ""),)),),
        finds="not is_open|assert not True",
    ),
    Weakening(
        "who signed out is still in",
        "test_sessions.py::test_signing_out_ends_the_session_at_once",
        (Body(GUARD, (("and s.revoked_at is null", ""),)),),
        finds="assert not True",
    ),
    Weakening(
        "a stolen refresh token ends nothing",
        "test_sessions.py::test_a_late_reuse_ends_the_whole_family",
        (
            Body(
                "identity.refresh_session",
                (("if v_token.used_at is not null then", "if false then"),),
            ),
        ),
        finds="assert not True",
    ),
    Weakening(
        "a reuse raises, and its note is rolled back",
        "test_sessions.py::test_a_late_reuse_ends_the_whole_family",
        (
            Body(
                "identity.refresh_session",
                (
                    (
                        "    end if;\n        return identity.refuse_refresh();\n    end if;\n\n"
                        "    if v_session.kind",
                        "    end if;\n        perform util.fail(401,"
                        " 'refresh_token_invalid', 'Used');\n    end if;\n\n"
                        "    if v_session.kind",
                    ),
                ),
            ),
        ),
        finds="assert not True",
    ),
    Weakening(
        "a new password ends nothing",
        "test_sessions.py::test_a_new_password_ends_the_other_sessions",
        (
            Body(
                "identity.change_password",
                (
                    ("perform identity.revoke_sessions(\n        v_user_id,", "perform concat("),
                    ("except_session_id => ", ""),
                ),
            ),
        ),
        finds="assert not True",
    ),
    Weakening(
        "tries are not counted",
        "test_sessions.py::test_failed_tries_are_counted_and_stop_even_the_right_password",
        (
            Body(
                "identity.authenticate",
                (("perform identity.count_single_try(v_key, v_max_tries);", ""),),
            ),
        ),
        finds="401 == 429",
    ),
    Weakening(
        "an unknown address has an answer of its own",
        "test_sessions.py::test_an_unknown_address_gets_the_answer_of_a_wrong_password",
        (
            Body(
                "identity.authenticate",
                (
                    (
                        "if not identity.is_password(",
                        "if v_user.id is null then perform util.fail(404,"
                        " 'member_not_found', 'Nobody'); end if;\n    if not identity.is_password(",
                    ),
                ),
            ),
        ),
        finds="404",
    ),
    # --- the staff -------------------------------------------------------------------------------
    Weakening(
        "the staff work without a second factor",
        "test_staff.py::test_the_staff_enrol_a_second_factor_and_can_do_nothing_before",
        (Body(GUARD, (("if v_session.lacks_factor", "if false"),)),),
        finds="TypeError",
    ),
    Weakening(
        "an impersonation may write",
        "test_impersonation.py::test_reading_is_all_that_is_granted",
        (Body(GUARD, (("if v_session.is_read_only then", "if false then"),)),),
        finds="200 in",
    ),
    # --- tenants ---------------------------------------------------------------------------------
    Weakening(
        "a policy lets everybody through",
        "test_tenants.py::test_a_view_shows_nothing_of_another_tenant",
        (Policy("billing.subscriptions"),),
        finds="not in",
        only={"view": "subscription"},
    ),
    Weakening(
        "a table has no row-level security",
        "test_tenants.py::test_a_view_shows_nothing_of_another_tenant",
        (
            Statement(
                "alter table billing.subscriptions disable row level security",
                "alter table billing.subscriptions enable row level security",
            ),
        ),
        finds="not in",
        only={"view": "subscription"},
    ),
    Weakening(
        "a view has its owner's rights",
        "test_tenants.py::test_a_view_shows_nothing_of_another_tenant",
        (
            Statement(
                "alter view api.subscription set (security_invoker = false)",
                "alter view api.subscription set (security_invoker = true)",
            ),
        ),
        finds="not in",
        only={"view": "subscription"},
    ),
    Weakening(
        "a view may be written",
        "test_tenants.py::test_no_view_can_be_written",
        (
            Statement(
                "grant update on api.custom_fields, app.custom_fields to authenticated",
                "revoke update on api.custom_fields, app.custom_fields from authenticated",
            ),
            Body(GUARD, (("not in ('GET', 'HEAD', 'OPTIONS')", "is null"),)),
        ),
        finds=r"20\d in|40\d in|400",
        only={"view": "custom_fields"},
    ),
    Weakening(
        "the planner may estimate",
        "test_tenants.py::test_the_planner_s_estimate_is_never_told",
        (Body(GUARD, (("count\\s*=\\W*(planned|estimated)", "never"),)),),
        finds="40?0|20[06]",
        only={"prefer": ["count=planned"]},
    ),
    Weakening(
        "every header of a client's preferences is handed on",
        "test_tenants.py::test_the_planner_s_estimate_is_never_told",
        (Gateway((("proxy_set_header Prefer $http_prefer;\n", ""),)),),
        finds="20[06]",
        only={"prefer": ["count=planned", "return=minimal"]},
    ),
    Weakening(
        "an invitation is looked up by its id alone",
        "test_tenants.py::test_another_tenant_s_things_are_not_there",
        (
            Body(
                "identity.find_invitation",
                (("i.organization_id = find_invitation.organization_id", "true"),),
            ),
        ),
        finds="40?4",
        only={"function": "revoke_invitation"},
    ),
    Weakening(
        "anybody may switch to any organization",
        "test_tenants.py::test_another_tenant_s_things_are_not_there",
        (
            Body(
                "identity.switch_organization",
                (("if not exists (", "if false and not exists ("),),
            ),
        ),
        finds="200 == 404",
        only={"function": "switch_organization"},
    ),
    Weakening(
        "what exists elsewhere is found in a view",
        "test_oracles.py::test_no_view_tells_what_exists",
        (Policy("app.plants"),),
        finds="/plants",
        only={"actor": "other"},
    ),
    Weakening(
        "what exists elsewhere is changed by its id",
        "test_oracles.py::test_no_function_tells_what_exists",
        (
            Body(
                "identity.find_invitation",
                (("i.organization_id = find_invitation.organization_id", "true"),),
            ),
        ),
        finds="/rpc/revoke_invitation",
    ),
    Weakening(
        "what exists elsewhere is refused in other words",
        "test_oracles.py::test_no_function_tells_what_exists",
        (
            Body(
                "app.delete_plant",
                (
                    (
                        "util.fail(404",
                        "util.fail(case when exists (select from app.plants as p"
                        " where p.id = delete_plant.plant_id) then 403 else 404 end",
                    ),
                ),
            ),
        ),
        finds="/rpc/delete_plant",
    ),
    Weakening(
        "a policy is missed by random requests",
        "test_fuzz.py::test_random_requests_bring_no_canary_and_no_failure",
        (Policy("app.plants"),),
        finds="kanarie",
    ),
    Weakening(
        "a view that runs as its owner is missed by random requests",
        "test_fuzz.py::test_random_requests_bring_no_canary_and_no_failure",
        (
            Statement(
                "alter view api.invoice_lines set (security_invoker = false)",
                "alter view api.invoice_lines set (security_invoker = true)",
            ),
        ),
        finds="kanarie",
    ),
    Weakening(
        "a failure of ours is missed by random requests",
        "test_fuzz.py::test_random_requests_bring_no_canary_and_no_failure",
        (FAILURE,),
        finds="500 < 500",
    ),
    Weakening(
        "a failure of ours is missed by what is described",
        "test_description.py::test_answers_keep_to_the_description",
        (
            Body(
                "identity.authenticate",
                (("perform identity.require_client_tries();", "raise sqlstate 'XX000';"),),
            ),
        ),
        finds="Server error",
        only={"actor": "anon"},
    ),
    Weakening(
        "a policy is missed by what is described",
        "test_description.py::test_answers_keep_to_the_description",
        (Policy("app.plants"),),
        finds="kanarie",
        only={"actor": "other"},
    ),
    Weakening(
        "a customer's function takes whose it is",
        "test_mass_assignment.py::test_what_a_customer_s_function_takes_was_reviewed",
        (
            Statement(
                "create function api.adopt_plant(name text, organization_id uuid) returns void"
                " language sql return null",
                "drop function api.adopt_plant",
            ),
        ),
        finds="adopt_plant",
    ),
    Weakening(
        "what is nested may be anything",
        "test_mass_assignment.py::test_what_is_nested_beside_what_is_sound_is_refused",
        (
            Body(
                "catalog.require_version_content",
                (
                    (
                        "n.value !~ '^[0-9]{1,18}$'\n                or not exists (",
                        "n.value !~ '^[0-9]{1,18}$' and n.code = 'plants'\n"
                        "                or n.code = 'plants' and not exists (",
                    ),
                ),
            ),
        ),
        finds="200 == 400",
        only={"name": "limits"},
    ),
    Weakening(
        "customers may read a view of the staff",
        "test_matrix.py::test_everybody_may_do_what_was_reviewed_and_nothing_else",
        (
            Statement(
                "grant usage on schema admin to authenticated;"
                " grant select on admin.coupons to authenticated;"
                " alter view admin.coupons set (security_invoker = false)",
                "revoke usage on schema admin from authenticated;"
                " revoke select on admin.coupons from authenticated;"
                " alter view admin.coupons set (security_invoker = true)",
            ),
        ),
        finds="admin.coupons READ anon=no member=in",
        only={"schema": "admin", "kind": "relations"},
    ),
    Weakening(
        "customers may call a function of the staff",
        "test_matrix.py::test_everybody_may_do_what_was_reviewed_and_nothing_else",
        (
            Statement(
                "grant usage on schema admin to authenticated;"
                " grant execute on function admin.suspend to authenticated",
                "revoke usage on schema admin from authenticated;"
                " revoke execute on function admin.suspend from authenticated",
            ),
            Body("identity.require_staff", (("<> 'staff'", "is null"),)),
        ),
        finds="admin.suspend RPC anon=no member=in",
        only={"schema": "admin", "kind": "functions"},
    ),
    # --- cookies, and what the gateway does ------------------------------------------------------
    Weakening(
        "another site may write with a visitor's cookie",
        "test_cookies.py::test_the_cookie_alone_writes_nothing",
        (Gateway((("if ($is_cross_site)", "if ($is_csv_raw)"),)),),
        finds="JSONDecodeError",
    ),
    Weakening(
        "a script chooses how it is answered",
        "test_cookies.py::test_no_script_talks_the_tokens_out_of_the_cookies",
        (Gateway((('"~^\\|." cookie;', '"~^\\|." $http_x_session;'),)),),
        finds="access_token",
    ),
    Weakening(
        "scripts may read cookies",
        "test_cookies.py::test_the_page_gets_no_token",
        (Body("identity.set_access_cookie", (("HttpOnly", "Path=/"),)),),
        finds="assert",
    ),
    Weakening(
        "doors are wide",
        "test_gateway.py::test_doors_are_narrow",
        (
            Gateway(
                (
                    ("limit_req zone=credentials burst=30 nodelay;", ""),
                    ("limit_conn hashing_for_one 4;", ""),
                    ("limit_conn hashing_for_all 7;", ""),
                )
            ),
        ),
        finds="assert",
    ),
    Weakening(
        "bodies have no bound",
        "test_gateway.py::test_a_body_beyond_a_mebibyte",
        (Gateway((("client_max_body_size 1m;", "client_max_body_size 0;"),)),),
        finds="413",
    ),
    Weakening(
        "a heavy address that breaks something is not missed",
        "test_heavy_requests.py::test_a_heavy_address",
        (FAILURE_FOR_CUSTOMERS,),
        finds="500 < 500",
    ),
    Weakening(
        "a heavy header that breaks something is not missed",
        "test_heavy_requests.py::test_a_heavy_header",
        (FAILURE_FOR_CUSTOMERS,),
        finds="500 < 500",
        only={"view": "activity"},
    ),
    Weakening(
        "an answer to a long address is not read",
        "test_heavy_requests.py::test_a_heavy_address",
        (Gateway((("proxy_buffer_size 16k;\nproxy_buffers 8 16k;\n", ""),)),),
        finds="503 < 500",
        only={"name": "a long list"},
    ),
    Weakening(
        "an address without end is a failure of ours",
        "test_heavy_requests.py::test_an_address_without_end_is_refused",
        (
            Gateway(
                (("error_page 400 414 431 494 = /bad-request;", "error_page 414 = @bad_request;"),)
            ),
        ),
        finds="JSONDecodeError|500",
    ),
    Weakening(
        "pages may be framed",
        "test_gateway.py::test_pages_carry_the_headers_that_protect",
        (Gateway((("frame-ancestors 'none'", "font-src 'none'"),)),),
        finds="frame-ancestors",
        only={"path": "/"},
    ),
    Weakening(
        "errors are a status line",
        "test_gateway.py::test_text_of_the_caller_cannot_split_the_answer",
        (
            Body(
                "util.fail",
                (
                    ("raise sqlstate 'PGRST' using", "raise sqlstate 'PT400' using"),
                    (
                        "message = util.error_body(\n            fail.code, fail.message,"
                        " fail.details, fail.hint\n        )::text",
                        "message = (select string_agg(d.value, ' ')"
                        " from jsonb_each_text(fail.details) as d)",
                    ),
                ),
            ),
        ),
        finds="assert",
    ),
    Weakening(
        "cells are written as they are",
        "test_csv.py::test_a_name_is_no_formula",
        (Body("util.add_csv_row", (("^[=+@\\t\\r\\n\uff1d\uff0b\uff0d\uff20-]", "^never"),)),),
        finds="assert not",
        only={"name": "@SUM(1)"},
    ),
    # --- links to CSV ----------------------------------------------------------------------------
    Weakening(
        "a new line, or a sign of double width, begins no formula",
        "test_csv_attacks.py::test_no_cell_is_a_formula",
        (Body("util.add_csv_row", (("\\r\\n\uff1d\uff0b\uff0d\uff20-]", "\\r-]"),)),),
        finds="Extra items",
    ),
    Weakening(
        "a link follows itself",
        "test_csv_attacks.py::test_a_link_to_itself_ends",
        (
            Gateway(
                (
                    (
                        '(?!write_csv)[a-z0-9_]+)(\\?|$)" $linked_name',
                        '[a-z0-9_]+)(\\?|$)" $linked_name',
                    ),
                )
            ),
            Body("api.write_csv", ((", 'write_csv')", ", '')"),)),
        ),
        finds="413 == 404",
    ),
    Weakening(
        "the schema of a link is whoever's it says",
        "test_csv_attacks.py::test_no_trick_of_a_path_leads_elsewhere",
        (Gateway((("(?<linked_schema>api|admin|analytics)", "(?<linked_schema>[^/]+)"),)),),
        finds="== 404",
    ),
    Weakening(
        "a column of a link is part of a statement",
        "test_csv_attacks.py::test_no_trick_of_a_query_is_a_statement",
        (
            Body(
                "api.write_csv",
                (("string_agg(format('%I', c.name), ', '", "string_agg(c.name, ', '"),),
            ),
        ),
        finds="200",
    ),
    Weakening(
        "a link's query is decoded twice",
        "test_csv_attacks.py::test_what_is_encoded_twice_is_decoded_once",
        (
            Body(
                "api.write_csv",
                (
                    (
                        "replace(substr(v_pair, length(v_name) + 2), '+', ' ')",
                        "replace(substr(v_pair, length(v_name) + 2), '%25', '%')",
                    ),
                ),
            ),
        ),
        finds="<script>",
    ),
    Weakening(
        "a client says what is written as CSV",
        "test_csv_attacks.py::test_no_header_changes_what_a_link_says",
        (Gateway((("proxy_set_header X-CSV-Function $csv_function;\n", ""),)),),
        finds="assert",
        only={
            "headers": {
                "X_CSV_Function": "members",
                "X_CSV_Schema": "admin",
                "X_CSV_Columns": "email",
            }
        },
    ),
    Weakening(
        "a policy is missed by a link",
        "test_csv_attacks.py::test_a_link_shows_nothing_of_another_tenant",
        (Policy("app.plants"),),
        finds="assert not True",
        only={"actor": "other"},
    ),
    Weakening(
        "visitors may have CSV of anything",
        "test_csv_attacks.py::test_nobody_without_a_session_has_any",
        (
            Statement(
                "grant execute on function api.write_csv() to anon",
                "revoke execute on function api.write_csv() from anon",
            ),
        ),
        finds="200 == 401",
    ),
    Weakening(
        "a cookie comes before a token",
        "test_csv_attacks.py::test_a_cookie_is_who_asks_but_a_token_comes_first",
        (Gateway((('"~^\\|(?<session_token>.+)"', '"~\\|(?<session_token>.+)"'),)),),
        finds="assert",
    ),
    Weakening(
        "pages of others may read what a cookie brings",
        "test_csv_attacks.py::test_a_page_of_others_may_not_read_it",
        (
            Gateway(
                (
                    (
                        "add_header X-Frame-Options DENY always;",
                        "add_header Access-Control-Allow-Credentials true always;",
                    ),
                )
            ),
        ),
        finds="is None",
        only={"origin": "null"},
    ),
    Weakening(
        "any spelling of an address is one",
        "test_csv_attacks.py::test_a_request_that_is_written_oddly_is_a_link_or_none",
        (
            Gateway(
                (
                    ("if ($is_disguised)", "if ($nobody_s)"),
                    (
                        "map $http_accept_profile $asked_schema",
                        "map x $nobody_s { default 0; }\nmap $http_accept_profile $asked_schema",
                    ),
                )
            ),
        ),
        finds="404",
    ),
    # --- identity providers ----------------------------------------------------------------------
    Weakening(
        "any browser ends what another one began",
        "test_external_identity.py::test_nobody_is_signed_in_as_somebody_else_by_a_link",
        (
            Body(
                "identity.take_external_sign_in",
                (
                    (
                        "util.encode_base64url(util.hash_token(take_external_sign_in.code_verifier))",
                        "s.code_challenge",
                    ),
                ),
            ),
        ),
        # The provider asks for the verifier, too.
        finds="502",
    ),
    Weakening(
        "all providers send people back to one address",
        "test_external_identity.py::test_a_provider_that_hands_people_on_gets_no_code_of_another",
        (Body("identity.find_redirect_uri", (("|| find_redirect_uri.organization_id", ""),)),),
        finds="/callback/' != ",
    ),
    Weakening(
        "any provider's key will do",
        "test_external_identity.py::test_a_forged_token",
        (Body("identity.find_provider_key", (("(s.issuer = find_provider_key.issuer)", "true"),)),),
        finds="200 == 401",
        only={"how": "another provider's key under its own id"},
    ),
    Weakening(
        "a provider speaks for whoever is at a domain",
        "test_external_identity.py::test_a_provider_speaks_for_its_own_organization_alone",
        (
            Body(
                "identity.find_provider_for_token",
                (("and p.issuer = find_provider_for_token.claims ->> 'iss'", ""),),
            ),
        ),
        finds="200 == 401",
    ),
    Weakening(
        "a provider's token signs in as often as it is shown",
        "test_external_identity.py::test_one_token_signs_in_once_however_many_show_it_at_once",
        (Body("identity.open_external_session", (("if not found then", "if false then"),)),),
        finds="200, 200",
    ),
)
