"""Makes arm.json: what Azure ML's public OpenAPI 2025-12-01 says of the routes that are served here.

    pip download --no-deps azure-ai-ml==1.35.2      # MIT
    python tests/openapi/generate.py azure_ai_ml-1.35.2-py3-none-any.whl

Microsoft writes that API in TypeSpec. Two things are generated from it: the OpenAPI file that arm.json names as its
source, and the models and operations of azure-ai-ml's `arm_ml_service`, of the same version. The package comes from a
registry, pinned; so this script reads the facts there: names, types, which are required, enumerations, statuses.
Its code is parsed, never run.
"""

import ast
import json
import re
import sys
import zipfile
from pathlib import Path

VERSION = "2025-12-01"
PACKAGE = "azure/ai/ml/_restclient/arm_ml_service"
TARGET = Path(__file__).with_name("arm.json")
SOURCE = {
    "specification": "github.com/Azure/azure-rest-api-specs (MIT), specification/machinelearningservices/"
    "resource-manager/Microsoft.MachineLearningServices/MachineLearningServices/stable/2025-12-01/openapi.json, "
    "commit 20273ef8cd9e7bf29321c13d4a076bd92d4ad851",
    "made-by": "tests/openapi/generate.py from azure-ai-ml 1.35.2 (MIT), azure.ai.ml._restclient.arm_ml_service: "
    "what Microsoft's generator makes of the same TypeSpec. Patterns, lengths and descriptions are not in here.",
}

GROUPS = (
    "Workspaces Compute VirtualMachineSizes Datastores Jobs Schedules OnlineEndpoints BatchEndpoints CodeContainers "
    "CodeVersions ComponentContainers ComponentVersions DataContainers DataVersions EnvironmentContainers "
    "EnvironmentVersions ModelContainers ModelVersions"
).split()
"""The operation groups of which routes are served."""

SHALLOW = (
    "AutoMLJob SparkJob FineTuningJob AKS DataFactory Databricks DataLakeAnalytics HDInsight SynapseSpark "
    "ImportDataAction CreateMonitorAction"
).split()
"""Kinds that nothing here makes: their name is known, not what is in them."""


UNSERVED = (
    "publish diagnose listkeys listnotebookaccesstoken listnotebookkeys liststorageaccountkeys token regeneratekeys "
    "outboundnetworkdependenciesendpoints preparenotebook resynckeys"
).split()
"""The ends of paths that are not answered here."""


