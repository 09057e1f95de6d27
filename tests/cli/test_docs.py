"""Every verb and option of %aml and aml has its heading or its line in docs/users."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from amlwidgets.cli.grammar import ROOT
from amlwidgets.magics.verbs.grammar import VERBS, Verb

USERS = Path(__file__).parents[2] / "docs" / "users"


def leaves(verb: Verb, path: str) -> Iterator[tuple[str, Verb]]:
    for below in verb.verbs:
        yield from leaves(below, f"{path} {below.name}")
    if verb.target:
        yield path, verb


def sections(page: str) -> dict[str, str]:
    """Headings of a page and the text up to the next heading."""
    parts = re.split(r"^#+ +`?(.*?)`?$", (USERS / page).read_text(encoding="utf-8"), flags=re.M)
    return dict(zip(parts[1::2], parts[2::2]))


MAGICS = [(path, verb) for v in VERBS for path, verb in leaves(v, f"%aml {v.name}")]
COMMANDS = [(path, verb) for v in ROOT.verbs for path, verb in leaves(v, f"aml {v.name}")]


@pytest.mark.parametrize(("path", "verb"), MAGICS, ids=lambda value: value if isinstance(value, str) else "")
def test_every_magic_has_its_heading(path, verb):
    assert path in sections("magics.md")


@pytest.mark.parametrize(("path", "verb"), COMMANDS, ids=lambda value: value if isinstance(value, str) else "")
def test_every_command_has_its_heading_with_all_its_options(path, verb):
    text = sections("command-line.md")[path]
    for option in verb.options:
        for name in option.names:
            assert f"`{option.metavar if option.positional else name}`" in text, name


def test_no_heading_is_left_of_a_command_that_is_gone():
    known = {path for path, _ in COMMANDS} | {"aml --version"}
    assert {heading for heading in sections("command-line.md") if heading.startswith("aml ")} == known
    known = {path for path, _ in MAGICS} | {"%%aml submit", "%aml"}
    assert {heading for heading in sections("magics.md") if heading.startswith("%")} == known
