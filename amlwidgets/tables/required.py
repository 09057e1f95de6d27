"""pyarrow and pandas, which the environment of a job may not have."""

from typing import Any

from amlwidgets.resources.errors import UserErrorException


def arrow() -> Any:
    """The module pyarrow. Raises UserErrorException that says how to get it."""
    try:
        import pyarrow as pa
    except ImportError as error:
        raise _missing("pyarrow") from error
    return pa


def pandas() -> Any:
    """The module pandas. Raises UserErrorException that says how to get it."""
    try:
        import pandas as pd
    except ImportError as error:
        raise _missing("pandas") from error
    return pd


def _missing(name: str) -> UserErrorException:
    return UserErrorException(
        f"Tabular datasets are read with pandas and pyarrow; {name} is not installed here.",
        remedy="pip install pandas pyarrow; for a run add azureml-dataset-runtime[pandas] to its environment.",
    )
