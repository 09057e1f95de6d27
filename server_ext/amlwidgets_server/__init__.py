"""The Jupyter server extension: thin handlers over `amlwidgets.service`."""

from typing import Any, Dict, List


def _jupyter_server_extension_points() -> List[Dict[str, Any]]:
    from amlwidgets_server.extension import AmlWidgets

    return [{"module": "amlwidgets_server", "app": AmlWidgets}]
