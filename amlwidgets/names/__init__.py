"""v1's import names, for a process where the real SDK is not installed."""

import os
import sys
from typing import Any, Callable, Dict, Iterable, List, Tuple

FOLDER = os.path.dirname(os.path.abspath(__file__))
"""The folder that makes `import azureml.core` work when it stands on `sys.path`."""


def activate() -> bool:
    """Make `azureml.core` importable from here, unless it is already; returns whether ours is what is imported."""
    from importlib.util import find_spec

    try:
        spec = find_spec("azureml.core")
    except (ImportError, ValueError):  # an `azureml` without `core`, or one that is half imported
        spec = None
    if spec is not None:
        return is_ours(spec.origin or "")
    if FOLDER not in sys.path:
        sys.path.append(FOLDER)
    _extend_imported()
    return True


def is_ours(path: str) -> bool:
    """Whether a module's file is one of these."""
    return os.path.realpath(path).startswith(os.path.realpath(FOLDER) + os.sep)


def _extend_imported() -> None:
    """Parts of the real SDK may be imported already, without `core`: ours join them."""
    ours = os.path.join(FOLDER, "azureml")
    path = getattr(sys.modules.get("azureml"), "__path__", None)
    if path is not None and ours not in path:
        path.append(ours)


def lazy(
    module: str, homes: Dict[str, str], modules: Iterable[str] = ()
) -> Tuple[Callable[[str], Any], Callable[[], List[str]]]:
    """`__getattr__` and `__dir__` of a module whose names live elsewhere and are loaded when first used (PEP 562).

    `homes` maps a name to the module it is in; `modules` are submodules that are reached as attributes too.
    """
    below = frozenset(modules)

    def get(name: str) -> Any:
        from importlib import import_module

        if name in homes:
            value = getattr(import_module(homes[name]), name)
            setattr(sys.modules[module], name, value)
            return value
        if name in below:
            return import_module(f"{module}.{name}")
        raise AttributeError(f"module {module!r} has no attribute {name!r}")

    def names() -> List[str]:
        return sorted({*vars(sys.modules[module]), *homes, *below})

    return get, names
