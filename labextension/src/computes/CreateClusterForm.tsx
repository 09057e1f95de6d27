import * as React from 'react';

import { Form } from '../parts/Form';
import { createCluster, vmSizes } from '../cluster/requests';
import type { IVmSize } from '../cluster/requests';
import { DEFAULT_SCALE, readScale } from '../cluster/scale';
import { ScaleInputs } from '../cluster/ScaleInputs';
import { useAction } from '../parts/useAction';
import { problemOf } from '../feed/problem';
import type { IProblem } from '../feed/types';
import type { Trans } from '../host';
import type { IReady } from '../panel/session';

/** Makes a cluster: name, VM size, and how many nodes it may have. */
export function CreateClusterForm(props: { ready: IReady; onClose: () => void }): JSX.Element {
  const { ready, onClose } = props;
  const { feed, workspace, trans } = ready;
  const sizes = useVmSizes(ready);
  const [name, setName] = React.useState('');
  const [chosen, setChosen] = React.useState('');
  const [scale, setScale] = React.useState(DEFAULT_SCALE);
  const creating = useAction();
  const vmSize = chosen || sizes.list[0]?.name || '';
  const submit = async () => {
    const created = await creating.run(async () => {
      const scaleSettings = readScale(scale, trans);
      if (typeof scaleSettings === 'string') {
        throw new Error(scaleSettings);
      }
      const { location } = workspace;
      const cluster = { name: name.trim(), location, vmSize, scaleSettings };
      await createCluster(feed, workspace.id, cluster);
    });
    if (created) {
      onClose();
    }
  };
  return (
    <Form
      label={trans.__('New cluster')}
      action={trans.__('Create')}
      busy={creating.busy || vmSize === ''}
      problem={creating.problem ?? sizes.problem}
      trans={trans}
      onSubmit={submit}
      onClose={onClose}
    >
      <label className="aml-field">
        {trans.__('Name')}
        <input
          className="aml-input"
          name="name"
          required
          value={name}
          onChange={event => setName(event.target.value)}
        />
      </label>
      <SizeSelect sizes={sizes.list} value={vmSize} trans={trans} onChange={setChosen} />
      <ScaleInputs fields={scale} trans={trans} onChange={setScale} />
    </Form>
  );
}

interface ISizeSelectProps {
  sizes: readonly IVmSize[];
  value: string;
  trans: Trans;
  onChange: (name: string) => void;
}

function SizeSelect(props: ISizeSelectProps): JSX.Element {
  const { sizes, value, trans, onChange } = props;
  return (
    <label className="aml-field">
      {trans.__('VM size')}
      <select
        className="aml-input"
        name="vmSize"
        value={value}
        onChange={event => onChange(event.target.value)}
      >
        {sizes.map(size => (
          <option key={size.name} value={size.name}>
            {sizeLabel(size, trans)}
          </option>
        ))}
      </select>
    </label>
  );
}

function sizeLabel(size: IVmSize, trans: Trans): string {
  const cores = trans._n('%1 core', '%1 cores', size.vCPUs);
  const gpus = size.gpus > 0 ? `, ${trans._n('%1 GPU', '%1 GPUs', size.gpus)}` : '';
  return `${size.name} (${cores}, ${size.memoryGB} GB${gpus})`;
}

function useVmSizes(ready: IReady): { list: readonly IVmSize[]; problem: IProblem | null } {
  const { feed, workspace } = ready;
  const [list, setList] = React.useState<readonly IVmSize[]>([]);
  const [problem, setProblem] = React.useState<IProblem | null>(null);
  React.useEffect(() => {
    let wanted = true;
    vmSizes(feed, workspace.id, workspace.location).then(
      sizes => wanted && setList(sizes),
      (error: unknown) => wanted && setProblem(problemOf(error))
    );
    return () => {
      wanted = false;
    };
  }, [feed, workspace]);
  return { list, problem };
}
