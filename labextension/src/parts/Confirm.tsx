import * as React from 'react';

import type { Trans } from '../host';
import { ProblemNotice } from './Notice';
import { useAction } from './useAction';

interface IConfirmProps {
  question: string;
  action: string;
  trans: Trans;
  /** Does it; the question closes when it succeeded and shows the failure when not. */
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}

/** Asks once, in place, before something that cannot be undone. The safe answer has the focus. */
export function Confirm(props: IConfirmProps): JSX.Element {
  const { question, action, trans, onConfirm, onClose } = props;
  const doing = useAction();
  const confirm = async () => {
    if (await doing.run(onConfirm)) {
      onClose();
    }
  };
  const closeOnEscape = (event: React.KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      onClose();
    }
  };
  return (
    <div className="aml-confirm" role="alertdialog" aria-label={question} onKeyDown={closeOnEscape}>
      <span>{question}</span>
      <div className="aml-form-actions">
        <button type="button" className="aml-button" autoFocus onClick={onClose}>
          {trans.__('Keep')}
        </button>
        <button
          type="button"
          className="aml-button aml-mod-danger"
          disabled={doing.busy}
          onClick={confirm}
        >
          {action}
        </button>
      </div>
      {doing.problem ? <ProblemNotice problem={doing.problem} trans={trans} /> : null}
    </div>
  );
}
