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
# Each was seen failing by hand, with what is said taken away.
REASONS = {
    "db/tests/http/test_gateway.py": {
        "test_a_slow_statement_is_a_gateway_timeout": (
            "waits 8 seconds; without $statement_timed_out it is a 500"
        ),
        "test_after_what_postgrest_hangs_up_on_nobody_is_lost": (
            "a race, lost in every fourth try over shared connections; "
            "test_gateway.py of scripts has the same without the race"
        ),
    },
    "db/tests/http/test_neighbours.py": {
        "test_thirty_slow_callers_do_not_hurt_another_tenant": (
            "waits 16 seconds for a pool that is empty, without limit_conn and identity.take_place"
        ),
    },
    "db/tests/http/test_mass_assignment.py": {
        "test_no_function_takes_what_it_does_not_name": (
            "asks two thousand times; a function of one parameter without a name takes all"
        ),
    },
    "db/tests/http/test_staff.py": {
        "test_a_code_lets_one_in_however_many_try_it_at_once": (
            "waits for the next code; second_factors.sql is seen failing instead"
        ),
    },
    "db/tests/http/test_second_factors.py": {
        "test_nobody_stays_who_came_without_a_code": (
            "races; enroll_second_factor.sql is seen failing instead"
        ),
        "test_a_code_lets_one_in_however_many_try_it_at_once": (
            "races; second_factors.sql is seen failing instead"
        ),
    },
    "scripts/tests/test_gateway.py": {
        "test_what_can_be_read_in_two_ways_is_not_handed_on": (
            "nothing of ours to take away: straight to what is behind, the attack is seen to work"
        ),
    },
    "scripts/tests/test_monitoring.py": {
        "test_a_request_is_followed_from_the_gateway_to_its_statements": (
            "has servers of its own; without application_name in the guard no "
            "statement bears the id"
        ),
    },
    "sidecar/tests/test_guarded_http.py": {
        "test_a_name_that_changed_is_refused_the_second_time": (
            "an address that is not vetted hangs; it is seen missing for names at private addresses"
        ),
    },
    "sidecar/tests/test_external_identity.py": {
        "test_the_dns_says_whose_a_domain_is_and_a_dead_provider_is_told_of": (
            "has a database of its own; the rule is seen missing in set_identity_provider.sql"
        ),
    },
    "sidecar/tests/test_http.py": {
        "test_the_matrix_of_malformed_webhooks": (
            "the same signatures as in test_stripe_webhook.py, which is seen failing"
        ),
    },
    "sidecar/tests/test_log.py": {
        "test_an_error_is_reported_without_data": (
            "has a process of its own; with include_local_variables the report holds the body"
        ),
    },
    "db/tests/http/test_external_identity.py": {
        "test_a_changed_key_counts_at_once_and_the_former_no_more": (
            "changes the provider's keys; that keys hold for a day, no longer, is "
            "seen missing in set_identity_provider.sql"
        ),
        "test_keys_of_whoever_calls_itself_another_are_refused": (
            "waits a minute for a refusal that does not come; seen missing in "
            "set_identity_provider.sql"
        ),
        "test_a_provider_s_token_is_none_of_ours": (
            "PostgREST would need a provider's key among its own"
        ),
        "test_a_stolen_code_is_worth_nothing": (
            "the provider itself asks for the verifier; that none but the browser's is sent is "
            "seen missing in external_sign_in.sql"
        ),
        "test_what_comes_back_counts_once_however_often_at_once": (
            "races; seen missing in external_sign_in.sql"
        ),
        "test_a_secret_is_proved_to_the_provider_and_shown_to_nobody": (
            "grants are seen missing in security.sql, and the rest in external_sign_in.sql"
        ),
    },
}
NOT_IN_EACH_RUN = {f"{path}::{test}" for path, tests in REASONS.items() for test in tests}


def missing(row: str) -> list[str]:
    """Return the tests that a row names and nobody has."""
    return [name for name in re.findall(r"`([^`]*(?:tests|e2e)/[^`]*)`", row) if not _exists(name)]


def _exists(name: str) -> bool:
    path, _, test = name.partition("::")
    file = ROOT / Path(path)
    return file.is_file() and (not test or f"def {test}(" in file.read_text())


def ids(row: str) -> list[str]:
    """Return what a row calls itself."""
    return row.split("|")[1].strip().split(", ")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip()[:40])
def test_every_test_that_is_named_exists(row: str) -> None:
    assert re.search(r"`[^`]*(?:tests|e2e)/[^`]*`", row), "it names none"
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
    named = set(re.findall(r"`([^`]*(?:tests|e2e)/[^`]*)`", threats))
    weakened = {f"db/tests/http/{row.test}" for row in weakenings.WEAKENINGS}
    weakened |= {row.file for row in test_weakened_rules.WEAKENINGS}
    weakened |= weakened_in("sidecar/tests/test_weakened.py", r"\b(test_\w+)\.(test_\w+)")
    weakened |= weakened_in("scripts/tests/test_gateway.py", r"\b(test_\w+)")
    assert named - weakened - {*PLANT_FAULTS} <= NOT_IN_EACH_RUN


def weakened_in(path: str, named: str) -> set[str]:
    """Return the tests that the rows of WEAKENINGS in a file of Python are about."""
    rows = (ROOT / path).read_text().partition("\nWEAKENINGS")[2].partition("\n@")[0]
    found = {match.groups() for match in re.finditer(named, rows)}
    assert found
    return {
        f"{Path(path).with_name(f'{name[0]}.py') if name[1:] else path}::{name[-1]}"
        for name in found
    }


def test_what_is_weakened_is_missed_by_tests_that_exist() -> None:
    for row in weakenings.WEAKENINGS:
        assert _exists(f"db/tests/http/{row.test}"), row.name
    assert len({row.name for row in weakenings.WEAKENINGS}) == len(weakenings.WEAKENINGS)


def test_a_test_that_is_gone_is_missed() -> None:
    assert missing("| a | b | `db/tests/http/test_tokens.py::test_of_yesterday` |")
    assert missing("| a | b | `db/tests/gone.sql` |")
