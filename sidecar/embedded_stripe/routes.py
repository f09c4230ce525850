"""The addresses of the API and the functions behind them."""

import re
from collections.abc import Callable

from sidecar.embedded_stripe import (
    account,
    catalog,
    checkout,
    collection,
    customer_deletion,
    customers,
    events,
    invoices,
    money_back,
    payment_methods,
    payments,
    portal,
    preview,
    subscriptions,
)
from sidecar.embedded_stripe.errors import StripeError, unknown_route
from sidecar.embedded_stripe.params import Params
from sidecar.embedded_stripe.store import Json
from sidecar.embedded_stripe.tx import Tx

Handler = Callable[[Tx, Params, str], Json]

_ROUTES: dict[str, Handler] = {
    "GET account": account.get_account,
    "POST customers": customers.create_customer,
    "GET customers": customers.list_customers,
    "GET customers/{id}": customers.get_customer,
    "POST customers/{id}": customers.update_customer,
    "DELETE customers/{id}": customer_deletion.delete_customer,
    "GET customers/{id}/payment_methods": payment_methods.list_of_customer,
    "POST payment_methods": payment_methods.create_payment_method,
    "GET payment_methods": payment_methods.list_payment_methods,
    "GET payment_methods/{id}": payment_methods.get_payment_method,
    "POST payment_methods/{id}/attach": payment_methods.attach_payment_method,
    "POST payment_methods/{id}/detach": payment_methods.detach_payment_method,
    "POST products": catalog.create_product,
    "GET products": catalog.list_products,
    "GET products/{id}": catalog.get_product,
    "POST products/{id}": catalog.update_product,
    "DELETE products/{id}": catalog.delete_product,
    "POST prices": catalog.create_price,
    "GET prices": catalog.list_prices,
    "GET prices/{id}": catalog.get_price,
    "POST prices/{id}": catalog.update_price,
    "POST coupons": catalog.create_coupon,
    "GET coupons": catalog.list_coupons,
    "GET coupons/{id}": catalog.get_coupon,
    "DELETE coupons/{id}": catalog.delete_coupon,
    "POST promotion_codes": catalog.create_promotion_code,
    "GET promotion_codes": catalog.list_promotion_codes,
    "GET promotion_codes/{id}": catalog.get_promotion_code,
    "POST tax_rates": catalog.create_tax_rate,
    "GET tax_rates": catalog.list_tax_rates,
    "GET tax_rates/{id}": catalog.get_tax_rate,
    "POST checkout/sessions": checkout.create_session,
    "GET checkout/sessions": checkout.list_sessions,
    "GET checkout/sessions/{id}": checkout.get_session,
    "GET checkout/sessions/{id}/line_items": checkout.list_line_items,
    "POST checkout/sessions/{id}/expire": checkout.expire_session,
    "POST billing_portal/sessions": portal.create_portal_session,
    "POST subscriptions": subscriptions.create_subscription,
    "GET subscriptions": subscriptions.list_subscriptions,
    "GET subscriptions/{id}": subscriptions.get_subscription,
    "POST subscriptions/{id}": subscriptions.update_subscription,
    "DELETE subscriptions/{id}": subscriptions.cancel_subscription,
    "POST subscriptions/{id}/pause": subscriptions.pause_subscription,
    "POST subscriptions/{id}/resume": subscriptions.resume_subscription,
    "GET subscription_items": subscriptions.list_subscription_items,
    "GET invoices": invoices.list_invoices,
    "POST invoices/create_preview": preview.create_preview,
    "GET invoices/{id}": invoices.get_invoice,
    "GET invoices/{id}/lines": invoices.list_invoice_lines,
    "POST invoices/{id}/finalize": invoices.finalize_invoice,
    "POST invoices/{id}/pay": collection.pay_invoice,
    "POST invoices/{id}/void": invoices.void_invoice,
    "POST invoices/{id}/mark_uncollectible": invoices.mark_invoice_uncollectible,
    "GET invoice_payments": payments.list_invoice_payments,
    "GET invoice_payments/{id}": payments.get_invoice_payment,
    "GET payment_intents/{id}": payments.get_payment_intent,
    "GET charges": payments.list_charges,
    "GET charges/{id}": payments.get_charge,
    "POST refunds": money_back.create_refund,
    "GET refunds": money_back.list_refunds,
    "GET refunds/{id}": money_back.get_refund,
    "GET disputes": money_back.list_disputes,
    "GET disputes/{id}": money_back.get_dispute,
    "GET events": events.list_events,
    "GET events/{id}": events.get_event,
}


def _compile(route: str) -> tuple[str, re.Pattern[str]]:
    method, _, path = route.partition(" ")
    return method, re.compile("/v1/" + path.replace("{id}", "(?P<id>[^/]+)"))


_COMPILED = [(*_compile(route), handler) for route, handler in _ROUTES.items()]


def match(method: str, path: str) -> tuple[Handler, str]:
    """Return the function for an address, and the identifier in it ('' if it has none)."""
    known = False
    for wanted, pattern, handler in _COMPILED:
        found = pattern.fullmatch(path)
        if found is None:
            continue
        known = True
        if wanted == method:
            return handler, found.groupdict().get("id") or ""
    if known:
        raise StripeError(405, "invalid_request_error", f"Method {method} is not allowed here.")
    raise unknown_route(method, path)
