"""What a hosted page answers, and the forms it gets."""

from dataclasses import dataclass, field

Form = dict[str, str]


@dataclass(frozen=True)
class Result:
    """An answer to a browser."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def html_page(body: str, status: int = 200) -> Result:
    """Return a page."""
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": (
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
        ),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return Result(status, body.encode(), headers)


def redirect(address: str) -> Result:
    """Send the browser elsewhere, with GET."""
    return Result(303, b"", {"Location": address, "Cache-Control": "no-store"})
