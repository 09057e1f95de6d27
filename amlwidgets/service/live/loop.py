"""What the live feed needs of an event loop; asyncio's has it."""

from typing import Any, Callable, Protocol


class Timer(Protocol):
    """A call that is due."""

    def cancel(self) -> None:
        """Do not make it."""


class Loop(Protocol):
    """The part of asyncio's event loop that is used. All calls happen on its thread."""

    def call_soon(self, callback: Callable[..., Any], *args: Any) -> Any:
        """Call back in the loop's next round."""

    def call_later(self, delay: float, callback: Callable[..., Any], *args: Any) -> Timer:
        """Call back after `delay` seconds."""

    def add_reader(self, fd: int, callback: Callable[..., Any], *args: Any) -> Any:
        """Call back whenever a descriptor is readable."""

    def remove_reader(self, fd: int) -> Any:
        """No more."""

    def run_in_executor(self, executor: Any, function: Callable[..., Any], *args: Any) -> Any:
        """Call a function that blocks, on another thread."""
