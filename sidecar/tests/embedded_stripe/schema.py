"""Checks objects against the JSON Schema of the API version that is imitated."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

SCHEMA = json.loads(Path(__file__).with_name("schema-endive.compact.json").read_text())
VERSION = SCHEMA["x-stripe-version"]

# Kinds of object that the schema does not describe, for the product reads none of them.
_UNDESCRIBED = {"account", "coupon", "payment_intent", "promotion_code"}

_DEFINITIONS = {
    definition["properties"]["object"]["enum"][0]: name
    for name, definition in SCHEMA["$defs"].items()
    if "enum" in definition.get("properties", {}).get("object", {})
}


@functools.cache
def _validator(kind: str) -> Draft202012Validator:
    reference = {"$defs": SCHEMA["$defs"], "$ref": f"#/$defs/{_DEFINITIONS[kind]}"}
    return Draft202012Validator(reference)


def check(body: dict[str, Any]) -> None:
    """Raise ``AssertionError`` unless an object, list or event is valid, with all it contains.

    An expanded reference is checked for itself and counts as its identifier in what refers to it.
    """
    kind = body["object"]
    if kind == "list":
        for row in body["data"]:
            check(row)
    elif body.get("deleted"):
        assert set(body) == {"id", "object", "deleted"}
    elif kind not in _UNDESCRIBED:
        problems = [
            f"{kind} {'/'.join(map(str, error.absolute_path))}: {error.message[:300]}"
            for error in _validator(kind).iter_errors(_collapsed(body))
        ]
        assert not problems, "\n".join(problems)
    if kind == "event":
        check(body["data"]["object"])


# Objects that stand in others whole, not as references; so does what is in a list.
_WHOLE = {"list", "plan", "price", "tax_rate"}


def _collapsed(value: Any, *, whole: bool = True) -> Any:
    if isinstance(value, list):
        return [_collapsed(one, whole=whole) for one in value]
    if not isinstance(value, dict):
        return value
    if not whole and isinstance(value.get("object"), str) and value["object"] not in _WHOLE:
        check(value)
        return value["id"]
    if value.get("object") == "event":
        return value
    kind = value.get("object")
    # Of all references only a customer's discount is never an identifier.
    return {
        name: _collapsed(child, whole=kind == "list" or (kind, name) == ("customer", "discount"))
        for name, child in value.items()
    }
