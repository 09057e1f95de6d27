import * as React from 'react';

import { Form } from '../parts/Form';
import { useAction } from '../parts/useAction';
import type { IReady } from '../panel/session';
import { registerFolder } from './requests';

/** Registers a folder of the server's machine as a datastore. */
export function RegisterForm(props: { ready: IReady; onClose: () => void }): JSX.Element {
  const { ready, onClose } = props;
  const { feed, workspace, trans } = ready;
  const [name, setName] = React.useState('');
  const [path, setPath] = React.useState('');
  const saving = useAction();
  const submit = async () => {
    const register = () => registerFolder(feed, workspace.id, name.trim(), path.trim());
    if (await saving.run(register)) {
      onClose();
    }
  };
  const input = (key: string, label: string, value: string, change: (text: string) => void) => (
    <label className="aml-field">
      {label}
      <input
        className="aml-input"
        name={key}
        required
        value={value}
        onChange={event => change(event.target.value)}
      />
    </label>
  );
  return (
    <Form
      label={trans.__('Register a folder')}
      action={trans.__('Register')}
      busy={saving.busy}
      problem={saving.problem}
      trans={trans}
      onSubmit={submit}
      onClose={onClose}
    >
      {input('name', trans.__('Name'), name, setName)}
      {input('path', trans.__('Folder, absolute path'), path, setPath)}
    </Form>
  );
}
