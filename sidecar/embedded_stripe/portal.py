"""Sessions of the customer portal."""

from sidecar.embedded_stripe.ids import new_id
from sidecar.embedded_stripe.params import Params
from sidecar.embedded_stripe.store import Json
from sidecar.embedded_stripe.tx import Tx, public

CONFIGURATION = "bpc_1EmbeddedStripeDefault0"
_FLOWS = ("payment_method_update", "subscription_cancel")


def create_portal_session(tx: Tx, params: Params, _: str) -> Json:
    """POST /v1/billing_portal/sessions."""
    customer = tx.get("customer", params.required_text("customer"), "customer")
    tx.follow(customer["id"])
    params.ignore("configuration", "locale")
    identifier = new_id("billing_portal.session")
    session = {
        "id": identifier,
        "object": "billing_portal.session",
        "configuration": CONFIGURATION,
        "created": tx.now,
        "customer": customer["id"],
        "customer_account": None,
        "flow": _flow(tx, params.section("flow_data")),
        "livemode": False,
        "locale": None,
        "on_behalf_of": None,
        "return_url": params.text("return_url"),
        "url": f"{tx.site.url}/portal/{identifier}",
    }
    tx.save(session)
    return public(session)


def _flow(tx: Tx, data: Params) -> Json | None:
    kind = data.text("type", _FLOWS)
    after = data.section("after_completion")
    after.ignore("type", "redirect", "hosted_confirmation")
    cancel = data.section("subscription_cancel")
    subscription = cancel.text("subscription")
    if kind is None:
        return None
    if kind == "subscription_cancel":
        name = cancel.name("subscription")
        subscription = tx.get("subscription", subscription or "", name)["id"]
    return {
        "after_completion": {
            "hosted_confirmation": None,
            "redirect": None,
            "type": "portal_homepage",
        },
        "subscription_cancel": subscription and {"retention": None, "subscription": subscription},
        "subscription_update": None,
        "subscription_update_confirm": None,
        "type": kind,
    }
