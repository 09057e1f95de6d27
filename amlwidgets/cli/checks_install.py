"""What `aml doctor` checks of the installation: Python, the labextension, the server extension."""

import json
import os
import platform
import sys
from collections.abc import Iterator
from importlib.util import find_spec

import amlwidgets
from amlwidgets import __version__
from amlwidgets.cli.doctor import Check, Finding

_OLDEST = (3, 10)
_ENABLE = f"{sys.executable} -m jupyter server extension enable amlwidgets_server"


def check_python() -> Iterator[Finding]:
    """The interpreter that runs this command, which runs default environments too."""
    says = f"{platform.python_version()} at {sys.executable}"
    fix = "" if sys.version_info >= _OLDEST else "Use Python 3.10 or newer."
    yield Finding("python", says, fix)


def check_labextension() -> Iterator[Finding]:
    """The prebuilt front end, where JupyterLab looks for it, of the same version. Node is not needed for it."""
    found = _labextension()
    if found is None:
        yield Finding("labextension", "not installed", _install())
    elif found[1] != __version__:
        yield Finding("labextension", f"{found[1]}, but amlwidgets is {__version__} ({found[0]})", _install())
    else:
        yield Finding("labextension", f"{found[1]} at {found[0]}")


def check_server_extension() -> Iterator[Finding]:
    """The server extension: there, and enabled."""
    if find_spec("amlwidgets_server") is None:
        yield Finding("server extension", "not installed", _install())
        return
    enabled = _enabled_extensions().get("amlwidgets_server", False)
    yield Finding("server extension", "enabled" if enabled else "not enabled", "" if enabled else _ENABLE)


def _install() -> str:
    """The command that installs all parts again: the package, or the source tree this runs from."""
    root = os.path.dirname(os.path.dirname(amlwidgets.__file__))
    what = f"-e {root}" if os.path.isfile(os.path.join(root, "pyproject.toml")) else "amlwidgets"
    return f"{sys.executable} -m pip install --force-reinstall --no-deps {what}"


def _labextension() -> tuple[str, str] | None:
    """(folder, version) of the labextension that JupyterLab would load."""
    from jupyter_core.paths import jupyter_path

    for folder in jupyter_path("labextensions"):
        manifest = os.path.join(folder, "amlwidgets", "package.json")
        if os.path.isfile(manifest):
            return os.path.dirname(manifest), _version(manifest)
    return None


def _version(manifest: str) -> str:
    try:
        with open(manifest, encoding="utf-8") as file:
            return str(json.load(file)["version"])
    except (OSError, ValueError, KeyError, TypeError):
        return "without a readable version"


def _enabled_extensions() -> dict[str, bool]:
    from jupyter_core.paths import jupyter_config_path
    from jupyter_server.services.config.manager import ConfigManager

    manager = ConfigManager(read_config_path=jupyter_config_path())
    extensions: dict[str, bool] = (
        manager.get("jupyter_server_config").get("ServerApp", {}).get("jpserver_extensions", {})
    )
    return extensions


INSTALL_CHECKS: tuple[Check, ...] = (check_python, check_labextension, check_server_extension)
