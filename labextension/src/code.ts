/** The cells that "Insert Code" puts into a notebook. */

/** A Python string literal; JSON's escapes are a subset of Python's. */
function quote(text: string): string {
  return JSON.stringify(text);
}

/** A Python name made of a resource's name: "cpu-cluster" → "cpu_cluster". */
export function variable(name: string): string {
  const safe = name.replace(/[^A-Za-z0-9_]+/g, '_');
  return /^[0-9]/.test(safe) ? `_${safe}` : safe;
}

const WORKSPACE = 'ws = Workspace.from_config()';

export function computeCode(name: string): string {
  return [
    'from azureml.core import ComputeTarget, Workspace',
    '',
    WORKSPACE,
    `${variable(name)} = ComputeTarget(workspace=ws, name=${quote(name)})`
  ].join('\n');
}

export function datastoreCode(name: string): string {
  return [
    'from azureml.core import Datastore, Workspace',
    '',
    WORKSPACE,
    `${variable(name)} = Datastore.get(ws, ${quote(name)})`
  ].join('\n');
}

export function openRunCode(run: string): string {
  return [
    'from azureml.core import Run, Workspace',
    'from azureml.widgets import RunDetails',
    '',
    WORKSPACE,
    `RunDetails(Run.get(ws, ${quote(run)})).show()`
  ].join('\n');
}
