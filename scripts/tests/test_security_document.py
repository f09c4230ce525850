"""docs/security.md promises that each threat is tried: by tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from db.tests import test_weakened_rules
from db.tests.http import weakenings
from unison_cli.paths import ROOT

DOCUMENT = ROOT / "docs" / "security.md"
TEXT = DOCUMENT.read_text()


def rows_under(heading: str) -> list[str]:
    """Return the rows of all tables whose last column is called that."""
    found, under = [], False
    for line in TEXT.splitlines():
        if line.startswith("|") and not under:
            under = f"| {heading} |" in line
        elif line.startswith("| ") and under:
            found.append(line)
        elif not line.startswith("|"):
            under = False
    return found


ROWS = rows_under("tried by")
STANDARD = [row for row in ROWS if row.startswith("| v")]
# Rows of the standard that are answered otherwise: by a document, or not yet.
OTHERS = rows_under("document") + rows_under("what is missing")

PLANT_FAULTS = ("db/tests/security.sql", "db/tests/conventions.sql")
NOT_IN_EACH_RUN = {
    "db/tests/http/test_gateway.py::test_a_slow_statement_is_a_gateway_timeout": "waits 8 seconds",
    "db/tests/http/test_neighbours.py::test_thirty_slow_callers_do_not_hurt_another_tenant": (
        "waits 16 seconds for a pool that is empty"
    ),
    "db/tests/http/test_gateway.py::test_after_what_postgrest_hangs_up_on_nobody_is_lost": (
        "a race, lost in every fourth try over shared connections; test_gateway.py of scripts has"
        " the same without the race"
    ),
    "db/tests/http/test_staff.py::test_a_code_lets_one_in_however_many_try_it_at_once": (
        "races; second_factors.sql is seen failing instead"
    ),
    "db/tests/http/test_second_factors.py::test_nobody_stays_who_came_without_a_code": (
        "races; enroll_second_factor.sql is seen failing instead"
    ),
    "db/tests/http/test_second_factors.py::test_a_code_lets_one_in_however_many_try_it_at_once": (
        "races; second_factors.sql is seen failing instead"
    ),
    **dict.fromkeys(
        (
            "scripts/tests/test_gateway.py::test_a_cookie_alone_writes_nothing",
            "scripts/tests/test_gateway.py::test_a_client_cannot_pass_for_another",
            "scripts/tests/test_gateway.py::test_an_address_of_the_api_is_written_as_one",
            "scripts/tests/test_gateway.py::test_what_can_be_read_in_two_ways_is_not_handed_on",
            "scripts/tests/test_gateway.py::test_what_must_not_be_lost_has_a_connection_of_its_own",
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
            "db/tests/http/test_external_identity.py::test_one_token_signs_in_once_however_many_show_it_at_once",
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


def ids(row: str) -> list[str]:
    """Return what a row calls itself."""
    return row.split("|")[1].strip().split(", ")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip()[:40])
def test_every_test_that_is_named_exists(row: str) -> None:
    assert re.search(r"`[^`]*tests/[^`]*`", row), "it names none"
    assert not missing(row)


def test_there_are_threats_and_rows_of_the_standard() -> None:
    assert len(STANDARD) > 80
    assert len(ROWS) - len(STANDARD) > 25


def test_a_row_of_the_standard_is_called_as_there_and_stands_once() -> None:
    """As the standard itself wants it: version, chapter, section, requirement."""
    named = [name for row in STANDARD + OTHERS for name in ids(row)]
    assert [name for name in named if not re.fullmatch(r"v5\.0\.0-\d+\.\d+\.\d+", name)] == []
    assert sorted({name for name in named if named.count(name) > 1}) == []


def test_what_is_linked_exists() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", TEXT)
    assert len(links) > 5
    assert [link for link in links if not (DOCUMENT.parent / link).exists()] == []


def test_every_test_of_a_threat_was_seen_failing() -> None:
    """Again in each run, or by hand for a reason that is given."""
    threats = TEXT[TEXT.index("## Threats") : TEXT.index("A test that cannot fail")]
    named = set(re.findall(r"`([^`]*tests/[^`]*)`", threats))
    weakened = {f"db/tests/http/{row.test}" for row in weakenings.WEAKENINGS}
    weakened |= {row.file for row in test_weakened_rules.WEAKENINGS}
    assert named - weakened - {*PLANT_FAULTS} <= NOT_IN_EACH_RUN.keys()


def test_what_is_weakened_is_missed_by_tests_that_exist() -> None:
    for row in weakenings.WEAKENINGS:
        assert _exists(f"db/tests/http/{row.test}"), row.name
    assert len({row.name for row in weakenings.WEAKENINGS}) == len(weakenings.WEAKENINGS)


def test_a_test_that_is_gone_is_missed() -> None:
    assert missing("| a | b | `db/tests/http/test_tokens.py::test_of_yesterday` |")
    assert missing("| a | b | `db/tests/gone.sql` |")
