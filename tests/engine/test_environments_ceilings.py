"""Scripts for an old Python keep what they count on, and are told so."""

import pytest

from amlwidgets.engine.environments.build import build
from amlwidgets.engine.environments.ceilings import ceilings
from amlwidgets.engine.environments.plan import plan
from amlwidgets.engine.environments.uv import Uv
from tests.wheels import make_wheel, wheels  # noqa: F401


def conda(*dependencies):
    return {"name": "mine", "python": {"condaDependencies": {"dependencies": list(dependencies)}}}


@pytest.mark.parametrize("python", ["=3.6.2", "==3.7", "<3.8", "3.5"])
def test_a_python_older_than_ours_has_them(python):
    assert "numpy<1.24" in ceilings(python, ["pandas"])


@pytest.mark.parametrize("python", ["", "=3.8", ">=3.6", "=3.11.2"])
def test_others_have_none(python):
    assert ceilings(python, ["pandas"]) == []


def test_who_names_a_version_has_it():
    assert "numpy<1.24" not in ceilings("=3.6", ["NumPy>=1.24"])


def test_it_is_built_so_and_said(wheels, tmp_path):  # noqa: F811
    for version in ("1.23.5", "1.24.0"):
        make_wheel(wheels, "numpy", version)
    said = []

    old = build(str(tmp_path / "root"), plan(conda("python=3.6.2", {"pip": ["numpy"]})), Uv(said.append))
    new = build(str(tmp_path / "root"), plan(conda("python=3.11", {"pip": ["numpy"]})), Uv(said.append))

    assert (old.packages, new.packages) == (["numpy==1.23.5"], ["numpy==1.24.0"])
    (note,) = [note for note in old.notes if "numpy" in note]
    assert note == "numpy<1.24: scripts for Python 3.6.2 count on what newer ones dropped."
    assert f"! {note}" in said
    assert not [note for note in new.notes if "numpy" in note]
