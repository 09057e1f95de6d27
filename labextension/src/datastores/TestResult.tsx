import * as React from 'react';

import { CloseIcon } from '../parts/icons';
import { Notice, ProblemNotice } from '../parts/Notice';
import type { Trans } from '../host';
import type { TestState } from './useTest';

interface ITestResultProps {
  state: TestState;
  trans: Trans;
  onRetry?: () => void;
  onDismiss: () => void;
}

/** What came of testing a connection, in place; nothing before one was tested. */
export function TestResult(props: ITestResultProps): JSX.Element | null {
  const { state, trans, onRetry, onDismiss } = props;
  switch (state.status) {
    case 'none':
      return null;
    case 'busy':
      return (
        <Notice busy>
          <span className="aml-spinner" aria-hidden="true" />
          {trans.__('Testing the connection…')}
        </Notice>
      );
    case 'works':
      return (
        <div className="aml-works" role="status" data-aml-test="works">
          <span aria-hidden="true">✓</span>
          <span className="aml-grow">{trans.__('Connection works.')}</span>
          <button
            type="button"
            className="aml-button aml-mod-bare"
            aria-label={trans.__('Dismiss')}
            onClick={onDismiss}
          >
            <CloseIcon />
          </button>
        </div>
      );
    case 'failed':
      return (
        <ProblemNotice
          problem={state.problem}
          trans={trans}
          onRetry={onRetry}
          onDismiss={onDismiss}
        />
      );
  }
}
