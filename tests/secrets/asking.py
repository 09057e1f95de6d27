"""What is asked of the server, the gateway and the comm: planting what comes by REST, and who answers what."""

import base64
import http.client
import json
import queue
from typing import Any, Dict, Iterator, List, Mapping, Sequence, Set, Tuple
from urllib.parse import quote, urlsplit

from amlwidgets.engine.tracking import read_token, tracking_uri
from amlwidgets.service.routes import ROUTES
from amlwidgets.storage.kinds import KINDS, S3, Kind
from amlwidgets.widgets.carrier import Carrier
from tests.secrets.planted import Hit, Planted
from tests.secrets.product import PATIENCE, Product, Server
from tests.secrets.walk import API, Routes, Seen

CREDENTIALS = {
    "accountKey": {"credentialsType": "AccountKey", "secrets": {"secretsType": "AccountKey", "key": ""}},
    "sas": {"credentialsType": "Sas", "secrets": {"secretsType": "Sas", "sasToken": ""}},
    "principal": {
        "credentialsType": "ServicePrincipal",
        "tenantId": "00000000-1111-2222-3333-444444444444",
        "clientId": "00000000-1111-2222-3333-444444444444",
        "authorityUrl": "https://127.0.0.1:9",
        "secrets": {"secretsType": "ServicePrincipal", "clientSecret": ""},
    },
}
REFUSED = {
    "certificate": {
        "credentialsType": "Certificate",
        "secrets": {"secretsType": "Certificate", "certificate": ""},
    },
}
NOWHERE = {"endpoint": "127.0.0.1:9", "protocol": "http"}
"""Of all places that nobody answers at, the one that says so at once."""

_OF_KIND: Dict[str, Any] = {
    "AmazonS3": {"endpoint": "http://127.0.0.1:9", "region": "eu-1"},
    "GoogleCloudStorage": {"endpoint": "http://127.0.0.1:9"},
    "Sftp": {"host": "127.0.0.1", "port": 9, "userName": "ada"},
    "AzureDataLake": {"storeName": "lake"},
    "HDFS": {"nameNodeAddress": "127.0.0.1:9"},
}


def settings_of(kind: Kind) -> Dict[str, Any]:
    """A place of this kind where nobody answers."""
    if kind.sql:
        return {"serverName": "127.0.0.1", "databaseName": "db", "port": 9, "userId": "ada"}
    return dict(_OF_KIND.get(kind.type, NOWHERE))


def of_kinds() -> Iterator[Tuple[str, Kind, str]]:
    """A datastore for every secret of every kind: its name, its kind, and the field that is given."""
    for kind in KINDS.values():
        for field in kind.secrets:
            yield f"{kind.type}-{field}", kind, field


def inventory(product: Product) -> Dict[str, List[str]]:
    """The names that routes are asked with, by the part of the path before them."""
    _, subscription, _, group, *_, workspace = product.arm_id.strip("/").split("/")
    runs = [run.id for name, run in product.runs.items() if name != "elsewhere"]
    return {
        "subscriptions": [subscription],
        "resourceGroups": [group],
        "workspaces": [workspace],
        "locations": ["local"],
        "computes": ["cpu", "local", "planted"],
        "datastores": ["workspaceblobstore", "by-sdk"],  # where nobody answers, each file would be waited for
        "jobs": [*runs, "planted", "sweep"],
        "runs": [*runs, "record"],
        "experiments": ["secretive"],
        "environments": ["tokens"],
        "data": ["v1.0", "planted"],
        "models": ["planted"],
        "components": ["planted"],
        "codes": ["planted"],
        "schedules": ["planted"],
        "versions": ["1"],
        "content": ["user_logs/std_log.txt", "system_logs/preparation.txt", "outputs/digests.txt"],
        "history": ["v1.0"],
        "mlflow": ["v2.0"],
    }


