"""Every command and plugin of the JupyterLab extension is documented, and nothing is that does not exist."""

import re
from pathlib import Path
from typing import Set

ROOT = Path(__file__).parents[2]
PLUGINS = ROOT / "labextension" / "src" / "plugins"


def documented(heading: str) -> Set[str]:
    page = (ROOT / "docs/users/jupyterlab.md").read_text()
    section = re.split(r"^# ", page.split(f"# {heading}\n")[1], flags=re.MULTILINE)[0]
    return set(re.findall(r"^\| `(amlwidgets:[a-z-]+)`", section, flags=re.MULTILINE))


def test_commands() -> None:
    declared = set(re.findall(r"'(amlwidgets:[a-z-]+)'", (PLUGINS / "tokens.ts").read_text()))
    assert documented("Commands") == declared
    assert len(declared) > 5


def test_plugins() -> None:
    sources = [path.read_text() for path in PLUGINS.glob("*.ts*")]
    declared = {
        name for text in sources for name in re.findall(r"^  id: '(amlwidgets:[a-z-]+)'", text, flags=re.MULTILINE)
    }
    assert documented("Plugins") == declared
    assert len(declared) > 5
