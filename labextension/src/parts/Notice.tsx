import * as React from 'react';

import type { IProblem } from '../feed/types';
import type { Trans } from '../host';
import { CloseIcon } from './icons';
import { useInSight } from './useInSight';

/** A sentence in the place of something that is not there. */
export function Notice(props: { children: React.ReactNode; busy?: boolean }): JSX.Element {
  return (
    <div className="aml-notice" role="status" aria-busy={props.busy}>
      {props.children}
    </div>
  );
}

interface IProblemProps {
  problem: IProblem;
  trans: Trans;
  onRetry?: () => void;
  onDismiss?: () => void;
}

/** A failure in words, with what to do about it. */
export function ProblemNotice(props: IProblemProps): JSX.Element {
  const { problem, trans, onRetry, onDismiss } = props;
  const place = useInSight<HTMLDivElement>();
  return (
    <div ref={place} className="aml-problem" role="alert" data-aml-problem={problem.code}>
      <div>
        <strong>{problem.message}</strong>
        {problem.remedy ? <div>{problem.remedy}</div> : null}
      </div>
      {onRetry ? (
        <button type="button" className="aml-button" onClick={onRetry}>
          {trans.__('Try again')}
        </button>
      ) : null}
      {onDismiss ? (
        <button
          type="button"
          className="aml-button aml-mod-bare"
          aria-label={trans.__('Dismiss')}
          onClick={onDismiss}
        >
          <CloseIcon />
        </button>
      ) : null}
    </div>
  );
}
