import * as React from 'react';

import type { Trans } from '../host';
import { barsOf, shownValue } from './values';
import type { IHistogram } from './types';

const WIDTH = 168;
const HEIGHT = 40;

/** How the values of a column are spread, small enough for a cell. */
export function Histogram(props: {
  name: string;
  histogram: IHistogram;
  trans: Trans;
}): JSX.Element {
  const { name, histogram, trans } = props;
  const bars = barsOf(histogram);
  const wide = WIDTH / bars.length;
  const { edges } = histogram;
  const ends = [shownValue(edges[0]), shownValue(edges[edges.length - 1])];
  return (
    <svg
      className="aml-histogram"
      role="img"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      aria-label={`${trans.__('Histogram of %1 from %2 to %3', name, ...ends)}: ${bars.map(bar => bar.count).join(', ')}`}
    >
      {bars.map((bar, index) => {
        const high = bar.height > 0 ? Math.max(1.5, bar.height * (HEIGHT - 2)) : 0;
        return (
          <g key={index}>
            <rect
              className="aml-bar"
              x={index * wide + 0.5}
              y={HEIGHT - 1 - high}
              width={Math.max(1, wide - 1)}
              height={high}
            />
            <rect className="aml-bar-place" x={index * wide} y={0} width={wide} height={HEIGHT}>
              <title>{`${bar.from} – ${bar.to}: ${bar.count}`}</title>
            </rect>
          </g>
        );
      })}
      <path className="aml-bar-floor" d={`M0 ${HEIGHT - 0.5}H${WIDTH}`} />
    </svg>
  );
}
