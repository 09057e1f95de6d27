"""One event loop on a thread of its own, for all views of this process; started by the first that needs it."""

import asyncio
import threading

_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None


def background_loop() -> asyncio.AbstractEventLoop:
    """The loop, running. The kernel's own would stand still while a cell is busy."""
    global _loop
    with _lock:
        if _loop is None:
            _loop = asyncio.new_event_loop()
            threading.Thread(target=_loop.run_forever, name="amlwidgets-views", daemon=True).start()
        return _loop
