"""Identifiers that look like Stripe's: a prefix that tells the kind, then random letters."""

import secrets
import string

_ALPHABET = string.digits + string.ascii_letters

# Prefix and number of random characters after it, by kind of object.
_FORMATS = {
    "billing_portal.session": ("bps_1", 23),
    "charge": ("ch_3", 23),
    "checkout.session": ("cs_test_a1", 56),
    "customer": ("cus_", 14),
    "discount": ("di_1", 23),
    "dispute": ("dp_1", 23),
    "event": ("evt_1", 23),
    "invoice": ("in_1", 23),
    "invoice_item": ("ii_1", 23),
    "invoice_payment": ("inpay_1", 23),
    "line_item": ("il_1", 23),
    "item": ("li_1", 23),
    "payment_intent": ("pi_3", 23),
    "payment_method": ("pm_1", 23),
    "price": ("price_1", 23),
    "product": ("prod_", 14),
    "promotion_code": ("promo_1", 23),
    "coupon": ("", 8),
    "refund": ("re_3", 23),
    "request": ("req_", 14),
    "subscription": ("sub_1", 23),
    "subscription_item": ("si_", 14),
    "tax_rate": ("txr_1", 23),
    "transaction": ("txn_3", 23),
    "token": ("", 40),
}


def random_text(length: int, alphabet: str = _ALPHABET) -> str:
    """Return ``length`` random characters of ``alphabet``."""
    return "".join(secrets.choice(alphabet) for _ in range(length))


def new_id(kind: str) -> str:
    """Return a fresh identifier for an object of ``kind``."""
    prefix, length = _FORMATS[kind]
    return prefix + random_text(length)
