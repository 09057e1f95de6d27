"""What can be subscribed to: a topic has, or has not, a next message."""

from abc import ABC, abstractmethod
from typing import Any, Callable, Dict, List, Tuple, TypeVar, Union

from amlwidgets.service.live.eyes import Wake
from amlwidgets.service.live.hub import Hub
from amlwidgets.service.live.source import Source

S = TypeVar("S", bound=Source)
Message = Union[Dict[str, Any], bytes]
"""A JSON message, or a binary frame."""


class Topic(ABC):
    """One subscription's view of its sources.

    Messages are made when they can be sent, from what is true at that moment: a slow reader gets fewer and
    newer ones, and nothing queues up.
    """

    def __init__(self, id: str, hub: Hub, wake: Wake) -> None:
        self.id = id
        self.behind = False
        self._hub = hub
        self._wake = wake
        self._joined: List[Tuple[Source, Wake]] = []
        self._closers: List[Callable[[], None]] = []

    @abstractmethod
    def open(self) -> None:
        """Join the sources. Raises AzureMLException; then the topic is closed and never asked."""

    @abstractmethod
    def next(self) -> "Message | None":
        """The next message, or None when there is nothing new. `behind` says whether more is waiting already."""

    @property
    def ready(self) -> bool:
        """Whether anything can be said yet; the wake that follows the first look says when."""
        return all(source.known for source, _ in self._joined)

    @property
    def over(self) -> bool:
        """Whether nothing can come any more, once `next` has returned None."""
        return False

    def join(self, source: S) -> S:
        """Be woken by a source until the topic closes."""
        source.join(self._wake)
        self._joined.append((source, self._wake))
        return source

    def at_close(self, closer: Callable[[], None]) -> None:
        """Something to undo at the end."""
        self._closers.append(closer)

    def close(self) -> None:
        """Leave the sources."""
        for source, wake in self._joined:
            source.leave(wake)
        for closer in self._closers:
            closer()
        self._joined, self._closers = [], []
