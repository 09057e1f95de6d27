"""The product with a secret in every place, walked once; the tests look at what was found."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict, Iterator, List, Set

import pytest

from amlwidgets.engine.tracking import read_port
from tests.conftest import PRIVATE, end_engines
from tests.secrets import asking
from tests.secrets.planted import Hit, Planted
from tests.secrets.product import Product, Server
from tests.secrets.walk import Routes, of_environments, of_files, of_live, of_processes


@dataclass
class Walked:
    """What the walk came by: how much of what kind, and every hit."""

    counts: Dict[str, int] = field(default_factory=dict)
    hits: Set[Hit] = field(default_factory=set)
    by_kind: Dict[str, Set[str]] = field(default_factory=dict)
    environments: Dict[int, Set[str]] = field(default_factory=dict)
    asked: Dict[str, List[int]] = field(default_factory=dict)
    secrets_answer: Set[Hit] = field(default_factory=set)
    given: bool = False
    planted: Planted = field(default_factory=Planted)
    home: Path = Path()
    pids: Dict[str, int] = field(default_factory=dict)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walked]:
    folder = tmp_path_factory.mktemp("secrets")
    with pytest.MonkeyPatch.context() as patch:
        _settle(folder, patch)
        yield _walk(folder, patch)
        end_engines(folder / "aml")


def _settle(folder: Path, patch: pytest.MonkeyPatch) -> None:
    for name in PRIVATE:
        place = folder / "home" if name == "HOME" else folder / "home" / name.lower()
        place.mkdir(parents=True, exist_ok=True)
        patch.setenv(name, str(place))
    for name in [name for name in os.environ if name.startswith(("AZUREML_", "AMLWIDGETS_", "MLFLOW_"))]:
        patch.delenv(name)
    patch.setenv("AMLWIDGETS_HOME", str(folder / "aml"))
    patch.setenv("AMLWIDGETS_ENGINE_IDLE", "30")
    patch.chdir(folder)


def _walk(folder: Path, patch: pytest.MonkeyPatch) -> Walked:
    seen = Walked(home=folder / "aml")
    plant = seen.planted
    # What a user's terminal has: the processes of the product inherit it, and none of it is shown or written.
    patch.setenv("UV_INDEX_URL", f"http://ada:{plant('index')}@127.0.0.1:9/simple")
    patch.setenv("UV_HTTP_RETRIES", "0")
    patch.setenv("HTTPS_PROXY", f"http://ada:{plant('proxy')}@127.0.0.1:9")
    patch.setenv("MLFLOW_TRACKING_TOKEN", plant("another mlflow"))
    product = Product(folder, plant)
    product.plant_in_the_sdk()
    product.submit()
    server = Server(folder, plant)
    try:
        _look(product, server, seen)
    finally:
        product.end()
        server.end()
    _note(seen, "jupyter log", [("jupyter log", server.log.read_bytes())])
    _note(seen, "file", of_files(seen.home))
    return seen


def _look(product: Product, server: Server, seen: Walked) -> None:
    routes = Routes(f"{server.base}/amlwidgets", server.headers, asking.inventory(product))
    seen.planted.learn("cookie", asking.cookie(server))
    asking.plant(routes, product, seen.planted)
    seen.secrets_answer = asking.list_secrets(routes, product, seen.planted)
    seen.secrets_answer |= asking.datastore_secrets(routes, product, seen.planted)
    _note(seen, "check", asking.checks(routes, product, seen.planted))
    assert routes.ask("GET", f"/none?note={seen.planted('query')}")[0] == 404
    seen.given = product.was_given()
    product.look()
    _note(seen, "text", [("a text of the SDK", text.encode()) for text in product.texts])
    _note(seen, "read", routes.reads())
    _note(seen, "refusal", routes.refusals(*asking.wrong(seen.planted)))
    _note(seen, "root", asking.at_the_root(server, product))
    _note(seen, "live", of_live(*asking.live(server, product)))
    _note(seen, "gateway", asking.gateway(product, read_port(product.layout)))
    _note(seen, "notebook", asking.parts(product.notebook()))
    _note(seen, "comm", asking.comm(product))
    _note(seen, "command", [("aml", text.encode()) for text in product.commands()])
    _note(seen, "argv", of_processes())
    seen.pids = {"server": server.process.pid}
    for pid, content in of_environments(str(seen.home)):
        seen.environments[pid] = {hit.place for hit in seen.planted.search("", content)}
    seen.asked = routes.asked


def _note(seen: Walked, kind: str, found: "Iterator | List") -> None:
    for where, content in found:
        seen.counts[kind] = seen.counts.get(kind, 0) + 1
        hits = seen.planted.search(where, content)
        seen.hits |= hits
        seen.by_kind.setdefault(kind, set()).update(hit.place for hit in hits)
