"""The tab key after %aml: `^` stands before the word that is begun, and each offer replaces it."""

import pytest


def offers(shell, line):
    kept = line.partition("^")[0]
    lines = shell.completions(line.replace("^", ""))
    assert all(found.startswith(kept) for found in lines)
    return [found.removeprefix(kept) for found in lines]


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("%aml ^su", {"submit"}),
        ("%aml compute ^", {"list", "create", "scale", "delete"}),
        ("%aml submit ^--comp", {"--compute"}),
        ("%aml submit train.py --compute ^lo", {"local"}),
        ("%aml runs --state ^Ru", {"Running"}),
        ("%aml datastore default ^workspacef", {"workspacefilestore"}),
        ("%aml datastore upload x -d ^workspaceb", {"workspaceblobstore"}),
        ("%aml compute create x --vm-size ^STANDARD_ND", {"STANDARD_ND40RS_V2"}),
        ("%aml submit ^tr", {"train.py"}),
        ("%aml cancel ^la", {"latest"}),
        ("%%aml submit ^--exp", {"--experiment"}),
    ],
)
def test_what_is_offered(shell, work, line, offered):
    (work / "train.py").write_text("")
    assert set(offers(shell, line)) == offered


def test_run_ids_and_experiments_are_offered(shell, backend):
    run = backend.start_interactive("digits")
    assert run.run_id in offers(shell, "%aml run ^dig")
    assert offers(shell, "%aml runs -e ^dig") == ["digits"]


def test_a_folder_is_offered_open_ended(shell, work):
    (work / "source").mkdir()
    assert offers(shell, "%aml submit --source ^so") == ["source/"]


def test_a_workspace_that_cannot_be_opened_offers_nothing(shell, work):
    (work / "config.json").write_text("{}")
    assert "local" not in offers(shell, "%aml submit train.py --compute ^lo")
