import * as React from 'react';

import type { Trans } from '../host';
import type { Problems, Values } from './draft';
import type { IFieldKind } from './kinds';

interface IFormFieldsProps {
  fields: readonly IFieldKind[];
  /** What stands there at first; never a secret. */
  initial: Values;
  /** Names of secrets that are kept and need not be given again. */
  kept: readonly string[];
  problems: Problems;
  trans: Trans;
}

/** The inputs of some fields. What is typed stays in the inputs: no secret is in any state of the page. */
export function FormFields(props: IFormFieldsProps): JSX.Element {
  const { fields, initial, kept, problems, trans } = props;
  return (
    <>
      {fields.map(field => (
        <FormField
          key={field.name}
          field={field}
          initial={initial[field.name]}
          isKept={kept.includes(field.name)}
          problem={problems[field.name]}
          trans={trans}
        />
      ))}
    </>
  );
}

interface IFormFieldProps {
  field: IFieldKind;
  initial: string | undefined;
  isKept: boolean;
  problem: string | undefined;
  trans: Trans;
}

function FormField(props: IFormFieldProps): JSX.Element {
  const { field, initial, isKept, problem, trans } = props;
  const id = React.useId();
  const isSecret = field.place === 'secrets';
  const hint = isKept
    ? trans.__('Kept. Leave it empty to use it further.')
    : isSecret
      ? trans.__('Or env:NAME or file:/PATH of the server.')
      : null;
  const said = problem ?? hint;
  const input: IInputProps = {
    id,
    name: field.name,
    className: 'aml-input',
    'aria-required': Boolean(field.required) && !isKept,
    'aria-invalid': problem !== undefined,
    'aria-describedby': said ? `${id}-said` : undefined
  };
  return (
    <div className="aml-field">
      <label htmlFor={id}>{field.label}</label>
      {isSecret ? (
        <SecretInput
          input={input}
          lines={field.input === 'lines'}
          label={field.label}
          trans={trans}
        />
      ) : (
        <PlainInput input={input} field={field} initial={initial} />
      )}
      {said ? (
        <span id={`${id}-said`} className={problem ? 'aml-field-problem' : 'aml-field-hint'}>
          {said}
        </span>
      ) : null}
    </div>
  );
}

type IInputProps = React.AriaAttributes & { id: string; name: string; className: string };

function PlainInput(props: {
  input: IInputProps;
  field: IFieldKind;
  initial: string | undefined;
}): JSX.Element {
  const { input, field, initial } = props;
  if (field.input === 'choice') {
    return (
      <select {...input} defaultValue={initial}>
        {field.choices?.map(word => (
          <option key={word}>{word}</option>
        ))}
      </select>
    );
  }
  return (
    <input
      {...input}
      defaultValue={initial}
      placeholder={field.placeholder}
      inputMode={field.input === 'number' ? 'numeric' : undefined}
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
    />
  );
}

interface ISecretInputProps {
  input: IInputProps;
  lines: boolean;
  label: string;
  trans: Trans;
}

/** Shows what is typed only while it is asked to. */
function SecretInput({ input, lines, label, trans }: ISecretInputProps): JSX.Element {
  const [shown, setShown] = React.useState(false);
  const attributes = { ...input, autoComplete: 'off', autoCapitalize: 'off', spellCheck: false };
  return (
    <span className="aml-secret">
      {lines ? (
        <textarea
          {...attributes}
          rows={3}
          className={`aml-input ${shown ? '' : 'aml-mod-hidden'}`}
        />
      ) : (
        <input {...attributes} type={shown ? 'text' : 'password'} />
      )}
      <button
        type="button"
        className="aml-button"
        aria-pressed={shown}
        aria-label={shown ? trans.__('Hide %1', label) : trans.__('Show %1', label)}
        onClick={() => setShown(!shown)}
      >
        {shown ? trans.__('Hide') : trans.__('Show')}
      </button>
    </span>
  );
}
