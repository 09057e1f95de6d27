/** The query parameter of a page's address that names a run. */
export const PARAMETER = 'aml-run';

/** What is needed of JupyterLab's router. */
export interface IAddressBar {
  readonly current: { path?: string; search?: string; hash?: string };
  navigate(path: string, options: { skipRouting: boolean }): void;
}

/**
 * Take the run out of the page's address, so that a reload does not open it once more after its tab was closed.
 *
 * The address as it is now counts, not as it was when it was routed: of a second tab of JupyterLab in the same
 * browser it has lost `reset` meanwhile, and would be reset again, without the run, if that came back.
 */
export function forgetRun(router: IAddressBar): void {
  const { path = '', search = '', hash = '' } = router.current;
  const { run, rest } = withoutRun(search);
  if (run !== null) {
    router.navigate(`${path}${rest}${hash}`, { skipRouting: true });
  }
}

/** The run that a query names, and the query without it; the rest stays as it was written. */
export function withoutRun(search: string): { run: string | null; rest: string } {
  const parts = search.replace(/^\?/, '').split('&');
  const others = parts.filter(part => part !== '' && !part.startsWith(`${PARAMETER}=`));
  const rest = others.length > 0 ? `?${others.join('&')}` : '';
  return { run: new URLSearchParams(search).get(PARAMETER), rest };
}
