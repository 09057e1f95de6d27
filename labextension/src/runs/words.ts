/** A run in a list: its title and its one line. */
import { formatDuration, secondsBetween } from '../parts/duration';
import type { IRun } from '../feed/types';
import type { Trans } from '../host';
import { shortDuration } from '../run/format';
import { stateWord } from '../run/states';

/** The display name, or experiment and number for a run that was given none. */
export function runTitle(run: IRun): string {
  return run.name !== run.id ? run.name : `${run.experiment} #${run.number}`;
}

/** "running 1 m 22 s · cpu", "queued, needs 2 nodes", "failed: NameError in train.py line 14". */
export function runLine(run: IRun, now: number, trans: Trans): string {
  const word = stateWord(run, trans).toLowerCase();
  if (run.cancelRequested && run.state !== 'Canceled') {
    return `${word} · ${run.target}`;
  }
  switch (run.state) {
    case 'Queued':
      return trans._n('queued, needs %1 node', 'queued, needs %1 nodes', run.nodeCount);
    case 'Running':
      return `${word} ${duration(run, now)} · ${run.progress?.text || run.target}`;
    case 'Completed':
      return `${trans.__('completed in %1', duration(run, now))} · ${run.target}`;
    case 'Failed':
      return run.error ? trans.__('failed: %1', firstLine(run.error.message)) : word;
    case 'Canceled':
      return run.started ? trans.__('canceled after %1', duration(run, now)) : word;
    default:
      return `${word} · ${run.target}`;
  }
}

/** In whole seconds while it counts, exact once it is known. */
function duration(run: IRun, now: number): string {
  const seconds = secondsBetween(run.started ?? run.created, run.ended, now);
  return run.ended === null ? formatDuration(seconds) : shortDuration(seconds);
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0];
}
