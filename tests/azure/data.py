"""The data plane: discovery, run history, MLflow."""

import json
import math
import secrets
import time
from urllib.parse import quote

from tests.azure.double import ARM_AUDIENCE, DATA_AUDIENCE, Handler
from tests.azure.state import ACCOUNT, ARTIFACTS, ENDED, WS

_MLFLOW = {
    "Completed": "FINISHED",
    "Failed": "FAILED",
    "Canceled": "KILLED",
    "NotStarted": "SCHEDULED",
    "Queued": "SCHEDULED",
}
_ENDS = {"FINISHED": "Completed", "FAILED": "Failed", "KILLED": "Canceled"}
_LOGS = ("user_logs/", "system_logs/", "logs/", "azureml-logs/")


class Plane(Handler):
    audiences = (ARM_AUDIENCE, DATA_AUDIENCE)


class Discovery(Handler):
    """Asked without a token by azure-ai-ml."""

    def admitted(self):
        return True

    def get(self):
        data = self.double.data_url
        names = (
            "api",
            "experimentation",
            "history",
            "hyperdrive",
            "labeling",
            "modelmanagement",
            "pipelines",
            "catalog",
        )
        self.answer({**dict.fromkeys(names, data), "studio": "https://ml.azure.com"})


class History(Plane):
    def job(self, name):
        job = self.state.jobs.get(name)
        if job is None or job.deleted:
            self.say(404, "UserError", f"Run {name} was not found.")
            return None
        self.double.look(job)
        return job

    def face(self, job):
        return {
            "runNumber": job.number,
            "rootRunId": job.name,
            "runId": job.name,
            "runUuid": job.name,
            "parentRunId": job.properties.get("parentJobName"),
            "experimentId": self.state.experiment_id(job.experiment),
            "createdUtc": job.created,
            "createdTimeUtc": job.created,
            "createdBy": {"userName": "Ada", "userTenantId": None},
            "status": job.status,
            "startTimeUtc": job.started,
            "endTimeUtc": job.ended,
            "displayName": job.display_name,
            "name": None,
            "description": job.properties.get("description"),
            "dataContainerId": f"dcid.{job.name}",
            "hidden": bool(job.properties.get("isArchived")),
            "runType": "azureml.commandjob",
            "properties": job.properties.get("properties") or {},
            "parameters": job.params,
            "tags": job.tags,
            "target": (job.properties.get("computeId") or "").rsplit("/", 1)[-1],
            "error": job.error,
            "inputs": {},
            "outputs": {
                "default": {
                    "assetId": f"azureml://datastores/workspaceartifactstore/paths/{job.prefix}",
                    "type": "UriFolder",
                }
            },
        }


class Run(History):
    def get(self, name):
        job = self.job(name)
        if job is not None:
            self.answer(self.face(job))

    def patch(self, name, experiment=None):
        job = self.job(name)
        if job is None:
            return
        body = self.json()
        job.tags.update(body.get("tags") or {})
        for key, to in (("displayName", "displayName"), ("description", "description"), ("hidden", "isArchived")):
            if key in body:
                job.properties[to] = body[key]
        if body.get("properties"):
            job.properties["properties"] = {**(job.properties.get("properties") or {}), **body["properties"]}
        self.answer(self.face(job))


class RunData(History):
    def post(self):
        job = self.job(self.json()["runId"])
        if job is not None:
            self.answer({"runMetadata": self.face(job), "runDefinition": None})


class Details(History):
    def get(self, name):
        job = self.job(name)
        if job is None:
            return
        paths = [
            path.removeprefix(job.prefix)
            for held, path in self.state.blobs
            if held == ARTIFACTS and path.startswith(job.prefix)
        ]
        sas = self.state.sas(ARTIFACTS, "r")
        root = f"{self.double.blob_url}/{ACCOUNT}/{ARTIFACTS}/{job.prefix}"
        self.answer(
            {
                "runId": job.name,
                "target": (job.properties.get("computeId") or "").rsplit("/", 1)[-1],
                "status": job.status,
                "startTimeUtc": job.started,
                "endTimeUtc": job.ended,
                "parentRunId": job.properties.get("parentJobName"),
                "error": job.error,
                "warnings": None,
                "tags": job.tags,
                "properties": job.properties.get("properties") or {},
                "inputDatasets": [],
                "outputDatasets": [],
                "runDefinition": None,
                "logFiles": {
                    path: f"{root}{quote(path)}?{sas}" for path in sorted(paths) if path.startswith(_LOGS)
                },
                "submittedBy": "Ada",
            }
        )


class Children(History):
    def get(self, name):
        children = [job for job in self.state.jobs.values() if job.properties.get("parentJobName") == name]
        self.listed([self.face(job) for job in children])


class Resolved(Plane):
    def post(self):
        self.answer({"values": {uri: {"uri": uri, "type": "UriFolder"} for uri in self.json()["values"]}})


