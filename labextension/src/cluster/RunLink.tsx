import * as React from 'react';

/** What a cluster's view needs to know of runs. */
export interface IRunNames {
  /** The title of a run; `name` is what the cluster itself calls it. */
  titleOf: (run: string, name: string) => string;
  /** Missing where the page cannot open runs; their titles are plain text then. */
  openRun?: (run: string) => void;
}

interface IRunLinkProps extends IRunNames {
  run: string;
  name: string;
}

/** A run by name; opens it where the page can. */
export function RunLink(props: IRunLinkProps): JSX.Element {
  const { run, name, titleOf, openRun } = props;
  const title = titleOf(run, name);
  return openRun ? (
    <button
      type="button"
      className="aml-link aml-ellipsis"
      title={`${title} · ${run}`}
      data-aml-run={run}
      onClick={() => openRun(run)}
    >
      {title}
    </button>
  ) : (
    <span className="aml-ellipsis" title={`${title} · ${run}`} data-aml-run={run}>
      {title}
    </span>
  );
}
