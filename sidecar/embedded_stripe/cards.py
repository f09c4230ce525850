"""Stripe's test cards: what each number does when it is saved and when it is charged."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Card:
    """A test card.

    ``refusal`` is the code of the refusal when it is charged; ``refused_at_once`` refuses it
    already when it is saved. ``asks`` tells when the bank wants the customer to confirm: never,
    ``once`` (when it is saved) or ``always`` (also at each renewal).
    """

    number: str
    token: str
    label: str
    brand: str = "visa"
    country: str = "US"
    refusal: str | None = None
    refused_at_once: bool = True
    asks: str = "never"

    @property
    def last4(self) -> str:
        """The last four digits."""
        return self.number[-4:]


CARDS = (
    Card("4242424242424242", "pm_card_visa", "Visa, succeeds"),
    Card("5555555555554444", "pm_card_mastercard", "Mastercard, succeeds", brand="mastercard"),
    Card("378282246310005", "pm_card_amex", "American Express, succeeds", brand="amex"),
    Card("4000002500003155", "pm_card_threeDSecure2Required", "Asks the bank once", asks="once"),
    Card(
        "4000002760003184",
        "pm_card_authenticationRequired",
        "Asks the bank every time",
        country="DE",
        asks="always",
    ),
    Card(
        "4000000000000341",
        "pm_card_chargeCustomerFail",
        "Can be saved, every charge is declined",
        refusal="card_declined",
        refused_at_once=False,
    ),
    Card(
        "4000000000000002",
        "pm_card_visa_chargeDeclined",
        "Declined",
        refusal="card_declined",
    ),
    Card(
        "4000000000009995",
        "pm_card_visa_chargeDeclinedInsufficientFunds",
        "Declined, insufficient funds",
        refusal="insufficient_funds",
    ),
    Card(
        "4000000000000069",
        "pm_card_chargeDeclinedExpiredCard",
        "Declined, expired card",
        refusal="expired_card",
    ),
    Card(
        "4000000000000127",
        "pm_card_chargeDeclinedIncorrectCvc",
        "Declined, wrong security code",
        refusal="incorrect_cvc",
    ),
    Card(
        "4000000000000119",
        "pm_card_chargeDeclinedProcessingError",
        "Declined, processing error",
        refusal="processing_error",
    ),
)

BY_NUMBER = {card.number: card for card in CARDS}
BY_TOKEN = {card.token: card for card in CARDS}


@dataclass(frozen=True)
class Refusal:
    """Why a charge was refused: Stripe's code, the bank's code, and words for the customer."""

    code: str
    decline_code: str | None
    message: str


_MESSAGES = {
    "card_declined": "Your card was declined.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "processing_error": (
        "An error occurred while processing your card. Try again in a little bit."
    ),
    "authentication_required": (
        "Your card was declined. This transaction requires authentication."
    ),
    "insufficient_funds": "Your card has insufficient funds.",
}


def refusal(code: str) -> Refusal:
    """Return the refusal that a code stands for; an unknown code is a reason of the bank."""
    message = _MESSAGES.get(code, _MESSAGES["card_declined"])
    if code in ("expired_card", "incorrect_cvc", "processing_error", "authentication_required"):
        decline_code = code if code == "authentication_required" else None
        return Refusal(code, decline_code, message)
    decline_code = "generic_decline" if code == "card_declined" else code
    return Refusal("card_declined", decline_code, message)
