"""The words of `%aml` and `aml`: every verb, argument and option, as data.

The parsers, the help, the tab completion and the test that each has its heading in the docs all read this one
description. It imports nothing heavy, so `aml --version` and a tab key answer at once.
"""

from argparse import ArgumentTypeError
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Option:
    """An option, or a positional argument when its only name has no dash.

    `completes` says what its value names: computes, experiments, runs, datastores, states, sizes, files,
    workspaces; empty for anything else. `flag` takes no value, `many` may be given again.
    """

    names: tuple[str, ...]
    help: str
    metavar: str | None = None
    default: str | int | float | None = None
    type: Callable[[str], object] = str
    flag: bool = False
    many: bool = False
    optional: bool = False
    completes: str = ""

    @property
    def positional(self) -> bool:
        """A word in its place, not `--something`."""
        return not self.names[0].startswith("-")


@dataclass(frozen=True)
class Verb:
    """A word that does something (`target`, "module:function") or that has words of its own (`verbs`), or both.

    `rest` says whose the words are that are not its own: `script` for the arguments of the script it names,
    `jupyter` for those of the program it starts; with neither such a word is an error.
    """

    name: str
    help: str
    target: str = ""
    options: tuple[Option, ...] = ()
    verbs: tuple["Verb", ...] = ()
    rest: str = ""

    def find(self, name: str) -> "Verb | None":
        """The verb of that name below this one."""
        return next((verb for verb in self.verbs if verb.name == name), None)


def whole(least: int) -> Callable[[str], int]:
    """A parser of whole numbers of at least `least`."""

    def parse(text: str) -> int:
        value = int(text) if text.strip().lstrip("-").isdecimal() else None
        if value is None or value < least:
            raise ArgumentTypeError(f"{text!r} is not a whole number of at least {least}")
        return value

    return parse


def pair(text: str) -> tuple[str, str]:
    """`key=value` as a tag."""
    key, equals, value = text.partition("=")
    if not equals or not key:
        raise ArgumentTypeError(f"{text!r} is not of the form key=value")
    return key, value


DATASTORE_TYPES = {
    "blob": "AzureBlob",
    "files": "AzureFile",
    "lake": "AzureDataLakeGen2",
    "s3": "AmazonS3",
    "gcs": "GoogleCloudStorage",
    "sftp": "Sftp",
    "postgresql": "AzurePostgreSql",
    "mysql": "AzureMySql",
    "azuresql": "AzureSqlDatabase",
}
"""What datastores are called in a command, and by v1."""

_RUN = Option(("run_id",), "the run's id, or `latest`", metavar="ID", completes="runs")
_FOLLOW = Option(("-f", "--follow"), "print the log as it is written, until the run has ended", flag=True)
_CLUSTER = Option(("name",), "the cluster's name", metavar="NAME", completes="computes")
_DATASTORE = Option(
    ("-d", "--datastore"), "the datastore; the default one if left out", metavar="NAME", completes="datastores"
)
_STORE = Option(("name",), "the datastore's name", metavar="NAME", completes="datastores")
_OVERWRITE = Option(("--overwrite",), "replace files that exist", flag=True)


def _scale(minimum: int | None, maximum: int | None, idle: int | None) -> tuple[Option, ...]:
    return (
        Option(("--min",), "nodes it never goes below", metavar="N", type=whole(0), default=minimum),
        Option(("--max",), "nodes it never goes above", metavar="N", type=whole(1), default=maximum),
        Option(("--idle",), "seconds before an idle node leaves", metavar="S", type=whole(0), default=idle),
    )


SUBMIT = Verb(
    "submit",
    "run a training script",
    "amlwidgets.magics.verbs.submit:submit",
    (
        Option(("script",), "the script, inside the source folder", metavar="SCRIPT", completes="files"),
        Option(("-c", "--compute"), "the compute target", metavar="NAME", default="local", completes="computes"),
        Option(
            ("-e", "--experiment"),
            "the experiment; the script's name if left out",
            metavar="NAME",
            completes="experiments",
        ),
        Option(("-n", "--nodes"), "how many nodes it takes", metavar="N", type=whole(1), default=1),
        Option(("--name",), "a display name for the run", metavar="TEXT"),
        Option(
            ("--source",),
            "the folder that is copied for the run; the script's own if left out",
            metavar="FOLDER",
            completes="files",
        ),
        Option(("--tag",), "a tag, as key=value; may be given again", metavar="K=V", type=pair, many=True),
        _FOLLOW,
    ),
    rest="script",
)

RUNS = Verb(
    "runs",
    "list runs, newest first",
    "amlwidgets.magics.verbs.runs:list_runs",
    (
        Option(("-e", "--experiment"), "only of this experiment", metavar="NAME", completes="experiments"),
        Option(("-c", "--compute"), "only on this compute target", metavar="NAME", completes="computes"),
        Option(
            ("-s", "--state"),
            "only in this state; may be given again",
            metavar="STATE",
            many=True,
            completes="states",
        ),
        Option(("--search",), "only with this text in id, name, experiment or target", metavar="TEXT"),
        Option(("--top",), "how many", metavar="N", type=whole(1), default=20),
    ),
)

RUN = Verb("run", "show one run", "amlwidgets.magics.verbs.runs:show_run", (_RUN,))

