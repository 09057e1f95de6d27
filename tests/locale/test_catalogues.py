"""The catalogues: complete, usable by JupyterLab, and in the language they claim."""

import json
import re
import subprocess
from pathlib import Path
from typing import Dict, List

import pytest

ROOT = Path(__file__).parents[2]
LOCALE = ROOT / "amlwidgets" / "locale"
MESSAGES = ROOT / "labextension" / "messages.mjs"
ENCODINGS = {"ja_JP": "cp932", "ko_KR": "cp949", "zh_TW": "cp950"}
"""The legacy encoding that has the letters of each language; one of another (a simplified 执) is not in it."""
NAMES = {"Azure ML", "Blob"}
"""Proper names, the same in every language."""
Catalogue = Dict[str, List[str]]


def read(language: str) -> Catalogue:
    catalogue = json.loads((LOCALE / language / "LC_MESSAGES" / "amlwidgets.json").read_text(encoding="utf-8"))
    del catalogue[""]
    return catalogue


def messages(*arguments: object) -> "subprocess.CompletedProcess[str]":
    command = ["node", str(MESSAGES), *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_every_message_of_the_front_end_is_in_every_catalogue() -> None:
    result = messages("--check")
    assert result.returncode == 0, result.stderr


def test_all_promised_languages_are_there() -> None:
    assert sorted(path.name for path in LOCALE.iterdir()) == sorted(ENCODINGS)


@pytest.mark.parametrize("language", ENCODINGS)
class TestCatalogue:
    def test_placeholders_stay(self, language: str) -> None:
        for key, (words, *_) in read(language).items():
            assert sorted(re.findall(r"%\d+", words)) == sorted(re.findall(r"%\d+", key)), key

    def test_nothing_is_left_in_english(self, language: str) -> None:
        assert {key for key, (words, *_) in read(language).items() if words == key} <= NAMES

    def test_words_are_of_the_language(self, language: str) -> None:
        for key, (words, *_) in read(language).items():
            letters = "".join(letter for letter in words if letter.isalpha())
            assert letters.encode(ENCODINGS[language], "ignore").decode(ENCODINGS[language]) == letters, key

    def test_an_ellipsis_still_announces_a_question(self, language: str) -> None:
        for key, (words, *_) in read(language).items():
            assert words.endswith("…") == key.endswith("…"), key

    def test_no_markup_and_no_loose_space(self, language: str) -> None:
        for key, (words, *_) in read(language).items():
            assert not re.search(r"<\w|&\w+;", words), key
            assert words == words.strip(), key

    def test_jupyterlab_finds_it(self, language: str) -> None:
        from jupyterlab_server.translation_utils import get_installed_packages_locale

        packages, message = get_installed_packages_locale(language)
        assert message == ""
        assert packages["amlwidgets"][""]["language"] == language.replace("_", "-")
        assert packages["amlwidgets"]["Datastores"] == read(language)["Datastores"]


class TestExtractor:
    @pytest.fixture
    def places(self, tmp_path: Path) -> List[str]:
        """Sources that say four things, and a catalogue that knows two, one of them no longer said."""
        source = tmp_path / "src"
        (source / "__tests__").mkdir(parents=True)
        (source / "View.tsx").write_text(
            "export const View = ({ trans, n }) => <p title={trans.__('New %1', n)}>\n"
            "  {trans.__(`Known`)}{trans._n('%1 run', '%1 runs', n)}{trans._p('menu', 'File')}\n</p>;\n"
        )
        (source / "__tests__" / "View.test.ts").write_text("trans.__('Said in a test alone');\n")
        catalogue = tmp_path / "locale" / "ja_JP" / "LC_MESSAGES" / "amlwidgets.json"
        catalogue.parent.mkdir(parents=True)
        catalogue.write_text(json.dumps({"": {"language": "ja-JP"}, "Known": ["既知"], "Gone": ["旧"]}))
        return ["--sources", str(source), "--catalogues", str(tmp_path / "locale")]

    def test_check_names_what_is_missing_and_stale(self, places: List[str]) -> None:
        result = messages("--check", *places)
        assert result.returncode == 1
        found = [line.split(" (")[0].replace("\u0004", "|") for line in result.stderr.splitlines()]
        assert sorted(found) == [
            'ja_JP: missing "%1 run"',
            'ja_JP: missing "New %1"',
            'ja_JP: missing "menu|File"',
            'ja_JP: stale "Gone"',
        ]
        assert "View.tsx:1)" in result.stderr

    def test_update_keeps_words_adds_and_removes(self, places: List[str]) -> None:
        messages("--update", *places)
        text = (Path(places[3]) / "ja_JP" / "LC_MESSAGES" / "amlwidgets.json").read_text(encoding="utf-8")
        assert list(json.loads(text).items()) == [
            ("", {"language": "ja-JP"}),
            ("%1 run", ["", ""]),
            ("Known", ["既知"]),
            ("New %1", [""]),
            ("menu\u0004File", [""]),
        ]
        assert "既知" in text

    def test_a_text_put_together_is_refused(self, places: List[str]) -> None:
        (Path(places[1]) / "Bad.ts").write_text("trans.__('Hello ' + name);\ntrans.__('%1 run');\n")
        refused = messages("--check", *places).stderr
        assert re.search(r"Bad\.ts:1: .* not a literal", refused)
        assert re.search(r"\"%1 run\" has a plural .*Bad\.ts:2", refused)

    def test_one_of_the_two_is_wanted(self) -> None:
        assert messages().returncode == 2
