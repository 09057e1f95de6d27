"""Paths to handlers: fixed parts in any case, `{name}` for one segment, `{name...}` for the rest of the path."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, BinaryIO, Callable, ContextManager, Dict, Iterable, List, Mapping, Optional, Tuple
from urllib.parse import unquote

from amlwidgets.resources.errors import AzureMLException, ValidationException
from amlwidgets.service.answer import Answer
from amlwidgets.service.asker import Asker
from amlwidgets.service.statuses import error_answer

WORKSPACE = (
    "/subscriptions/{subscription}/resourceGroups/{group}"
    "/providers/Microsoft.MachineLearningServices/workspaces/{workspace}"
)
"""The beginning of every path in a workspace."""


@dataclass(frozen=True)
class Request:
    """One request: the parts of its path by name, decoded; its query; its body as JSON or bytes.

    `base` is the URL of `amlwidgets` as the client addressed it, "" over the comm: what absolute URLs begin with.
    `asker` waits for the answer.
    """

    parts: Mapping[str, str]
    query: Mapping[str, str]
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    base: str = ""
    asker: Asker = field(default_factory=Asker)

    @property
    def arm_id(self) -> str:
        """The workspace it is for, spelled the one way the store knows."""
        return WORKSPACE.format_map(self.parts)

    @property
    def official(self) -> bool:
        """Whether one of Azure's own clients asks: they name an api-version, our views never do."""
        return bool(self.base) and "api-version" in self.query


Handler = Callable[[Any, Request], Answer]
Uploader = Callable[[Any, Request], ContextManager[BinaryIO]]
"""Opens the file that a body is written into; it appears whole when the block ends without an exception."""


@dataclass(frozen=True)
class Route:
    """A verb and a path pattern. `quick`: it takes a few milliseconds at most, so a server need not spend a
    thread on it. `reads`: it changes nothing, whatever its verb. `upload`: its body is a file, written before the
    handler is asked for the answer. `refuse` puts errors into the shape of the route's clients.
    """

    verb: str
    pattern: str
    handler: Handler
    quick: bool = False
    reads: bool = False
    upload: Optional[Uploader] = None
    refuse: Callable[[AzureMLException], Answer] = error_answer

    @cached_property
    def _wanted(self) -> List[str]:
        return [part if part.startswith("{") else part.lower() for part in self.pattern.strip("/").split("/")]

    def match(self, segments: List[str], lowered: List[str]) -> Optional[Dict[str, str]]:
        """The named parts of a path that fits, still encoded; `lowered` are its segments in lower case."""
        wanted = self._wanted
        if not wanted[-1].endswith("...}") and len(wanted) != len(segments):
            return None
        parts: Dict[str, str] = {}
        for place, part in enumerate(wanted):
            if part.endswith("...}"):
                parts[part[1:-4]] = "/".join(segments[place:])
                return parts if len(segments) > place else None
            if place >= len(segments):
                return None
            if part.startswith("{"):
                parts[part[1:-1]] = segments[place]
            elif part != lowered[place]:
                return None
        return parts


def find(routes: Iterable[Route], path: str) -> Tuple[Dict[str, Route], Dict[str, str]]:
    """The routes of a path by verb, and its parts decoded; both empty when no pattern fits.

    `path` is as it came in the URL: a '%2F' inside a name is part of the name and ends no segment.
    """
    segments = path.strip("/").split("/")
    lowered = [segment.lower() for segment in segments]
    verbs: Dict[str, Route] = {}
    parts: Dict[str, str] = {}
    for route in routes:
        found = route.match(segments, lowered)
        if found is not None:
            verbs[route.verb] = route
            parts = found
    return verbs, {name: decoded(part) for name, part in parts.items()}


def decoded(part: str) -> str:
    """A percent-encoded part of a path. Raises ValidationException for what is not UTF-8."""
    try:
        return unquote(part, errors="strict")
    except UnicodeDecodeError as error:
        raise ValidationException(f"The path holds {part!r}; expected UTF-8 behind its percent signs.") from error
