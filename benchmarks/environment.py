"""A run in an environment that was built before, against a run without one; the environment is real and built once."""

import os
import tempfile
from pathlib import Path
from typing import List

from benchmarks.submit import ours
from benchmarks.table import Row

ROUNDS = 9
PACKAGES = ["scikit-learn", "pandas", "pyarrow"]


def measure() -> List[Row]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        os.chdir(folder)
        os.environ["AMLWIDGETS_HOME"] = str(folder / "aml")
        os.environ["AMLWIDGETS_ENGINE_IDLE"] = "20"
        source = folder / "source"
        source.mkdir()
        (source / "train.py").write_text("print('first line')\n")
        from amlwidgets.sdk.conda_dependencies import CondaDependencies
        from amlwidgets.sdk.environment import Environment
        from amlwidgets.sdk.experiment import Experiment
        from amlwidgets.sdk.script_run_config import ScriptRunConfig
        from amlwidgets.sdk.workspace import Workspace

        workspace = Workspace.from_config()
        runs = Path(workspace._backend.workspace.folder) / "runs"
        environment = Environment("sklearn")
        environment.python.conda_dependencies = CondaDependencies.create(pip_packages=PACKAGES)
        environment.build(workspace).wait_for_completion(show_output=False)
        experiment, plain = Experiment(workspace, "bench"), ScriptRunConfig(str(source), "train.py")
        built = ScriptRunConfig(str(source), "train.py", environment=environment)
        samples = {"plain": [], "built": []}
        for config in (plain, built):
            ours(experiment, config, runs)
        for _ in range(ROUNDS):
            samples["plain"].append(ours(experiment, plain, runs))
            samples["built"].append(ours(experiment, built, runs))
    ratios = [mine / floor for mine, floor in zip(samples["built"], samples["plain"])]
    what = f"submit → first line in a built environment ({', '.join(PACKAGES)})"
    return [
        Row(what, samples["built"], samples["plain"], "without an environment"),
        Row("the same, pair by pair", ratios, goal=1.3, unit="×"),
    ]
