"""A model of a job's output: clients register the job's URI, and look for the files at a datastore's."""

import re
from dataclasses import replace

from amlwidgets.backend import Backend
from amlwidgets.faces.history import DEFAULT_OUTPUT, output_uris
from amlwidgets.resources.assets import AssetRecord
from amlwidgets.resources.errors import ResourceNotFound

_OUTPUT = re.compile(r"azureml:/{1,2}(?:.*/)?jobs/([^/]+)/outputs/([^/]+)(?:/paths)?/?(.*)\Z|runs:/([^/]+)/(.*)\Z")
_ARTIFACTS = "artifacts"
"""What clients call a run's own files in a URI."""


def at_datastore(backend: Backend, model: AssetRecord) -> AssetRecord:
    """The model with the URI of the datastore that holds its files, as Azure ML answers it.

    Any other URI stays. Raises ResourceNotFound for a job, or an output of it, that is not there.
    """
    found = _OUTPUT.match(str(model.properties.get("modelUri", "")))
    if found is None:
        return model
    run_id, output, path = found.group(1) or found.group(4), found.group(2), found.group(3) or found.group(5) or ""
    outputs = output_uris(backend.workspace, backend.get_run(run_id))
    own = output in (None, _ARTIFACTS)
    root = outputs.get(DEFAULT_OUTPUT if own else output)
    if root is None:
        raise ResourceNotFound(f"The job {run_id!r} has no output {output!r}.", kind="output", name=output)
    place = {"modelUri": f"{root.rstrip('/')}/{path}", "jobName": run_id}
    return replace(model, properties={**model.properties, **place})
