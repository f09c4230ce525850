"""Reading the parameters of a request, with Stripe's checks and messages.

Every parameter that a handler reads is remembered; what is left unread at the end was unknown, and
Stripe refuses unknown parameters.
"""

from collections.abc import Sequence
from typing import Any

from sidecar.embedded_stripe.errors import StripeError, invalid, missing_parameter

_MAX_INTEGER = 99_999_999_999


class Params:
    """One level of nested parameters."""

    def __init__(self, values: dict[str, Any], path: str = "") -> None:
        self._values = values
        self._path = path
        self._unread = set(values)
        self._sections: list[Params] = []

    def name(self, name: str) -> str:
        """Return the full name, as it stands in the request."""
        return f"{self._path}[{name}]" if self._path else name

    def has(self, name: str) -> bool:
        """Tell whether the parameter was sent (it may be empty, which means: clear it)."""
        self._unread.discard(name)
        return name in self._values

    def is_text(self, name: str) -> bool:
        """Tell whether the parameter was sent as a plain value, not as a nested one."""
        return isinstance(self._values.get(name), str)

    def text(self, name: str, choices: Sequence[str] = ()) -> str | None:
        """Return a string; None if it was not sent or is empty."""
        self._unread.discard(name)
        value = self._values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            raise invalid(f"Invalid string: {value}", self.name(name))
        if choices and value not in choices:
            allowed = ", ".join(choices[:-1]) + (" or " if len(choices) > 1 else "") + choices[-1]
            raise invalid(f"Invalid {self.name(name)}: must be one of {allowed}", self.name(name))
        return value

    def required_text(self, name: str, choices: Sequence[str] = ()) -> str:
        """Return a string that must be there."""
        value = self.text(name, choices)
        if value is None:
            raise missing_parameter(self.name(name))
        return value

    def integer(self, name: str, minimum: int = 0) -> int | None:
        """Return a whole number; None if it was not sent or is empty."""
        text = self.text(name)
        if text is None:
            return None
        if not _is_position(text.removeprefix("-")):
            raise self._bad_integer(name, text)
        value = int(text)
        if not minimum <= value <= _MAX_INTEGER:
            raise invalid(
                f"Invalid integer: {text}; it must be at least {minimum}", self.name(name)
            )
        return value

    def required_integer(self, name: str, minimum: int = 0) -> int:
        """Return a whole number that must be there."""
        value = self.integer(name, minimum)
        if value is None:
            raise missing_parameter(self.name(name))
        return value

    def moment(self, name: str, words: Sequence[str] = ("now",)) -> int | str | None:
        """Return a Unix time or one of ``words``."""
        text = self.text(name)
        return text if text in words else self.integer(name)

    def boolean(self, name: str) -> bool | None:
        """Return a boolean; None if it was not sent or is empty."""
        text = self.text(name)
        if text is None:
            return None
        if text not in ("true", "false"):
            raise invalid(f"Invalid boolean: {text}", self.name(name))
        return text == "true"

    def decimal_text(self, name: str) -> str | None:
        """Return a decimal number as its text."""
        text = self.text(name)
        if text is None:
            return None
        whole, _, fraction = text.partition(".")
        if not (whole + fraction).isdigit() or not (whole + fraction).isascii() or not whole:
            raise invalid(f"Invalid decimal: {text}", self.name(name))
        return text

    def section(self, name: str) -> "Params":
        """Return the parameters nested under ``name`` (none, if it was not sent)."""
        self._unread.discard(name)
        value = self._values.get(name)
        if value is None or value == "":
            value = {}
        if not isinstance(value, dict):
            raise invalid(f"Invalid object: {value}", self.name(name))
        return self._child(value, self.name(name))

    def sections(self, name: str) -> "list[Params]":
        """Return the parameters of each element of the list ``name``."""
        elements = self._elements(name)
        for element in elements:
            if not isinstance(element, dict):
                raise invalid(f"Invalid array: {element}", self.name(name))
        return [
            self._child(element, f"{self.name(name)}[{index}]")
            for index, element in enumerate(elements)
        ]

    def texts(self, name: str) -> list[str]:
        """Return a list of strings."""
        elements = self._elements(name)
        for element in elements:
            if not isinstance(element, str):
                raise invalid(f"Invalid array: {element}", self.name(name))
        return elements

    def metadata(self, name: str, current: dict[str, str] | None = None) -> dict[str, str]:
        """Return ``current`` changed by the metadata sent: empty values remove keys."""
        self._unread.discard(name)
        changes = self._values.get(name)
        if changes == "":
            return {}
        if changes is None:
            changes = {}
        if not isinstance(changes, dict):
            raise invalid(f"Invalid object: {changes}", self.name(name))
        merged = dict(current or {})
        for key, value in changes.items():
            if not isinstance(value, str):
                raise invalid("Metadata values must be strings", self.name(name))
            if len(key) > 40 or len(value) > 500:
                raise invalid(
                    "Metadata keys have at most 40 and values at most 500 characters",
                    self.name(name),
                )
            merged[key] = value
        merged = {key: value for key, value in merged.items() if value != ""}
        if len(merged) > 50:
            raise invalid("Metadata can have up to 50 keys", self.name(name))
        return merged

    def ignore(self, *names: str) -> None:
        """Accept parameters that change nothing here."""
        self._unread.difference_update(names)

    def refuse_unread(self) -> None:
        """Raise an error for the first parameter that nobody read."""
        for name in sorted(self._unread):
            raise StripeError(
                400,
                "invalid_request_error",
                f"Received unknown parameter: {self.name(name)}",
                code="parameter_unknown",
                param=self.name(name),
            )
        for section in self._sections:
            section.refuse_unread()

    def _elements(self, name: str) -> list[Any]:
        self._unread.discard(name)
        value = self._values.get(name)
        if value is None or value == "":
            return []
        if not isinstance(value, dict) or not all(_is_position(key) for key in value):
            raise invalid(f"Invalid array: {value}", self.name(name))
        return [value[key] for key in sorted(value, key=int)]

    def _child(self, values: dict[str, Any], path: str) -> "Params":
        child = Params(values, path)
        self._sections.append(child)
        return child

    def _bad_integer(self, name: str, text: str) -> StripeError:
        return invalid(f"Invalid integer: {text}", self.name(name), "parameter_invalid_integer")


def _is_position(text: str) -> bool:
    return text.isascii() and text.isdigit()
