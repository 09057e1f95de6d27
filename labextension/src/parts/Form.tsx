import * as React from 'react';

import type { IProblem } from '../feed/types';
import type { Trans } from '../host';
import { ProblemNotice } from './Notice';

interface IFormProps {
  label: string;
  action: string;
  busy: boolean;
  problem: IProblem | null;
  trans: Trans;
  /** More buttons, before the one that submits. */
  actions?: React.ReactNode;
  /** Leaves it to `onSubmit` to check the fields, and to say in words of its own what is wrong. */
  noValidate?: boolean;
  /** Whenever something was typed or chosen. */
  onChange?: () => void;
  onSubmit: (form: HTMLFormElement) => void;
  onClose: () => void;
  children: React.ReactNode;
}

/** A small form in place: Enter submits, Escape closes, a failure is said below the fields. */
export function Form(props: IFormProps): JSX.Element {
  const { label, action, busy, problem, trans, children } = props;
  const { actions, noValidate, onChange, onSubmit, onClose } = props;
  const form = React.useRef<HTMLFormElement>(null);
  React.useEffect(() => {
    form.current?.querySelector<HTMLElement>('input, select, textarea')?.focus();
  }, []);
  return (
    <form
      ref={form}
      className="aml-form"
      aria-label={label}
      noValidate={noValidate}
      onInput={onChange}
      onSubmit={event => {
        event.preventDefault();
        onSubmit(event.currentTarget);
      }}
      onKeyDown={event => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          onClose();
        }
      }}
    >
      {children}
      <div className="aml-form-actions">
        <button type="button" className="aml-button" onClick={onClose}>
          {trans.__('Close')}
        </button>
        {actions}
        <button type="submit" className="aml-button aml-mod-primary" disabled={busy}>
          {action}
        </button>
      </div>
      {problem ? <ProblemNotice problem={problem} trans={trans} /> : null}
    </form>
  );
}
