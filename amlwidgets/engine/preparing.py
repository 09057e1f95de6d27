"""Making a run's folder ready: the snapshot, the log folders, the links to outputs and logs."""

import os
import shutil
from typing import List

from amlwidgets.engine.inputs.moving import Mover
from amlwidgets.engine.inputs.staging import stage
from amlwidgets.resources.errors import AzureMLException, RunConfigurationException
from amlwidgets.resources.ids import check_relative
from amlwidgets.resources.records import RunRecord
from amlwidgets.store.layout import Layout, RunFolder
from amlwidgets.store.snapshots import materialise

_SHOWN_NAMES = 20


def prepare(layout: Layout, run: RunRecord) -> None:
    """Make the run's folder; one that was half made is made again. Raises AzureMLException and OSError."""
    folder = layout.run(run.run_id)
    for path in (folder.root, folder.user_logs, folder.system_logs, folder.logs, folder.outputs, folder.launcher):
        os.makedirs(path, mode=0o700, exist_ok=True)
    try:
        shutil.rmtree(folder.snapshot, ignore_errors=True)
        os.mkdir(folder.snapshot, 0o700)
        if run.spec.snapshot:
            materialise(layout, run.spec.snapshot, folder.snapshot)
        _link(folder, "outputs", folder.outputs)
        _link(folder, "logs", folder.logs)
        _check_script(folder, run)
    except (AzureMLException, OSError) as error:
        _note(folder, str(error))
        raise
    _note(folder, "prepared")


def prepare_data(layout: Layout, run: RunRecord, mover: Mover, *, leaves: bool) -> None:
    """Make the folders of the run's data. Raises AzureMLException and OSError."""
    try:
        stage(layout, run, mover, leaves=leaves)
    except (AzureMLException, OSError) as error:
        mover.say(str(error))
        raise
    mover.say("The data of the run is ready.")


def _link(folder: RunFolder, name: str, target: str) -> None:
    """What the script writes to ./<name> lands in the run's folder; what the snapshot has there moves along."""
    link = os.path.join(folder.snapshot, name)
    if os.path.isdir(link):
        shutil.copytree(link, target, dirs_exist_ok=True)
        shutil.rmtree(link)
    if not os.path.lexists(link):
        os.symlink(target, link)


def _check_script(folder: RunFolder, run: RunRecord) -> None:
    script = run.spec.script
    if script is None or os.path.isfile(os.path.join(folder.snapshot, check_relative(script))):
        return
    names = _names(folder.snapshot)
    listed = ", ".join(names[:_SHOWN_NAMES]) + (", ..." if len(names) > _SHOWN_NAMES else "")
    raise RunConfigurationException(
        f"The script {script!r} is not in the snapshot. "
        + (f"The files there: {listed}." if names else "There are no files in it."),
        remedy="Give the script's path relative to source_directory, and check .amlignore and .gitignore.",
    )


def _names(folder: str) -> List[str]:
    return sorted(name for name in os.listdir(folder) if name not in ("outputs", "logs"))


def _note(folder: RunFolder, text: str) -> None:
    """A line in the preparation log; a full disk must not hide why the preparation failed."""
    from amlwidgets.resources.clock import iso, now

    try:
        with open(os.path.join(folder.system_logs, "preparation.txt"), "a", encoding="utf-8") as log:
            log.write(f"{iso(now())} {text}\n")
    except OSError:
        return
