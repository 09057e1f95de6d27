import * as React from 'react';

import type { IRun } from '../feed/types';
import type { Trans } from '../host';
import { runTitle } from '../runs/words';
import { localTime, shortDuration } from './format';
import { StateIcon } from './head/StateIcon';
import { elapsedOf } from './phases';
import { isEnded, stateWord, toneOf } from './states';

/** Runs as the notebook saved them, where there is no server to ask. */
export function SavedRuns({ runs, trans }: { runs: readonly IRun[]; trans: Trans }): JSX.Element {
  return (
    <>
      {runs.map(run => (
        <header key={run.id} className="aml-run-head" data-aml-state={run.state}>
          <div className="aml-run-title-row">
            <span className={`aml-run-state aml-tone-${toneOf(run.state)}`}>
              <StateIcon tone={toneOf(run.state)} />
              {stateWord(run, trans)}
            </span>
            <span className="aml-run-title">{runTitle(run)}</span>
            <span className="aml-run-id">{run.id}</span>
            <span className="aml-run-grow" />
            <span className="aml-run-dim">{run.target}</span>
            <span className="aml-run-dim">
              {run.ended
                ? shortDuration(elapsedOf(run, Date.now()))
                : trans.__('since %1', localTime(run.created))}
            </span>
          </div>
          {isEnded(run.state) && run.error ? <p>{run.error.message}</p> : null}
        </header>
      ))}
    </>
  );
}
