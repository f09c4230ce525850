"""The hands of Unison Commerce: Stripe, mail and HTTP. Every rule of the business is SQL."""
