"""The guides' fences, and the cells that are made of them."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict, List, Mapping, Tuple

FOLDER = Path(__file__).parent
_FENCE = re.compile(r"^## (?P<name>[\w-]+)\n\n```(?P<language>\w+)\n(?P<code>.*?)^```$", re.S | re.M)


@dataclass(frozen=True)
class Fence:
    name: str
    language: str
    code: str


@dataclass(frozen=True)
class Guide:
    """What one needs to run a guide: everything here is a placeholder of the text, or said by it in words.

    `replaced` holds, by fence, what stands for a placeholder; `before` and `after` what runs in the same cell;
    `elsewhere` the fences that are another product's; `raises` those whose last line is refused, by exception and
    words; `later` those that a later version executes, by the same.
    """

    file: str
    replaced: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    before: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)
    elsewhere: Tuple[str, ...] = ()
    raises: Mapping[str, Tuple[str, str]] = field(default_factory=dict)
    later: Mapping[str, Tuple[str, str]] = field(default_factory=dict)

    @property
    def fences(self) -> List[Fence]:
        text = (FOLDER / self.file).read_text()
        return [Fence(*match.group("name", "language", "code")) for match in _FENCE.finditer(text)]

    @property
    def ours(self) -> List[Fence]:
        """The fences that are run: Python, and conda files, which are written."""
        return [one for one in self.fences if one.name not in self.elsewhere and one.language != "json"]

    def cell(self, fence: Fence, values: Mapping[str, str]) -> str:
        """The fence's code with its placeholders filled in; `values` are those that are known when it runs."""
        code = fence.code
        for old, new in self.replaced.get(fence.name, {}).items():
            assert old in code, f"{self.file}, {fence.name}: {old!r} is not there"
            code = code.replace(old, new)
        if fence.language == "yaml":
            return f"%%writefile conda_dependencies.yml\n{code}"
        code = self.before.get(fence.name, "") + code + self.after.get(fence.name, "")
        for name, value in values.items():
            code = code.replace(f"{{{name}}}", value)
        return code


def by_name(guides: List[Guide]) -> Dict[str, Guide]:
    return {Path(guide.file).stem: guide for guide in guides}
