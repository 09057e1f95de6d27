/** The phase bar: how long a run was in each phase, from the moments it entered each state. */
import type { IRun, RunState } from '../feed/types';

export type PhaseName = 'Preparing' | 'Queued' | 'Running' | 'Finalizing';

export interface IPhase {
  name: PhaseName;
  status: 'done' | 'now' | 'ahead' | 'skipped';
  /** Seconds in the phase so far; null where it was never entered. */
  seconds: number | null;
}

/** The states whose beginning opens each phase; the first that has a time counts. */
const OPENS: [PhaseName, RunState[]][] = [
  ['Preparing', ['NotStarted', 'Starting', 'Preparing']],
  ['Queued', ['Queued']],
  ['Running', ['Running']],
  ['Finalizing', ['Finalizing']]
];

/** Seconds. */
const BLINK = 0.05;

const ENDS: RunState[] = ['Completed', 'Failed', 'Canceled'];

/** The four phases of a run at `now` (milliseconds since 1970), in order. */
export function phasesOf(run: IRun, now: number): IPhase[] {
  const ended = firstTime(run, ENDS) ?? (run.ended ? Date.parse(run.ended) : null);
  const begins = OPENS.map(([, states]) => firstTime(run, states));
  return OPENS.map(([name], index) => {
    const begin = begins[index];
    const next = begins.slice(index + 1).find(time => time !== null) ?? ended;
    if (begin === null) {
      const passed = ended !== null || begins.slice(index + 1).some(time => time !== null);
      return { name, status: passed ? 'skipped' : 'ahead', seconds: null };
    }
    const seconds = ((next ?? now) - begin) / 1000;
    return { name, status: next === null ? 'now' : 'done', seconds };
  });
}

/** Phases worth a place in the bar. Running is the run itself; what took less than a blink and is over is noise. */
export function shownPhases(phases: IPhase[]): IPhase[] {
  return phases.filter(
    ({ name, status, seconds }) =>
      name === 'Running' || status !== 'done' || (seconds ?? 0) >= BLINK
  );
}

/** Seconds from creation to the end, or to `now`. */
export function elapsedOf(run: IRun, now: number): number {
  return ((run.ended ? Date.parse(run.ended) : now) - Date.parse(run.created)) / 1000;
}

function firstTime(run: IRun, states: RunState[]): number | null {
  const times = states.flatMap(state => run.times[state] ?? []).map(iso => Date.parse(iso));
  return times.length > 0 ? Math.min(...times) : null;
}
