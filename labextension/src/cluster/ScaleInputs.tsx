import * as React from 'react';

import type { Trans } from '../host';
import type { IScaleFields } from './scale';

interface IScaleFieldsProps {
  fields: IScaleFields;
  trans: Trans;
  onChange: (fields: IScaleFields) => void;
}

/** Minimum, maximum and idle time, as part of a form. */
export function ScaleInputs(props: IScaleFieldsProps): JSX.Element {
  const { fields, trans, onChange } = props;
  const input = (key: keyof IScaleFields, label: string) => (
    <label className="aml-field">
      {label}
      <input
        className="aml-input"
        name={key}
        inputMode="numeric"
        size={4}
        value={fields[key]}
        onChange={event => onChange({ ...fields, [key]: event.target.value })}
      />
    </label>
  );
  return (
    <div className="aml-fields">
      {input('min', trans.__('Min nodes'))}
      {input('max', trans.__('Max nodes'))}
      {input('idle', trans.__('Idle (s)'))}
    </div>
  );
}
