import type { Link } from './types';

/** Whether a feed is connected, and who wants to know. */
export class LinkState {
  get value(): Link {
    return this._value;
  }

  set value(link: Link) {
    if (link !== this._value) {
      this._value = link;
      [...this._listeners].forEach(listener => listener(link));
    }
  }

  readonly listen = (listener: (link: Link) => void): (() => void) => {
    this._listeners.add(listener);
    return () => void this._listeners.delete(listener);
  };

  private _value: Link = 'connecting';
  private readonly _listeners = new Set<(link: Link) => void>();
}
