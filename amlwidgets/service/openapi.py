"""The routes as an OpenAPI document, made of the route table: nothing is in one and not in the other."""

import re
from functools import partial
from typing import Any, Dict, Iterable, List, Mapping, Optional, Tuple, TypeVar

from amlwidgets import __version__
from amlwidgets.service.mlflow.errors import mlflow_refusal
from amlwidgets.service.openapi_details import BODIES, QUERIES
from amlwidgets.service.routing import Route

T = TypeVar("T")

_BYTES = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {key: {"type": "string"} for key in ("code", "message", "remedy")},
        }
    },
}
_MLFLOW_ERROR = {
    "type": "object",
    "required": ["error_code", "message"],
    "properties": {key: {"type": "string"} for key in ("error_code", "message")},
}


def openapi(routes: Iterable[Route], base: str) -> Dict[str, Any]:
    """The OpenAPI 3.1 document of some routes; `base` is the URL that their paths begin at."""
    paths: Dict[str, Dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(path_of(route), {})[route.verb.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "amlwidgets",
            "version": __version__,
            "description": "The routes of docs/developers/protocol.md. Answers with an ARM resource are those of "
            "Azure ML's public REST API.",
        },
        "servers": [{"url": base or "/"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "apiKey", "in": "header", "name": "Authorization"}},
            "schemas": {"Error": _ERROR, "MLflowError": _MLFLOW_ERROR},
        },
    }


def path_of(route: Route) -> str:
    """The path as OpenAPI writes it."""
    return route.pattern.replace("...}", "}")


def operation_id(route: Route) -> str:
    """The verb and the fixed parts of the path after the workspace's."""
    words = re.findall(
        r"[A-Za-z0-9]+", route.pattern.replace("/subscriptions/{subscription}", "").partition("?")[0]
    )
    return "_".join([route.verb.lower(), *words])


def _operation(route: Route) -> Dict[str, Any]:
    handler = route.handler.func if isinstance(route.handler, partial) else route.handler
    summary = (handler.__doc__ or "").strip().partition("\n")[0]
    refused = "MLflowError" if route.refuse is mlflow_refusal else "Error"
    error = {"schema": {"$ref": f"#/components/schemas/{refused}"}}
    return {
        "operationId": operation_id(route),
        "summary": summary,
        "parameters": [*_path_parameters(route), *_query_parameters(route)],
        **_body(route),
        "responses": {
            "2XX": {"description": summary or "Done."},
            "default": {"description": "Refused.", "content": {"application/json": error}},
        },
    }


def _path_parameters(route: Route) -> List[Dict[str, Any]]:
    names = re.findall(r"\{(\w+)(?:\.\.\.)?\}", route.pattern)
    text = {"type": "string", "minLength": 1}
    return [{"name": name, "in": "path", "required": True, "schema": text} for name in names]


def _query_parameters(route: Route) -> List[Dict[str, Any]]:
    names = [*(_detail(QUERIES, route) or "").split(), "api-version"]
    return [{"name": name, "in": "query", "schema": {"type": "string"}} for name in names]


def _body(route: Route) -> Dict[str, Any]:
    if route.upload is not None:
        return {"requestBody": {"required": True, "content": _BYTES}}
    if route.verb in ("GET", "DELETE"):
        return {}
    schema: Dict[str, Any] = _detail(BODIES, route) or {}
    return {"requestBody": {"content": {"application/json": {"schema": schema}}}}


def _detail(table: Mapping[Tuple[str, str], T], route: Route) -> Optional[T]:
    """What a table says of a route: by the longest end of its path that is in there."""
    ends = [end for verb, end in table if verb == route.verb and route.pattern.endswith(end)]
    return table[route.verb, max(ends, key=len)] if ends else None
