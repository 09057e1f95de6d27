"""The product at work with a secret in every place that takes one."""

import base64
import contextlib
import hashlib
import json
import os
import pickle
import signal
import socket
import subprocess
import sys
import time
import traceback
import warnings
from pathlib import Path
from typing import Any, Dict, Iterator, List

import nbformat
import pytest

from amlwidgets.backend import known
from amlwidgets.cli.lab import lab_environment
from amlwidgets.resources.errors import AzureMLException, ComputeTargetException
from amlwidgets.engine.tracking import read_token
from amlwidgets.sdk.compute import AmlCompute, ComputeTarget
from amlwidgets.sdk.compute.databricks import DatabricksCompute
from amlwidgets.sdk.compute.remote import RemoteCompute
from amlwidgets.sdk.datastore import Datastore
from amlwidgets.sdk.environment import Environment
from amlwidgets.sdk.experiment import Experiment
from amlwidgets.sdk.script_run_config import ScriptRunConfig
from amlwidgets.sdk.workspace import Workspace
from amlwidgets.store.layout import Layout
from tests.secrets.planted import Planted
from tests.ports import free_port
from tests.secrets.walk import PATIENCE, Routes

SCRIPT = """
import hashlib, os, sys, time
names = sys.argv[2].split(",")
digests = {name: hashlib.sha256(os.environ[name].encode()).hexdigest() for name in names}
from azureml.core import Run
run = Run.get_context()
run.log("loss", 0.5)
run.log_list("losses", [1, 2])
os.makedirs("outputs", exist_ok=True)
open("outputs/digests.txt", "w").write(repr(sorted(digests.items())))
print("ready", run.get_secret("db").startswith("S3CRET"), flush=True)
if sys.argv[1] == "fail":
    raise ValueError("no good")
while sys.argv[1] == "wait":
    time.sleep(0.1)
"""


def eventually(look: Any, what: str) -> Any:
    """What `look` returns once it is something; for what other processes do."""
    deadline = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < deadline, f"{what} did not come"
        time.sleep(0.05)
    return found


