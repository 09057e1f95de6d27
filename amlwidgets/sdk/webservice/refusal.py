"""What is described today and deployed by a later version: one sentence says so, and what to do meanwhile."""

from typing import NoReturn

from amlwidgets.resources.errors import WebserviceException

_MEANWHILE = (
    "Meanwhile run the entry script in a notebook: %run score.py, then init() and run(data); "
    "Model.get_model_path(name, _workspace=ws) finds the model there too."
)


def refuse(what: str) -> NoReturn:
    """Raise WebserviceException."""
    raise WebserviceException(f"{what} cannot be deployed yet: nothing serves it here.", remedy=_MEANWHILE)


def missing(what: str, name: str) -> WebserviceException:
    """What v1 says of a service or image that is not there."""
    return WebserviceException(
        f"{what}NotFound: {what} with name {name} not found in provided workspace", remedy=_MEANWHILE
    )
