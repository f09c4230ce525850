"""Stripe's form encoding: ``items[0][price]=x``, ``expand[]=customer``, ``metadata[a]=b``."""

import re
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl

from sidecar.embedded_stripe.errors import invalid

_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_MAX_FIELDS = 2000


def decode(encoded: str) -> dict[str, Any]:
    """Decode a form body or a query string into nested dicts of strings.

    A list is a dict whose keys are its positions: only the reader of a parameter knows whether
    ``metadata[0]`` is a list or a key. Raises ``StripeError`` (400) for a name that cannot be read
    or that is used in two ways.
    """
    try:
        pairs = parse_qsl(
            encoded, keep_blank_values=True, max_num_fields=_MAX_FIELDS, errors="strict"
        )
    except (ValueError, UnicodeDecodeError) as error:
        raise invalid("The request could not be decoded.") from error
    tree: dict[str, Any] = {}
    for name, value in pairs:
        _place(tree, _path(name), value, name)
    return tree


def _path(name: str) -> list[str]:
    match = _NAME.fullmatch(name)
    if match is None:
        raise invalid(f"Invalid parameter name: {name}", name)
    return [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])]


def _place(tree: dict[str, Any], path: list[str], value: str, name: str) -> None:
    node = tree
    for step, following in pairwise(path):
        node = node.setdefault(_key(step, node, ahead=following), {})
        if not isinstance(node, dict):
            raise invalid(f"Invalid parameter: {name}", name)
    leaf = _key(path[-1], node, ahead=None)
    if isinstance(node.get(leaf), dict):
        raise invalid(f"Invalid parameter: {name}", name)
    node[leaf] = value


def _key(step: str, node: dict[str, Any], ahead: str | None) -> str:
    """Return the key of ``step`` within ``node``; an empty step appends.

    ``a[][x]=1&a[][y]=2`` continues the last element until a member would be set twice.
    """
    if step:
        return step
    last = str(len(node) - 1)
    continues = ahead is not None and node and isinstance(node.get(last), dict)
    if continues and ahead not in node[last] and ahead != "":
        return last
    return str(len(node))
