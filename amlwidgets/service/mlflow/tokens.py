"""The words, texts, numbers and signs of a search, one after the other."""

import re
from typing import List, NamedTuple, NoReturn, Optional, Tuple

from amlwidgets.resources.errors import ValidationException

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.]))
    | (?P<word>[^\W\d][\w\-]*(?:\.(?:[\w\-]+|"(?:[^"]|"")*"|`[^`]*`))*)
    | (?P<text>'(?:[^']|'')*'|"(?:[^"]|"")*")
    | (?P<ticked>`[^`]*`(?:\.(?:[\w\-.]+|`[^`]*`|"(?:[^"]|"")*"))?)
    | (?P<sign><=|>=|!=|<>|=|<|>|\(|\)|,)
    )""",
    re.VERBOSE,
)


class Token(NamedTuple):
    """A piece of a search; `kind` is number, word, text, ticked (in backticks) or sign."""

    kind: str
    text: str

    def says(self, word: str) -> bool:
        """Whether it is that word, in any case."""
        return self.kind == "word" and self.text.upper() == word

    def is_sign(self, sign: str) -> bool:
        """Whether it is that sign."""
        return self.kind == "sign" and self.text == sign


END = Token("end", "the end")


class Tokens:
    """The tokens of a text, taken from its beginning. Every way to go wrong says where."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._tokens = self._scan()

    @property
    def next(self) -> Token:
        """The one that is not taken yet; END behind the last."""
        return self._tokens[self._at] if self._at < len(self._tokens) else END

    def take(self) -> Token:
        """Take the next one."""
        token = self.next
        self._at += 1
        return token

    def skip(self, word: str) -> bool:
        """Take the next one if it is that word."""
        found = self.next.says(word)
        self._at += found
        return found

    def expect_word(self, word: str) -> None:
        """Take that word. Raises ValidationException."""
        if not self.skip(word):
            self.fail(word)

    def expect_sign(self, sign: str) -> None:
        """Take that sign. Raises ValidationException."""
        if not self.next.is_sign(sign):
            self.fail(repr(sign))
        self._at += 1

    def fail(self, expected: str, came: Optional[Token] = None) -> NoReturn:
        """Raise ValidationException: the next one, or the one that was taken, is not what is expected."""
        token = came or self.next
        raise ValidationException(f"{self._shown()} has {token.text[:100]!r}; expected {expected} there.")

    def _shown(self) -> str:
        return repr(self._text if len(self._text) <= 200 else self._text[:200] + "…")

    def _scan(self) -> List[Token]:
        tokens: List[Token] = []
        at, end = 0, len(self._text.rstrip())
        while at < end:
            found = _TOKEN.match(self._text, at)
            if found is None:
                self.fail("a name, a comparator, a number or a text in quotes", Token("", self._text[at:].strip()))
            kind = str(found.lastgroup)
            tokens.append(Token(kind, found.group(kind)))
            at = found.end()
        return tokens


def first_part(name: str) -> Tuple[str, str, str]:
    """What is before the first dot outside of backticks, the dot, and the rest."""
    if not name.startswith("`"):
        return name.partition(".")
    end = name.index("`", 1)
    return name[1:end], name[end + 1 : end + 2], name[end + 2 :]


def unquoted(text: str) -> str:
    """A text or name without its quotes; a quote that was written twice is there once."""
    if text[:1] in ("'", '"'):
        return text[1:-1].replace(text[0] * 2, text[0])
    return text[1:-1] if text.startswith("`") else text
