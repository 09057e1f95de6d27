"""From words to a verb and its arguments; a wrong word is answered with the nearest right one."""

import argparse
import difflib
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

from amlwidgets.magics.verbs.grammar import Option, Verb
from amlwidgets.resources.errors import UserErrorException


class HelpAsked(Exception):
    """`-h` was given: `text` is what to show. Not an error, so not in the product's tree."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class _Parser(argparse.ArgumentParser):
    """One verb's parser. Raises where argparse would print and end the process (here: the kernel)."""

    def error(self, message: str) -> NoReturn:
        raise UserErrorException(f"{self.prog}: {message}.", remedy=self.format_usage().strip())

    def print_help(self, _file: object = None) -> NoReturn:
        raise HelpAsked(self.format_help())


def nearest(word: str, words: Sequence[str], cutoff: float = 0.6) -> str | None:
    """The word most like `word`, if any is like it."""
    return next(iter(difflib.get_close_matches(word, words, 1, cutoff)), None)


def unknown(kind: str, word: str, words: Sequence[str]) -> UserErrorException:
    """The error for a word that does not exist, naming the nearest and all that do."""
    close = nearest(word, words)
    guess = f"Did you mean {close!r}? " if close else ""
    return UserErrorException(f"There is no {kind} {word!r}.", remedy=f"{guess}There is: {', '.join(words)}.")


def choose(root: Verb, words: Sequence[str]) -> tuple[Verb, str, list[str]]:
    """The verb that `words` begin with, its full name as typed, and the words that are left.

    Raises UserErrorException for a verb that does not exist, HelpAsked where only help is wanted.
    """
    verb, path, rest = root, root.name, list(words)
    while verb.verbs:
        if not rest and verb.target:
            break
        if not rest or rest[0] in ("-h", "--help"):
            raise HelpAsked(overview(verb, path))
        found = verb.find(rest[0])
        if found is None:
            raise unknown(f"{path} verb", rest[0], [v.name for v in verb.verbs])
        verb, path, rest = found, f"{path} {found.name}", rest[1:]
    return verb, path, rest


def parse(verb: Verb, path: str, words: Sequence[str]) -> argparse.Namespace:
    """A verb's arguments by name; `rest` is the list of words that are not its own (see Verb)."""
    ours, rest = split_script_arguments(verb, path, words) if verb.rest == "script" else (list(words), [])
    arguments, left = _build(verb, path).parse_known_args(ours)
    if left and verb.rest != "jupyter":
        raise unknown(f"argument of {path}", left[0], option_names(verb))
    arguments.rest = rest or left
    return arguments


def perform(verb: Verb, session: object, arguments: argparse.Namespace) -> Any:
    """Do what a verb does; its module is imported now, not before."""
    module, _, function = verb.target.partition(":")
    return getattr(import_module(module), function)(session, arguments)


def split_script_arguments(verb: Verb, path: str, words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Which words are the verb's own and which the script's.

    Before the script all are the verb's. After it the verb's own options still count, wherever they stand, until
    `--`; everything else is the script's, in order. An option that only looks like one of ours is an error,
    because a silently misplaced `--comput` would train on the wrong machine.
    """
    options = {name: option for option in verb.options if not option.positional for name in option.names}
    ours: list[str] = []
    theirs: list[str] = []
    rest, seen_script = list(words), False
    while rest:
        word = rest.pop(0)
        if word == "--" and seen_script:
            return ours, theirs + rest
        option = options.get(word.partition("=")[0])
        if option is not None:
            ours.append(word)
            if not option.flag and "=" not in word and rest:
                ours.append(rest.pop(0))
        elif not seen_script:
            ours.append(word)
            seen_script = not word.startswith("-")
        else:
            _refuse_slip(path, word, list(options))
            theirs.append(word)
    return ours, theirs


def _refuse_slip(path: str, word: str, options: Sequence[str]) -> None:
    name = word.partition("=")[0]
    close = nearest(name, [option for option in options if option.startswith("--")], cutoff=0.85)
    if name.startswith("--") and close:
        raise UserErrorException(
            f"{path}: {name!r} looks like {close!r}.",
            remedy=f"Write {close}, or put the script's own arguments after '--'.",
        )


def option_names(verb: Verb) -> list[str]:
    """All option names of a verb, long ones last."""
    return [name for option in verb.options if not option.positional for name in option.names]


def overview(verb: Verb, path: str) -> str:
    """The words below a verb, one a line, with what they do."""
    width = max(len(v.name) for v in verb.verbs)
    lines = [f"  {v.name:<{width}}  {v.help}" for v in verb.verbs]
    return "\n".join([f"usage: {path} VERB ...", "", *lines, "", f"{path} VERB -h explains a verb."])


def _build(verb: Verb, path: str) -> _Parser:
    parser = _Parser(prog=path, description=_sentence(verb.help), allow_abbrev=False)
    for option in verb.options:
        _add(parser, option)
    if verb.rest:
        parser.usage = f"{parser.format_usage().removeprefix('usage: ').strip()} [{verb.rest} arguments ...]"
    return parser


def _add(parser: argparse.ArgumentParser, option: Option) -> None:
    if option.flag:
        parser.add_argument(*option.names, action="store_true", help=option.help)
        return
    settings: dict[str, Any] = {"help": option.help, "metavar": option.metavar, "default": option.default}
    if option.type is not str:
        settings["type"] = option.type
    if option.many:
        settings.update(action="append", default=[])
    if option.optional:
        settings["nargs"] = "?"
    parser.add_argument(*option.names, **settings)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
