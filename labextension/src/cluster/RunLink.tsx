import * as React from 'react';

interface IRunLinkProps {
  run: string;
  name: string;
  /** Missing where the page cannot open runs; the name is plain text then. */
  openRun?: (run: string) => void;
}

/** A run by name; opens it where the page can. */
export function RunLink(props: IRunLinkProps): JSX.Element {
  const { run, name, openRun } = props;
  return openRun ? (
    <button
      type="button"
      className="aml-link"
      title={run}
      data-aml-run={run}
      onClick={() => openRun(run)}
    >
      {name}
    </button>
  ) : (
    <span title={run} data-aml-run={run}>
      {name}
    </span>
  );
}
