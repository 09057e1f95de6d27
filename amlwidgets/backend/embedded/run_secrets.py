"""The secrets among a run's environment variables: kept apart from its record, found again for its processes."""

from dataclasses import replace
from typing import Any, Dict

from amlwidgets.resources.records import RunRecord, RunSpec
from amlwidgets.store.layout import Layout

_OF_ENVIRONMENT = "environmentVariables"


def spec_shown(spec: RunSpec) -> RunSpec:
    """The spec as it is recorded: dots in place of what looks secret."""
    if not _variables(spec):
        return spec
    from amlwidgets.store.secret_variables import shown

    return _with(spec, shown(_variables(spec)))


def keep_secrets(layout: Layout, run: RunRecord) -> None:
    """Keep what `spec_shown` leaves out. Raises StoreException."""
    if _variables(run.spec):
        from amlwidgets.store.secret_variables import RUN, keep

        keep(layout, RUN, run.run_id, _variables(run.spec))


def spec_with_secrets(layout: Layout, run: RunRecord) -> RunSpec:
    """The spec as it was submitted. Raises StoreException."""
    if not _variables(run.spec):
        return run.spec
    from amlwidgets.store.secret_variables import RUN, put_together

    return _with(run.spec, put_together(layout, RUN, run.run_id, _variables(run.spec)))


def forget_secrets(layout: Layout, run_id: str) -> None:
    """Remove what was kept of a run."""
    from amlwidgets.store.secret_variables import RUN, forget

    forget(layout, RUN, run_id)


def _variables(spec: RunSpec) -> Dict[str, str]:
    """What the processes get: the run's own win over those of its environment."""
    of_environment = spec.environment.get(_OF_ENVIRONMENT) or {}
    return {str(name): str(value) for name, value in {**of_environment, **spec.environment_variables}.items()}


def _with(spec: RunSpec, variables: Dict[str, str]) -> RunSpec:
    environment: Dict[str, Any] = dict(spec.environment)
    if environment.get(_OF_ENVIRONMENT):
        environment[_OF_ENVIRONMENT] = {name: variables[str(name)] for name in environment[_OF_ENVIRONMENT]}
    own = {name: variables[str(name)] for name in spec.environment_variables}
    return replace(spec, environment=environment, environment_variables=own)
