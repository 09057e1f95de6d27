/** The query parameter of a page's address that names a run. */
export const PARAMETER = 'aml-run';

/** The run that a query names, and the query without it; the rest stays as it was written. */
export function withoutRun(search: string): { run: string | null; rest: string } {
  const parts = search.replace(/^\?/, '').split('&');
  const others = parts.filter(part => part !== '' && !part.startsWith(`${PARAMETER}=`));
  const rest = others.length > 0 ? `?${others.join('&')}` : '';
  return { run: new URLSearchParams(search).get(PARAMETER), rest };
}
