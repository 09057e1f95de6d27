import * as React from 'react';

import type { IAction } from '../../parts/useAction';
import { jobPath } from '../../feed/paths';
import type { IRun } from '../../feed/types';
import { useRunContext } from '../context';
import { isEnded } from '../states';

/** Cancel, which asks once in its own place; gone when the run has ended. */
export function CancelButton({ run, action }: { run: IRun; action: IAction }): JSX.Element | null {
  const { feed, workspace, trans } = useRunContext();
  const [asking, setAsking] = React.useState(false);
  const button = useFocusBack(asking);
  if (isEnded(run.state)) {
    return null;
  }
  if (!asking) {
    const stopping = run.cancelRequested || run.state === 'CancelRequested';
    return (
      <button
        type="button"
        className="aml-run-button"
        ref={button}
        // Not `disabled`: that would throw the keyboard's focus out of the view.
        aria-disabled={stopping || action.busy}
        onClick={() => setAsking(!stopping && !action.busy)}
      >
        {stopping ? trans.__('Stopping…') : trans.__('Cancel')}
      </button>
    );
  }
  const cancel = (): void => {
    setAsking(false);
    void action.run(() => feed.request('POST', jobPath(workspace, run.id, 'cancel')));
  };
  return (
    <span
      className="aml-run-ask"
      role="alertdialog"
      aria-label={trans.__('Cancel this run?')}
      onKeyDown={event => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          setAsking(false);
        }
      }}
    >
      {trans.__('Cancel this run?')}
      <button type="button" className="aml-run-button aml-is-danger" onClick={cancel}>
        {trans.__('Yes')}
      </button>
      <button type="button" className="aml-run-button" autoFocus onClick={() => setAsking(false)}>
        {trans.__('No')}
      </button>
    </span>
  );
}

/** The button that asked, which has the focus again when the question is answered. */
function useFocusBack(asking: boolean): React.RefObject<HTMLButtonElement> {
  const button = React.useRef<HTMLButtonElement>(null);
  const asked = React.useRef(false);
  React.useEffect(() => {
    if (asked.current && !asking) {
      button.current?.focus();
    }
    asked.current = asking;
  }, [asking]);
  return button;
}
