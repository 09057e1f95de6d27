"""What a workspace has, by name: read when it is looked at."""

from typing import Callable, Dict, Iterator, Mapping, TypeVar

T = TypeVar("T")


class Collection(Mapping[str, T]):
    """A dict that is read anew with every look, so that a kept one is never stale."""

    def __init__(self, read: Callable[[], Dict[str, T]]) -> None:
        self._read = read

    def __getitem__(self, name: str) -> T:
        return self._read()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())

    def __repr__(self) -> str:
        return repr(self._read())