LOGS = Verb(
    "logs",
    "print a run's log",
    "amlwidgets.magics.verbs.logs:logs",
    (
        _RUN,
        _FOLLOW,
        Option(("--file",), "another log file of the run", metavar="PATH"),
        Option(("--tail",), "only the last lines", metavar="N", type=whole(0)),
    ),
)

CANCEL = Verb("cancel", "end a run and all its processes", "amlwidgets.magics.verbs.runs:cancel_run", (_RUN,))

COMPUTE = Verb(
    "compute",
    "clusters: list, create, scale, delete",
    verbs=(
        Verb("list", "all compute targets and their nodes", "amlwidgets.magics.verbs.compute:list_computes"),
        Verb(
            "create",
            "make a cluster, or change the one of that name",
            "amlwidgets.magics.verbs.compute:create_compute",
            (
                Option(("name",), "the cluster's name", metavar="NAME"),
                Option(
                    ("--vm-size",),
                    "what a node is made of",
                    metavar="SIZE",
                    default="STANDARD_D2_V2",
                    completes="sizes",
                ),
                *_scale(0, 1, 1800),
            ),
        ),
        Verb(
            "scale",
            "change a cluster's bounds",
            "amlwidgets.magics.verbs.compute:scale_compute",
            (_CLUSTER, *_scale(None, None, None)),
        ),
        Verb(
            "delete",
            "cancel a cluster's runs and remove it",
            "amlwidgets.magics.verbs.compute:delete_compute",
            (_CLUSTER,),
        ),
    ),
)

DATASTORE = Verb(
    "datastore",
    "datastores: list, register, check, upload, download, default, unregister",
    verbs=(
        Verb("list", "all datastores", "amlwidgets.magics.verbs.datastore:list_datastores"),
        Verb(
            "register",
            "use a folder, a bucket or a database as a datastore",
            "amlwidgets.magics.verbs.registering:register_datastore",
            (
                Option(("name",), "the datastore's name", metavar="NAME"),
                Option(
                    ("folder",), "a folder on this machine", metavar="FOLDER", optional=True, completes="files"
                ),
                Option(("--type",), "what it is, if no folder: " + ", ".join(DATASTORE_TYPES), metavar="TYPE"),
                Option(("--account",), "the storage account", metavar="NAME"),
                Option(("--container",), "the container, file share or bucket", metavar="NAME"),
                Option(
                    ("--set",),
                    "another setting, such as endpoint, region, host or server-name; may be given again",
                    metavar="K=V",
                    type=pair,
                    many=True,
                ),
                Option(
                    ("--secret",),
                    "a secret, such as account-key=env:NAME or password=file:/PATH; without a reference it is "
                    "asked for; may be given again",
                    metavar="K[=REFERENCE]",
                    many=True,
                ),
                Option(("--no-check",), "register it without trying it", flag=True),
                Option(("--default",), "make it the default datastore", flag=True),
            ),
        ),
        Verb(
            "check",
            "try a datastore: whether it can be reached and read",
            "amlwidgets.magics.verbs.datastore:check_datastore",
            (_STORE,),
        ),
        Verb(
            "unregister",
            "take a datastore out of the workspace; its data stays",
            "amlwidgets.magics.verbs.datastore:unregister_datastore",
            (_STORE,),
        ),
        Verb(
            "upload",
            "copy a file or folder into a datastore",
            "amlwidgets.magics.verbs.datastore:upload",
            (
                Option(("source",), "the file or folder", metavar="SOURCE", completes="files"),
                Option(("target",), "the folder in the datastore", metavar="TARGET", default="", optional=True),
                _DATASTORE,
                _OVERWRITE,
            ),
        ),
        Verb(
            "download",
            "copy what is below a path out of a datastore",
            "amlwidgets.magics.verbs.datastore:download",
            (
                Option(("path",), "a file or folder in the datastore", metavar="PATH"),
                Option(
                    ("target",),
                    "the folder it goes to",
                    metavar="TARGET",
                    default=".",
                    optional=True,
                    completes="files",
                ),
                _DATASTORE,
                _OVERWRITE,
            ),
        ),
        Verb(
            "default",
            "make a datastore the default one",
            "amlwidgets.magics.verbs.datastore:set_default",
            (_STORE,),
        ),
    ),
)

WORKSPACE = Verb(
    "workspace",
    "show the workspace; list, use",
    "amlwidgets.magics.verbs.workspace:show_workspace",
    verbs=(
        Verb("list", "all workspaces, the one in use marked", "amlwidgets.magics.verbs.workspace:list_workspaces"),
        Verb(
            "use",
            "work with another workspace from now on",
            "amlwidgets.magics.verbs.workspace:use_workspace",
            (
                Option(
                    ("workspace",),
                    "a name, `embedded`, an ARM id, or the URL of a Jupyter server",
                    metavar="WORKSPACE",
                    completes="workspaces",
                ),
                Option(("--token",), "a server's token, as env:NAME or file:/PATH", metavar="REFERENCE"),
            ),
        ),
    ),
)

VERBS = (SUBMIT, RUNS, RUN, LOGS, CANCEL, COMPUTE, DATASTORE, WORKSPACE)
"""What both shells have; the command line adds its own."""
