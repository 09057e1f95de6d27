"""One page's live session: its subscriptions, each with at most one message under way."""

import json
import logging
from typing import Any, Callable, Dict, Optional, Union

from amlwidgets.faces.fields import Fields, refuse
from amlwidgets.resources.errors import AzureMLException
from amlwidgets.service.live.hub import Hub
from amlwidgets.service.live.subscribe import topic_of
from amlwidgets.service.live.topic import Message, Topic
from amlwidgets.service.statuses import error_body

PROTOCOL = 1
LONGEST_ID = 64
MOST_SUBSCRIPTIONS = 256

PAUSE_SECONDS = 0.01
"""Between two messages of a subscription that has caught up: what comes faster travels together."""

Send = Callable[[Union[str, bytes], Callable[[], None]], None]
"""Sends a message and calls back when the carrier has taken it, at once or later."""

_log = logging.getLogger(__name__)


class LiveSession:
    """Takes the page's messages and emits the server's. Lives on its hub's event loop."""

    def __init__(self, hub: Hub, send: Send) -> None:
        self._hub = hub
        self._send = send
        self._subscriptions: Dict[str, _Subscription] = {}
        self._emit({"type": "hello", "protocol": PROTOCOL})

    def receive(self, text: Union[str, bytes]) -> None:
        """One message of the page, as it came. Whatever is wrong with it is answered, never raised."""
        try:
            message = json.loads(text)
        except (ValueError, RecursionError):
            self._refuse(None, refuse("message", text, "a JSON object"))
            return
        self.take(message)

    def take(self, message: Any) -> None:
        """One message of the page, decoded."""
        try:
            self._take(Fields(message, "message"), message)
        except Exception as error:
            if not isinstance(error, AzureMLException):
                _log.exception("a live message could not be answered")
            self._refuse(message.get("id") if isinstance(message, dict) else None, error)

    def close(self) -> None:
        """The page has gone."""
        for subscription in list(self._subscriptions.values()):
            subscription.close()
        self._subscriptions.clear()

    def _take(self, fields: Fields, message: Dict[str, Any]) -> None:
        kind, name = fields.text("type"), fields.text("id")
        if len(name) > LONGEST_ID:
            raise refuse("id", name, f"at most {LONGEST_ID} characters")
        if kind == "unsubscribe":
            self._end(name)
        elif kind == "subscribe":
            self._end(name)
            self._begin(name, message)
        else:
            raise refuse("type", kind, "'subscribe' or 'unsubscribe'")

    def _begin(self, id: str, message: Dict[str, Any]) -> None:
        if len(self._subscriptions) >= MOST_SUBSCRIPTIONS:
            raise refuse("subscriptions", len(self._subscriptions), f"at most {MOST_SUBSCRIPTIONS} on one page")
        subscription = _Subscription(self._hub, self._send, lambda: self._subscriptions.pop(id, None))
        subscription.begin(topic_of(id, self._hub, subscription.wake, message))
        if not subscription.closed:
            self._subscriptions[id] = subscription
            subscription.wake()

    def _end(self, id: str) -> None:
        known = self._subscriptions.pop(id, None)
        if known is not None:
            known.close()

    def _refuse(self, id: Any, error: BaseException) -> None:
        shown = id if isinstance(id, str) and len(id) <= LONGEST_ID else None
        self._emit({"id": shown, "type": "error", "error": error_body(error)})

    def _emit(self, message: Dict[str, Any]) -> None:
        self._send(encoded(message), lambda: None)


class _Subscription:
    """Asks its topic for the next message whenever the last one is gone and something may be new."""

    def __init__(self, hub: Hub, send: Send, ended: Callable[[], Any]) -> None:
        self._loop = hub.loop
        self._send = send
        self._ended = ended
        self._topic: Optional[Topic] = None
        self._busy = False
        self.closed = False

    def begin(self, topic: Topic) -> None:
        """Open the topic. Raises what opening raises, and leaves nothing open then."""
        self._topic = topic
        try:
            topic.open()
        except BaseException:
            self.close()
            raise

    def wake(self) -> None:
        """Something may be new."""
        if not self._busy and not self.closed:
            self._advance()

    def close(self) -> None:
        """Send nothing more."""
        self.closed = True
        if self._topic is not None:
            self._topic.close()

    def _advance(self) -> None:
        topic = self._topic
        if topic is None or not topic.ready:
            return
        try:
            message = topic.next()
            over = message is None and topic.over
        except Exception as error:
            if not isinstance(error, AzureMLException):
                _log.exception("the live topic %s failed", type(topic).__name__)
            self._finish({"id": topic.id, "type": "error", "error": error_body(error)})
            return
        if message is not None:
            self._busy = True
            self._send(message if isinstance(message, bytes) else encoded(message), self._sent)
        elif over:
            self._finish({"id": topic.id, "type": "end"})

    def _sent(self) -> None:
        """The message is gone: after a pause see what has come meanwhile."""
        if self._topic is not None and self._topic.behind:
            self._loop.call_soon(self._again)
        else:
            self._loop.call_later(PAUSE_SECONDS, self._again)

    def _again(self) -> None:
        self._busy = False
        if not self.closed:
            self._advance()

    def _finish(self, message: Dict[str, Any]) -> None:
        self.close()
        self._ended()
        self._send(encoded(message), lambda: None)


def encoded(message: Message) -> str:
    """A JSON message as it travels."""
    return json.dumps(message, separators=(",", ":"))
