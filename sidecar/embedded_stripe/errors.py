"""Errors in Stripe's format: ``{"error": {"type": …, "message": …}}`` and an HTTP status."""

from typing import Any


class StripeError(Exception):
    """An answer other than 2xx.

    ``fields`` are further members of the error object (``code``, ``param``, ``decline_code`` …);
    members that are None are left out, as Stripe leaves them out. With ``keep`` what was done
    before the error stays done: a declined charge leaves its traces.
    """

    keep = False

    def __init__(self, status: int, kind: str, message: str, **fields: Any) -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.message = message
        self.fields = {name: value for name, value in fields.items() if value is not None}

    def body(self, request_id: str) -> dict[str, Any]:
        """Return the JSON body of the answer."""
        log = {"request_log_url": f"https://dashboard.stripe.com/test/logs/{request_id}"}
        error = {"message": self.message, "type": self.kind, **self.fields, **log}
        return {"error": error}


def invalid(message: str, param: str | None = None, code: str | None = None) -> StripeError:
    """A request that cannot be carried out as it is (400)."""
    return StripeError(400, "invalid_request_error", message, param=param, code=code)


def missing(noun: str, identifier: str, param: str = "id") -> StripeError:
    """A reference to an object that does not exist (404 for the addressed object, else 400)."""
    status = 404 if param == "id" else 400
    return StripeError(
        status,
        "invalid_request_error",
        f"No such {noun}: '{identifier}'",
        code="resource_missing",
        param=param,
    )


def missing_parameter(param: str) -> StripeError:
    """A required parameter was left out (400)."""
    return invalid(f"Missing required param: {param}.", param, "parameter_missing")


def unauthorized(message: str) -> StripeError:
    """No API key, or one that is not ours (401)."""
    return StripeError(401, "invalid_request_error", message)


def unknown_route(method: str, path: str) -> StripeError:
    """No such address (404)."""
    return StripeError(
        404,
        "invalid_request_error",
        f"Unrecognized request URL ({method}: {path}). The embedded Stripe knows the part of the "
        "API that subscriptions need.",
    )


def card_error(message: str, *, keep: bool = False, **fields: Any) -> StripeError:
    """The card was refused (402)."""
    error = StripeError(402, "card_error", message, **fields)
    error.keep = keep
    return error


def rate_limited() -> StripeError:
    """Too many requests (429)."""
    return StripeError(
        429,
        "invalid_request_error",
        "Request rate limit exceeded. Learn more about rate limits here "
        "https://stripe.com/docs/rate-limits.",
        code="rate_limit",
    )


def api_error(status: int) -> StripeError:
    """A fault on Stripe's side (5xx)."""
    return StripeError(status, "api_error", "An unknown error occurred.")


def key_reused(key: str) -> StripeError:
    """The idempotency key was used before with other parameters (400)."""
    return StripeError(
        400,
        "idempotency_error",
        "Keys for idempotent requests can only be used with the same parameters they were first "
        f"used with. Try using a key other than '{key}' if you meant to execute a different "
        "request.",
    )


def key_in_use(key: str) -> StripeError:
    """A request with the same idempotency key is being carried out right now (409)."""
    return StripeError(
        409,
        "idempotency_error",
        "There is currently another in-progress request using this Idempotent Key (that probably "
        f"means you submitted twice, and the other request is still going through): {key}. "
        "Please try again later.",
        code="idempotency_key_in_use",
    )
