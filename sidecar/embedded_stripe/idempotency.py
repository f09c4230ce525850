"""Idempotency keys: one effect per key, however often the request is sent."""

import hashlib
import threading
import time

from sidecar.embedded_stripe.errors import invalid, key_in_use, key_reused
from sidecar.embedded_stripe.store import Answer, Store
from sidecar.embedded_stripe.tx import Tx

_LIFETIME = 24 * 3600
_MAX_LENGTH = 255


class Keys:
    """The keys in use right now, and the answers stored under keys."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._in_use: set[str] = set()

    def claim(self, key: str, fingerprint: str) -> Answer | None:
        """Begin a request under a key; return the stored answer if there is one.

        Without a stored answer the caller must ``release`` the key. Raises 409 while another
        request uses the key, 400 if it was used for another request or is too long.
        """
        if len(key) > _MAX_LENGTH:
            raise invalid(f"Idempotency keys have at most {_MAX_LENGTH} characters.")
        with self._lock:
            if key in self._in_use:
                raise key_in_use(key)
            self._in_use.add(key)
        # Keys live in real time, whatever the clock of the objects says.
        with self._store.transaction():
            answer = self._store.answer(key, time.time(), _LIFETIME)
        if answer is not None:
            self.release(key)
            if answer.fingerprint != fingerprint:
                raise key_reused(key)
        return answer

    def keep(self, tx: Tx, key: str, answer: Answer) -> None:
        """Store the answer under the key, with the effects of its request."""
        tx.store.keep_answer(key, answer, time.time())

    def release(self, key: str) -> None:
        """End a request under a key."""
        with self._lock:
            self._in_use.discard(key)


def fingerprint(method: str, path: str, body: str) -> str:
    """Return what two requests under one key must have in common."""
    return hashlib.sha256(f"{method} {path}\n{body}".encode()).hexdigest()


def is_kept(status: int) -> bool:
    """Tell whether an answer is stored: results, also 402 and 500, but no refusals before work."""
    return status < 400 or status in (402, 500)
