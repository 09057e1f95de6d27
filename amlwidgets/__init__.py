"""Azure ML's notebook experience, on any machine.

The public names are loaded when they are first used: a training script that imports one of them pays for that
one alone, and the launcher, which imports none, pays nothing.
"""

__version__ = "0.1.0"

_HOMES = {
    "Workspace": "amlwidgets.sdk.workspace",
    "Experiment": "amlwidgets.sdk.experiment",
    "Run": "amlwidgets.sdk.run",
    "ScriptRunConfig": "amlwidgets.sdk.script_run_config",
    "Environment": "amlwidgets.sdk.environment",
    "Datastore": "amlwidgets.sdk.datastore",
    "ComputeTarget": "amlwidgets.sdk.compute",
    "AmlCompute": "amlwidgets.sdk.compute",
    "RunDetails": "amlwidgets.widgets.run_details",
    "ClusterPanel": "amlwidgets.widgets.cluster_panel",
    "run": "amlwidgets.sdk.run_lookup",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> object:
    """Import a public name from its home on first use (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module 'amlwidgets' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> "list[str]":
    """All public names, loaded or not."""
    return sorted([*globals(), *_HOMES])


def load_ipython_extension(ipython: object) -> None:
    """`%load_ext amlwidgets`: the `%aml` magics, and v1's import names where the real SDK is absent."""
    from amlwidgets.magics import register

    register(ipython)


def _jupyter_labextension_paths() -> "list[dict[str, str]]":
    return [{"src": "labextension", "dest": "amlwidgets"}]
