import * as React from 'react';

import { problemOf } from '../feed/problem';
import type { IProblem } from '../feed/types';

export type TestState =
  | { status: 'none' }
  | { status: 'busy' }
  | { status: 'works' }
  | { status: 'failed'; problem: IProblem };

export interface ITest {
  state: TestState;
  /** Tries it; the answer to an earlier try, or to one that was forgotten, is dropped. */
  run(what: () => Promise<unknown>): Promise<void>;
  forget(): void;
}

/** Whether a connection works, as the server said last. */
export function useTest(): ITest {
  const [state, setState] = React.useState<TestState>({ status: 'none' });
  const turn = React.useRef(0);
  const run = async (what: () => Promise<unknown>): Promise<void> => {
    const mine = ++turn.current;
    const say = (found: TestState) => mine === turn.current && setState(found);
    setState({ status: 'busy' });
    await what().then(
      () => say({ status: 'works' }),
      (error: unknown) => say({ status: 'failed', problem: problemOf(error) })
    );
  };
  const forget = () => {
    turn.current++;
    setState(now => (now.status === 'none' ? now : { status: 'none' }));
  };
  return { state, run, forget };
}
