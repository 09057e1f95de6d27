"""The command of a v2 job: what `${{inputs.x}}` and `${{outputs.y}}` in it stand for."""

import re
from typing import Any, Callable, Dict, Mapping

from amlwidgets.faces.fields import Fields, refuse
from amlwidgets.resources.errors import UserErrorException

Resolver = Callable[[str, Fields], str]
"""What stands for an input that is data, by its name, as a shell reads it; raises UserErrorException for none."""

FILE_TYPE = "uri_file"
"""The type of inputs and outputs that are a single file."""

_EXPRESSION = re.compile(r"\$\{\{\s*(inputs|outputs)\.([A-Za-z_][\w.]*)\s*\}\}")
_OPTIONAL = re.compile(r"\$\[\[(.*?)\]\]", re.DOTALL)


def expand(command: str, inputs: Mapping[str, str], outputs: Mapping[str, str]) -> str:
    """The command with values in place of expressions; `$[[...]]` stays only if all its inputs are given.

    Raises UserErrorException for an input or output that the job does not have.
    """
    values = {"inputs": inputs, "outputs": outputs}

    def value(found: "re.Match[str]") -> str:
        kind, name = found.groups()
        if name not in values[kind]:
            known = ", ".join(values[kind]) or "none"
            raise UserErrorException(f"The command names {kind}.{name}; the job has: {known}.")
        return values[kind][name]

    def part(found: "re.Match[str]") -> str:
        names = [name for kind, name in _EXPRESSION.findall(found.group(1)) if kind == "inputs"]
        return found.group(1) if all(name in inputs for name in names) else ""

    return _EXPRESSION.sub(value, _OPTIONAL.sub(part, command))


def input_values(inputs: Fields, resolve: Resolver) -> Dict[str, str]:
    """The text that each input of a job stands for in its command."""
    return {name: _value(name, inputs.inner(name), resolve) for name, given in inputs.others().items() if given}


def _value(name: str, given: Fields, resolve: Resolver) -> str:
    """A path may hold what a shell would read otherwise; a literal is the user's own text."""
    if given.text("jobInputType").lower() == "literal":
        return given.text("value")
    return resolve(name, given)


def output_places(outputs: Mapping[str, Any], default: Callable[[str], str]) -> Dict[str, str]:
    """The URI of each output's folder, or of its file: the one the job names, else that of `default`."""
    places = {}
    for name, given in outputs.items():
        if not re.fullmatch(r"[A-Za-z_]\w{0,254}", name, re.ASCII):
            raise refuse("outputs", name, "a name of letters, digits and '_'")
        fields = Fields(given, f"outputs.{name}")
        is_file = fields.text("jobOutputType", "").lower() == FILE_TYPE
        places[name] = fields.text("uri", "") or (default(name).rstrip("/") if is_file else default(name))
    return places
