import * as React from 'react';

import { problemOf } from '../feed/problem';
import type { IProblem } from '../feed/types';

export interface IAction {
  busy: boolean;
  problem: IProblem | null;
  /** Does it unless something is being done already; true when it succeeded. */
  run(what: () => Promise<unknown>): Promise<boolean>;
  dismiss(): void;
}

/** One thing at a time that a person asked for, with its failure kept to be shown. */
export function useAction(): IAction {
  const [busy, setBusy] = React.useState(false);
  const [problem, setProblem] = React.useState<IProblem | null>(null);
  const running = React.useRef(false);
  const run = async (what: () => Promise<unknown>): Promise<boolean> => {
    if (running.current) {
      return false;
    }
    running.current = true;
    setBusy(true);
    setProblem(null);
    try {
      await what();
      return true;
    } catch (error) {
      setProblem(problemOf(error));
      return false;
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return { busy, problem, run, dismiss: () => setProblem(null) };
}
