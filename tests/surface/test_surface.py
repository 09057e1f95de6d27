"""Every name that public v1 notebooks use is there, with the keywords they give it.

`python -m tests.surface` prints what is missing. The two counts may only rise.
"""

from collections.abc import Mapping

import pytest

from amlwidgets.sdk.workspace import Workspace

from .surface import MAPPINGS, Symbol, check, failures, imports, locate, missing_imports, symbols

SYMBOLS_THERE = 477
PATHS_THERE = 143

OFTEN = [symbol for symbol in symbols() if symbol.core >= 5]
USED = [path for path, core in imports() if core]


def test_the_tables_are_whole():
    assert (len(symbols()), len(imports())) == (479, 210)
    assert (len(OFTEN), len(USED)) == (173, 136)


@pytest.mark.parametrize("symbol", OFTEN, ids=lambda symbol: symbol.text)
def test_a_symbol_of_five_or_more_core_notebooks(symbol):
    check(symbol)


@pytest.mark.parametrize("path", USED)
def test_an_import_path_of_core_notebooks(path):
    locate(path)


def test_the_rest_only_grows():
    missing = failures(symbols())
    assert len(symbols()) - len(missing) >= SYMBOLS_THERE, "\n".join(missing)
    paths = missing_imports()
    assert len(imports()) - len(paths) >= PATHS_THERE, "\n".join(paths)


@pytest.mark.parametrize("kind", MAPPINGS)
def test_a_collection_of_a_workspace_is_a_dict(ws, kind):
    found = getattr(ws, MAPPINGS[kind])
    assert isinstance(found, Mapping)
    assert "nothing" not in found and found.get("nothing") is None
    assert [found[name] for name in found.keys()] == list(found.values()) or dict(found.items()).keys() == set(
        found
    )
    with pytest.raises(KeyError):
        found["nothing"]


@pytest.mark.parametrize(
    "text",
    [
        "Run.nothing",
        "Nothing",
        "Nothing()",
        "except Workspace",
        "repr(Nothing)",
        "Mapping[Run].get",
        "azureml.nothing",
    ],
)
def test_what_is_not_there_is_found_out(text):
    with pytest.raises((ImportError, AttributeError, AssertionError, KeyError)):
        check(Symbol(text, 9, 9, ()))


def test_a_keyword_that_is_not_taken_is_found_out():
    with pytest.raises(TypeError, match="does not take nothing"):
        check(Symbol("Run.get_metrics", 9, 9, ("name", "nothing")))


@pytest.fixture
def ws(home):
    return Workspace.create("w")
