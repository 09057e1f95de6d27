"""The built front end of the widget, which lies beside this module."""

from pathlib import Path

STATIC = Path(__file__).parent / "static"

VIEW_SCRIPT = STATIC / "run.js"
VIEW_STYLE = STATIC / "run.css"
CHARTS = STATIC / "plotly.js"
"""The charts library, which a view asks for when it draws its first chart."""
