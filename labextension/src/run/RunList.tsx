import * as React from 'react';

import type { IRun } from '../feed/types';
import { runTitle } from '../runs/words';
import { StateIcon } from './head/StateIcon';
import { RunView } from './RunView';
import type { IRunViewProps } from './RunView';
import { stateWord, toneOf } from './states';
import { useRun } from './useRun';

type IRunListProps = Omit<IRunViewProps, 'runId' | 'saved'> & {
  runs: readonly string[];
  summary: readonly IRun[];
};

/** One run as it is; of several a list, with one of them open. */
export function RunList({ runs, summary, ...rest }: IRunListProps): JSX.Element {
  const [open, setOpen] = React.useState(runs.length === 1 ? runs[0] : null);
  const savedOf = (id: string): IRun | null => summary.find(run => run.id === id) ?? null;
  if (runs.length === 1) {
    return <RunView {...rest} runId={runs[0]} saved={savedOf(runs[0])} />;
  }
  return (
    <ul className="aml-run-list">
      {runs.map(id => (
        <li key={id}>
          <RunRow
            {...rest}
            runId={id}
            saved={savedOf(id)}
            open={id === open}
            toggle={() => setOpen(id === open ? null : id)}
          />
          {id === open ? <RunView {...rest} runId={id} saved={savedOf(id)} /> : null}
        </li>
      ))}
    </ul>
  );
}

function RunRow(props: IRunViewProps & { open: boolean; toggle: () => void }): JSX.Element {
  const { feed, workspace, runId, saved = null, trans, open, toggle } = props;
  const { run, problem } = useRun(feed, workspace, runId, saved);
  return (
    <button type="button" className="aml-run-row" aria-expanded={open} onClick={toggle}>
      <span>{open ? '▾' : '▸'}</span>
      {run ? (
        <span className={`aml-run-state aml-tone-${toneOf(run.state)}`}>
          <StateIcon tone={toneOf(run.state)} />
          {stateWord(run, trans)}
        </span>
      ) : null}
      <span className="aml-run-title">{run ? runTitle(run) : null}</span>
      <span className="aml-run-id">{runId}</span>
      {problem ? <span className="aml-run-dim">{problem.message}</span> : null}
    </button>
  );
}
