"""Schemathesis asks all that PostgREST describes, and holds the answers to that description.

FUZZ_SEED repeats a run; a failure names it.
"""

from __future__ import annotations

import math
import os
import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import hypothesis
import pytest
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import response_schema_conformance

from db.tests.http.wall import CANARY, World
from unison_cli.testing import amount

CALLERS = (("anon", "api"), ("other", "api"), ("staff", "admin"), ("staff", "analytics"))
SHARES = {"anon": 0.1, "other": 0.6, "staff": 0.15}
FILTER = r"^(not\.)?(n?eq|[gl]te?|i?like|i?match|is|in|cs|cd|ov|w?fts)\..*"


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("actor", "profile"), CALLERS)
def test_answers_keep_to_the_description(
    actor: str, profile: str, world: World, door: httpx.Client
) -> None:
    seed = os.environ.get("FUZZ_SEED") or secrets.token_hex(4)
    headers = {"Accept-Profile": profile, "Content-Profile": profile}
    if token := world.tokens[actor]:
        headers["Authorization"] = f"Bearer {token}"
    schema = schemathesis.openapi.from_dict(description(door, headers))
    found: list[Any] = list(schema.get_all_operations())
    operations = sorted((one.ok() for one in found), key=lambda one: one.method != "get")
    # Views are described as if they could be written: it is asked once whether that is refused.
    useful = [one for one in operations if one.method == "get" or "/rpc/" in one.path]
    wanted = amount("DESCRIBED", test=2000, soak=10_000) * SHARES[actor]
    share = math.ceil(wanted / len(useful))

    def ask(case: schemathesis.Case[Any]) -> httpx.Response:
        sent = case.as_transport_kwargs(base_url=str(door.base_url).rstrip("/"))
        return door.request(
            sent["method"],
            sent["url"],
            params=sent.get("params"),
            headers={**sent["headers"], **headers},
            json=sent.get("json"),
            content=sent.get("data"),
        )

    succeeded = 0
    with ThreadPoolExecutor(4) as pool:
        for number, operation in enumerate(operations):
            cases = drawn(operation, share if operation in useful else 1, f"{seed} {number}")
            for case, answer in zip(cases, pool.map(ask, cases), strict=True):
                asked = f"{seed}: {answer.request.method} {answer.url} {answer.request.content!r}"
                checked = [not_a_server_error, response_schema_conformance]
                try:
                    case.validate_response(answer, checks=checked)
                except FailureGroup as failures:
                    raise AssertionError(f"{asked}\n{failures}") from None
                if actor != "staff":
                    for secret in (CANARY, world.organization_id):
                        assert secret not in answer.text, asked
                succeeded += answer.is_success
    assert succeeded > len(useful) / 4, "or nothing was asked that anybody answers"


def description(door: httpx.Client, headers: dict[str, str]) -> dict[str, Any]:
    """Return PostgREST's own, which does not say that columns may be null, nor what filters are."""
    told: dict[str, Any] = door.get("/", headers=headers).json()
    for definition in told["definitions"].values():
        for column in definition["properties"].values():
            column["x-nullable"] = True
    for name, parameter in told["parameters"].items():
        if name.startswith("rowFilter."):
            parameter["pattern"] = FILTER
    return told


def drawn(operation: Any, count: int, seed: str) -> list[schemathesis.Case[Any]]:
    """Return as many requests of one kind as were asked for."""
    cases: list[schemathesis.Case[Any]] = []

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(case=operation.as_strategy())
    def draw(case: schemathesis.Case[Any]) -> None:
        cases.append(case)

    draw()
    return cases
