"""A guide, run once: its fences as the cells of one notebook, in a kernel, on a machine of its own."""

import contextlib
import functools
import http.server
import os
import shutil
import threading
from pathlib import Path
from typing import Dict, Iterator

import nbformat
import pytest
from nbclient import NotebookClient

from amlwidgets.cli.lab import lab_environment
from tests.conftest import PRIVATE, end_engines
from tests.servers.azurite import Azurite
from tests.wheels import make_wheel

from .guides import GUIDES
from .reading import FOLDER, Guide

MNIST = (
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
)
PACKAGES = {"tensorflow": ("2.2.0",), "tensorflow_gpu": ("2.2.0",), "numpy": ("1.23.5",), "pandas": ("1.5.3",)}


class Ran:
    """A guide that was run: what each fence printed, and what it raised."""

    def __init__(self, guide: Guide, folder: Path, cells: Dict[str, nbformat.NotebookNode]) -> None:
        self.guide = guide
        self.folder = folder
        self._cells = cells

    def error(self, fence: str) -> str:
        """ "name: words" of what a fence raised, "" for none."""
        errors = [o for o in self._cells[fence].outputs if o.output_type == "error"]
        return f"{errors[0].ename}: {errors[0].evalue}" if errors else ""

    def printed(self, fence: str) -> str:
        return "".join(o.text for o in self._cells[fence].outputs if o.output_type == "stream")

    def mimes(self, fence: str) -> set:
        return {mime for o in self._cells[fence].outputs if "data" in o for mime in o.data}

    def result(self, fence: str) -> str:
        return next(o.data["text/plain"] for o in self._cells[fence].outputs if o.output_type == "execute_result")


@pytest.fixture(scope="session")
def ran(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest):
    """`ran("deck")` is that guide, run at the first call."""
    with contextlib.ExitStack() as ends:

        @functools.lru_cache(None)
        def run(name: str) -> Ran:
            values = _storage(request.getfixturevalue("azurite")) if name == "deck" else {}
            return ends.enter_context(_run(GUIDES[name], tmp_path_factory.mktemp(name), values))

        yield run


def _storage(server: Azurite) -> Dict[str, str]:
    """The container that the deck registers, with a file in it."""
    server.make_container("sampledata")
    with server.service() as service:
        service.get_blob_client("sampledata", "a/image.txt").upload_blob(b"an image")
    return {"account": server.account, "key": server.key, "endpoint": server.blob_endpoint}


@contextlib.contextmanager
def _run(guide: Guide, folder: Path, values: Dict[str, str]) -> Iterator[Ran]:
    work = folder / "work"
    shutil.copytree(FOLDER / "scripts", work / "scripts")
    with _web(folder / "web") as address:
        cells = {
            one.name: nbformat.v4.new_code_cell(guide.cell(one, {"web": address, **values})) for one in guide.ours
        }
        notebook = nbformat.v4.new_notebook(cells=list(cells.values()))
        client = NotebookClient(
            notebook,
            timeout=400,
            kernel_name="python3",
            allow_errors=True,
            resources={"metadata": {"path": str(work)}},
        )
        client.execute(env=_machine(folder))
    try:
        yield Ran(guide, work, cells)
    finally:
        end_engines(folder / "aml")


def _machine(folder: Path) -> Dict[str, str]:
    """The environment of a machine that has nothing but the packages of a folder."""
    wheels = folder / "wheels"
    for name, versions in PACKAGES.items():
        for version in versions:
            make_wheel(wheels, name, version)
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AZUREML_", "AMLWIDGETS_", "UV_", "PIP_"))
    }
    for name in PRIVATE:
        kept[name] = str(folder / "home" / name)
        Path(kept[name]).mkdir(parents=True)
    uv = {"UV_FIND_LINKS": str(wheels), "UV_NO_INDEX": "1", "UV_OFFLINE": "1", "UV_NO_CONFIG": "1"}
    ours = {
        "AMLWIDGETS_HOME": str(folder / "aml"),
        "AMLWIDGETS_ENGINE_IDLE": "5",
        "UV_CACHE_DIR": str(folder / "uv"),
    }
    return {**lab_environment(kept), **uv, **ours}


@contextlib.contextmanager
def _web(folder: Path) -> Iterator[str]:
    """A server on loopback with the files that the guides download."""
    folder.mkdir()
    for name in (*MNIST, "mnist.npz"):
        (folder / name).write_bytes(f"{name}\n".encode() * 10)

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
