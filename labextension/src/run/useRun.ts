import * as React from 'react';

import type { IFeed, IFile, IProblem, IRun } from '../feed/types';

export interface IRunState {
  run: IRun | null;
  files: readonly IFile[];
  problem: IProblem | null;
  /** Take a run document that came as the answer to a request, without waiting for the feed. */
  accept: (run: IRun) => void;
  retry: () => void;
}

/** The run document and its files, live; `saved` is shown until the first answer. */
export function useRun(
  feed: IFeed,
  workspace: string,
  runId: string,
  saved: IRun | null
): IRunState {
  const [run, setRun] = React.useState(saved);
  const [files, setFiles] = React.useState<readonly IFile[]>([]);
  const [problem, setProblem] = React.useState<IProblem | null>(null);
  const [attempt, setAttempt] = React.useState(0);
  React.useEffect(() => {
    setProblem(null);
    const subscription = feed.subscribe({ topic: 'run', workspace, run: runId }, message => {
      if (message.type === 'run') {
        setRun(message.run);
        setFiles(message.files);
      } else if (message.type === 'error') {
        setProblem(message.error);
      }
    });
    return () => subscription.dispose();
  }, [feed, workspace, runId, attempt]);
  const retry = React.useCallback(() => setAttempt(count => count + 1), []);
  return { run, files, problem, accept: setRun, retry };
}

/** Whether the feed is connected, drawn again on change. */
export function useLink(feed: IFeed): IFeed['link'] {
  const listen = React.useCallback((call: () => void) => feed.onLink(call), [feed]);
  return React.useSyncExternalStore(listen, () => feed.link);
}
