"""httpx logs the URL of every request: signatures are taken out of it, since notebooks show what is logged."""

import logging

from amlwidgets.resources.redaction import redact


class _WithoutSignatures(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(arg if isinstance(arg, (int, str)) else redact(str(arg)) for arg in record.args)
        return True


_FILTER = _WithoutSignatures()


def hide_signatures() -> None:
    """From now on, in this process; once or often is the same."""
    logging.getLogger("httpx").addFilter(_FILTER)
