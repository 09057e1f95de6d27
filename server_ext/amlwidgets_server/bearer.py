"""A token in the shape of a JSON Web Token, for clients that take theirs apart before they send it.

`header.payload.signature`, where the payload holds the server's token as `jupyter_token`. It proves nothing by
itself, and nothing in it is believed: what it carries is put in its place, and Jupyter decides about that as about
any token.
"""

import base64
import json

CLAIM = "jupyter_token"
"""The name of the server's token in the payload."""

_SCHEME = "bearer "


def plain_authorization(header: str) -> str:
    """An `Authorization` header with the carried token in place of what carries it; any other as it came."""
    if header[: len(_SCHEME)].lower() != _SCHEME or header.count(".") != 2:
        return header
    token = _carried(header.split(".")[1])
    return f"Bearer {token}" if token else header


def _carried(payload: str) -> str:
    try:
        claims = json.loads(base64.b64decode(payload + "=" * (-len(payload) % 4), altchars=b"-_", validate=True))
    except (ValueError, RecursionError):
        return ""
    token = claims.get(CLAIM) if isinstance(claims, dict) else None
    # What is no visible ASCII cannot be a token, and has no place in a header.
    return token if isinstance(token, str) and token.isascii() and token.isprintable() else ""
