/** What a run's state means to the view. */
import type { IRun, RunState } from '../feed/types';
import type { Trans } from '../host';

export type Tone = 'active' | 'waiting' | 'good' | 'bad' | 'quiet';

const TONES: Record<RunState, Tone> = {
  NotStarted: 'waiting',
  Starting: 'waiting',
  Preparing: 'active',
  Queued: 'waiting',
  Running: 'active',
  Finalizing: 'active',
  Completed: 'good',
  Failed: 'bad',
  CancelRequested: 'waiting',
  Canceled: 'quiet'
};

export function toneOf(state: RunState): Tone {
  return TONES[state] ?? 'quiet';
}

export function isEnded(state: RunState): boolean {
  return state === 'Completed' || state === 'Failed' || state === 'Canceled';
}

/** The word beside the icon; a run that is asked to stop says so until it has. */
export function stateWord(run: IRun, trans: Trans): string {
  if (!isEnded(run.state) && run.cancelRequested) {
    return trans.__('Stopping…');
  }
  return wordOf(run.state, trans);
}

/** A state as people say it; one of a newer server by its own name. */
export function wordOf(state: RunState, trans: Trans): string {
  const words: Record<RunState, string> = {
    NotStarted: trans.__('Not started'),
    Starting: trans.__('Starting'),
    Preparing: trans.__('Preparing'),
    Queued: trans.__('Queued'),
    Running: trans.__('Running'),
    Finalizing: trans.__('Finalizing'),
    Completed: trans.__('Completed'),
    Failed: trans.__('Failed'),
    CancelRequested: trans.__('Stopping…'),
    Canceled: trans.__('Canceled')
  };
  return words[state] ?? state;
}
