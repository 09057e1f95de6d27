import { problemOf } from '../feed/problem';
import { RequestError } from '../feed/types';
import type { IFeed, IProblem } from '../feed/types';
import { getDataset, listDatasets } from './requests';
import type { IDataset } from './types';

export interface IDatasetList {
  /** By name; null until the first answer. */
  items: readonly IDataset[] | null;
  problem: IProblem | null;
}

/** Beyond so many changes at once all datasets are asked for, which is one request. */
const ONE_BY_ONE = 5;

/** The datasets of a workspace. Told which changed, it asks for those; one question at a time. */
export class DatasetList {
  constructor(
    private readonly feed: IFeed,
    private readonly workspace: string
  ) {}

  readonly listen = (listener: () => void): (() => void) => {
    this._listeners.add(listener);
    return () => void this._listeners.delete(listener);
  };

  readonly snapshot = (): IDatasetList => this._state;

  /** Ask for those of these names, or for all. */
  readonly renew = (names: readonly string[] | null): void => {
    this._wanted =
      names === null || this._wanted === 'all' || this._state.items === null
        ? 'all'
        : new Set([...this._wanted, ...names]);
    if (!this._busy) {
      void this._work();
    }
  };

  private async _work(): Promise<void> {
    this._busy = true;
    while (this._wanted === 'all' || this._wanted.size > 0) {
      const wanted = this._wanted;
      this._wanted = new Set();
      try {
        const one = wanted !== 'all' && wanted.size <= ONE_BY_ONE;
        this._set({ items: await (one ? this._merged(wanted) : this._all()), problem: null });
      } catch (error) {
        this._set({ ...this._state, problem: problemOf(error) });
      }
    }
    this._busy = false;
  }

  private _all(): Promise<IDataset[]> {
    return listDatasets(this.feed, this.workspace);
  }

  private async _merged(names: ReadonlySet<string>): Promise<IDataset[]> {
    const found = await Promise.all([...names].map(name => this._one(name)));
    const others = (this._state.items ?? []).filter(item => !names.has(item.name));
    const present = found.filter(item => item !== null);
    return [...others, ...present].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Null for one that is no longer there, or that belongs to a run alone. */
  private async _one(name: string): Promise<IDataset | null> {
    try {
      return await getDataset(this.feed, this.workspace, name);
    } catch (error) {
      if (error instanceof RequestError && error.status === 404) {
        return null;
      }
      throw error;
    }
  }

  private _set(state: IDatasetList): void {
    this._state = state;
    [...this._listeners].forEach(listener => listener());
  }

  private _state: IDatasetList = { items: null, problem: null };
  private _wanted: 'all' | ReadonlySet<string> = new Set();
  private _busy = false;
  private readonly _listeners = new Set<() => void>();
}
