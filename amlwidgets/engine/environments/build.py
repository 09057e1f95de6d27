"""Building one environment: the Python, the virtual environment, the packages, the mark that it is whole."""

import os
import re
from typing import List, Sequence, Tuple

from amlwidgets.engine.environments.ceilings import about, ceilings
from amlwidgets.engine.environments.places import Built, Place, remove_unused
from amlwidgets.engine.environments.plan import Plan
from amlwidgets.engine.environments.pythons import Python, choose, installed, own
from amlwidgets.engine.environments.reason import as_problem, problem
from amlwidgets.engine.environments.uv import Uv


def build(root: str, plan: Plan, uv: Uv) -> Built:
    """The environment for a plan, built unless it is there; others that want it at this moment wait.

    Raises Cancelled, EnvironmentBuildException and StoreFull; what was half built is removed then.
    """
    place = Place(root, plan.key())
    try:
        with place.held(wait=False) as lock:
            if lock is not None:
                return _build(place, plan, uv, lock)
        uv.say("Waiting: this environment is being built for another workspace, or by an earlier engine")
        with place.held() as lock:
            return place.find() or _build(place, plan, uv, lock or 0)
    except OSError as error:
        raise as_problem(plan, error) from error


def _build(place: Place, plan: Plan, uv: Uv, lock: int) -> Built:
    found = place.find()
    if found is not None:
        return found
    uv.held = (lock,)
    done = False
    try:
        place.begin()
        built = _filled(place, plan, uv)
        place.finish(built)
        done = True
    finally:
        uv.held = ()
        if not done:
            place.remove()
    remove_unused(place.root.rpartition("/")[0])
    return built


def _filled(place: Place, plan: Plan, uv: Uv) -> Built:
    kept = ceilings(plan.python, plan.lines)
    _write(place.requirements, plan.lines)
    _write(place.constraints, kept)
    python, notes = _python(place, plan, uv)
    for note in notes:
        uv.say(f"! {note}")
    uv.say(f"Building with Python {python.text} ({python.path})")
    _must(plan, python, uv, "venv", "--quiet", "--no-project", "--python", python.path, place.venv)
    if plan.lines:
        target = ("--python", place.interpreter, "-r", place.requirements, "-c", place.constraints)
        _must(plan, python, uv, "pip", "install", *target, *plan.arguments)
    packages = [line for line in uv.ask("pip", "freeze", "--python", place.interpreter)[1].split("\n") if line]
    held = about(plan.python, kept, packages)
    for note in held:
        uv.say(f"! {note}")
    return Built(place.interpreter, python.text, packages, [*notes, *held])


def _write(path: str, lines: Sequence[str]) -> None:
    with open(path, "w", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in lines))


def _must(plan: Plan, python: Python, uv: Uv, *arguments: str) -> None:
    code, lines = uv.run(*arguments)
    if code != 0:
        raise problem(plan, python.text, lines)


def _python(place: Place, plan: Plan, uv: Uv) -> Tuple[Python, List[str]]:
    """The interpreter. Where none was asked for: ours, unless only an older one has all packages ready."""
    if plan.python or not plan.lines:
        return choose(uv, plan.python)
    mine = own()
    problem_here = _unresolved(place, plan, uv, mine)
    for python in installed(uv) if _PYTHON_MATTERS.search(problem_here) else ():
        if python.version[:2] < mine.version[:2] and not _unresolved(place, plan, uv, python):
            return python, [f"Python {python.text}: not all packages are made for {mine.text}."]
    return mine, []


_PYTHON_MATTERS = re.compile(
    r"Python\s+ABI|satisfy\s+Python|source\s+is\s+disabled|no\s+usable\s+wheels|matching\s+Python"
)
"""What uv says when another Python may help."""


def _unresolved(place: Place, plan: Plan, uv: Uv, python: Python) -> str:
    """Why there are no wheels of all packages that go together; "" when there are."""
    target = ("--python", python.path, "--no-build", "--output-file", os.devnull, place.requirements)
    code, answer = uv.ask("pip", "compile", "--quiet", *target, *plan.arguments, errors=True)
    return answer if code else ""
