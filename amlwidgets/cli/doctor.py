"""`aml doctor`: one line a part, and under what is broken how to mend it."""

from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from amlwidgets.magics.verbs.session import Session
from amlwidgets.magics.verbs.table import printable


@dataclass(frozen=True)
class Finding:
    """What a check found. `fix` is the exact command or act that mends it; empty means nothing is broken."""

    part: str
    says: str
    fix: str = ""

    @property
    def broken(self) -> bool:
        """Whether something has to be done."""
        return bool(self.fix)


Check = Callable[[], Iterator[Finding]]


def doctor(session: Session, _arguments: Namespace) -> int:
    """Run all checks; returns 1 when something is broken, else 0."""
    from amlwidgets.cli.checks_install import INSTALL_CHECKS
    from amlwidgets.cli.checks_store import STORE_CHECKS

    findings = [finding for check in (*INSTALL_CHECKS, *STORE_CHECKS) for finding in check()]
    pad = max(len(finding.part) for finding in findings)
    for finding in findings:
        mark = "BROKEN" if finding.broken else "ok"
        session.say(f"{mark:<6}  {finding.part:<{pad}}  {printable(finding.says)}")
        if finding.broken:
            session.say(f"{'':<6}  {'':<{pad}}  Fix: {finding.fix}")
    return int(any(finding.broken for finding in findings))
