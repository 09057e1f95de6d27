"""From words to verbs: what belongs to whom, and what a wrong word is answered with."""

import pytest

from amlwidgets.cli.grammar import ROOT
from amlwidgets.magics.verbs.parsing import HelpAsked, choose, parse, split_script_arguments
from amlwidgets.resources.errors import UserErrorException


def parsed(line):
    verb, path, rest = choose(ROOT, line.split())
    return parse(verb, path, rest)


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("submit train.py", []),
        ("submit train.py --lr 0.1 data.csv", ["--lr", "0.1", "data.csv"]),
        ("submit train.py --lr 0.1 --compute cpu", ["--lr", "0.1"]),
        ("submit --compute cpu train.py --lr=0.1", ["--lr=0.1"]),
        ("submit train.py --compute=cpu -0.5", ["-0.5"]),
        ("submit train.py --compute cpu -- --compute gpu -f", ["--compute", "gpu", "-f"]),
        ("submit train.py --a -- -- b", ["--a", "--", "b"]),
    ],
)
def test_what_follows_the_script_and_is_not_ours_is_the_scripts(line, rest):
    arguments = parsed(line)
    assert arguments.script == "train.py"
    assert arguments.rest == rest
    assert arguments.compute == ("cpu" if "cpu" in line else "local")


def test_our_options_keep_their_values_wherever_they_stand():
    arguments = parsed("submit train.py -c cpu --nodes 2 --x 1 -e digits --tag a=1 --tag b=2=3 --name n -f")
    assert (arguments.compute, arguments.nodes, arguments.experiment, arguments.name) == ("cpu", 2, "digits", "n")
    assert arguments.tag == [("a", "1"), ("b", "2=3")]
    assert arguments.follow is True
    assert arguments.rest == ["--x", "1"]


def test_parsing_twice_does_not_carry_tags_over():
    parsed("submit train.py --tag a=1")
    assert parsed("submit train.py").tag == []


def test_a_slip_of_an_option_is_not_given_to_the_script():
    with pytest.raises(UserErrorException) as caught:
        parsed("submit train.py --comput gpu")
    assert "--compute" in caught.value.remedy
    assert parsed("submit train.py -- --comput gpu").rest == ["--comput", "gpu"]


@pytest.mark.parametrize(
    ("line", "nearest"),
    [
        ("submti train.py", "submit"),
        ("datastor list", "datastore"),
        ("compute crate x", "create"),
        ("runs --stat Running", "--state"),
        ("compute scale x --maxx 3", "--max"),
    ],
)
def test_a_wrong_word_names_the_nearest(line, nearest):
    with pytest.raises(UserErrorException) as caught:
        parsed(line)
    assert f"Did you mean {nearest!r}?" in caught.value.remedy


def test_a_word_like_no_other_lists_them_all():
    with pytest.raises(UserErrorException) as caught:
        parsed("xyzzy")
    assert "Did you mean" not in caught.value.remedy
    for verb in ROOT.verbs:
        assert verb.name in caught.value.remedy


@pytest.mark.parametrize(
    "line",
    [
        "submit",
        "submit train.py --nodes 0",
        "submit train.py --nodes two",
        "submit train.py --tag novalue",
        "submit train.py --compute",
        "compute create",
        "compute create x --max 0",
        "compute create x --idle -1",
        "runs --top 0",
        "run",
        "workspace extra",
        "datastore register",
    ],
)
def test_missing_and_wrong_values_are_errors_that_show_the_usage(line):
    with pytest.raises(UserErrorException) as caught:
        parsed(line)
    assert caught.value.remedy


@pytest.mark.parametrize("line", ["", "-h", "compute", "compute --help", "datastore -h"])
def test_a_group_of_verbs_explains_itself(line):
    with pytest.raises(HelpAsked) as caught:
        choose(ROOT, line.split())
    assert "usage: aml" in caught.value.text


def test_a_verb_explains_itself():
    with pytest.raises(HelpAsked) as caught:
        parsed("submit -h")
    assert "--compute" in caught.value.text
    assert "[script arguments ...]" in caught.value.text


def test_the_scripts_own_help_can_be_asked_for():
    assert parsed("submit train.py -- -h").rest == ["-h"]


def test_what_lab_does_not_know_is_passed_on():
    assert parsed("lab notebooks/quickstart.ipynb --port 9999 --no-browser").rest == [
        "notebooks/quickstart.ipynb",
        "--port",
        "9999",
        "--no-browser",
    ]


def test_splitting_keeps_an_option_at_the_end_for_the_parser_to_refuse():
    submit = ROOT.find("submit")
    assert split_script_arguments(submit, "aml submit", ["a.py", "-c"]) == (["a.py", "-c"], [])
