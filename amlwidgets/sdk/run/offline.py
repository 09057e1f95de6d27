"""The run of a script that is not run by a workspace: what is logged is printed."""

import uuid
from typing import Any, Dict, Iterator, List, NoReturn, Optional, Type

from amlwidgets.sdk.run.logging import MetricLogging
from amlwidgets.sdk.run.offline_files import OfflineFiles


class _OfflineRun(MetricLogging, OfflineFiles):
    """What `Run.get_context()` gives outside of a run; scripts test for its id's `OfflineRun`."""

    def __init__(self) -> None:
        self.id = f"OfflineRun_{uuid.uuid4()}"
        self.tags: Dict[str, Optional[str]] = {}
        self.properties: Dict[str, str] = {}
        self.input_datasets: Dict[str, Any] = {}
        self.output_datasets: Dict[str, Any] = {}
        self.parent = None
        self.number = 0
        self.status = "Running"
        self.name = self.display_name = self.id
        self.description = ""
        self.type = "Offline"

    def log(self, name: str, value: Any, description: str = "", step: Optional[int] = None) -> None:
        """Print it."""
        print(f"Attempted to log scalar metric {name}:\n{value}")

    def _log_record(self, name: str, kind: str, value: Any) -> None:
        print(f"Attempted to log {kind.replace('_', ' ')} metric {name}:\n{value}")

    def _keep_image(self, name: str, path: Optional[str], plot: Any) -> str:
        return path if path is not None else f"{name}.png"

    def child_run(
        self, name: Optional[str] = None, run_id: Optional[str] = None, outputs: Any = None
    ) -> "_OfflineRun":
        """Another offline run."""
        return _OfflineRun()

    def create_children(
        self, count: Optional[int] = None, tag_key: Optional[str] = None, tag_values: Optional[List[str]] = None
    ) -> "List[_OfflineRun]":
        """Other offline runs."""
        children = [_OfflineRun() for _ in tag_values or range(int(count or 0))]
        for child, value in zip(children, tag_values or ()):
            child.tag(str(tag_key), value)
        return children

    def get_children(self, *_: Any, **__: Any) -> "Iterator[_OfflineRun]":
        """Nothing is recorded."""
        return iter(())

    def submit_child(self, config: Any, tags: Any = None, **kwargs: Any) -> NoReturn:
        """Raises RunEnvironmentException: there is no workspace to submit to."""
        from amlwidgets.sdk.exceptions import RunEnvironmentException

        raise RunEnvironmentException

    def start(self) -> None:
        """Nothing is left to do."""

    def wait_for_completion(self, *_: Any, **__: Any) -> Dict[str, Any]:
        """There is nothing to wait for: this process is the run."""
        return self.get_details()

    def get_details(self) -> Dict[str, Any]:
        """What is known of it."""
        return {
            "runId": self.id,
            "target": "local",
            "status": self.status,
            "properties": dict(self.properties),
            "inputDatasets": [],
            "outputDatasets": [],
            "runDefinition": {},
            "logFiles": {},
        }

    get_details_with_logs = get_details

    def get_detailed_status(self) -> Dict[str, str]:
        """Its status; there are no details."""
        return {"status": self.status, "details": ""}

    def get_status(self) -> str:
        """Running, then what `complete`, `fail` or `cancel` said."""
        return self.status

    def complete(self, _set_status: bool = True) -> None:
        """Nothing is recorded."""
        self.status = "Completed"

    def fail(self, error_details: Any = None, error_code: Optional[str] = None, _set_status: bool = True) -> None:
        """Nothing is recorded."""
        self.status = "Failed"

    def cancel(self) -> None:
        """Nothing is recorded."""
        self.status = "Canceled"

    def flush(self, timeout_seconds: int = 300) -> None:
        """Nothing waits."""

    def tag(self, key: str, value: Optional[str] = None) -> None:
        """Kept in this object."""
        self.tags[key] = value

    def set_tags(self, tags: Dict[str, Optional[str]]) -> None:
        """Kept in this object."""
        self.tags.update(tags)

    def remove_tags(self, tags: Any) -> None:
        """Taken out of this object."""
        for key in [tags] if isinstance(tags, str) else tags:
            self.tags.pop(key, None)

    def get_tags(self) -> Dict[str, Optional[str]]:
        """What was set."""
        return dict(self.tags)

    def add_properties(self, properties: Dict[str, str]) -> None:
        """Kept in this object."""
        self.properties.update(properties)

    def get_properties(self) -> Dict[str, str]:
        """What was added."""
        return dict(self.properties)

    def get_metrics(self, *_: Any, **__: Any) -> Dict[str, Any]:
        """Nothing is kept."""
        return {}

    def get_secret(self, name: str) -> str:
        """A secret of the keyvault of the workspace at hand. Raises ResourceNotFound."""
        from amlwidgets.sdk.workspace import Workspace

        return Workspace.from_config().get_default_keyvault().get_secret(name)

    def get_secrets(self, secrets: List[str]) -> Dict[str, Optional[str]]:
        """Several secrets of the keyvault of the workspace at hand; None for one that is not there."""
        from amlwidgets.sdk.workspace import Workspace

        return Workspace.from_config().get_default_keyvault().get_secrets(secrets)

    def __enter__(self) -> "_OfflineRun":
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: object, trace: object) -> None:
        if kind is None:
            self.complete()
        else:
            self.fail(str(error))

    def __repr__(self) -> str:
        return f"Run(OfflineRun, Id: {self.id})"
