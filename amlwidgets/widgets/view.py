"""The same view as the front end's, as an anywidget: for front ends without our server (VS Code, Colab)."""

from typing import Any

import anywidget
import traitlets

from amlwidgets.backend import open_workspace
from amlwidgets.widgets.carrier import Carrier
from amlwidgets.widgets.static_files import VIEW_SCRIPT


class View(anywidget.AnyWidget):  # type: ignore[misc]
    """What the front end needs to begin with, and a carrier once it asks for more.

    Where our server is there, the front end draws our own MIME type and never speaks to this: then it costs no
    thread and no file is watched.
    """

    _esm = VIEW_SCRIPT

    _kind = traitlets.Unicode("run").tag(sync=True)
    workspace = traitlets.Unicode().tag(sync=True)
    runs = traitlets.List(traitlets.Unicode()).tag(sync=True)
    compute = traitlets.Unicode(None, allow_none=True).tag(sync=True)
    summary = traitlets.List(traitlets.Dict()).tag(sync=True)

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self._carrier: Carrier | None = None
        self.on_msg(self._receive)

    def _receive(self, _view: object, content: Any, buffers: list[memoryview]) -> None:
        if self._carrier is None:
            self._carrier = Carrier(open_workspace(self.workspace), self.send)
        self._carrier.receive(content, buffers)

    def close(self) -> None:
        """End the carrier with the comm."""
        if self._carrier is not None:
            self._carrier.close()
        super().close()
