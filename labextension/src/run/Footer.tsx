import * as React from 'react';

import type { IRun, Link } from '../feed/types';
import type { Trans } from '../host';
import { useRunContext } from './context';
import { isEnded } from './states';
import { useLink } from './useRun';

/** Where what is shown comes from, and whether it still comes. */
export function Footer({ run }: { run: IRun | null }): JSX.Element {
  const { feed, trans } = useRunContext();
  const link = useLink(feed);
  return (
    <footer className="aml-run-foot" data-aml-link={link}>
      <span className={`aml-run-live aml-is-${link}`}>{linkText(link, run, trans)}</span>
    </footer>
  );
}

function linkText(link: Link, run: IRun | null, trans: Trans): string {
  if (link === 'live') {
    return run && isEnded(run.state)
      ? trans.__('complete, from the server')
      : trans.__('live from the server');
  }
  return link === 'lost' ? trans.__('reconnecting…') : trans.__('connecting…');
}
