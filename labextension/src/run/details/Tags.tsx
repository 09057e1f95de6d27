import * as React from 'react';

import { CloseIcon } from '../../parts/icons';
import { ProblemNotice } from '../../parts/Notice';
import { useAction } from '../../parts/useAction';
import { jobPath } from '../../feed/paths';
import type { IRun } from '../../feed/types';
import { useRunContext } from '../context';

interface IChange {
  set?: Record<string, string>;
  remove?: string[];
}

/** The run's tags, to be added, overwritten and removed. */
export function Tags({ run, accept }: { run: IRun; accept: (run: IRun) => void }): JSX.Element {
  const { feed, workspace, trans } = useRunContext();
  const action = useAction();
  const change = ({ set = {}, remove = [] }: IChange): Promise<boolean> =>
    action.run(async () => {
      const path = jobPath(workspace, run.id, 'tags');
      const job = await feed.request<{ properties: { run: IRun } }>('PATCH', path, { set, remove });
      accept(job.properties.run);
    });
  return (
    <>
      <ul className="aml-tags">
        {Object.entries(run.tags).map(([name, value]) => (
          <li key={name}>
            <span>{value ? `${name}: ${value}` : name}</span>
            <button
              type="button"
              className="aml-run-bare"
              aria-label={trans.__('Remove the tag %1', name)}
              disabled={action.busy}
              onClick={() => void change({ remove: [name] })}
            >
              <CloseIcon />
            </button>
          </li>
        ))}
      </ul>
      <NewTag busy={action.busy} add={(name, value) => change({ set: { [name]: value } })} />
      {action.problem ? (
        <ProblemNotice problem={action.problem} trans={trans} onDismiss={action.dismiss} />
      ) : null}
    </>
  );
}

interface INewTagProps {
  busy: boolean;
  add: (name: string, value: string) => Promise<boolean>;
}

function NewTag({ busy, add }: INewTagProps): JSX.Element {
  const { trans } = useRunContext();
  const [name, setName] = React.useState('');
  const [value, setValue] = React.useState('');
  const submit = async (event: React.FormEvent): Promise<void> => {
    event.preventDefault();
    if (await add(name.trim(), value.trim())) {
      setName('');
      setValue('');
    }
  };
  return (
    <form className="aml-new-tag" onSubmit={event => void submit(event)}>
      <input
        className="aml-run-field"
        placeholder={trans.__('tag')}
        aria-label={trans.__('Name of the new tag')}
        value={name}
        onChange={event => setName(event.target.value)}
      />
      <input
        className="aml-run-field"
        placeholder={trans.__('value')}
        aria-label={trans.__('Value of the new tag')}
        value={value}
        onChange={event => setValue(event.target.value)}
      />
      <button type="submit" className="aml-run-button" disabled={busy || name.trim() === ''}>
        {trans.__('Add')}
      </button>
    </form>
  );
}
