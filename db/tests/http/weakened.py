"""Every attack is seen getting through: what stops it is taken away, and its own test must fail.

`weakenings.py` lists what is taken away, and by which test that is found. Each of its rows is one
more case of that test: the instance is weakened, the test runs as it always does, and the case has
passed when the test fails and says what got through. What was taken away is given back whatever
happens, and the case of the instance as it was built comes last.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from db.tests.http.ways import Weakening
from db.tests.http.weakenings import WEAKENINGS


@pytest.fixture(autouse=True)
def build(request: pytest.FixtureRequest) -> Iterator[None]:
    """Weaken the instance for a case that says so, before anything else of the test is made."""
    weakening: Weakening | None = getattr(request, "param", None)
    if weakening is None:
        yield
        return
    stack, http = (request.getfixturevalue(name) for name in ("stack", "http"))
    try:
        with ExitStack() as taken:
            for way in weakening.ways:
                taken.enter_context(way.taken(stack))
            # Another gateway may stand there.
            http.base_url = f"{stack['API_URL']}/"
            yield
    finally:
        http.base_url = f"{stack['API_URL']}/"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a case of each weakening, and one of the instance as it was built."""
    name = f"{Path(metafunc.module.__file__).name}::{metafunc.function.__name__}"
    if chosen := [row for row in WEAKENINGS if row.test == name]:
        cases = [pytest.param(row, id=row.name, marks=pytest.mark.slow) for row in chosen]
        metafunc.parametrize("build", [pytest.param(None, id="as built"), *cases], indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what a weakening is not about; of each test the weakened cases come first."""
    asked = {row.name for item in items if (row := _weakening(item))}
    items[:] = [
        item
        for _, cases in itertools.groupby(items, key=lambda item: getattr(item, "function", item))
        for item in sorted(cases, key=lambda item: _weakening(item) is None)
        if _is_about(item)
    ]
    if idle := asked - {row.name for item in items if (row := _weakening(item))}:
        raise pytest.UsageError(f"no case of a test is about: {', '.join(sorted(idle))}")


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Let a weakened case pass when its test fails, by what it should have found."""
    weakening = _weakening(pyfuncitem)
    if weakening is None:
        return (yield)
    try:
        yield
    except Exception as failure:
        # Not everything that gets through is looked at by an assertion first.
        if not re.search(weakening.finds, repr(failure)):
            raise
        return True
    pytest.fail(f"{weakening.name}: the test does not find it")


def _weakening(item: pytest.Item) -> Weakening | None:
    call: Any = getattr(item, "callspec", None)
    found: Weakening | None = call.params.get("build") if call else None
    return found


def _is_about(item: pytest.Item) -> bool:
    weakening = _weakening(item)
    return weakening is None or weakening.only.items() <= item.callspec.params.items()  # type: ignore[attr-defined]