def cookie(server: Server) -> str:
    """The value of the cookie that the Jupyter server gives for its token."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    connection.request("GET", "/base/api/me", headers=server.headers)
    answer = connection.getresponse()
    answer.read()
    found = [
        value for name, value in answer.getheaders() if name == "Set-Cookie" and value.startswith("username-")
    ]
    return found[0].partition(";")[0].partition("=")[2].strip('"').rpartition("|")[2]


def plant(routes: Routes, product: Product, planted: Planted) -> None:
    """PUT what has a place for a secret, as official clients do."""
    ws, query = product.arm_id, f"?{API}"
    for name, credentials in {**CREDENTIALS, **REFUSED}.items():
        secrets = credentials["secrets"]
        filled = {key: value or planted(f"datastore {name}") for key, value in secrets.items()}
        body = {
            "datastoreType": "AzureBlob",
            "accountName": "account",
            "containerName": "container",
            **NOWHERE,
            "credentials": {**credentials, "secrets": filled},
        }
        status, answer = routes.ask("PUT", f"{ws}/datastores/{name}{query}", {"properties": body})
        assert status == (400 if name in REFUSED else 201), answer
        assert not planted.search("PUT", answer)
    for name, kind, field in of_kinds():
        body = {
            "datastoreType": kind.arm_type,
            "accountName": "account",
            "containerName": "container",
            "settings": settings_of(kind),
            "secrets": secrets_for("datastore", kind, field, planted),
        }
        _put(routes, f"{ws}/datastores/{name}", {"properties": body})
    for kind in ("environments", "data", "models", "components"):
        named = {word: planted(f"{kind} {word}") for word in ("credentials", "secrets", "keys")}
        inner = {"credentials": {"key": planted(f"{kind} inner")}, "environmentVariables": {}}
        inner["environmentVariables"] = {"API_TOKEN": planted(f"{kind} variable"), "SHOWN": "shown"}
        body = {"dataUri": "azureml://x", "modelUri": "azureml://x", **named, "extra": inner}
        _put(routes, f"{ws}/{kind}/planted/versions/1{query}", {"properties": body})
    job = {"jobType": "Command", "command": "true", "environmentId": "", "computeId": ""}
    job["environmentVariables"] = {"API_TOKEN": planted("job variable")}
    schedule = {"action": {"actionType": "CreateJob", "jobDefinition": job}, "trigger": {}}
    _put(routes, f"{ws}/schedules/planted{query}", {"properties": schedule})
    _put(routes, f"{ws}/jobs/planted{query}", {"properties": job})
    account = {"adminUserName": "ada", "adminUserPassword": planted("cluster account")}
    cluster = {"vmSize": "STANDARD_D2_V2", "userAccountCredentials": account}
    _put(
        routes,
        f"{ws}/computes/planted{query}",
        {"properties": {"computeType": "AmlCompute", "properties": cluster}},
    )
    spec = {"command": "true", "environment_variables": {"API_TOKEN": planted("record variable")}}
    _put(routes, f"{ws}/runs/record", {"experiment": "secretive", "spec": spec})
    sweep = {
        "jobType": "Sweep",
        "trial": {"command": "true", "environmentId": "e", "environmentVariables": {"A_TOKEN": planted("sweep")}},
        "objective": {"primaryMetric": "loss", "goal": "Minimize"},
        "samplingAlgorithm": {"samplingAlgorithmType": "Random"},
        "searchSpace": {"lr": ["choice", [1]]},
    }
    assert routes.ask("PUT", f"{ws}/jobs/sweep{query}", {"properties": sweep})[0] == 400


def _put(routes: Routes, path: str, body: Mapping[str, Any]) -> None:
    status, answer = routes.ask("PUT", path, body)
    assert status in (200, 201), (path, answer)


def secrets_for(how: str, kind: Kind, field: str, planted: Planted) -> Dict[str, str]:
    """A secret in one field; where it means nothing alone, with what belongs to it."""
    secrets = {"accessKeyId": "id-of-key", "secretAccessKey": "key-of-id"} if kind.type == S3 else {}
    return {**secrets, field: secret_for(f"{how} {kind.type} {field}", field, planted)}


def secret_for(place: str, field: str, planted: Planted) -> str:
    """A secret as its field has it."""
    secret = planted(place)
    key = base64.b64encode(secret.encode()).decode()
    if field in ("accountKey", "connectionString"):
        planted.learn(place, key)
    if field == "connectionString":
        return f"DefaultEndpointsProtocol=http;AccountName=a;AccountKey={key};BlobEndpoint=http://127.0.0.1:9/a;"
    return {"accountKey": key, "sasToken": f"sv=2021-08-06&sp=r&sig={secret}"}.get(field, secret)


def datastore_secrets(routes: Routes, product: Product, planted: Planted) -> Set[Hit]:
    """What list-secrets tells of the datastores: of each its own secret and no other."""
    found: Set[Hit] = set()
    for name in [*CREDENTIALS, *(name for name, _, _ in of_kinds()), *product.datastores]:
        place = f"{product.arm_id}/datastores/{name}/listSecrets"
        status, answer = routes.ask("POST", place, {})
        hits = planted.search("listSecrets", answer)
        expected = product.datastores.get(name, f"datastore {name.replace('-', ' ')}")
        assert (status, {hit.place for hit in hits}) == (200, {expected}), (name, status)
        found |= hits
        # Official clients are told what ARM has words for, of what they know as Azure's, and else a signature.
        _, answer = routes.ask("POST", f"{place}?{API}", {})
        assert {hit.place for hit in planted.search("listSecrets", answer)} <= {expected}
    return found


def checks(routes: Routes, product: Product, planted: Planted) -> Iterator[Seen]:
    """Trying every datastore, as it is kept and with a secret of its own; all of them fail."""
    for name, kind, field in of_kinds():
        place = f"{product.arm_id}/datastores/{name}/check"
        status, answer = routes.ask("POST", place, {})
        assert 400 <= status != 500, (name, status)
        yield f"check {name}", answer
        place_of = {"accountName": "account", "containerName": "container", "settings": settings_of(kind)}
        body = {"datastoreType": kind.arm_type, **place_of, "secrets": secrets_for("tried", kind, field, planted)}
        status, answer = routes.ask("POST", place, {"properties": body})
        assert 400 <= status != 500, (name, status)
        yield f"check {name} with a body", answer
        for query in ("", f"?{API}"):
            yield f"datastore {name}", routes.ask("GET", f"{product.arm_id}/datastores/{name}{query}")[1]
        if field == kind.secrets[0]:
            yield f"files of {name}", routes.ask("GET", f"{product.arm_id}/datastores/{name}/files")[1]


def list_secrets(routes: Routes, product: Product, planted: Planted) -> Set[Hit]:
    """What the one answer with a secret has; its signature is one from then on, and is used: well, and badly."""
    place = f"{product.arm_id}/datastores/workspaceblobstore"
    status, answer = routes.ask("POST", f"{place}/listSecrets?{API}", {})
    assert status == 200
    token = json.loads(answer.rpartition(b"\n")[2])["sasToken"]
    planted.learn("signature", token.partition("sig=")[2].partition("&")[0])
    shown = json.loads(routes.ask("GET", f"{place}?{API}")[1].rpartition(b"\n")[2])["properties"]
    blob = f"/blob{product.arm_id}/{shown['accountName'].rpartition('/')[2]}/{shown['containerName']}"
    bare = Routes(routes.base, {}, {})
    status, told = bare.ask("PUT", f"{blob}/x.txt?{token}", b"x")
    assert status == 201, told
    assert bare.ask("GET", f"{blob}/x.txt?{token}")[0] == 200
    for method, path in (("DELETE", f"{blob}/x.txt"), ("GET", f"{blob}-other/x.txt"), ("GET", "/capabilities")):
        assert bare.ask(method, f"{path}?{token}")[0] in (403, 405), (method, path)
    # In an address, where Jupyter takes its token too: well, with a wrong body, for what is not there.
    for method, path, body in (
        ("GET", "/capabilities", None),
        ("PUT", f"{product.arm_id}/jobs/x", b"{"),
        ("GET", "/none", None),
    ):
        assert bare.ask(method, f"{path}?token={planted.values['jupyter token']}", body)[0] in (200, 400, 403, 404)
    return planted.search("listSecrets", answer)


def wrong(planted: Planted) -> List[Dict[str, Any]]:
    """Bodies with a secret in fields that are of a type that is not expected, refused sooner and later."""
    secret = planted("wrong body")
    listed = {"API_TOKEN": [secret]}
    fields = {"credentials": [secret], "secrets": [secret], "keys": [secret]}
    account = {"userAccountCredentials": [secret], "adminUserPassword": [secret]}
    described = {"command": "true", "environmentVariables": listed, "trial": {"environmentVariables": listed}}
    spec = {"command": "true", "environment_variables": listed}
    return [
        {"properties": {**described, **fields}, "experiment": "wrong", "spec": spec, **fields},
        {"properties": {"properties": account, **fields}, "experiment": "wrong", "spec": {"arguments": account}},
    ]


def at_the_root(server: Server, product: Product) -> Iterator[Seen]:
    """The doors of azureml-mlflow, and one that is none."""
    at_root = Routes(server.base, server.headers, inventory(product))
    yield from at_root.reads(lambda pattern: pattern.startswith("/mlflow/") or "/artifacts" in pattern)
    for headers in (server.headers, {}):
        yield "/nowhere", Routes(server.base, headers, {}).ask("GET", "/amlwidgets/nowhere")[1]


def live(server: Server, product: Product) -> Tuple[str, Mapping[str, str], Sequence[Mapping[str, Any]]]:
    """Subscriptions to every topic of every run, and two that are refused."""
    runs = [run.id for name, run in product.runs.items() if name != "elsewhere"]
    wanted: List[Dict[str, Any]] = [{"topic": "workspace", "cursor": None}]
    for run in [*runs, "planted"]:
        wanted.append({"topic": "run", "run": run})
        wanted.append(
            {"topic": "metrics", "run": run, "width": 100, "cursor": None, "names": None, "window": None}
        )
    for run in runs[:1]:
        wanted.append({"topic": "log", "run": run, "path": "user_logs/std_log.txt", "offset": 0})
    wanted.append({"topic": "log", "run": runs[2], "path": "system_logs/preparation.txt", "offset": 0})
    wanted += [{"topic": "none"}, {"topic": "run", "run": "absent"}]
    url = f"ws://127.0.0.1:{server.port}/base/amlwidgets/live"
    return url, server.headers, [{"workspace": product.arm_id, **each} for each in wanted]


def gateway(product: Product, port: int) -> Iterator[Seen]:
    """MLflow's routes where the processes of runs ask for them; with the token and without."""
    prefix = urlsplit(tracking_uri(product.layout, product.arm_id) or "").path
    for headers in ({"Authorization": f"Bearer {read_token(product.layout)}"}, {}):
        routes = Routes(f"http://127.0.0.1:{port}/amlwidgets", headers, inventory(product))
        yield from routes.reads(lambda pattern: pattern.startswith("/mlflow/"))
        yield "gateway", routes.ask("GET", prefix.removeprefix("/amlwidgets") + "/api/2.0/none?token=x")[1]


