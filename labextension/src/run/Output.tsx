import * as React from 'react';

import { Notice } from '../parts/Notice';
import { isServerPresent } from '../feed/presence';
import type { IFeed, IRun } from '../feed/types';
import type { Trans } from '../host';
import { SavedRuns } from './SavedRuns';

interface IOutputProps {
  feed: IFeed;
  trans: Trans;
  /** What the notebook saved, shown where there is no server. */
  summary: readonly IRun[];
  children: React.ReactNode;
}

/** A view in a notebook's output: live where our server is, else what was saved and what to do. */
export function Output({ feed, trans, summary, children }: IOutputProps): JSX.Element {
  const [present, setPresent] = React.useState<boolean | null>(null);
  React.useEffect(() => {
    let wanted = true;
    void isServerPresent(feed).then(answer => wanted && setPresent(answer));
    return () => void (wanted = false);
  }, [feed]);
  if (present) {
    return <>{children}</>;
  }
  return (
    <article className="aml-run" data-lm-suppress-shortcuts="true">
      <SavedRuns runs={summary} trans={trans} />
      {present === null ? <Notice busy>{trans.__('Asking the server…')}</Notice> : null}
      {present === false ? <MissingServer trans={trans} /> : null}
    </article>
  );
}

function MissingServer({ trans }: { trans: Trans }): JSX.Element {
  return (
    <footer className="aml-run-foot" data-aml-link="missing">
      {trans.__('This Jupyter server does not have the amlwidgets extension. Install it with')}{' '}
      <code>pip install amlwidgets</code> {trans.__('and restart JupyterLab.')}
    </footer>
  );
}

/** In the place of an output that is not what its type says. */
export function UnreadableOutput({ trans }: { trans: Trans }): JSX.Element {
  return (
    <Notice>{trans.__('This output was not written by amlwidgets and cannot be shown.')}</Notice>
  );
}
