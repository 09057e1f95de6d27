"""Secrets that can be recognised wherever they turn up, and the search for them in whatever form they were put."""

import base64
import json
import secrets
from collections import defaultdict
from dataclasses import dataclass
from typing import Dict, Iterator, List, Set, Tuple
from urllib.parse import quote


STEM = 6
"""Bytes in which most secrets begin alike: looked for once, and for all secrets only where they are."""


def _forms(secret: str) -> Iterator[Tuple[str, bytes]]:
    """The ways in which a text is carried: plain (percent-encoding and JSON leave letters as they are) and encoded."""
    raw = secret.encode()
    yield "plain", raw
    yield "upper", secret.upper().encode()
    yield "lower", secret.lower().encode()
    yield "quoted", quote(secret, safe="").encode()
    yield "percent", "".join(f"%{byte:02x}" for byte in raw).encode()
    yield "PERCENT", "".join(f"%{byte:02X}" for byte in raw).encode()
    yield "json", "".join(f"\\u{byte:04x}" for byte in raw).encode()
    yield "json text", json.dumps(secret)[1:-1].encode()
    yield "hex", raw.hex().encode()
    yield "utf-16", secret.encode("utf-16-le")
    for shift in range(3):
        # What stands before a text in what is encoded shifts its digits; the edges depend on its neighbours.
        encoded = base64.b64encode(b"\0" * shift + raw).decode().rstrip("=")
        inner = encoded[4 if shift else 0 : -1 if (len(raw) + shift) % 3 else None]
        yield f"base64 +{shift}", inner.encode()
        yield f"base64url +{shift}", inner.replace("+", "-").replace("/", "_").encode()


@dataclass(frozen=True)
class Hit:
    """A secret that was found: which, in which form, and where."""

    place: str
    form: str
    where: str


class Planted:
    """What was planted, by the name of the place that took it."""

    def __init__(self) -> None:
        self._needles: Dict[bytes, List[Tuple[str, str, bytes]]] = defaultdict(list)
        self.values: Dict[str, str] = {}

    def __call__(self, place: str) -> str:
        """A new secret for a place."""
        word = place.title().replace(" ", "")
        return self.learn(place, f"S3CRET-{word}-{secrets.token_hex(8)}")

    def learn(self, place: str, secret: str) -> str:
        """A secret that the product made itself."""
        assert len(secret) >= 12, "too short to be recognised"
        self.values[place] = secret
        found: Dict[bytes, str] = {}
        for form, needle in _forms(secret):
            found.setdefault(needle, form)
        for needle, form in found.items():
            self._needles[needle[:STEM]].append((place, form, needle))
        return secret

    def search(self, where: str, content: bytes) -> Set[Hit]:
        """The secrets in some bytes."""
        return {
            Hit(place, form, where)
            for stem, needles in self._needles.items()
            if stem in content
            for place, form, needle in needles
            if needle in content
        }