class Models:
    """The classes of `models/_models.py` and `models/_enums.py` as JSON Schemas."""

    def __init__(self, models: str, enums: str) -> None:
        self.classes = {node.name: node for node in ast.parse(models).body if isinstance(node, ast.ClassDef)}
        self.enums = {
            node.name: [item.value.value for item in node.body if isinstance(item, ast.Assign)]
            for node in ast.parse(enums).body
            if isinstance(node, ast.ClassDef)
        }
        self.schemas: dict = {}
        self._kinds: dict = {}
        for name, node in self.classes.items():
            for keyword in node.keywords:
                if keyword.arg == "discriminator":
                    self._kinds.setdefault(_base(node), {})[keyword.value.value] = name

    def ref(self, name: str) -> dict:
        """A reference to a class, which is added with all it refers to."""
        if name not in self.schemas:
            self.schemas[name] = {}
            self.schemas[name] = {"enum": self.enums[name]} if name in self.enums else self._object(name)
        return {"$ref": f"#/components/schemas/{name}"}

    def _object(self, name: str) -> dict:
        node = self.classes[name]
        schema: dict = {"type": "object"}
        if _base(node) in self.classes:
            schema["allOf"] = [self._parent(name)]
        if name in SHALLOW:
            return schema
        fields = [item for item in node.body if isinstance(item, ast.AnnAssign) and _is_field(item)]
        schema["properties"] = {_wire_name(item): self._field(item) for item in fields}
        required = [_wire_name(item) for item in fields if not _is_optional(item.annotation)]
        if required:
            schema["required"] = required
        tells = [_wire_name(item) for item in fields if _called(item) == "rest_discriminator"]
        return self._choice(name, schema, tells[0]) if name in self._kinds else schema

    def _parent(self, name: str) -> dict:
        """What a class has from above, without the choice that leads from there to itself."""
        parent = _base(self.classes[name])
        self.ref(parent)
        key = f"{parent}.fields" if parent in self._kinds else parent
        return {"$ref": f"#/components/schemas/{key}"}

    def _choice(self, name: str, schema: dict, tell: str) -> dict:
        """The kinds below a class, told apart by the property `tell`."""
        kinds = self._kinds[name]
        schema["properties"][tell] = {"enum": sorted(kinds)}
        self.schemas[f"{name}.fields"] = schema
        return {
            "type": "object",
            "allOf": [
                {"$ref": f"#/components/schemas/{name}.fields"},
                *(
                    {"if": {"properties": {tell: {"const": word}}}, "then": self.ref(kind)}
                    for word, kind in sorted(kinds.items())
                    if kind not in SHALLOW
                ),
            ],
        }

    def _field(self, item: ast.AnnAssign) -> dict:
        schema = self._type(item.annotation)
        visibility = [word.value for word in getattr(_keyword(item, "visibility"), "elts", [])]
        return {**schema, "readOnly": True} if visibility == ["read"] else schema

    def _type(self, node: ast.expr) -> dict:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return self._type(ast.parse(node.value, mode="eval").body)
        text = ast.unparse(node)
        if text in _PLAIN:
            return dict(_PLAIN[text])
        if isinstance(node, ast.Attribute) and text.startswith("_models."):
            return self.ref(node.attr)
        if isinstance(node, ast.Subscript):
            return self._generic(ast.unparse(node.value), node.slice)
        raise ValueError(f"no schema is known for {text}")

    def _generic(self, outer: str, inner: ast.expr) -> dict:
        if outer == "Optional":
            return self._type(inner)
        if outer in ("list", "List"):
            return {"type": "array", "items": self._type(inner)}
        if outer in ("dict", "Dict"):
            return {"type": "object", "additionalProperties": self._type(inner.elts[1])}
        if outer == "Literal":
            return {"const": self._literal(inner)}
        if outer == "Union":  # str or one of an enumeration: extensible there, what we say is to be known
            return self._type(inner.elts[-1])
        raise ValueError(f"no schema is known for {outer}[{ast.unparse(inner)}]")

    def _literal(self, node: ast.expr) -> str:
        if isinstance(node, ast.Constant):
            return node.value
        enum, member = node.value.attr if isinstance(node.value, ast.Attribute) else node.value.id, node.attr
        words = {word.upper().replace("-", "_"): word for word in self.enums[enum]}
        return words.get(member) or next(
            word for word in self.enums[enum] if re.sub(r"\W|_", "", word).upper() == member.replace("_", "")
        )


_PLAIN = {
    "str": {"type": "string"},
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "bool": {"type": "boolean"},
    "Any": {},
    "_types.JSON": {},
    "datetime.datetime": {"type": "string", "format": "date-time"},
    "datetime.timedelta": {"type": "string", "format": "duration"},
    "bytes": {"type": "string"},
}


def _base(node: ast.ClassDef) -> str:
    return node.bases[0].id if node.bases and isinstance(node.bases[0], ast.Name) else ""


def _called(item: ast.AnnAssign) -> str:
    return item.value.func.id if isinstance(item.value, ast.Call) and isinstance(item.value.func, ast.Name) else ""


def _is_field(item: ast.AnnAssign) -> bool:
    return _called(item) in ("rest_field", "rest_discriminator")


def _keyword(item: ast.AnnAssign, name: str):
    return next((word.value for word in item.value.keywords if word.arg == name), None)


def _wire_name(item: ast.AnnAssign) -> str:
    named = _keyword(item, "name")
    return named.value if named is not None else item.target.id


def _is_optional(node: ast.expr) -> bool:
    return ast.unparse(node).startswith("Optional[")


