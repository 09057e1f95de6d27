import * as React from 'react';

import type { IFeed } from '../feed/types';
import type { Trans } from '../host';
import { Form } from '../parts/Form';
import { scaleCluster } from './requests';
import { readScale, scaleFields } from './scale';
import type { ScaleSettings } from './scale';
import { ScaleInputs } from './ScaleInputs';
import { useAction } from '../parts/useAction';

interface IScaleFormProps {
  feed: IFeed;
  workspace: string;
  name: string;
  settings: ScaleSettings;
  trans: Trans;
  onClose: () => void;
}

/** Changes how many nodes a cluster may have and how long they stay idle. */
export function ScaleForm(props: IScaleFormProps): JSX.Element {
  const { feed, workspace, name, settings, trans, onClose } = props;
  const [fields, setFields] = React.useState(() => scaleFields(settings));
  const saving = useAction();
  const submit = async () => {
    const saved = await saving.run(async () => {
      const read = readScale(fields, trans);
      if (typeof read === 'string') {
        throw new Error(read);
      }
      await scaleCluster(feed, workspace, name, read);
    });
    if (saved) {
      onClose();
    }
  };
  return (
    <Form
      label={trans.__('Scale %1', name)}
      action={trans.__('Scale')}
      busy={saving.busy}
      problem={saving.problem}
      trans={trans}
      onSubmit={submit}
      onClose={onClose}
    >
      <ScaleInputs fields={fields} trans={trans} onChange={setFields} />
    </Form>
  );
}
