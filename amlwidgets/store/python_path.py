"""What a job may import of ours: a folder with two links, so that nothing else of our environment leaks in."""

import os

from amlwidgets.store.layout import Layout

ENGINE_PYTHON = "AMLWIDGETS_ENGINE_PYTHON"
"""Environment variable of jobs: the interpreter of the engine, whose packages a job's own may lack."""


def refresh(layout: Layout) -> str:
    """Make the folder point at the product as it is installed now; returns it."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    os.makedirs(layout.python_path, exist_ok=True)
    for name, target in (("amlwidgets", package), ("azureml", os.path.join(package, "names", "azureml"))):
        link = os.path.join(layout.python_path, name)
        if not os.path.islink(link) or os.readlink(link) != target:
            part = f"{link}.{os.getpid()}"
            os.symlink(target, part)
            os.replace(part, link)
    return layout.python_path