class Product:
    """Two workspaces, their runs, a Jupyter server and a kernel, all with secrets."""

    def __init__(self, folder: Path, planted: Planted) -> None:
        self.folder, self.planted = folder, planted
        self.source = folder / "source"
        self.source.mkdir()
        (self.source / "train.py").write_text(SCRIPT)
        self.ws, self.other = Workspace.create("secretive"), Workspace.create("other")
        self.layout = Layout(self.ws.backend.workspace.folder)
        self.arm_id = self.ws.backend.workspace.arm_id
        self.runs: Dict[str, Any] = {}
        self.texts: List[str] = []
        self.datastores: Dict[str, str] = {}

    def plant_in_the_sdk(self) -> None:
        """Keyvault, environments, clusters, another server's token."""
        plant = self.planted
        self.ws.get_default_keyvault().set_secret("db", plant("keyvault"))
        registered = Environment("tokens")
        registered.environment_variables = {"HF_TOKEN": plant("environment"), "SHOWN": "shown"}
        registered.docker.base_image_registry.password = plant("registry")
        registered.register(self.ws)
        assert Environment.get(self.ws, "tokens").environment_variables["HF_TOKEN"] == plant.values["environment"]
        with pytest.warns(UserWarning, match="storage_account_key"):
            settings = AmlCompute.provisioning_configuration(
                vm_size="STANDARD_D2_V2",
                max_nodes=1,
                admin_username="ada",
                admin_user_password=plant("cluster password"),
                storage_account_key=plant("unknown argument"),
            )
        ComputeTarget.create(self.ws, "cpu", settings)
        self._attach()
        self._register()
        known.remember(
            known.KnownWorkspace(
                "/subscriptions/s/resourceGroups/g/x/y/workspaces/w", known.SERVER, "http://127.0.0.1:9/"
            ),
            plant("other server"),
        )
        self.texts += [repr(each) + str(each) for each in (registered, registered.docker, settings, self.ws)]

    def _register(self) -> None:
        """Datastores: one that is kept, one by a command, and one of each kind that does not answer."""
        plant, nowhere = self.planted, {"protocol": "http", "endpoint": "127.0.0.1:9"}
        self.datastores = {"by-sdk": "datastore by sdk", "by-cli": "datastore by cli"}
        given = plant("datastore by sdk")
        kept = Datastore.register_azure_postgre_sql(self.ws, "by-sdk", "127.0.0.1", "db", "ada", given, 9)
        assert kept.user_password == given
        (self.folder / "password").write_text(plant("datastore by cli") + "\n")
        self.ws.write_config(str(self.folder))
        register = "datastore register by-cli --type sftp --set host=127.0.0.1 --set port=9 --no-check"
        told = self._aml(f"{register} --secret password=file:{self.folder}/password")
        assert "by-cli: Sftp" in told, told
        self.texts.append(told)
        key = plant.learn("refused blob", base64.b64encode(plant("refused blob").encode()).decode())
        database = {"server_name": "127.0.0.1", "database_name": "db", "skip_validation": False}
        for call, options in (
            ("azure_blob_container", {"container_name": "c", "account_name": "a", "account_key": key, **nowhere}),
            (
                "azure_file_share",
                {"file_share_name": "c", "account_name": "a", "sas_token": self._sas(), **nowhere},
            ),
            ("s3", {"bucket": "b", "access_key_id": "id", "secret_access_key": plant("refused s3")}),
            ("google_cloud_storage", {"bucket": "b", "service_account": plant("refused google")}),
            ("sftp", {"host": "127.0.0.1", "port": 9, "user_name": "ada", "password": plant("refused sftp")}),
            ("azure_postgre_sql", {**database, "user_id": "ada", "user_password": plant("refused pg")}),
            ("azure_my_sql", {**database, "user_id": "ada", "user_password": plant("refused mysql")}),
            ("azure_sql_database", {**database, "username": "ada", "password": plant("refused mssql")}),
        ):
            if call == "s3":
                options["endpoint"] = "http://127.0.0.1:9"
            if call in ("azure_postgre_sql", "azure_my_sql"):
                options["port_number"] = 9
            with warnings.catch_warnings(), pytest.raises(AzureMLException) as refused:
                warnings.simplefilter("ignore", ImportWarning)  # Google's client says so of what it can do without
                getattr(Datastore, f"register_{call}")(self.ws, "refused", **options)
            error = refused.value
            self.texts += ["".join(traceback.format_exception(error)), repr(error), repr(error.to_json())]
            self.texts += [repr(vars(error)), repr(error.inner_exception)]

    def _sas(self) -> str:
        return f"sv=2021-08-06&sp=r&sig={self.planted('refused file')}"

    def _attach(self) -> None:
        """Machines and clusters that are elsewhere, with what they are signed in to with."""
        plant = self.planted
        given = {"password": plant("ssh password"), "private_key_passphrase": plant("ssh passphrase")}
        with pytest.raises(ComputeTargetException) as refused:
            RemoteCompute.attach_configuration("ada", address="127.0.0.1", **given)
        bricks = DatabricksCompute.attach_configuration("g", "w", access_token=plant("databricks"))
        ComputeTarget.attach(self.ws, "bricks", bricks)
        self.texts += [str(refused.value), repr(bricks), repr(self.ws.compute_targets["bricks"].serialize())]

    def submit(self) -> None:
        """A run that waits and one that fails, with secrets; one whose environment cannot be had; one elsewhere."""
        plant = self.planted
        secret = {
            "API_TOKEN": plant("variable"),
            "PROXIED": f"http://ada:{plant('variable url')}@127.0.0.1:9/",
            "SHOWN": "shown",
        }
        self.given = secret
        waiting = self._config("wait", "API_TOKEN,PROXIED,SHOWN", plant("argument"))
        waiting.run_config.environment_variables = secret
        failing = self._config("fail", "HF_TOKEN", compute_target="cpu")
        failing.run_config.environment = Environment.get(self.ws, "tokens")
        failing.run_config.environment.python.user_managed_dependencies = True
        unbuilt = self._config("fail", "SHOWN")
        unbuilt.run_config.environment = Environment.from_pip_requirements("unbuilt", self._requirements())
        experiment = Experiment(self.ws, "secretive")
        self.runs = {
            name: experiment.submit(config)
            for name, config in {"waiting": waiting, "failing": failing, "unbuilt": unbuilt}.items()
        }
        elsewhere = self._config("wait", "SHOWN")
        elsewhere.run_config.environment_variables = {"SHOWN": "shown"}
        self.other.get_default_keyvault().set_secret("db", "S3CRET")
        self.runs["elsewhere"] = Experiment(self.other, "elsewhere").submit(elsewhere)
        for name in ("waiting", "elsewhere"):
            run = self.runs[name]
            eventually(lambda run=run: "user_logs/std_log.txt" in run.get_file_names() and self._log(run), name)
        for name in ("failing", "unbuilt"):
            assert self.ws.backend.wait_for_run(self.runs[name].id, PATIENCE).state == "Failed", name
        plant.learn("gateway", read_token(self.layout) or "")

    def _requirements(self) -> str:
        path = self.folder / "requirements.txt"
        path.write_text("amlwidgets-no-such-package\n")
        return str(path)

    def _config(self, *words: str, **more: Any) -> ScriptRunConfig:
        return ScriptRunConfig(source_directory=str(self.source), script="train.py", arguments=list(words), **more)

    def _log(self, run: Any) -> bool:
        with run._backend.open_run_file(run.id, "user_logs/std_log.txt") as file:
            return b"ready True" in file.read()

    def was_given(self) -> bool:
        """Whether the waiting run's process has its variables, told by their digests."""
        with self.ws.backend.open_run_file(self.runs["waiting"].id, "outputs/digests.txt") as file:
            told = file.read().decode()
        return all(hashlib.sha256(value.encode()).hexdigest() in told for value in self.given.values())

    def look(self) -> None:
        """What the SDK says of datastores and runs, and resubmitting what has secrets."""
        for store in self.ws.datastores.values():
            self.texts += [repr(store), str(store), repr(vars(store)), repr(store._record)]
            self.texts.append(pickle.dumps(store._record).decode("latin-1"))
        self.texts += [repr(self.ws.get_details()), repr(self.ws.datastores), repr(dict(self.ws.datastores))]
        self.runs["waiting"].tag("note", self.planted("tag"))
        for run in self.runs.values():
            self.texts += [
                repr(run),
                str(run),
                repr(run.get_details()),
                json.dumps(run.get_details(), default=str),
            ]
        waiting = self.runs["waiting"]
        assert waiting.get_details()["runDefinition"]["environment"]["environmentVariables"]["SHOWN"] == "shown"
        assert waiting.get_environment().environment_variables["API_TOKEN"] == self.planted.values["variable"]
        self.texts += [repr(waiting.get_environment()), waiting.get_details_with_logs()["status"]]
        again = self.ws.backend.resubmit(waiting.id)
        self.ws.backend.cancel(again.run_id)
        self.ws.backend.wait_for_run(again.run_id, PATIENCE)

    def notebook(self) -> Dict[str, Any]:
        """A notebook that shows all of it in a kernel, as it is saved: outputs, MIME bundles, widgets' traits."""
        from nbclient import NotebookClient

        cells = [
            "%load_ext amlwidgets\nfrom azureml.core import Workspace, Run",
            "from azureml.widgets import RunDetails\nfrom amlwidgets.widgets.cluster_panel import ClusterPanel",
            f"ws = Workspace.get('secretive', subscription_id={self.ws.subscription_id!r}, resource_group={self.ws.resource_group!r})",
            f"run = ws.get_run({self.runs['waiting'].id!r})",
            "RunDetails(run)",
            f"RunDetails(ws.get_run({self.runs['unbuilt'].id!r}))",
            "RunDetails(run).get_widget_data()",
            "ClusterPanel(ws)",
            "run",
            "run.get_details()",
            "ws",
            "ws.get_default_keyvault()",
            "ws.get_default_keyvault().list_secrets()",
            "ws.get_details()",
            "from azureml.core import Environment\nEnvironment.get(ws, 'tokens')",
            "vault = ws.get_default_keyvault()\nvault.get_secret('absent')",
            "%aml runs",
            "%aml workspace list",
            "%aml compute list",
            "%aml datastore list",
            "%aml datastore check by-sdk",
            "dict(ws.datastores), [vars(store) for store in ws.datastores.values()]",
            "ws.datastores['by-sdk'].check()",
            f"%aml logs {self.runs['unbuilt'].id}",
        ]
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        client = NotebookClient(notebook, timeout=int(PATIENCE), allow_errors=True, store_widget_state=True)
        client.execute()
        shown = json.loads(nbformat.writes(notebook))
        wrong = [cell for cell in shown["cells"][:5] for o in cell["outputs"] if o["output_type"] == "error"]
        assert not wrong, wrong
        return shown

    def commands(self) -> Iterator[str]:
        """What `aml` says, in both streams."""
        for words in (
            "doctor",
            "runs",
            "workspace list",
            "compute list",
            "datastore list",
            "datastore check by-cli",
            "datastore check by-sdk",
            "workspace use nowhere",
            "help",
        ):
            yield self._aml(words)

    def _aml(self, words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "amlwidgets.cli", *words.split()],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            cwd=self.folder,
            check=False,
        )
        return f"$ aml {words}\n{done.stdout}\n{done.stderr}"

    def end(self) -> None:
        """Cancel what waits."""
        for name in ("waiting", "elsewhere"):
            with contextlib.suppress(KeyError):
                self.runs[name].cancel()
        for name in ("waiting", "elsewhere"):
            if name in self.runs:
                run = self.runs[name]
                assert run._backend.wait_for_run(run.id, PATIENCE).state == "Canceled"


class Server:
    """A Jupyter server as a process of its own, its token given by its environment."""

    def __init__(self, folder: Path, planted: Planted) -> None:
        self.token = planted("jupyter token")
        self.port = free_port()
        self.log = folder / "jupyter.log"
        self.base = f"http://127.0.0.1:{self.port}/base"
        words = f"--ServerApp.port={self.port} --ServerApp.base_url=/base --no-browser --allow-root --debug"
        root = folder / "root"
        root.mkdir()
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "jupyter_server", *words.split(), f"--ServerApp.root_dir={root}"],
                env={**lab_environment(os.environ), "JUPYTER_TOKEN": self.token},
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self.headers = {"Authorization": f"token {self.token}"}
        eventually(self._answers, "the Jupyter server")

    def _answers(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()[-3000:]
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False

    def end(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE)