class Mlflow(Plane):
    """One handler; the verb is in the path."""

    def refuse_mlflow(self, status, code, message):
        self.set_status(status)
        self.finish({"error_code": code, "message": message})

    def get(self, call):
        self._call(call, {name: values[0].decode() for name, values in self.request.query_arguments.items()})

    def post(self, call):
        self._call(call, self.json())

    def _call(self, call, given):
        handler = getattr(self, call.replace("/", "_").replace("-", "_"), None)
        if handler is None:
            self.refuse_mlflow(404, "ENDPOINT_NOT_FOUND", call)
            return
        handler(given)

    def _job(self, given):
        job = self.state.jobs.get(given.get("run_id") or given.get("run_uuid") or "")
        if job is None or job.deleted:
            self.refuse_mlflow(404, "RESOURCE_DOES_NOT_EXIST", f"Run {given.get('run_id')} not found")
            return None
        return job

    def _experiment(self, name):
        return {
            "experiment_id": self.state.experiment_id(name),
            "name": name,
            "artifact_location": "",
            "lifecycle_stage": "deleted" if name in self.state.archived_experiments else "active",
            "tags": [{"key": k, "value": v} for k, v in self.state.experiment_tags.get(name, {}).items()],
        }

    def _name_of(self, experiment_id):
        return next((name for name, id in self.state.experiments.items() if id == experiment_id), None)

    def experiments_create(self, given):
        if given["name"] in self.state.experiments:
            self.refuse_mlflow(400, "RESOURCE_ALREADY_EXISTS", f"Experiment {given['name']} already exists")
            return
        self.answer({"experiment_id": self.state.experiment_id(given["name"])})

    def experiments_get(self, given):
        name = self._name_of(given.get("experiment_id"))
        if name is None:
            self.refuse_mlflow(404, "RESOURCE_DOES_NOT_EXIST", "Experiment not found")
        else:
            self.answer({"experiment": self._experiment(name)})

    def experiments_get_by_name(self, given):
        if given.get("experiment_name") not in self.state.experiments:
            self.refuse_mlflow(
                404,
                "RESOURCE_DOES_NOT_EXIST",
                "Could not find experiment with name " + given.get("experiment_name", ""),
            )
        else:
            self.answer({"experiment": self._experiment(given["experiment_name"])})

    def experiments_search(self, given):
        view = given.get("view_type", "ACTIVE_ONLY")
        names = [
            n
            for n in reversed(self.state.experiments)
            if view == "ALL" or (n in self.state.archived_experiments) == (view == "DELETED_ONLY")
        ]
        self._page("experiments", [self._experiment(name) for name in names], given)

    def experiments_delete(self, given):
        self.state.archived_experiments.add(self._name_of(given["experiment_id"]))
        self.answer({})

    def experiments_restore(self, given):
        self.state.archived_experiments.discard(self._name_of(given["experiment_id"]))
        self.answer({})

    def experiments_set_experiment_tag(self, given):
        self.state.experiment_tags.setdefault(self._name_of(given["experiment_id"]), {})[given["key"]] = given[
            "value"
        ]
        self.answer({})

    def _page(self, name, values, given):
        begin, most = int(given.get("page_token") or 0), int(given.get("max_results") or 1000)
        body = {name: values[begin : begin + most]}
        if begin + most < len(values):
            body["next_page_token"] = str(begin + most)
        self.answer(body)

    def _run(self, job):
        latest = []
        for key, points in job.metrics.items():
            value, step, at = max(points, key=lambda point: (point[1], point[2]))
            latest.append({"key": key, "value": number(value), "timestamp": at, "step": step})
        info = {
            "run_id": job.name,
            "run_uuid": job.name,
            "run_name": job.display_name,
            "experiment_id": self.state.experiment_id(job.experiment),
            "user_id": "",
            "status": _MLFLOW.get(job.status, "RUNNING"),
            "start_time": millis(job.started or job.created),
            "lifecycle_stage": "deleted" if job.properties.get("isArchived") else "active",
            "artifact_uri": f"azureml://{self.request.host}/mlflow/v2.0{WS}/experiments/{job.experiment}/runs/{job.name}/artifacts",
        }
        if job.ended:
            info["end_time"] = millis(job.ended)
        tags = {**job.tags, "mlflow.runName": job.display_name, "mlflow.rootRunId": job.name, "mlflow.user": "Ada"}
        if job.properties.get("parentJobName"):
            tags["mlflow.parentRunId"] = job.properties["parentJobName"]
        return {
            "info": info,
            "data": {
                "metrics": latest,
                "params": [{"key": k, "value": v} for k, v in job.params.items()],
                "tags": [{"key": k, "value": v} for k, v in tags.items()],
            },
        }

    def runs_create(self, given):
        name = self._name_of(given["experiment_id"])
        tags = {tag["key"]: tag["value"] for tag in given.get("tags", [])}
        job = self.state.add_job(
            secrets.token_hex(16),
            jobType="Base",
            experimentName=name,
            command="",
            parentJobName=tags.get("mlflow.parentRunId"),
        )
        job.properties["displayName"] = given.get("run_name") or tags.get("mlflow.runName")
        job.tags = {key: value for key, value in tags.items() if not key.startswith("mlflow.")}
        self.state.move(job.name, "Running")
        self.answer({"run": self._run(job)})

    def runs_get(self, given):
        job = self._job(given)
        if job is not None:
            self.answer({"run": self._run(job)})

    def runs_update(self, given):
        job = self._job(given)
        if job is None:
            return
        if given.get("run_name"):
            job.properties["displayName"] = given["run_name"]
        if given.get("status") in _ENDS and job.status not in ENDED:
            self.state.move(job.name, _ENDS[given["status"]])
        self.answer({"run_info": self._run(job)["info"]})

    def runs_search(self, given):
        ids = given.get("experiment_ids") or []
        jobs = [
            job
            for job in self.state.jobs.values()
            if not job.deleted and (not ids or self.state.experiment_id(job.experiment) in ids)
        ]
        self._page("runs", [self._run(job) for job in sorted(jobs, key=lambda job: -job.number)], given)

    def runs_delete(self, given):
        job = self._job(given)
        if job is not None:
            job.properties["isArchived"] = True
            self.answer({})

    def runs_restore(self, given):
        job = self._job(given)
        if job is not None:
            job.properties["isArchived"] = False
            self.answer({})

    def runs_set_tag(self, given):
        job = self._job(given)
        if job is not None:
            job.tags[given["key"]] = given["value"]
            self.answer({})

    def runs_delete_tag(self, given):
        job = self._job(given)
        if job is not None:
            job.tags.pop(given["key"], None)
            self.answer({})

    def runs_log_metric(self, given):
        job = self._job(given)
        if job is not None:
            self._log_point(job, given)
            self.answer({})

    def runs_log_parameter(self, given):
        job = self._job(given)
        if job is None:
            return
        if job.params.get(given["key"], given["value"]) != given["value"]:
            self.refuse_mlflow(400, "INVALID_PARAMETER_VALUE", "Changing param values is not allowed.")
            return
        job.params[given["key"]] = given["value"]
        self.answer({})

    def runs_log_batch(self, given):
        job = self._job(given)
        if job is None:
            return
        for metric in given.get("metrics", []):
            self._log_point(job, metric)
        job.params.update({param["key"]: param["value"] for param in given.get("params", [])})
        job.tags.update({tag["key"]: tag["value"] for tag in given.get("tags", [])})
        self.answer({})

    def _log_point(self, job, metric):
        self.state.metric(
            job.name, metric["key"], float(metric["value"]), int(metric.get("step") or 0), int(metric["timestamp"])
        )

    def metrics_get_history(self, given):
        job = self._job(given)
        if job is None:
            return
        points = job.metrics.get(given["metric_key"], [])
        values = [
            {"key": given["metric_key"], "value": number(v), "timestamp": at, "step": step}
            for v, step, at in points
        ]
        self._page("metrics", values, given)

    def artifacts_list(self, given):
        job = self._job(given)
        if job is None:
            return
        path = given.get("path", "").strip("/")
        prefix = job.prefix + (path + "/" if path else "")
        files, folders = [], {}
        for (held, name), content in sorted(self.state.blobs.items()):
            if held == ARTIFACTS and name.startswith(prefix):
                rest = name[len(prefix) :]
                full = name[len(job.prefix) :]
                if "/" in rest:
                    folders[full[: len(full) - len(rest)] + rest.split("/")[0]] = None
                else:
                    files.append({"path": full, "is_dir": False, "file_size": len(content)})
        self.answer(
            {
                "root_uri": self._run(job)["info"]["artifact_uri"],
                "files": [*({"path": f, "is_dir": True} for f in folders), *files],
            }
        )


def number(value):
    """A float as protobuf's JSON has it."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def millis(text):
    from datetime import datetime

    return int(datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000)


def routes():
    ws = "(?i:" + WS.replace(".", r"\.") + ")"
    history = r"/history/v1\.0" + ws
    return [
        (r"/discovery(?:/.*)?", Discovery),
        (history + r"/runs/(?P<name>[^/]+)", Run),
        (history + r"/runs/(?P<name>[^/]+)/details", Details),
        (history + r"/runs/(?P<name>[^/]+)/children", Children),
        (history + r"/experiments/(?P<experiment>[^/]+)/runs/(?P<name>[^/]+)", Run),
        (history + r"/rundata", RunData),
        (r"/data/v1\.0" + ws + r"/dataversion/batchGetResolvedUris", Resolved),
        (r"/mlflow/v[12]\.0" + ws + r"/api/2\.0/(?:preview/)?mlflow/(?P<call>.+)", Mlflow),
    ]
