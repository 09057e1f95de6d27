"""`asyncio.timeout` for the oldest Python we run on, which does not have it yet."""

import asyncio
from contextlib import asynccontextmanager
from typing import AsyncIterator


@asynccontextmanager
async def deadline(seconds: float) -> AsyncIterator[None]:
    """TimeoutError when what is inside takes longer."""
    task = asyncio.current_task()
    assert task is not None
    late = False

    def cancel() -> None:
        nonlocal late
        late = True
        task.cancel()

    timer = asyncio.get_running_loop().call_later(seconds, cancel)
    try:
        yield
    except asyncio.CancelledError as error:
        if late:
            raise TimeoutError(f"not done within {seconds} s") from error
        raise
    finally:
        timer.cancel()
