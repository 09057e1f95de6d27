"""Where everything lies in a workspace's folder. Plain strings: jobs import this, and pathlib costs 5 ms."""

from os.path import join


class RunFolder:
    """The folder of one run; nothing in it is made by naming it."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.snapshot = join(root, "snapshot")
        self.user_logs = join(root, "user_logs")
        self.std_log = join(root, "user_logs", "std_log.txt")
        self.system_logs = join(root, "system_logs")
        self.logs = join(root, "logs")
        self.outputs = join(root, "outputs")
        self.metrics = join(root, "metrics")
        self.launcher = join(root, "launcher")

    def __repr__(self) -> str:
        return f"RunFolder({self.root!r})"


SHOWN_FOLDERS = ("user_logs", "system_logs", "logs", "outputs")
"""The folders of a run whose files are its file names, for users and views."""


class Layout:
    """The folder of one workspace."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.database = join(root, "workspace.db")
        self.summaries = join(root, "summaries.db")
        self.changed = join(root, "changed")
        self.engine = join(root, "engine")
        self.engine_lock = join(root, "engine", "lock")
        self.engine_nudge = join(root, "engine", "nudge")
        self.engine_log = join(root, "engine", "engine.log")
        self.python_path = join(root, "engine", "python")
        self.runs = join(root, "runs")
        self.snapshots = join(root, "snapshots")
        self.datastores = join(root, "datastores")
        self.profiles = join(root, "profiles")
        self.secrets = join(root, "secrets")

    def __repr__(self) -> str:
        return f"Layout({self.root!r})"

    def run(self, run_id: str) -> RunFolder:
        """The folder of a run; `run_id` was checked when the run was recorded."""
        return RunFolder(join(self.runs, run_id))
