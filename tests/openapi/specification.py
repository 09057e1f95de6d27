"""Answers against Azure ML's public OpenAPI: arm.json says what is in there and how it was made."""

import json
import re
from functools import lru_cache
from pathlib import Path

import jsonschema
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

DOCUMENT = json.loads(Path(__file__).with_name("arm.json").read_text())
OURS = {True: ("Local",), False: ("Local", "LocalFolder")}
"""Kinds that Azure ML does not have, by whether an official client sees them. `local` is a compute target of a kind
of its own; the specification declares its enumerations extensible (`modelAsString`). Folders of this machine are
shown to official clients as blob containers."""

_BASE = "arm"
_REGISTRY = Registry().with_resource(_BASE, Resource.from_contents(DOCUMENT, default_specification=DRAFT202012))


def _properties(validator, properties, instance, schema):
    # Null stands for "not there" in Azure's own answers and published examples, wherever a field may be left out.
    if validator.is_type(instance, "object"):
        required = schema.get("required", ())
        for name, inner in properties.items():
            if name in instance and (instance[name] is not None or name in required):
                yield from validator.descend(instance[name], inner, path=name, schema_path=name)


def _labels(validator, inner, instance, schema):
    if validator.is_type(instance, "object") and isinstance(inner, dict):
        for name in instance.keys() - schema.get("properties", {}).keys():
            if instance[name] is not None:
                yield from validator.descend(instance[name], inner, path=name)


class _OursToo:
    """`enum` that knows the kinds of our own as well."""

    def __init__(self, words):
        self.words = words

    def __call__(self, validator, enums, instance, schema):
        if instance not in enums and instance not in self.words:
            yield jsonschema.ValidationError(f"{instance!r} is not one of {enums!r}")


@lru_cache(maxsize=None)
def _validator(official):
    own = {"properties": _properties, "additionalProperties": _labels, "enum": _OursToo(OURS[official])}
    return jsonschema.validators.extend(jsonschema.Draft202012Validator, own)


def problems(schema, instance, *, official=True):
    """What is wrong with an instance, each with its place; [] when it is valid."""
    local = json.loads(json.dumps(schema).replace('"#/', f'"{_BASE}#/'))
    checker = jsonschema.FormatChecker(["date-time", "duration"])
    validator = _validator(official)(local, registry=_REGISTRY, format_checker=checker)
    return [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in validator.iter_errors(instance)
    ]


@lru_cache(maxsize=None)
def _patterns():
    return [
        (re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)) + r"\Z", re.IGNORECASE), verbs)
        for path, verbs in DOCUMENT["paths"].items()
    ]


def operation(verb, path):
    """The operation of a path, or None when the specification has none."""
    for pattern, verbs in _patterns():
        if pattern.match(path):
            return verbs.get(verb.lower())
    return None


def answer_problems(verb, path, status, body, *, official):
    """What the specification has against an answer; None for a route of our own."""
    found = operation(verb, path)
    if found is None:
        return None
    if status >= 400:
        answer = found["responses"]["default"]
    elif str(status) in found["responses"]:
        answer = found["responses"][str(status)]
    else:
        return [f"the status is {status}; the specification has {', '.join(found['responses'])}"]
    if "content" not in answer:
        return []
    return problems(answer["content"]["application/json"]["schema"], body, official=official)
