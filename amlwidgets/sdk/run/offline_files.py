"""What an offline run does about files: they are where the script has them, and stay there."""

import os
from typing import Any, List, Optional


class OfflineFiles:
    """Says what would be uploaded; what the script wrote below ./outputs is what the run has."""

    def upload_file(self, name: str, path_or_stream: Any, datastore_name: Optional[str] = None) -> None:
        """The file stays where it is."""
        print(f"Attempted to upload file {name}")

    def upload_files(self, names: List[str], paths: List[str], *_: Any, **__: Any) -> None:
        """The files stay where they are."""
        for name in names:
            self.upload_file(name, None)

    def upload_folder(self, name: str, path: str, datastore_name: Optional[str] = None) -> None:
        """The folder stays where it is."""
        print(f"Attempted to upload folder {name}")

    def download_file(self, name: str, output_file_path: Any = None, _validate_checksum: bool = False) -> None:
        """The file is where the script put it."""
        print(f"Attempted to download file {name}")

    def download_files(self, prefix: Optional[str] = None, *_: Any, **__: Any) -> None:
        """The files are where the script put them."""
        print(f"Attempted to download files {prefix or ''}".rstrip())

    def get_all_logs(self, destination: Any = None) -> List[str]:
        """There are none: what the script prints is on its standard output."""
        return []

    def take_snapshot(self, file_or_folder_path: Any) -> str:
        """Nothing is copied."""
        print(f"Attempted to take a snapshot of {file_or_folder_path}")
        return ""

    def get_snapshot_id(self) -> None:
        """There is none."""

    def clean(self) -> List[str]:
        """Nothing was copied."""
        return []

    def register_model(self, model_name: str, model_path: Optional[str] = None, *_: Any, **__: Any) -> None:
        """There is no workspace to register it in."""
        print(f"Attempted to register model {model_name} from {model_path or model_name}")

    def get_file_names(self) -> List[str]:
        """The files below ./outputs, as a run would have them."""
        found = [os.path.join(root, name) for root, _, names in os.walk("outputs") for name in names]
        return sorted(path.replace(os.sep, "/") for path in found)
