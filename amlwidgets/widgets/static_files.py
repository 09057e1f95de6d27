"""The built front end of the widget, which lies beside this module."""

from pathlib import Path

STATIC = Path(__file__).parent / "static"

VIEW_SCRIPT = STATIC / "loader.js"
"""What every view carries; it asks for the rest."""

ASSETS = {f"/asset/{name}": STATIC / name for name in ("views.js", "views.css", "plotly.js")}
"""What a page asks for once: the views and their style, and with the first chart the charts library."""
