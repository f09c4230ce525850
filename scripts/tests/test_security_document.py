"""docs/security.md promises that each threat is tried: by tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from db.tests import test_weakened_rules
from db.tests.http import weakenings
from unison_cli.paths import ROOT

LINES = (ROOT / "docs" / "security.md").read_text().splitlines()
ROWS = [line for line in LINES if line.startswith("| ") and "tests/" in line]

PLANT_FAULTS = ("db/tests/security.sql", "db/tests/conventions.sql")
NOT_IN_EACH_RUN = {
    "db/tests/http/test_gateway.py::test_a_slow_statement_is_a_gateway_timeout": "waits 8 seconds",
    "db/tests/http/test_neighbours.py::test_thirty_slow_callers_do_not_hurt_another_tenant": (
        "waits 16 seconds for a pool that is empty"
    ),
    "db/tests/http/test_staff.py::test_a_code_lets_one_in_however_many_try_it_at_once": (
        "races; second_factors.sql is seen failing instead"
    ),
    **dict.fromkeys(
        (
            "scripts/tests/test_gateway.py::test_a_cookie_alone_writes_nothing",
            "scripts/tests/test_gateway.py::test_a_client_cannot_pass_for_another",
            "scripts/tests/test_monitoring.py::test_a_request_is_followed_from_the_gateway_to_its_statements",
        ),
        "has servers of its own",
    ),
    **dict.fromkeys(
        (
            "sidecar/tests/test_external_identity.py::test_the_dns_says_whose_a_domain_is_and_a_dead_provider_is_told_of",
            "sidecar/tests/test_external_identity.py::test_the_token_does_not_choose_the_algorithm",
            "sidecar/tests/test_guarded_http.py::test_private_addresses_by_any_carrier",
            "sidecar/tests/test_guarded_http.py::test_a_name_that_changed_is_refused_the_second_time",
            "sidecar/tests/test_stripe_webhook.py::test_wrong_signatures",
            "sidecar/tests/test_http.py::test_the_matrix_of_malformed_webhooks",
            "sidecar/tests/test_log.py::test_an_error_is_reported_without_data",
        ),
        "Python, not SQL",
    ),
    **dict.fromkeys(
        (
            "db/tests/api/set_identity_provider.sql",
            "db/tests/http/test_external_identity.py::test_a_changed_key_counts_at_once_and_the_former_no_more",
            "db/tests/http/test_external_identity.py::test_a_provider_s_token_is_none_of_ours",
            "db/tests/http/test_external_identity.py::test_a_provider_speaks_for_its_own_organization_alone",
            "db/tests/http/test_external_identity.py::test_a_token_signs_in_once",
            "db/tests/http/test_external_identity.py::test_keys_of_whoever_calls_itself_another_are_refused",
        ),
        "the rules are seen missing in sign_in_with_token.sql",
    ),
}


def missing(row: str) -> list[str]:
    """Return the tests that a row names and nobody has."""
    return [name for name in re.findall(r"`([^`]*tests/[^`]*)`", row) if not _exists(name)]


def _exists(name: str) -> bool:
    path, _, test = name.partition("::")
    file = ROOT / Path(path)
    return file.is_file() and (not test or f"def {test}(" in file.read_text())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip()[:40])
def test_every_test_that_is_named_exists(row: str) -> None:
    assert not missing(row)


def test_every_row_names_a_test() -> None:
    promised, under = [], False
    for line in LINES:
        if line.startswith("|") and not under:
            under = "| tried by |" in line
        elif line.startswith("| "):
            promised.append(line)
        elif not line.startswith("|"):
            under = False
    assert promised == ROWS
    assert len(ROWS) > 50


def test_every_test_of_a_threat_was_seen_failing() -> None:
    """Again in each run, or by hand for a reason that is given."""
    text = "\n".join(LINES)
    threats = text[text.index("## Threats") : text.index("A test that cannot fail")]
    named = set(re.findall(r"`([^`]*tests/[^`]*)`", threats))
    weakened = {f"db/tests/http/{row.test}" for row in weakenings.WEAKENINGS}
    weakened |= {row.file for row in test_weakened_rules.WEAKENINGS}
    assert named - weakened - {*PLANT_FAULTS} <= NOT_IN_EACH_RUN.keys()


def test_a_test_that_is_gone_is_missed() -> None:
    assert missing("| a | b | `db/tests/http/test_tokens.py::test_of_yesterday` |")
    assert missing("| a | b | `db/tests/gone.sql` |")
