"""From a page's `subscribe` message to a topic. Everything in it is checked: it comes from outside."""

from typing import Any, Callable, Dict, Mapping, Optional

from amlwidgets.backend import Backend
from amlwidgets.faces.fields import Fields, refuse
from amlwidgets.resources.ids import check_run_id
from amlwidgets.service.live.eyes import Wake
from amlwidgets.service.live.hub import Hub, is_afar
from amlwidgets.service.live.log_topic import LogTopic
from amlwidgets.service.live.run_topic import RunTopic
from amlwidgets.service.live.topic import Topic
from amlwidgets.service.live.workspace_topic import AfarWorkspaceTopic, WorkspaceTopic

DEFAULT_WIDTH = 1000
NARROWEST, WIDEST = 16, 20_000
_LARGEST = 2**53

Maker = Callable[[str, Hub, Wake, Backend, Mapping[str, Any]], Topic]


def topic_of(id: str, hub: Hub, wake: Wake, message: Mapping[str, Any]) -> Topic:
    """The topic of a subscribe message, not open yet. Raises ValidationException and WorkspaceException."""
    name = Fields(message).text("topic")
    maker = _MAKERS.get(name)
    if maker is None:
        raise refuse("topic", name, " or ".join(map(repr, _MAKERS)))
    backend = hub.open_backend(Fields(message).text("workspace"))
    return maker(id, hub, wake, backend, message)


def _run(id: str, hub: Hub, wake: Wake, backend: Backend, message: Mapping[str, Any]) -> Topic:
    return RunTopic(id, hub, wake, backend, _run_id(message))


def _log(id: str, hub: Hub, wake: Wake, backend: Backend, message: Mapping[str, Any]) -> Topic:
    offset = _whole(message, "offset", 0)
    return LogTopic(id, hub, wake, backend, _run_id(message), Fields(message).text("path"), offset or 0)


def _metrics(id: str, hub: Hub, wake: Wake, backend: Backend, message: Mapping[str, Any]) -> Topic:
    from amlwidgets.service.live.metrics_topic import MetricsTopic, Wanted

    fields = Fields(message)
    width = _whole(message, "width", DEFAULT_WIDTH) or DEFAULT_WIDTH
    names = frozenset(fields.texts("names")) if "names" in fields else None
    wanted = Wanted(min(max(width, NARROWEST), WIDEST), names, _window(fields))
    cursor = fields.text("cursor") if "cursor" in fields else None
    return MetricsTopic(id, hub, wake, backend, _run_id(message), wanted, cursor)


def _workspace(id: str, hub: Hub, wake: Wake, backend: Backend, message: Mapping[str, Any]) -> Topic:
    kind = AfarWorkspaceTopic if is_afar(backend) else WorkspaceTopic
    return kind(id, hub, wake, backend, _whole(message, "cursor", None))


_MAKERS: Dict[str, Maker] = {"run": _run, "log": _log, "metrics": _metrics, "workspace": _workspace}


def _run_id(message: Mapping[str, Any]) -> str:
    return check_run_id(message.get("run"))


def _whole(message: Mapping[str, Any], name: str, default: Optional[int]) -> Optional[int]:
    value = message.get(name)
    if value is None:
        return default
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _LARGEST:
        raise refuse(name, value, "a whole number")
    return value


def _window(fields: Fields) -> "tuple[float, float] | None":
    if "window" not in fields:
        return None
    window = fields.inner("window")
    ends = window.number("from"), window.number("to")
    if ends[0] > ends[1]:
        raise refuse("window", list(ends), "'from' at most 'to'")
    return ends
