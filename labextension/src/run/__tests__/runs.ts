/** Runs for tests. */
import type { IRun } from '../../feed/types';

const BEGIN = Date.parse('2026-11-20T10:00:00Z');

/** The ISO time so many seconds after the run began. */
export function at(seconds: number): string {
  return new Date(BEGIN + seconds * 1000).toISOString();
}

export function aRun(changes: Partial<IRun> = {}): IRun {
  return {
    id: 'digits_1_abc',
    name: 'digits_1_abc',
    experiment: 'digits',
    number: 1,
    type: 'azureml.scriptrun',
    state: 'Running',
    cancelRequested: false,
    target: 'cpu',
    nodeCount: 1,
    times: { NotStarted: at(0), Running: at(1) },
    created: at(0),
    started: at(1),
    ended: null,
    error: null,
    script: 'train.py',
    command: null,
    arguments: ['--lr', '0.1'],
    environment: { name: 'default' },
    snapshot: null,
    tags: {},
    properties: {},
    parent: null,
    description: '',
    submittedBy: 'ada',
    progress: null,
    ...changes
  };
}
