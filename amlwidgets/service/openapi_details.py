"""What the route table does not say: query parameters and the fields of bodies, by verb and path's end."""

from typing import Any, Dict, Mapping, Tuple

from amlwidgets.resources.compute_types import TYPES
from amlwidgets.storage.kinds import KINDS

Schema = Dict[str, Any]

_TEXT: Schema = {"type": "string"}
_FLAG: Schema = {"type": "boolean"}
_WHOLE: Schema = {"type": "integer"}
_NUMBER: Schema = {"type": "number"}
_LABELS: Schema = {"type": "object", "additionalProperties": {"type": "string"}}


def _object(required: str = "", /, **fields: Schema) -> Schema:
    found: Schema = {"type": "object", "properties": fields}
    return {**found, "required": required.split()} if required else found


def _texts(names: str) -> Dict[str, Schema]:
    return dict.fromkeys(names.split(), _TEXT)


def _list(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


_SCALE = _object(minNodeCount=_WHOLE, maxNodeCount=_WHOLE, nodeIdleTimeBeforeScaleDown=_TEXT)
_PAIRS = _list(_object("key value", **_texts("key value")))
_METRIC = {**_texts("key"), "value": _NUMBER, "timestamp": _WHOLE, "step": _WHOLE}
_INPUT = _object(
    "jobInputType", jobInputType={"enum": ["literal", "uri_file", "uri_folder"]}, **_texts("value uri")
)
_OUTPUT = _object(**_texts("jobOutputType uri mode description assetName assetVersion"))
_ASSET = _object(
    properties=_object(
        description=_TEXT,
        tags=_LABELS,
        properties=_LABELS,
        isArchived=_FLAG,
        **_texts("image condaFile dataType dataUri modelType modelUri codeUri"),
    )
)
_ACCESS = _object(
    **_texts("credentialsType tenantId clientId authorityUrl resourceUrl"),
    secrets=_object(**_texts("secretsType key sasToken clientSecret")),
)
_DATASTORE = _object(
    properties=_object(
        datastoreType={"enum": [kind.arm_type for kind in KINDS.values()]},
        **_texts("path description accountName containerName fileShareName filesystem storeName"),
        settings={"type": "object"},
        secrets=_LABELS,
        credentials=_ACCESS,
        tags=_LABELS,
        isDefault=_FLAG,
    ),
)
_JOB = _object(
    properties=_object(
        jobType={"enum": ["Command", "Sweep", "Pipeline"]},
        **_texts("command codeId environmentId computeId experimentName displayName description"),
        inputs={"type": "object", "additionalProperties": _INPUT},
        outputs={"type": "object", "additionalProperties": _OUTPUT},
        environmentVariables=_LABELS,
        resources=_object(instanceCount=_WHOLE),
        limits=_object(timeout=_TEXT),
        tags=_LABELS,
        properties=_LABELS,
        isArchived=_FLAG,
    )
)

BODIES: Mapping[Tuple[str, str], Schema] = {
    ("PUT", "/workspaces/{workspace}"): _object(
        **_texts("location"), tags=_LABELS, properties=_object(**_texts("friendlyName"))
    ),
    ("PUT", "/computes/{name}"): _object(
        **_texts("location"),
        tags=_LABELS,
        properties=_object(
            computeType={"enum": list(TYPES)},
            description=_TEXT,
            properties=_object(
                **_texts("vmSize"), vmPriority={"enum": ["Dedicated", "LowPriority"]}, scaleSettings=_SCALE
            ),
        ),
    ),
    ("PATCH", "/computes/{name}"): _object(properties=_object(properties=_object(scaleSettings=_SCALE))),
    ("PUT", "/datastores/{name}"): _DATASTORE,
    ("POST", "/datastores/{name}/check"): _DATASTORE,
    ("PUT", "/jobs/{name}"): _JOB,
    ("PATCH", "/jobs/{name}/tags"): _object(set=_LABELS, remove=_list(_TEXT)),
    ("PUT", "/versions/{version}"): _ASSET,
    ("PUT", "/schedules/{name}"): _object(
        properties=_object(trigger={"type": "object"}, action={"type": "object"}, isEnabled=_FLAG)
    ),
    ("POST", "/rundata"): _object("runId", **_texts("runId")),
    ("PATCH", "/experiments/{experiment}/runs/{name}"): _object(
        **_texts("displayName description"), tags=_LABELS, properties=_LABELS, hidden=_FLAG
    ),
    ("POST", "/dataversion/batchGetResolvedUris"): _object(values=_list(_TEXT)),
    ("POST", "/mlflow/experiments/create"): _object("name", **_texts("name artifact_location"), tags=_PAIRS),
    ("POST", "/mlflow/experiments/search"): _object(
        **_texts("filter page_token view_type"), max_results=_WHOLE, order_by=_list(_TEXT)
    ),
    ("POST", "/mlflow/experiments/update"): _object("experiment_id", **_texts("experiment_id new_name")),
    ("POST", "/mlflow/experiments/delete"): _object("experiment_id", **_texts("experiment_id")),
    ("POST", "/mlflow/experiments/restore"): _object("experiment_id", **_texts("experiment_id")),
    ("POST", "/mlflow/experiments/set-experiment-tag"): _object("key", **_texts("experiment_id key value")),
    ("POST", "/mlflow/experiments/delete-experiment-tag"): _object("key", **_texts("experiment_id key")),
    ("POST", "/mlflow/runs/create"): _object(
        **_texts("experiment_id user_id run_name"), start_time=_WHOLE, tags=_PAIRS
    ),
    ("POST", "/mlflow/runs/update"): _object("run_id", **_texts("run_id run_name status"), end_time=_WHOLE),
    ("POST", "/mlflow/runs/delete"): _object("run_id", **_texts("run_id")),
    ("POST", "/mlflow/runs/restore"): _object("run_id", **_texts("run_id")),
    ("POST", "/mlflow/runs/search"): _object(
        experiment_ids=_list(_TEXT),
        **_texts("filter run_view_type page_token"),
        max_results=_WHOLE,
        order_by=_list(_TEXT),
    ),
    ("POST", "/mlflow/runs/log-metric"): _object("run_id key value", **_texts("run_id"), **_METRIC),
    ("POST", "/mlflow/runs/log-parameter"): _object("run_id key", **_texts("run_id key value")),
    ("POST", "/mlflow/runs/log-batch"): _object(
        "run_id", **_texts("run_id"), metrics=_list(_object("key value", **_METRIC)), params=_PAIRS, tags=_PAIRS
    ),
    ("POST", "/mlflow/runs/log-model"): _object("run_id model_json", **_texts("run_id model_json")),
    ("POST", "/mlflow/runs/set-tag"): _object("run_id key", **_texts("run_id key value")),
    ("POST", "/mlflow/runs/delete-tag"): _object("run_id key", **_texts("run_id key")),
    ("POST", "/mlflow/logged-models"): _object(**_texts("experiment_id name source_run_id model_type")),
    ("PATCH", "/mlflow/logged-models/{name}"): _object("status", **_texts("status")),
    ("PATCH", "/mlflow/logged-models/{name}/tags"): _object(tags=_PAIRS),
    ("POST", "/mlflow/logged-models/{name}/params"): _object(params=_PAIRS),
}
"""The bodies of JSON that handlers read. A body that is not here may be any JSON, or nothing."""

QUERIES: Mapping[Tuple[str, str], str] = {
    ("GET", "/jobs"): "$top $skip status experimentName compute search listViewType tag",
    ("GET", "/versions"): "$top hash listViewType",
    ("GET", "/datastores"): "isDefault",
    ("PUT", "/datastores/{name}"): "overwrite",
    ("POST", "/datastores/{name}/check"): "make",
    ("GET", "/datastores/{name}/files"): "path",
    ("GET", "/content/{path...}"): "download",
    ("PUT", "/datastores/{name}/content/{path...}"): "overwrite",
    ("GET", "/jobs/{name}/files"): "prefix",
    ("GET", "/{account}/{container}"): "comp prefix delimiter marker maxresults",
    ("PUT", "/{account}/{container}/{path...}"): "comp blockid",
    ("GET", "/mlflow/experiments/get"): "experiment_id",
    ("GET", "/mlflow/experiments/get-by-name"): "experiment_name",
    ("GET", "/mlflow/experiments/search"): "filter max_results page_token view_type",
    ("GET", "/mlflow/runs/get"): "run_id",
    ("GET", "/mlflow/metrics/get-history"): "run_id metric_key max_results page_token",
    ("GET", "/mlflow/artifacts/list"): "run_id path page_token",
    ("GET", "/mlflow-artifacts/artifacts"): "path",
}
"""The names of query parameters that handlers read, beside `api-version`."""