def parts(notebook: Mapping[str, Any]) -> Iterator[Seen]:
    """A saved notebook: as a whole, and each type of each output."""
    yield "notebook", json.dumps(notebook, ensure_ascii=False).encode()
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            for kind, content in {**output.get("data", {}), "text": output.get("text", "")}.items():
                yield f"{kind} of {''.join(cell['source'])}", json.dumps(content, ensure_ascii=False).encode()


def comm(product: Product) -> Iterator[Seen]:
    """The messages of the comm: answers to every GET that the router has, and the live feed."""
    came: "queue.Queue[Tuple[Any, List[bytes]]]" = queue.Queue()
    carrier = Carrier(product.ws.backend, lambda content, buffers=None: came.put((content, list(buffers or ()))))
    try:
        paths = [path for path in Routes("", {}, inventory(product)).paths("GET")]
        for number, path in enumerate(paths):
            carrier.receive({"request": {"n": number, "method": "GET", "path": path, "query": {}}}, [])
            yield from _until(came, "answer", path)
        for subscription in ({"topic": "workspace"}, {"topic": "run", "run": product.runs["waiting"].id}):
            message = {"type": "subscribe", "id": "1", "workspace": product.arm_id, **subscription}
            carrier.receive({"live": message}, [])
            yield from _until(came, "live", subscription["topic"])
            carrier.receive({"live": {"type": "unsubscribe", "id": "1"}}, [])
    finally:
        carrier.close()


def _until(came: "queue.Queue[Tuple[Any, List[bytes]]]", kind: str, where: str) -> Iterator[Seen]:
    while True:
        content, buffers = came.get(timeout=PATIENCE)
        for one in [json.dumps(content, ensure_ascii=False, default=str).encode(), *map(bytes, buffers)]:
            yield f"comm {where}", one
        if kind in content:
            return
