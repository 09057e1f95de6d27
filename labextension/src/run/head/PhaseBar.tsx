import * as React from 'react';

import type { IRun } from '../../feed/types';
import type { Trans } from '../../host';
import { useRunContext } from '../context';
import { shortDuration } from '../format';
import { phasesOf, shownPhases } from '../phases';
import type { IPhase, PhaseName } from '../phases';

/** Preparing, Queued, Running, Finalizing: what is behind, what is now, what is ahead. */
export function PhaseBar({ run, now }: { run: IRun; now: number }): JSX.Element {
  const { trans } = useRunContext();
  return (
    <ol className="aml-phases" aria-label={trans.__('Phases')}>
      {shownPhases(phasesOf(run, now)).map(phase => (
        <Phase key={phase.name} phase={phase} run={run} />
      ))}
    </ol>
  );
}

function Phase({ phase, run }: { phase: IPhase; run: IRun }): JSX.Element {
  const { trans } = useRunContext();
  const word = phaseWord(phase.name, trans);
  const progress = phase.status === 'now' && phase.name === 'Running' ? run.progress : null;
  const said = progress?.text || (phase.seconds === null ? '' : shortDuration(phase.seconds));
  const part = Math.min(Math.max(progress?.value ?? 1, 0), 1);
  return (
    <li
      className={`aml-phase aml-phase-${phase.name} aml-is-${phase.status}`}
      style={phase.status === 'now' ? ({ '--aml-part': part } as React.CSSProperties) : undefined}
      aria-current={phase.status === 'now' ? 'step' : undefined}
      title={[word, said].filter(Boolean).join(' · ')}
    >
      {word}
      {said ? <span className="aml-phase-said"> {progress?.text ? `· ${said}` : said}</span> : null}
    </li>
  );
}

function phaseWord(name: PhaseName, trans: Trans): string {
  const words: Record<PhaseName, string> = {
    Preparing: trans.__('Preparing'),
    Queued: trans.__('Queued'),
    Running: trans.__('Running'),
    Finalizing: trans.__('Finalizing')
  };
  return words[name];
}
