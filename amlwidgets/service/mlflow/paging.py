"""Pages of a list, and the token that says where the next one begins."""

import base64
import binascii
import json
from typing import List, Optional, Sequence, Tuple, TypeVar

from amlwidgets.faces.fields import refuse

T = TypeVar("T")


def page_token(offset: int) -> str:
    """The token of the page that begins there."""
    return base64.b64encode(json.dumps({"offset": offset}).encode()).decode()


def parse_page_token(token: str) -> int:
    """Where a page begins; the first one has no token. Raises ValidationException for a token that is none."""
    if not token:
        return 0
    try:
        offset = json.loads(base64.b64decode(token, validate=True))["offset"]
    except (binascii.Error, ValueError, KeyError, TypeError, RecursionError):
        offset = None
    if not isinstance(offset, int) or isinstance(offset, bool) or offset < 1:
        raise refuse("page_token", token, "the next_page_token of an answer")
    return offset


def page(values: Sequence[T], token: str, size: int) -> Tuple[List[T], Optional[str]]:
    """The page of a list, and the next one's token when there is more."""
    first = parse_page_token(token)
    end = first + size
    return list(values[first:end]), page_token(end) if end < len(values) else None
