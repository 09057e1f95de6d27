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
  // Only a server has addresses; a comm's messages come from the kernel.
  const fromKernel = feed.url('/') === null;
  return (
    <footer className="aml-run-foot" data-aml-link={link}>
      <span className={`aml-run-live aml-is-${link}`}>
        {linkText(link, fromKernel, run, trans)}
      </span>
    </footer>
  );
}

function linkText(link: Link, fromKernel: boolean, run: IRun | null, trans: Trans): string {
  if (link !== 'live') {
    return link === 'lost' ? trans.__('reconnecting…') : trans.__('connecting…');
  }
  if (run && isEnded(run.state)) {
    return fromKernel
      ? trans.__('complete, from the kernel')
      : trans.__('complete, from the server');
  }
  return fromKernel ? trans.__('live from the kernel') : trans.__('live from the server');
}
