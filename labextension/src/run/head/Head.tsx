import * as React from 'react';

import { openRunCode } from '../../code';
import { ProblemNotice } from '../../parts/Notice';
import { useAction } from '../../parts/useAction';
import type { IAction } from '../../parts/useAction';
import { useNow } from '../../parts/useNow';
import { jobPath } from '../../feed/paths';
import type { IRun } from '../../feed/types';
import { useRunContext } from '../context';
import type { IRunContext } from '../context';
import { runTitle } from '../../runs/words';
import { shortDuration } from '../format';
import { elapsedOf } from '../phases';
import { isEnded, stateWord, toneOf } from '../states';
import { CancelButton } from './CancelButton';
import { Menu } from './Menu';
import type { IMenuItem } from './Menu';
import { PhaseBar } from './PhaseBar';
import { StateIcon } from './StateIcon';

interface IHeadProps {
  run: IRun;
  /** Show another run in this place, where there is no tab to open it in. */
  show: (run: string) => void;
}

/** Who the run is, how it is, how long, and what can be done with it. */
export function Head({ run, show }: IHeadProps): JSX.Element {
  const context = useRunContext();
  const { trans } = context;
  const now = useNow(!isEnded(run.state));
  const action = useAction();
  return (
    <header className="aml-run-head" data-aml-state={run.state}>
      <div className="aml-run-title-row">
        <div className="aml-run-who">
          <span className={`aml-run-state aml-tone-${toneOf(run.state)}`} aria-live="polite">
            <StateIcon tone={toneOf(run.state)} />
            {stateWord(run, trans)}
          </span>
          <RunName run={run} />
        </div>
        <div className="aml-run-side">
          <span className="aml-run-dim">
            {target(run, trans._n('%1 node', '%1 nodes', run.nodeCount))}
          </span>
          <span className="aml-run-dim aml-run-number" title={trans.__('Elapsed')}>
            {shortDuration(elapsedOf(run, now))}
          </span>
          <CancelButton run={run} action={action} />
          <Menu label={trans.__('More')} items={() => menuItems(context, run, action, show)} />
        </div>
      </div>
      <PhaseBar run={run} now={now} />
      {action.problem ? (
        <ProblemNotice problem={action.problem} trans={trans} onDismiss={action.dismiss} />
      ) : null}
    </header>
  );
}

function RunName({ run }: { run: IRun }): JSX.Element {
  const { trans } = useRunContext();
  return (
    <>
      <span className="aml-run-title" title={trans.__('Experiment %1', run.experiment)}>
        {runTitle(run)}
      </span>
      <button
        type="button"
        className="aml-run-id"
        title={trans.__('Copy the run id')}
        onClick={() => void copyText(run.id)}
      >
        {run.id}
      </button>
    </>
  );
}

function target(run: IRun, nodes: string): string {
  return run.nodeCount > 1 ? `${run.target} · ${nodes}` : run.target;
}

/** What the menu offers when it opens: the page may have learned to open tabs since the run was drawn. */
function menuItems(
  { feed, workspace, host, trans }: IRunContext,
  run: IRun,
  action: IAction,
  show: (run: string) => void
): IMenuItem[] {
  const resubmit = async (): Promise<void> => {
    const path = jobPath(workspace, run.id, 'resubmit');
    const job = await feed.request<{ name: string }>('POST', path);
    (host.openRun ? (id: string) => host.openRun?.(workspace, id) : show)(job.name);
  };
  const items: IMenuItem[] = [
    { label: trans.__('Resubmit'), run: () => void action.run(resubmit) },
    { label: trans.__('Copy id'), run: () => void copyText(run.id) }
  ];
  if (host.openRun) {
    const open = (): void => host.openRun?.(workspace, run.id);
    items.splice(1, 0, { label: trans.__('Open in a tab'), run: open });
  }
  if (host.insertCode) {
    const insert = (): void => host.insertCode?.(openRunCode(run.id));
    items.push({ label: trans.__('Insert code'), run: insert });
  }
  return items;
}

/** Copies where the page may; elsewhere the id is there to be selected. */
async function copyText(text: string): Promise<void> {
  await navigator.clipboard?.writeText(text).catch(() => undefined);
}
