import * as React from 'react';

import { problemOf } from '../feed/problem';
import type { IProblem } from '../feed/types';

export interface IAnswer<T> {
  /** Null until the first answer to the present question. */
  value: T | null;
  problem: IProblem | null;
  /** Whether an answer is on its way. */
  busy: boolean;
  /** Asks again; what is known stays meanwhile. */
  reload: () => void;
}

interface IKnown<T> {
  question: string;
  value: T | null;
  problem: IProblem | null;
}

/**
 * What `ask` says. `question` names what is asked for: with another one nothing is known any more, and what still
 * comes for the one before is dropped.
 */
export function useAnswer<T>(question: string, ask: () => Promise<T>): IAnswer<T> {
  const [known, setKnown] = React.useState<IKnown<T> | null>(null);
  const [busy, setBusy] = React.useState(true);
  const [turn, setTurn] = React.useState(0);
  const asking = React.useRef(ask);
  asking.current = ask;
  React.useEffect(() => {
    let wanted = true;
    const settle = (next: (before: T | null) => IKnown<T>) => {
      if (wanted) {
        setKnown(before => next(before?.question === question ? before.value : null));
        setBusy(false);
      }
    };
    setBusy(true);
    asking.current().then(
      value => settle(() => ({ question, value, problem: null })),
      (error: unknown) => settle(value => ({ question, value, problem: problemOf(error) }))
    );
    return () => {
      wanted = false;
    };
  }, [question, turn]);
  const present = known?.question === question ? known : null;
  return {
    value: present?.value ?? null,
    problem: present?.problem ?? null,
    busy,
    reload: React.useCallback(() => setTurn(count => count + 1), [])
  };
}
