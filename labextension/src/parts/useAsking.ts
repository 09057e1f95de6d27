import * as React from 'react';

export interface IAsking<T> {
  /** What is open now, e.g. a question below a row. */
  readonly asking: T | null;
  /** Opens another in its place. */
  ask(what: T): void;
  /** Closes what was asked, and nothing that was opened since: answers may come late. */
  close(asked: T): void;
}

/** One question at a time. */
export function useAsking<T>(): IAsking<T> {
  const [asking, setAsking] = React.useState<T | null>(null);
  const close = (asked: T) => setAsking(now => (now === asked ? null : now));
  return { asking, ask: what => setAsking(() => what), close };
}
