"""On the machine: what the script says of its run (tags, properties, its failure), whenever that changes."""

import os
from typing import Any, Dict, Optional

from amlwidgets.resources.records import TOLD_FAILURE
from amlwidgets.store.database import Database
from amlwidgets.store.layout import Layout


class WatchedRecord:
    """The run's record in the workspace over there."""

    def __init__(self, layout: Layout, run_id: str) -> None:
        self._layout = layout
        self._run_id = run_id
        self._database = Database(layout, nudges=False)
        self._seen = 0
        self._told: Dict[str, Any] = {}

    def changed(self) -> Optional[Dict[str, Any]]:
        """What it is now, if that is something new."""
        moment = os.stat(self._layout.changed).st_mtime_ns
        if moment == self._seen:
            return None
        self._seen = moment
        run = self._database.runs.get(self._run_id)
        now = {
            "name": run.name,
            "description": run.description,
            "tags": run.tags,
            "properties": run.properties,
            "parameters": run.parameters,
            "failure": run.usage.get(TOLD_FAILURE),
        }
        if now == self._told:
            return None
        self._told = now
        return now
