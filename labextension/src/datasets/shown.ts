import * as React from 'react';

export type Part = 'preview' | 'profile' | 'details';

export interface IShown {
  version: string;
  part: Part;
}

/** Which version of a dataset its tab shows, and which part of it: chosen inside, and by who opens it again. */
export class Shown {
  constructor(private _state: IShown) {}

  readonly listen = (listener: () => void): (() => void) => {
    this._listeners.add(listener);
    return () => void this._listeners.delete(listener);
  };

  readonly snapshot = (): IShown => this._state;

  readonly choose = (part: Partial<IShown>): void => {
    this._state = { ...this._state, ...part };
    [...this._listeners].forEach(listener => listener());
  };

  private readonly _listeners = new Set<() => void>();
}

export function useShown(shown: Shown): IShown {
  return React.useSyncExternalStore(shown.listen, shown.snapshot);
}
