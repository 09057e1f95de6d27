/** The x under the pointer, shared by all charts of a run. */
export class HoverBus {
  get x(): number | null {
    return this._x;
  }

  set x(x: number | null) {
    if (x !== this._x) {
      this._x = x;
      this._listeners.forEach(listener => listener());
    }
  }

  readonly listen = (listener: () => void): (() => void) => {
    this._listeners.add(listener);
    return () => void this._listeners.delete(listener);
  };

  private _x: number | null = null;
  private readonly _listeners = new Set<() => void>();
}
