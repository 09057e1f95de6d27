"""Where artifacts are for azureml-mlflow: it knows no `mlflow-artifacts:` and finds files by run history."""

import re
from typing import Any, Mapping

from amlwidgets.service.answer import Answer

_OURS = re.compile(r"mlflow-artifacts:/([^/]+)(/.*)?\Z")
_NO_EXPERIMENT = "-"
"""The path's segment where nothing tells the experiment: routes below a run do not look at it."""


def for_azureml(answer: Answer, place: str) -> Answer:
    """An answer of the tracking routes with URIs below `place`, the workspace's address in scheme `azureml`."""
    return Answer(answer.status, _changed(answer.body, place), answer.headers)


def _changed(value: Any, place: str) -> Any:
    if isinstance(value, list):
        return [_changed(inner, place) for inner in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _uri(value, str(inner), place) if key in ("artifact_uri", "root_uri") else _changed(inner, place)
        for key, inner in value.items()
    }


def _uri(info: Mapping[str, Any], uri: str, place: str) -> str:
    found = _OURS.match(uri)
    if found is None:
        return uri
    experiment = info.get("experiment_id", _NO_EXPERIMENT)
    return f"{place}/experiments/{experiment}/runs/{found.group(1)}/artifacts{found.group(2) or ''}"
