import * as React from 'react';

import type { Tone } from '../states';

const line = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.6 };
const inverse = { fill: 'none', stroke: 'var(--aml-surface)', strokeWidth: 1.7 };

const SHAPES: Record<Tone, JSX.Element> = {
  active: <circle {...line} strokeWidth={2} strokeDasharray="26 12" cx="8" cy="8" r="6" />,
  waiting: (
    <>
      <circle {...line} cx="8" cy="8" r="6.2" />
      <path {...line} d="M8 4.5V8l2.4 1.6" />
    </>
  ),
  good: (
    <>
      <circle fill="currentColor" cx="8" cy="8" r="7" />
      <path {...inverse} d="M4.5 8.2l2.3 2.3 4.6-4.8" />
    </>
  ),
  bad: (
    <>
      <path fill="currentColor" d="M8 1l7 13H1z" />
      <path {...inverse} d="M8 6v4M8 11.2v1.4" />
    </>
  ),
  quiet: (
    <>
      <circle {...line} cx="8" cy="8" r="6.2" />
      <path {...line} d="M4 12L12 4" />
    </>
  )
};

/** A run's state as a shape: never by colour alone. */
export function StateIcon({ tone }: { tone: Tone }): JSX.Element {
  return (
    <svg
      className={`aml-state-icon aml-tone-${tone}`}
      width="16"
      height="16"
      viewBox="0 0 16 16"
      aria-hidden="true"
    >
      {SHAPES[tone]}
    </svg>
  );
}
