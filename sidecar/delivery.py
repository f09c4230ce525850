"""What became of a message that was handed to a provider of mail."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a message: `retry` may work later, `refused` never will."""

    outcome: Literal["sent", "retry", "refused"]
    detail: str
