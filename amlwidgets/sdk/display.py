"""How objects look at the end of a notebook cell, and where their page is."""

import os
from html import escape
from typing import Any, Sequence, Tuple

_REFERENCE = "https://learn.microsoft.com/python/api/azureml-core"
RUN_DOCS = f"{_REFERENCE}/azureml.core.run.run"
EXPERIMENT_DOCS = f"{_REFERENCE}/azureml.core.experiment.experiment"
"""The reference of v1's vocabulary, which ours follows."""

Cell = Tuple[str, str, str]
"""A column: heading, text, and the link behind the text ('' for none)."""


def table(cells: Sequence[Cell]) -> str:
    """A table of one row, as v1 shows runs and experiments; all of it is shown as text."""
    heads = "".join(f"<th>{escape(head)}</th>" for head, _, _ in cells)
    row = "".join(f"<td>{_linked(text, link)}</td>" for _, text, link in cells)
    return f'<table style="width:100%;table-layout:auto"><tr>{heads}</tr><tr>{row}</tr></table>'


def _linked(text: str, link: str) -> str:
    if not link:
        return escape(text)
    return f'<a href="{escape(link)}" target="_blank" rel="noopener">{escape(text)}</a>'


def run_url(run_id: str) -> str:
    """The run's page in the JupyterLab that `aml lab` started, else its name as a link."""
    server = server_url()
    return f"{server}lab?aml-run={run_id}" if server else f"aml://runs/{run_id}"


def run_page(run: Any) -> str:
    """As `run_url`, of an id, a run, or a run of MLflow's."""
    found = getattr(getattr(run, "info", run), "run_id", None) or getattr(run, "id", run)
    return run_url(str(found))


def experiment_url(name: str) -> str:
    """As `run_url`, for an experiment."""
    server = server_url()
    return f"{server}lab?aml-experiment={name}" if server else f"aml://experiments/{name}"


def server_url() -> str:
    """The address of the JupyterLab that `aml lab` started, ending with a slash; '' where there is none."""
    address = os.environ.get("AMLWIDGETS_SERVER_URL", "")
    return f"{address.rstrip('/')}/" if address else ""
