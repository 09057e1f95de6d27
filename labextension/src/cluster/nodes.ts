/** What a cluster's nodes look like and say, apart from how they are drawn. */
import type { ICompute, IComputeDetails, INode, NodeState } from '../feed/types';
import type { Trans } from '../host';
import { formatDuration, secondsBetween } from '../parts/duration';

export type SquareState = NodeState | 'empty';

export interface ISquares {
  shown: SquareState[];
  /** How many more there are than fit. */
  hidden: number;
}

export function isLocal(compute: ICompute): boolean {
  return compute.properties.computeType === 'Local';
}

/** What grows and shrinks; compute instances and what is attached do not. */
export function isCluster(compute: ICompute): boolean {
  return compute.properties.computeType === 'AmlCompute';
}

/** The nodes and limits of a cluster, null for everything else. */
export function clusterDetails(compute: ICompute): IComputeDetails | null {
  return isCluster(compute) ? compute.properties.properties : null;
}

/** One state a node, then the places up to `maxNodeCount` that have none, at most `limit` in all. */
export function squares(details: IComputeDetails, limit: number): ISquares {
  const count = Math.max(details.nodes.length, details.scaleSettings.maxNodeCount);
  const shown = Array.from(
    { length: Math.min(count, limit) },
    (_, index): SquareState => details.nodes[index]?.state ?? 'empty'
  );
  return { shown, hidden: count - shown.length };
}

export function stateWord(state: SquareState, trans: Trans): string {
  const words: Record<SquareState, string> = {
    preparing: trans.__('preparing'),
    idle: trans.__('idle'),
    running: trans.__('running'),
    leaving: trans.__('leaving'),
    unusable: trans.__('unusable'),
    empty: trans.__('not started')
  };
  return words[state];
}

/** "2 running, 1 idle": what a screen reader hears for the squares. */
export function squaresLabel(shown: readonly SquareState[], trans: Trans): string {
  const counts = new Map<SquareState, number>();
  shown.forEach(state => counts.set(state, (counts.get(state) ?? 0) + 1));
  return [...counts].map(([state, count]) => `${count} ${stateWord(state, trans)}`).join(', ');
}

/** The last line of a node, below its state: how long it has been in it, or when it leaves. */
export function nodeTime(node: INode, now: number, trans: Trans): string {
  if (node.leavesAt !== null) {
    const left = (Date.parse(node.leavesAt) - now) / 1000;
    return left > 0 ? trans.__('leaves in %1', formatDuration(left)) : trans.__('leaves now');
  }
  const since = formatDuration(secondsBetween(node.since, null, now));
  return trans.__('for %1', since);
}

/** "Resizing · 3 of 4 nodes"; "Running" of a compute instance. */
export function allocationLine(compute: ICompute, trans: Trans): string {
  const details = clusterDetails(compute);
  if (compute.properties.provisioningState !== 'Succeeded' || !details) {
    return stateWordOf(compute, trans);
  }
  const { currentNodeCount: current, scaleSettings } = details;
  const nodes = trans.__('%1 of %2 nodes', current, scaleSettings.maxNodeCount);
  return `${allocationWord(details, trans)} · ${nodes}`;
}

/** The one line of a compute in a list: "STANDARD_D2_V2 · resizing 3/4". */
export function summaryLine(compute: ICompute, busy: number, trans: Trans): string {
  const details = clusterDetails(compute);
  if (isLocal(compute)) {
    const doing = busy > 0 ? trans._n('%1 run', '%1 runs', busy) : trans.__('ready');
    return `${trans.__('this machine')} · ${doing}`;
  }
  if (!isCluster(compute)) {
    return `${compute.properties.computeType} · ${stateWordOf(compute, trans).toLowerCase()}`;
  }
  if (compute.properties.provisioningState !== 'Succeeded' || !details) {
    return provisioningWord(compute, trans).toLowerCase();
  }
  return `${details.vmSize} · ${nodesInShort(details, trans)}`;
}

function nodesInShort(details: IComputeDetails, trans: Trans): string {
  const { currentNodeCount: current, targetNodeCount: target, scaleSettings } = details;
  if (details.allocationState === 'Resizing') {
    return trans.__('resizing %1/%2', current, target);
  }
  return current === 0 ? trans.__('idle at 0') : `${current}/${scaleSettings.maxNodeCount}`;
}

function allocationWord(details: IComputeDetails, trans: Trans): string {
  return details.allocationState === 'Resizing' ? trans.__('Resizing') : trans.__('Steady');
}

/** What a compute instance is, or that something is attached; else how far it is made. */
function stateWordOf(compute: ICompute, trans: Trans): string {
  const { provisioningState, properties, isAttachedCompute } = compute.properties;
  if (provisioningState !== 'Succeeded') {
    return provisioningWord(compute, trans);
  }
  const words: Record<string, string> = {
    Running: trans.__('Running'),
    Stopped: trans.__('Stopped'),
    Starting: trans.__('Starting'),
    Stopping: trans.__('Stopping'),
    Restarting: trans.__('Restarting')
  };
  const state = properties?.state;
  if (state) {
    return words[state] ?? state;
  }
  return isAttachedCompute ? trans.__('Attached') : provisioningWord(compute, trans);
}

function provisioningWord(compute: ICompute, trans: Trans): string {
  const words: Record<string, string> = {
    Succeeded: trans.__('Ready'),
    Creating: trans.__('Creating'),
    Updating: trans.__('Updating'),
    Deleting: trans.__('Deleting'),
    Failed: trans.__('Failed')
  };
  return words[compute.properties.provisioningState] ?? compute.properties.provisioningState;
}

export function priorityWord(details: IComputeDetails, trans: Trans): string {
  return details.vmPriority === 'LowPriority' ? trans.__('low priority') : trans.__('dedicated');
}

/** Whether the view shows a time that runs. */
export function ticks(details: IComputeDetails | null): boolean {
  return details !== null && (details.nodes.length > 0 || details.queue.length > 0);
}
