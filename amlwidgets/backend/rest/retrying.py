"""When a request is tried again, and how long until then."""

import random
from dataclasses import dataclass
from typing import Mapping, Optional

PASSING = (408, 429, 500, 502, 503, 504)
"""Statuses that may be another one next time."""

_TOLD_TO_WAIT = (429, 503)
"""With these a service says that it did nothing: even what is not safe to repeat may be sent again."""


@dataclass(frozen=True)
class Retries:
    """How often and how patiently: waits double from `first` seconds to `longest`, each shortened at random."""

    tries: int = 5
    first: float = 0.5
    longest: float = 30.0

    def wait(self, tried: int, headers: Mapping[str, str]) -> float:
        """Seconds until the next try, after `tried` tries; what the service asks for comes first."""
        asked = retry_after(headers)
        if asked is not None:
            return min(asked, 2 * self.longest)
        return random.uniform(0.5, 1.0) * min(self.longest, self.first * 2.0 ** (tried - 1))

    def allows(self, status: int, headers: Mapping[str, str], *, safe: bool) -> bool:
        """Whether an answer of this status is worth another try."""
        if safe:
            return status in PASSING
        return status in _TOLD_TO_WAIT and retry_after(headers) is not None


def retry_after(headers: Mapping[str, str]) -> Optional[float]:
    """Seconds that a service asks to wait: a number of them, milliseconds, or a date."""
    for name in ("retry-after-ms", "x-ms-retry-after-ms"):
        text = headers.get(name, "")
        if text.isascii() and text.isdecimal() and len(text) < 10:
            return int(text) / 1000
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdecimal() and len(text) < 10:
        return float(text)
    return _until(text) if text else None


def _until(date: str) -> Optional[float]:
    import time
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, parsedate_to_datetime(date).timestamp() - time.time())
    except (TypeError, ValueError, OverflowError):
        return None
