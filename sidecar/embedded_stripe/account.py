"""The account itself."""

from sidecar.embedded_stripe.params import Params
from sidecar.embedded_stripe.store import Json
from sidecar.embedded_stripe.tx import Tx

ACCOUNT = "acct_1EmbeddedStripe0"
# What stands on invoices and on the customer's bank statement.
ACCOUNT_NAME = "Unison"
STATEMENT = "UNISON"


def get_account(tx: Tx, _params: Params, _: str) -> Json:
    """GET /v1/account."""
    return {
        "id": ACCOUNT,
        "object": "account",
        "business_profile": {"name": ACCOUNT_NAME, "url": tx.site.url},
        "charges_enabled": True,
        "country": "US",
        "default_currency": "usd",
        "details_submitted": True,
        "email": None,
        "metadata": {},
        "payouts_enabled": True,
        "settings": {"dashboard": {"display_name": ACCOUNT_NAME, "timezone": "Etc/UTC"}},
        "type": "standard",
    }
