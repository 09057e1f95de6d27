"""`workspace`: which one this is and what is in it."""

from argparse import Namespace
from typing import TYPE_CHECKING

from amlwidgets.magics.verbs.runs import short_time

if TYPE_CHECKING:
    from amlwidgets.magics.verbs.session import Session
    from amlwidgets.sdk.workspace import Workspace


def show_workspace(session: "Session", _arguments: Namespace) -> "Workspace":
    """The workspace's name, place and contents in numbers."""
    backend = session.backend
    record = backend.workspace
    counts = backend.count_runs()
    runs = ", ".join(f"{number} {state}" for state, number in counts.items())
    session.fields(
        [
            ("Workspace", record.name),
            ("Resource group", record.resource_group),
            ("Subscription", record.subscription_id),
            ("Location", record.location),
            ("Folder", record.folder),
            ("Created", short_time(record.created)),
            ("Compute", ", ".join(status.compute.name for status in backend.list_computes())),
            ("Datastores", ", ".join(store.name for store in backend.list_datastores())),
            ("Runs", runs or "none yet"),
        ]
    )
    return session.workspace
