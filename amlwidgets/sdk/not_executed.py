"""What can be described today and is executed by a later version: submitting it says so in one sentence."""

from typing import NoReturn

from amlwidgets.resources.errors import JobTypeNotExecuted


class NotExecuted:
    """Something of v1's that imports, is checked and serialises, and that no workspace executes yet."""

    _called = "It"
    _meanwhile = ""

    @classmethod
    def refuse(cls, doing: str = "submitted") -> NoReturn:
        """Raise JobTypeNotExecuted: what does not work yet, and what to do meanwhile."""
        message = f"{cls._called} cannot be {doing} yet: this version executes none."
        raise JobTypeNotExecuted(message, remedy=cls._meanwhile)
