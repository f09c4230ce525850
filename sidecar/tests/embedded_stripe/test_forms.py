from __future__ import annotations

from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stripe._encode import _api_encode

from sidecar.embedded_stripe.errors import StripeError
from sidecar.embedded_stripe.forms import decode
from sidecar.embedded_stripe.params import Params

_names = st.text(
    st.characters(blacklist_categories=["Cs"], blacklist_characters="[]"), min_size=1, max_size=8
)
_texts = st.text(st.characters(blacklist_categories=["Cs"]), max_size=12)
_trees = st.recursive(
    _texts,
    lambda inner: (
        st.dictionaries(_names, inner, min_size=1, max_size=4)
        | st.lists(inner, min_size=1, max_size=4)
    ),
    max_leaves=12,
)


def _as_decoded(tree: Any) -> Any:
    """Lists come as dicts of positions: only their reader knows that they are lists."""
    if isinstance(tree, list):
        return {str(index): _as_decoded(one) for index, one in enumerate(tree)}
    if isinstance(tree, dict):
        return {name: _as_decoded(one) for name, one in tree.items()}
    return tree


@given(st.dictionaries(_names, _trees, max_size=5))
def test_what_the_client_encodes_is_decoded(tree: dict[str, Any]) -> None:
    encoded = urlencode(list(_api_encode(tree)))
    assert decode(encoded) == _as_decoded(tree)


@given(st.text(max_size=60))
def test_any_text_is_decoded_or_refused(text: str) -> None:
    with suppress(StripeError):
        decode(text)


def test_empty_brackets_append() -> None:
    assert decode("expand[]=a&expand[]=b") == {"expand": {"0": "a", "1": "b"}}
    assert decode("items[][price]=p&items[][quantity]=2&items[][price]=q") == {
        "items": {"0": {"price": "p", "quantity": "2"}, "1": {"price": "q"}}
    }


@pytest.mark.parametrize(
    "encoded", ["a=1&a[b]=2", "a[b]=1&a=2", "a[b=1", "[a]=1", "a]=1", "a[[b]]=1", "a=%ff"]
)
def test_contradictions_are_refused(encoded: str) -> None:
    with pytest.raises(StripeError) as refused:
        decode(encoded)
    assert refused.value.status == 400


def test_metadata_may_have_numbers_as_keys() -> None:
    assert Params(decode("metadata[0]=a&metadata[7]=b")).metadata("metadata") == {
        "0": "a",
        "7": "b",
    }


@pytest.mark.parametrize(
    ("encoded", "read"),
    [
        ("n=x", lambda params: params.integer("n")),
        ("n=1.5", lambda params: params.integer("n")),
        ("n=-1", lambda params: params.integer("n")),
        ("n=٣", lambda params: params.integer("n")),
        ("n=yes", lambda params: params.boolean("n")),
        ("n=x", lambda params: params.decimal_text("n")),
        ("n=x", lambda params: params.section("n")),
        ("n=x", lambda params: params.sections("n")),
        ("n[a]=x", lambda params: params.texts("n")),
        ("n[0][a]=x", lambda params: params.texts("n")),
        ("n[0]=x", lambda params: params.sections("n")),
        ("n[a]=x", lambda params: params.text("n")),
        ("n=c", lambda params: params.text("n", ("a", "b"))),
        ("", lambda params: params.required_text("n")),
        ("", lambda params: params.required_integer("n")),
        ("n[a][b]=x", lambda params: params.metadata("n")),
        (f"n[{'a' * 41}]=x", lambda params: params.metadata("n")),
    ],
)
def test_wrong_values_name_their_parameter(encoded: str, read: Any) -> None:
    with pytest.raises(StripeError) as refused:
        read(Params(decode(encoded)))
    assert refused.value.status == 400
    assert refused.value.fields["param"].startswith("n")


def test_unread_parameters_are_unknown_also_nested_ones() -> None:
    params = Params(decode("a=1&b[c]=2&b[d]=3"))
    params.text("a")
    params.section("b").text("c")
    with pytest.raises(StripeError) as refused:
        params.refuse_unread()
    assert refused.value.fields == {"code": "parameter_unknown", "param": "b[d]"}
