"""Parts of one file on their way at once, their results in order."""

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Callable, Deque, Generator, Iterable, TypeVar

T = TypeVar("T")


def in_order(calls: Iterable[Callable[[], T]], at_once: int) -> Generator[T, None, None]:
    """What each call returns, in their order; `at_once` of them run. `calls` is read in this thread, only two more
    than that ahead. The first that raises ends it, as does closing the iterator: those that run are waited for.
    """
    waiting: "Deque[Future[T]]" = deque()
    with ThreadPoolExecutor(at_once, thread_name_prefix="amlwidgets-part") as pool:
        try:
            for call in calls:
                waiting.append(pool.submit(call))
                if len(waiting) > at_once + 1:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
