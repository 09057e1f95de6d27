"""What a job imports of ours is written for Python 3.8, also where that Python is not at hand to try it."""

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "amlwidgets"
ROOMS = ("resources", "store", "storage", "faces", "engine", "backend", "tables", "sdk", "names")
ELSEWHERE = ("backend/rest/",)
"""Never imported by a job."""

FILES = sorted(
    path.relative_to(PACKAGE).as_posix()
    for room in ROOMS
    for path in (PACKAGE / room).rglob("*.py")
    if not path.relative_to(PACKAGE).as_posix().startswith(ELSEWHERE)
)
BUILTINS = {"dict", "frozenset", "list", "set", "tuple", "type"}


def newer_annotations(tree):
    """The annotations that Python 3.8 would fail to evaluate: `list[int]`, `int | None`."""
    for node in ast.walk(tree):
        annotations = [getattr(node, "annotation", None), getattr(node, "returns", None)]
        for part in (part for one in annotations if one is not None for part in ast.walk(one)):
            if isinstance(part, ast.BinOp) and isinstance(part.op, ast.BitOr):
                yield part.lineno
            if isinstance(part, ast.Subscript) and isinstance(part.value, ast.Name) and part.value.id in BUILTINS:
                yield part.lineno


@pytest.mark.parametrize("file", FILES)
def test_a_module_that_jobs_import_is_python_3_8(file):
    source = (PACKAGE / file).read_text(encoding="utf-8")
    tree = ast.parse(source, file, feature_version=(3, 8))
    assert not list(newer_annotations(tree)), "written for a newer Python at these lines"
    # The parser takes it whatever the version: so the formatter writes a `with` of several things.
    assert not re.findall(r"^ *with \($", source, re.M), "a with in parentheses is of Python 3.9"


@pytest.mark.parametrize(
    "code", ["def f(a: list[int]): ...", "def f() -> 'x' | None: ...", "x: dict[str, int] = {}"]
)
def test_newer_annotations_are_found(code):
    assert list(newer_annotations(ast.parse(code))) == [1]
