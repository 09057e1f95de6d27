"""What the last searches found, so that the next page of one costs nothing."""

from collections import OrderedDict
from typing import Hashable, List, Optional, Tuple

from amlwidgets.service.mlflow.index import Candidate

_KEPT = 32


class Recent:
    """Results by what was asked, while the runs that were searched are the same list. Safe from any thread."""

    def __init__(self) -> None:
        self._found: "OrderedDict[Hashable, Tuple[List[Candidate], List[Candidate]]]" = OrderedDict()

    def get(self, asked: Hashable, runs: List[Candidate]) -> Optional[List[Candidate]]:
        """What the same search found in the same runs."""
        kept = self._found.get(asked)
        return kept[1] if kept is not None and kept[0] is runs else None

    def put(self, asked: Hashable, runs: List[Candidate], found: List[Candidate]) -> None:
        """Keep a result; the oldest one goes."""
        self._found[asked] = (runs, found)
        while len(self._found) > _KEPT:
            try:
                self._found.popitem(last=False)
            except KeyError:  # another thread took it
                break
