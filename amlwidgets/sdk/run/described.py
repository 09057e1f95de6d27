"""What a run says of itself, and what is said about it: state, name, details, tags, properties."""

from typing import Any, Dict, Mapping, Optional, Sequence, Union

from amlwidgets.resources.errors import UserErrorException
from amlwidgets.sdk.run.files import is_log
from amlwidgets.sdk.run.source import RunSource

Texts = Mapping[str, Optional[str]]


class RunDescribed(RunSource):
    """Read from the record at each look, so it is never stale."""

    @property
    def number(self) -> int:
        """Its place in the order of the workspace's runs."""
        return self._record().number

    @property
    def type(self) -> str:
        """Its kind: azureml.scriptrun."""
        return self._record().type

    @property
    def status(self) -> str:
        """The state it is in now."""
        return self._record().state.value

    def get_status(self) -> str:
        """The state it is in now."""
        return self.status

    def get_detailed_status(self) -> Dict[str, str]:
        """`{"status", "details"}`: the state it is in, and in words what it waits for or how it failed."""
        from amlwidgets.sdk.run.details import status_in_words

        record = self._record()
        return {"status": record.state.value, "details": status_in_words(self._backend, record)}

    @property
    def name(self) -> str:
        """What it is shown as."""
        return self._record().name

    @property
    def display_name(self) -> str:
        """What it is shown as."""
        return self._record().name

    @display_name.setter
    def display_name(self, name: str) -> None:
        from amlwidgets.sdk import arguments

        self._backend.update_run(self._id, name=arguments.text("display_name", name))

    @property
    def description(self) -> str:
        """What is said about it."""
        return self._record().description

    @description.setter
    def description(self, description: Optional[str]) -> None:
        self._backend.update_run(self._id, description=str(description or ""))

    def get_details(self) -> Dict[str, Any]:
        """Status, times, run definition, log files, as v1's dict."""
        from amlwidgets.sdk.run.details import details, log_urls

        logs = [name for name in self.get_file_names() if is_log(name)]
        urls = log_urls(logs, self._backend.workspace, self._id, self._backend.run_folder(self._id))
        return details(self._record(), urls)

    def get_details_with_logs(self) -> Dict[str, Any]:
        """The details, with the texts of the logs in place of their addresses."""
        found = self.get_details()
        for name in found["logFiles"]:
            with self._backend.open_run_file(self._id, name) as file:
                found["logFiles"][name] = file.read().decode("utf-8", "replace")
        return found

    def get_portal_url(self) -> str:
        """Where it is shown."""
        from amlwidgets.sdk.display import run_url

        return run_url(self._id)

    # -- secrets ---------------------------------------------------------------------------------------------

    def get_secret(self, name: str) -> str:
        """A secret of the workspace's keyvault. Raises ResourceNotFound."""
        from amlwidgets.sdk import keyvault

        return keyvault.get_secret(self._backend, name)

    def get_secrets(self, secrets: Sequence[str]) -> Dict[str, Optional[str]]:
        """Several secrets of the workspace's keyvault by name; None for one that is not there."""
        from amlwidgets.sdk import keyvault

        return keyvault.get_secrets(self._backend, secrets)

    # -- tags and properties ---------------------------------------------------------------------------------

    @property
    def tags(self) -> Dict[str, Optional[str]]:
        """Its tags."""
        return dict(self._record().tags)

    def get_tags(self) -> Dict[str, Optional[str]]:
        """Its tags."""
        return self.tags

    def tag(self, key: str, value: Optional[str] = None) -> None:
        """Set a tag, over what it was."""
        self.set_tags({key: value})

    def set_tags(self, tags: Texts) -> None:
        """Set tags, over what they were; others stay."""
        from amlwidgets.sdk import arguments

        self._backend.update_run(self._id, tags=arguments.string_map("tags", tags))

    def remove_tags(self, tags: Union[str, Sequence[str]]) -> None:
        """Take tags away."""
        self._backend.update_run(self._id, remove_tags=[tags] if isinstance(tags, str) else list(tags))

    @property
    def properties(self) -> Dict[str, str]:
        """Its properties."""
        return dict(self._record().properties)

    def get_properties(self) -> Dict[str, str]:
        """Its properties."""
        return self.properties

    def add_properties(self, properties: Texts) -> None:
        """Add properties. They never change: a key that is there raises UserErrorException."""
        from amlwidgets.sdk import arguments

        added = {key: value or "" for key, value in arguments.string_map("properties", properties).items()}
        taken = sorted(set(added) & set(self.properties))
        if taken:
            raise UserErrorException(f"properties has {taken}, which the run has already; expected new keys.")
        self._backend.update_run(self._id, properties=added)
