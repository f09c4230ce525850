"""The guide names what the code handles."""

from __future__ import annotations

import re

from tests.stripe.books import SHAPES, Books, read_events
from unison_cli.paths import ROOT

GUIDE = (ROOT / "docs" / "stripe.md").read_text()


def test_the_endpoint_gets_every_type_that_is_handled_and_no_other(ingested: Books) -> None:
    told = set(re.findall(r'enabled_events\[\]"=(\S+)', GUIDE))
    seen = {event["type"] for shape in SHAPES for event in read_events(shape)}

    def handled(types: set[str]) -> set[str]:
        rows = ingested.rows(
            "select t from unnest(%s::text[]) as t"
            " where webhooks.stripe_object_kind(t) not in ('product')",
            sorted(types),
        )
        return {name for (name,) in rows}

    assert handled(told) == told
    assert handled(seen) <= told


def test_the_pinned_version_is_ours(ingested: Books) -> None:
    ((version,),) = ingested.rows("select util.setting('stripe_api_version')")
    assert set(re.findall(r"api_version[=:] ?\"?([\w.-]+)", GUIDE)) == {version}
