import type { ICompute, IComputeDetails, INode, NodeState } from '../../feed/types';

export const SINCE = '2026-01-01T00:00:00.000000Z';

export function node(id: string, state: NodeState, leavesAt: string | null = null): INode {
  const run = state === 'running' ? 'digits_1_a' : null;
  return { id, state, run, runName: run && 'digits', since: SINCE, leavesAt };
}

export function details(nodes: INode[], part: Partial<IComputeDetails> = {}): IComputeDetails {
  return {
    vmSize: 'STANDARD_D2_V2',
    vmPriority: 'Dedicated',
    allocationState: 'Steady',
    currentNodeCount: nodes.length,
    targetNodeCount: nodes.length,
    scaleSettings: {
      minNodeCount: 0,
      maxNodeCount: 4,
      nodeIdleTimeBeforeScaleDown: 'PT300S'
    },
    nodes,
    queue: [],
    ...part
  };
}

export function cluster(name: string, properties: IComputeDetails | null = details([])): ICompute {
  return {
    id: `/ws/computes/${name}`,
    name,
    location: 'local',
    tags: {},
    properties: {
      computeType: 'AmlCompute',
      provisioningState: 'Succeeded',
      createdOn: SINCE,
      description: '',
      properties
    }
  };
}

export function machine(): ICompute {
  const local = cluster('local', null);
  return { ...local, properties: { ...local.properties, computeType: 'Local' } };
}

export function other(computeType: string, part: Partial<ICompute['properties']>): ICompute {
  const made = cluster('it', null);
  return { ...made, properties: { ...made.properties, computeType, ...part } };
}
