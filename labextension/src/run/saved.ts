/**
 * What a notebook carries of runs and clusters, checked: a notebook comes from anywhere, so nothing in it is
 * taken on trust, and what has another shape is left out.
 */
import type { IRun, RunState } from '../feed/types';

export interface IRunBundle {
  workspace: string;
  runs: string[];
  /** The runs as they were when the notebook was saved. */
  summary: IRun[];
}

export interface IClusterBundle {
  workspace: string;
  compute: string | null;
}

const ARM_ID =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.MachineLearningServices\/workspaces\/[^/]+$/i;
const MOST_RUNS = 200;

type Shape = Record<string, unknown>;

/** Null where it is no bundle of runs. */
export function runBundle(data: unknown): IRunBundle | null {
  const { workspace, runs, summary } = shapeOf(data);
  const ids = Array.isArray(runs) ? runs.filter(isName).slice(0, MOST_RUNS) : [];
  if (!isWorkspace(workspace) || ids.length === 0) {
    return null;
  }
  const saved = Array.isArray(summary) ? summary.flatMap(run => savedRun(run) ?? []) : [];
  return { workspace, runs: ids, summary: saved };
}

/** Null where it is no bundle of a cluster. */
export function clusterBundle(data: unknown): IClusterBundle | null {
  const { workspace, compute } = shapeOf(data);
  if (!isWorkspace(workspace) || !(compute === null || isName(compute))) {
    return null;
  }
  return { workspace, compute };
}

function shapeOf(value: unknown): Shape {
  return typeof value === 'object' && value !== null ? (value as Shape) : {};
}

/** Names become parts of request paths: none may lead elsewhere. */
function isName(value: unknown): value is string {
  return typeof value === 'string' && /^[^/\\]+$/.test(value) && !/^\.+$/.test(value);
}

function isWorkspace(value: unknown): value is string {
  return typeof value === 'string' && ARM_ID.test(value) && !/\/\.+(\/|$)/.test(value);
}

function savedRun(value: unknown): IRun | null {
  const run = shapeOf(value);
  if (!isName(run.id) || typeof run.state !== 'string') {
    return null;
  }
  return {
    id: run.id,
    name: textOf(run.name) ?? run.id,
    experiment: textOf(run.experiment) ?? '',
    number: typeof run.number === 'number' ? run.number : 0,
    type: textOf(run.type) ?? '',
    state: run.state as RunState,
    cancelRequested: run.cancelRequested === true,
    target: textOf(run.target) ?? '',
    nodeCount: typeof run.nodeCount === 'number' ? run.nodeCount : 1,
    times: textsOf(run.times),
    created: textOf(run.created) ?? '',
    started: textOf(run.started),
    ended: textOf(run.ended),
    error: savedError(run.error),
    script: textOf(run.script),
    command: textOf(run.command),
    tags: textsOf(run.tags),
    parent: textOf(run.parent),
    description: textOf(run.description) ?? '',
    submittedBy: textOf(run.submittedBy) ?? '',
    progress: null
  };
}

function savedError(value: unknown): IRun['error'] {
  const { code, message, remedy } = shapeOf(value);
  const said = textOf(message);
  return said === null
    ? null
    : { code: textOf(code) ?? '', message: said, remedy: textOf(remedy) ?? '' };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function textsOf(value: unknown): Record<string, string> {
  const texts = Object.entries(shapeOf(value)).filter(([, text]) => typeof text === 'string');
  return Object.fromEntries(texts) as Record<string, string>;
}
