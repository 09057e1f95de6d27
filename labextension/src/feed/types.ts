/**
 * The shapes of docs/developers/protocol.md. Every view is written against these and nothing else.
 */

export type RunState =
  | 'NotStarted'
  | 'Starting'
  | 'Preparing'
  | 'Queued'
  | 'Running'
  | 'Finalizing'
  | 'Completed'
  | 'Failed'
  | 'CancelRequested'
  | 'Canceled';

export interface IProblem {
  code: string;
  message: string;
  remedy?: string;
}

/** What a run's processes have; `asked`, `used` and `replaced` where something was built or left out. */
export interface IEnvironment {
  name?: string;
  python?: string;
  asked?: { python: string; packages: string[] };
  used?: { python: string; packages: string[] };
  replaced?: string[];
}

export interface IRun {
  id: string;
  name: string;
  experiment: string;
  number: number;
  type: string;
  state: RunState;
  cancelRequested: boolean;
  target: string;
  nodeCount: number;
  times: Partial<Record<RunState, string>>;
  created: string;
  started: string | null;
  ended: string | null;
  error: IProblem | null;
  script: string | null;
  command: string | null;
  arguments?: string[];
  environment?: IEnvironment;
  snapshot?: string | null;
  tags: Record<string, string | null>;
  properties?: Record<string, string>;
  parameters?: Record<string, string>;
  archived?: boolean;
  parent: string | null;
  description: string;
  submittedBy: string;
  progress: { value: number; text: string } | null;
}

export interface IFile {
  path: string;
  size: number;
  modified: string;
}

export type NodeState = 'preparing' | 'idle' | 'running' | 'leaving' | 'unusable';

export interface INode {
  id: string;
  state: NodeState;
  run: string | null;
  runName: string | null;
  since: string;
  leavesAt: string | null;
}

export interface IQueued {
  run: string;
  name: string;
  nodeCount: number;
  since: string;
}

export interface IComputeDetails {
  vmSize: string;
  vmPriority: string;
  allocationState: string;
  currentNodeCount: number;
  targetNodeCount: number;
  scaleSettings: {
    minNodeCount: number;
    maxNodeCount: number;
    nodeIdleTimeBeforeScaleDown: string;
  };
  nodes: INode[];
  queue: IQueued[];
}

export interface ICompute {
  id: string;
  name: string;
  location: string;
  tags: Record<string, string>;
  properties: {
    computeType: string;
    provisioningState: string;
    createdOn: string;
    description: string;
    isAttachedCompute?: boolean;
    /** All of IComputeDetails for a cluster alone; `state` is a compute instance's. */
    properties: (IComputeDetails & { state?: string }) | null;
  };
}

export interface IDatastore {
  id: string;
  name: string;
  properties: {
    datastoreType: string;
    isDefault: boolean;
    accountName?: string;
    containerName?: string;
    description: string;
    path: string;
    protected: boolean;
    /** What else its kind needs, never a secret; `secretsGiven` names those that are kept of it. */
    settings?: Record<string, unknown>;
    secretsGiven?: string[];
    /** It has tables and no files. */
    isDatabase?: boolean;
  };
}

export interface IEntry {
  name: string;
  path: string;
  type: 'file' | 'directory';
  size: number | null;
  modified: string;
}

/** The beginning of a file of a datastore. */
export type FilePreview =
  | { kind: 'text'; text: string; truncated: boolean }
  | {
      kind: 'table';
      columns: { name: string; type: string }[];
      rows: (string | null)[][];
      truncated: boolean;
      /** Null where nobody knows without reading all of it. */
      rowCount: number | null;
    }
  | { kind: 'image'; mediaType: string; size: number }
  | { kind: 'none'; size: number };

/** What a page asks of the live feed; the feed adds the `id`. */
export type Topic =
  | { topic: 'run'; workspace: string; run: string }
  | { topic: 'log'; workspace: string; run: string; path: string; offset: number }
  | {
      topic: 'metrics';
      workspace: string;
      run: string;
      width: number;
      cursor: string | null;
      names: string[] | null;
      window: { from: number; to: number } | null;
    }
  | { topic: 'workspace'; workspace: string; cursor: number | null };

export interface ISeriesHeader {
  name: string;
  mode: 'replace' | 'append';
  count: number;
  total: number;
  last: number | string | null;
  min: number | string | null;
  minStep: number | null;
  max: number | string | null;
  maxStep: number | null;
}

export interface IRecord {
  name: string;
  kind: string;
  index: number;
  time: number;
  value: unknown;
}

export interface ISeries extends ISeriesHeader {
  step: Float64Array;
  time: Float64Array;
  value: Float64Array;
}

export type Message =
  | { id: string; type: 'run'; run: IRun; files: IFile[]; cursor: number }
  | {
      id: string;
      type: 'log';
      path: string;
      offset: number;
      next: number;
      size: number;
      text: string;
    }
  | { id: string; type: 'metrics'; cursor: string; series: ISeries[]; records: IRecord[] }
  | {
      id: string;
      type: 'workspace';
      cursor: number;
      reset: boolean;
      computes: ICompute[];
      datastores: IDatastore[];
      runs: IRun[];
      /** The names of those that changed; nothing from servers that do not tell. */
      datasets?: string[];
      removed: { kind: 'compute' | 'datastore' | 'run'; name: string }[];
      counts: Partial<Record<RunState, number>>;
    }
  | { id: string; type: 'end' }
  | { id: string; type: 'error'; error: IProblem };

export interface ISubscription {
  /** Change what is asked for (another window, another file): the old answers stop. */
  update(topic: Topic): void;
  dispose(): void;
}

export type Link = 'connecting' | 'live' | 'lost';

/** An answer that was not a success; `problem` is the server's own sentence. */
export class RequestError extends Error {
  constructor(
    readonly status: number,
    readonly problem: IProblem
  ) {
    super(problem.message);
  }
}

/**
 * Where data comes from: the server's routes and socket, or a widget's comm. Views see only this.
 *
 * A subscription survives a lost link: the feed subscribes again with the cursor (or offset) of the last
 * message it delivered, so nothing is missed and nothing comes twice.
 */
export interface IFeed {
  readonly link: Link;
  /** Calls back on every change of `link`; returns the function that stops it. */
  onLink(listener: (link: Link) => void): () => void;
  subscribe(topic: Topic, receive: (message: Message) => void): ISubscription;
  /**
   * A JSON request; `path` as in protocol.md, e.g. `{ws}/jobs/x/cancel`. Throws RequestError. `signal` says that
   * the answer is not wanted any more: a server ends what it does for it.
   */
  request<T>(
    method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    signal?: AbortSignal
  ): Promise<T>;
  /** Bytes of a file, all of it or `range` = [from, to). Throws RequestError. */
  bytes(path: string, range?: [number, number]): Promise<Uint8Array>;
  /** Put a file's bytes, with progress in bytes where the carrier can tell. */
  upload(
    path: string,
    body: Blob,
    options?: {
      overwrite?: boolean;
      onProgress?: (sent: number, total: number) => void;
      signal?: AbortSignal;
    }
  ): Promise<void>;
  /** A URL the browser can open or download, null where the carrier has none (comm). Carries no token. */
  url(path: string): string | null;
}
