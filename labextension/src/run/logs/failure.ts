/** Where in the logs a failed run's error stands. */
import * as React from 'react';

import type { IRun } from '../../feed/types';
import type { LogStore } from './logStore';
import type { ILogSearch } from './useLogSearch';

type Failed = Pick<IRun, 'state' | 'error'>;

/** The log that the error names: of several processes, the one that failed. */
export function failureLog({ state, error }: Failed): string | null {
  const named = /\b(?:user|system)_logs\/[\w./-]+\.txt/.exec(error?.remedy ?? '');
  return state === 'Failed' && named ? named[0] : null;
}

/** The error's words as the log has them: without the process before and the place in the script after. */
export function failureText({ state, error }: Failed): string | null {
  const line = error?.message.split('\n', 1)[0] ?? '';
  const text = line.replace(/^Process \d+: /, '').replace(/ \([^()]+, line \d+\)$/, '');
  return state === 'Failed' && text !== '' ? text : null;
}

/** Brings the line of the error into sight, once, as soon as the log holds it. */
export function useFailureLine(run: IRun, store: LogStore, search: ILogSearch): void {
  const revealed = React.useRef<LogStore | null>(null);
  const text = failureText(run);
  const { log } = store.state;
  React.useEffect(() => {
    if (text !== null && revealed.current !== store && search.reveal(text)) {
      revealed.current = store;
    }
  }, [text, store, log]);
}