class Operations:
    """The calls of `operations/_operations.py`: path, verb, query, statuses, models."""

    def __init__(self, text: str, models: Models) -> None:
        self._models = models
        self._text = text
        tree = ast.parse(text)
        self._builders = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        self._groups = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}

    def paths(self) -> dict:
        """The `paths` of OpenAPI for GROUPS."""
        found: dict = {}
        for group in GROUPS:
            methods = [m for m in self._groups[f"{group}Operations"].body if isinstance(m, ast.FunctionDef)]
            texts: dict = {}
            for method in methods:  # overloads, the call itself and the first step of long ones, by their builder
                text = ast.get_source_segment(self._text, method)
                for builder in set(re.findall(r"_request = (build_\w+)\(", text)):
                    texts.setdefault(builder, []).append((method, text))
            for builder, users in sorted(texts.items()):
                path, verb = self._place(builder)
                if path.rpartition("/")[2].lower() not in UNSERVED:
                    found.setdefault(path, {})[verb] = self._operation(group, builder, users)
        return dict(sorted(found.items()))

    def _place(self, builder: str) -> tuple:
        source = ast.get_source_segment(self._text, self._builders[builder])
        path = re.search(r'_url = "([^"]+)"', source).group(1)
        return path, re.search(r'method="(\w+)"', source).group(1).lower()

    def _operation(self, group: str, builder: str, users: list) -> dict:
        source = ast.get_source_segment(self._text, self._builders[builder])
        path, _ = self._place(builder)
        query = re.findall(r'_params\["([^"]+)"\]', source)
        text = max((text for _, text in users), key=len)
        statuses = re.search(r"status_code not in \[([\d, ]+)\]", text).group(1).split(", ")
        paged = re.search(r"_deserialize\(\s*List\[_models\.(\w+)\],\s*deserialized\.get\(\"(\w+)\"", text)
        schema = self._page(*paged.groups()) if paged else self._answer(builder, text)
        responses = {
            status: {"description": "", **_content(schema)} if status != "204" else {"description": ""}
            for status in statuses
        }
        operation = {
            "operationId": f"{group}_{_camel(builder, group)}",
            "parameters": [{"name": name, "in": "query", "schema": {"type": "string"}} for name in query]
            + [
                {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
                for name in re.findall(r"\{(\w+)\}", path)
            ],
            "responses": {
                **responses,
                "default": {"description": "", **_content(self._models.ref("ErrorResponse"))},
            },
        }
        body = re.search(r":type (?:body|parameters): ~arm_ml_service\.models\.(\w+)", self._docs(builder, group))
        if body and "Content-Type" in source:
            operation["requestBody"] = _content(self._models.ref(body.group(1)))
        return operation

    def _docs(self, builder: str, group: str) -> str:
        """All texts of the call of a builder: bodies are told by its overloads, which do not build."""
        name = re.sub(r"^build_|_request$", "", builder)
        name = name.removeprefix(_snake(group) + "_")
        methods = self._groups[f"{group}Operations"].body
        wanted = (name, f"begin_{name}")
        return "\n".join(
            ast.get_source_segment(self._text, m)
            for m in methods
            if isinstance(m, ast.FunctionDef) and m.name in wanted
        )

    def _answer(self, builder: str, text: str):
        found = re.search(r"_deserialize\(\s*_models\.(\w+), response\.json", text)
        if found is None:
            group = next(
                g for g in sorted(GROUPS, key=len, reverse=True) if builder.startswith(f"build_{_snake(g)}_")
            )
            found = re.search(r"LROPoller\[_models\.(\w+)\]", self._docs(builder, group))
        return self._models.ref(found.group(1)) if found else None

    def _page(self, item: str, items: str) -> dict:
        return {
            "type": "object",
            "properties": {
                items: {"type": "array", "items": self._models.ref(item)},
                "nextLink": {"type": "string", "format": "uri"},
            },
            "required": [items],
        }


def _content(schema) -> dict:
    return {"content": {"application/json": {"schema": schema}}} if schema else {}


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _camel(builder: str, group: str) -> str:
    words = re.sub(r"^build_|_request$", "", builder).removeprefix(_snake(group) + "_").split("_")
    return "".join(word.capitalize() for word in words)


def generate(package: Path) -> dict:
    """The document. `package` is the wheel."""
    with zipfile.ZipFile(package) as wheel:

        def read(name: str) -> str:
            return wheel.read(f"{PACKAGE}/{name}").decode()

        if f'"api_version", "{VERSION}"' not in read("_configuration.py"):
            raise SystemExit(f"{package} is not of {VERSION}")
        models = Models(read("models/_models.py"), read("models/_enums.py"))
        paths = Operations(read("operations/_operations.py"), models).paths()
    info = {"title": "Azure ML's routes that amlwidgets serves", "version": VERSION, "x-source": SOURCE}
    schemas = dict(sorted(models.schemas.items()))
    return {"openapi": "3.1.0", "info": info, "paths": paths, "components": {"schemas": schemas}}


def compact(document: dict) -> str:
    """One path or schema a line: short, and still to be read in a diff."""

    def rows(values: dict) -> str:
        return ",\n".join(f"{json.dumps(key)}:{json.dumps(values[key], separators=(',', ':'))}" for key in values)

    return (
        f'{{"openapi":"{document["openapi"]}",\n"info":{json.dumps(document["info"], indent=1)},\n'
        f'"paths":{{\n{rows(document["paths"])}\n}},\n'
        f'"components":{{"schemas":{{\n{rows(document["components"]["schemas"])}\n}}}}}}\n'
    )


if __name__ == "__main__":
    TARGET.write_text(compact(generate(Path(sys.argv[1]))))
