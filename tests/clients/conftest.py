"""Unmodified Azure clients against our Jupyter server: over TLS, below a base URL, in environments of their own.

`make test-clients` builds these; where the clients are not installed the tests here do not exist.
"""

import importlib.util
import os
import shutil
import signal
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, Callable, Iterator, NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
TOKEN = "a-token-of-this-test"
SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
GROUP = "embedded"
WORKSPACE = "my-workspace"
START_SECONDS = 120


def installed(package: str) -> bool:
    try:
        return importlib.util.find_spec(package) is not None
    except ModuleNotFoundError:  # not even the package around it
        return False


collect_ignore_glob = []
if not installed("azure.mgmt.machinelearningservices"):
    collect_ignore_glob = ["test_*.py"]
elif not installed("azure.ai.ml"):
    collect_ignore_glob = ["test_ai_ml.py", "test_azureml_mlflow.py"]


class Server(NamedTuple):
    """A server with our extension: the URL of `amlwidgets`, the file of who signed its certificate, its home."""

    url: str
    authority: str
    home: Path


class JupyterToken:
    """A credential: the Jupyter server's token is the bearer token."""

    def __init__(self, token: str = TOKEN) -> None:
        self._token = token

    def get_token(self, *_: Any, **__: Any) -> Any:
        from azure.core.credentials import AccessToken

        return AccessToken(self._token, int(time.time()) + 3600)


class ShapedToken(JupyterToken):
    """The same token inside one that clients can take apart, as docs/users/clients.md says."""

    def __init__(self, audience: str, token: str = TOKEN) -> None:
        import jwt

        claims = {"jupyter_token": token, "aud": audience, "exp": int(time.time()) + 3600}
        super().__init__(jwt.encode(claims, "anything, at least of this length", algorithm="HS256"))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Our Jupyter server, with a certificate that a throw-away authority signed."""
    import trustme

    home, port = tmp_path_factory.mktemp("server"), free_port()
    authority = trustme.CA()
    certificate = authority.issue_cert("127.0.0.1", "localhost")
    authority.cert_pem.write_to_path(str(home / "authority.pem"))
    certificate.cert_chain_pems[0].write_to_path(str(home / "certificate.pem"))
    certificate.private_key_pem.write_to_path(str(home / "key.pem"))
    process = start(home, port)
    made = Server(f"https://127.0.0.1:{port}/user/ada/amlwidgets", str(home / "authority.pem"), home)
    try:
        wait_for(lambda: answers(made, process), START_SECONDS)
        yield made
    except AssertionError:
        print((home / "log").read_text()[-4000:])
        raise
    finally:
        end(process)
        end_engines(home / "aml")


def start(home: Path, port: int) -> "subprocess.Popen[bytes]":
    names = ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    command = [
        *(str(ROOT / ".venv/bin/jupyter"), "server", "--no-browser", "--allow-root", "--ip=127.0.0.1"),
        *(f"--port={port}", "--ServerApp.port_retries=0", "--ServerApp.base_url=/user/ada/"),
        *(f"--certfile={home}/certificate.pem", f"--keyfile={home}/key.pem", f"--ServerApp.root_dir={home}"),
    ]
    environment = {
        **kept,
        **dict.fromkeys(names, str(home)),
        "JUPYTER_TOKEN": TOKEN,
        "AMLWIDGETS_HOME": str(home / "aml"),
        "AMLWIDGETS_ENGINE_IDLE": "5",
        "AMLWIDGETS_CANCEL_GRACE": "1",
    }
    with (home / "log").open("wb") as log:
        return subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=home, start_new_session=True)


def answers(server: Server, process: "subprocess.Popen[bytes]") -> bool:
    assert process.poll() is None
    try:
        return fetch(server, "/capabilities")[0] == 200
    except urllib.error.HTTPError as error:
        # It serves once its extensions are loaded: there is nothing more to wait for.
        raise AssertionError(f"the server answers {error.code}") from error
    except OSError:
        return False


def fetch(server: Server, path: str, token: str = TOKEN) -> Any:
    """(status, body) of a plain GET."""
    request = urllib.request.Request(server.url + path, headers={"Authorization": f"Bearer {token}"})
    context = ssl.create_default_context(cafile=server.authority)
    with urllib.request.urlopen(request, timeout=10, context=context) as answer:
        return answer.status, answer.read()


def end(process: "subprocess.Popen[bytes]") -> None:
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def end_engines(home: Path) -> None:
    """The engines of all workspaces below a home, by the pid in their lock file."""
    for lock in home.glob("workspaces/*/*/*/engine/lock"):
        text = lock.read_text().strip()
        if text.isdigit():
            try:
                os.kill(int(text), signal.SIGTERM)
            except ProcessLookupError:
                continue


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(fits: Callable[[], Any], seconds: float = 60) -> Any:
    """Until it is so, or an error."""
    deadline = time.monotonic() + seconds
    while not (found := fits()):
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.1)
    return found


@pytest.fixture
def trusted(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The server, and its authority where the clients look for one."""
    monkeypatch.setenv("AZURE_CORE_COLLECT_TELEMETRY", "0")
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.setenv(name, server.authority)
    return server


@pytest.fixture
def ml_client(trusted: Server) -> Any:
    """azure-ai-ml's client for the default workspace."""
    return client_of(trusted, JupyterToken())


def client_of(server: Server, credential: Any) -> Any:
    """azure-ai-ml's client, as docs/users/clients.md says."""
    from azure.ai.ml import MLClient

    url = server.url
    return MLClient(
        credential,
        SUBSCRIPTION,
        GROUP,
        WORKSPACE,
        cloud="amlwidgets",
        cloud_metadata={
            "azure_portal": url,
            "resource_manager": url,
            "active_directory": url,
            "aml_resource_id": url,
            "storage_endpoint": "core.windows.net",
            "registry_discovery_endpoint": url,
        },
        enable_telemetry=False,
    )


@pytest.fixture
def script(tmp_path: Path) -> Callable[[str], Path]:
    """Makes a folder with a script train.py of this text."""

    def make(text: str) -> Path:
        folder = tmp_path / "code"
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "parts").mkdir(parents=True)
        (folder / "train.py").write_text(text)
        (folder / "parts" / "note.txt").write_text("kept")
        return folder

    return make
