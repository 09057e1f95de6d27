"""Files to and from blob storage: 500 of 4 kB and one of 256 MB, beside the official client alone in the same rounds.

The emulator, one process on one core, is the limit of both: what differs is what each asks of it, and what each
leaves it of this machine.
"""

import contextlib
import io
import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Callable, Dict, List

from amlwidgets.storage.azure_blocks import AT_ONCE
from amlwidgets.storage.parallel import SMALL_AT_ONCE
from benchmarks.table import Row, Samples

FILES, FILE_BYTES, BIG_BYTES = 500, 4_000, 256 * 1000 * 1000
ROUNDS = 7
PEER_SHARE, PROGRESS_COST = 0.95, 1.03


def measure(rounds: int = ROUNDS, big_bytes: int = BIG_BYTES) -> List[Row]:
    from tests.servers.azurite import Azurite

    with tempfile.TemporaryDirectory() as folder, _home(folder):
        server = Azurite(Path(folder) / "azurite")
        try:
            with server.service() as official:
                server.make_container("data")
                return _rows(_Bench(folder, server, official.get_container_client("data"), big_bytes), rounds)
        finally:
            server.cut()


def _rows(bench: "_Bench", rounds: int) -> List[Row]:
    made = []
    for what, count in ((f"{FILES} files of 4 kB", FILES), (f"one file of {bench.big_bytes // 1000**2} MB", 1)):
        for verb in ("upload", "download"):
            times = bench.pairs(verb, count, rounds)
            made.extend(_compared(f"{verb} of {what}", times))
    return made


def _compared(what: str, times: Dict[str, Samples]) -> List[Row]:
    """The times, and their ratios round by round: what else the machine did, it did to both."""
    ours, official, silent = times["ours"], times["official"], times["silent"]
    return [
        Row(f"{what}, progress shown", ours, peer=official, peer_name="azure-storage-blob"),
        Row(f"{what}: its time to the official client's", _ratios(ours, official), goal=1 / PEER_SHARE, unit="×"),
        Row(f"{what}: time with progress to time without", _ratios(ours, silent), goal=PROGRESS_COST, unit="×"),
    ]


def _ratios(some: Samples, others: Samples) -> Samples:
    return [one / other for one, other in zip(some, others)]


class _Bench:
    """One workspace, one container, files of this machine."""

    def __init__(self, folder: str, server: Any, container: Any, big_bytes: int) -> None:
        from amlwidgets.resources.records import DatastoreRecord
        from amlwidgets.sdk.datastore import Datastore
        from amlwidgets.sdk.workspace import Workspace

        self.folder, self.container, self.big_bytes = folder, container, big_bytes
        self.rounds = 0
        workspace = Workspace.create("bench", exist_ok=True)
        settings = {"endpoint": server.blob_endpoint, "protocol": "http"}
        record = DatastoreRecord(
            "blobs",
            "AzureBlob",
            "",
            account_name=server.account,
            container_name="data",
            settings=settings,
        )
        workspace.backend.put_datastore(record, {"accountKey": server.key})
        self.store = Datastore.get(workspace, "blobs")
        self.files = [self._file(f"small/{number:03}", FILE_BYTES) for number in range(FILES)]
        self.big = self._file("big", big_bytes)

    def _file(self, name: str, size: int) -> str:
        path = os.path.join(self.folder, "mine", name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        Path(path).write_bytes(os.urandom(size))
        return path

    def pairs(self, verb: str, count: int, rounds: int) -> Dict[str, Samples]:
        """Seconds of each in turn; the order changes from round to round."""
        files = self.files if count > 1 else [self.big]
        ways: Dict[str, Callable[[List[str], str], None]] = {
            "ours": lambda files, prefix: self._ours(verb, files, prefix, show_progress=True),
            "official": lambda files, prefix: self._official(verb, files, prefix),
            "silent": lambda files, prefix: self._ours(verb, files, prefix, show_progress=False),
        }
        self._clear("upload", "there")
        self._ours("upload", files, "there", show_progress=False)
        times: Dict[str, Samples] = {name: [] for name in ways}
        for number in range(rounds + 1):
            order = list(ways) if number % 2 else list(ways)[::-1]
            for name in order:
                self.rounds += 1
                prefix = "there" if verb == "download" else f"r{self.rounds}"
                begin = time.perf_counter()
                ways[name](files, prefix)
                if number:  # the first round is for connections and imports
                    times[name].append(time.perf_counter() - begin)
                self._clear(verb, prefix)
        return times

    def _clear(self, verb: str, prefix: str) -> None:
        if verb == "upload":
            for name in list(self.container.list_blob_names(name_starts_with=f"{prefix}/")):
                self.container.delete_blob(name)

    def _target(self) -> str:
        return os.path.join(self.folder, f"back{self.rounds}")

    def _ours(self, verb: str, files: List[str], prefix: str, *, show_progress: bool) -> None:
        with _terminal():
            if verb == "upload":
                self.store.upload_files(files, target_path=prefix, show_progress=show_progress)
            else:
                assert self.store.download(self._target(), prefix=f"{prefix}/", show_progress=show_progress)

    def _official(self, verb: str, files: List[str], prefix: str) -> None:
        if verb == "upload":
            move, names = self._upload, [f"{prefix}/{os.path.basename(path)}" for path in files]
        else:  # who downloads a folder has to ask what is in it
            move, names = self._download, list(self.container.list_blob_names(name_starts_with=f"{prefix}/"))
        if len(files) == 1:
            move(files[0], names[0], max_concurrency=AT_ONCE)
            return
        with ThreadPoolExecutor(SMALL_AT_ONCE) as pool:
            for _ in pool.map(move, files, names):
                pass

    def _upload(self, path: str, name: str, **options: Any) -> None:
        with open(path, "rb") as file:
            self.container.upload_blob(name, file, length=os.stat(path).st_size, **options)

    def _download(self, _: str, name: str, **options: Any) -> None:
        path = os.path.join(self._target(), name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            self.container.download_blob(name, **options).readinto(file)


@contextlib.contextmanager
def _home(folder: str):
    before = dict(os.environ)
    os.environ.update(AMLWIDGETS_HOME=os.path.join(folder, "home"), AMLWIDGETS_ENGINE_IDLE="1")
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextlib.contextmanager
def _terminal():
    """Somewhere a bar is drawn and nobody has to look."""

    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    error, sys.stderr = sys.stderr, Screen()
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            yield
    finally:
        sys.stderr = error
