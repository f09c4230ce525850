"""What the sidecar's tests would miss, were it missing from the code: each is seen failing.

The test runs as it is, while functions of a module run as the module would be without it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from types import CodeType, FunctionType, ModuleType

import pytest

from sidecar import external_identity, guarded_http, stripe_webhook
from sidecar.tests import test_external_identity, test_guarded_http, test_stripe_webhook
from sidecar.tests.signing import EVENT, sign


@dataclass(frozen=True)
class Weakening:
    """A module lacks something, and a test of it does not pass."""

    name: str
    module: ModuleType
    had: str
    has: str
    test: Callable[[], None]


PRIVATE = test_guarded_http.PRIVATE_V4[1]

WEAKENINGS = (
    Weakening(
        "nobody looks into a carrier of addresses",
        guarded_http,
        "carried is not None and not is_public(carried)",
        "False",
        partial(test_guarded_http.test_private_addresses_by_any_carrier, PRIVATE, "6to4"),
    ),
    Weakening(
        "what NAT64 carries is not unwrapped",
        guarded_http,
        "return is_public(low)",
        "return True",
        partial(test_guarded_http.test_private_addresses_by_any_carrier, PRIVATE, "NAT64"),
    ),
    Weakening(
        "what is special is global",
        guarded_http,
        "return address.is_global and not address.is_multicast",
        "return True",
        partial(test_guarded_http.test_private_addresses_by_any_carrier, PRIVATE, None),
    ),
    Weakening(
        "a name is looked up and not vetted",
        guarded_http,
        "not parsed or not all(map(is_allowed, parsed))",
        "not parsed",
        partial(test_guarded_http.test_a_name_at_any_private_address_is_refused, ["127.0.0.1"]),
    ),
    Weakening(
        "the token chooses the algorithm",
        external_identity,
        'if token.header.get("alg") != key["alg"]:',
        "if False:",
        test_external_identity.test_the_token_does_not_choose_the_algorithm,
    ),
    Weakening(
        "who says HS256 signs with what is public",
        external_identity,
        'if token.header.get("alg") != key["alg"]:\n        return False',
        'if token.header.get("alg") in ("none", "HS256"):\n        return True',
        test_external_identity.test_the_token_does_not_choose_the_algorithm,
    ),
    Weakening(
        "no secret need fit",
        stripe_webhook,
        "refusal = error",
        "return",
        partial(test_stripe_webhook.test_wrong_signatures, sign(EVENT, "whsec_unknown")),
    ),
    Weakening(
        "a webhook may be as old as it likes",
        stripe_webhook,
        "secret, TOLERANCE_SECONDS)",
        "secret, None)",
        partial(test_stripe_webhook.test_wrong_signatures, sign(EVENT, age=305)),
    ),
    Weakening(
        "a webhook need not be signed",
        stripe_webhook,
        "if signature is None or not signature.isascii():",
        "if signature is None:\n        return\n    if not signature.isascii():",
        partial(test_stripe_webhook.test_wrong_signatures, None),
    ),
)


@contextmanager
def weakened(row: Weakening) -> Iterator[None]:
    """Let the module's functions do what they would without it; they stay the same objects."""
    source = inspect.getsource(row.module)
    assert row.had in source, "nothing reads so any more"
    changed = dict(codes(compile(source.replace(row.had, row.has), "weakened", "exec")))
    former = {one: one.__code__ for one in functions(row.module) if one.__qualname__ in changed}
    try:
        for function in former:
            function.__code__ = changed[function.__qualname__]
        yield
    finally:
        for function, code in former.items():
            function.__code__ = code


def codes(code: CodeType) -> Iterator[tuple[str, CodeType]]:
    """Yield what functions of a module and methods of its classes are compiled to, by name."""
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield inner.co_qualname, inner
            yield from codes(inner)


def functions(module: ModuleType) -> list[FunctionType]:
    """Return the functions that a module defines, and the methods of its classes."""
    own = [
        one for one in vars(module).values() if getattr(one, "__module__", "") == module.__name__
    ]
    methods = [one for kind in own if isinstance(kind, type) for one in vars(kind).values()]
    return [one for one in (*own, *methods) if isinstance(one, FunctionType)]


@pytest.mark.parametrize("row", WEAKENINGS, ids=lambda row: row.name)
def test_what_is_missing_is_missed(row: Weakening) -> None:
    row.test()
    with weakened(row), pytest.raises((AssertionError, pytest.fail.Exception)):
        row.test()
