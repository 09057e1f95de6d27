import type { IRun } from '../../feed/types';
import type { WorkspaceMessage } from '../workspaceStore';

/** The n-th run of an experiment, created in the n-th second. */
export function run(n: number, part: Partial<IRun> = {}): IRun {
  const created = new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString();
  const id = `digits_${n}`;
  return {
    id,
    name: id,
    experiment: 'digits',
    number: n,
    type: 'azureml.scriptrun',
    state: 'Completed',
    cancelRequested: false,
    target: 'cpu',
    nodeCount: 1,
    times: {},
    created,
    started: created,
    ended: new Date(Date.parse(created) + 41_000).toISOString(),
    error: null,
    script: 'train.py',
    command: null,
    tags: {},
    parent: null,
    description: '',
    submittedBy: 'ada',
    progress: null,
    ...part
  };
}

export function message(part: Partial<WorkspaceMessage>): WorkspaceMessage {
  return {
    id: '1',
    type: 'workspace',
    cursor: 1,
    reset: false,
    computes: [],
    datastores: [],
    runs: [],
    removed: [],
    counts: {},
    ...part
  };
}
