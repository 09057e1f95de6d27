import * as React from 'react';

import { Form } from '../parts/Form';
import { useAction } from '../parts/useAction';
import { RequestError } from '../feed/types';
import type { IDatastore } from '../feed/types';
import type { IReady } from '../panel/session';
import { accessOf, bodyOf, mainFields, problemsOf, valuesOf } from './draft';
import type { Problems, Values } from './draft';
import { FormFields } from './FormFields';
import { KindChooser } from './KindChooser';
import { KindIcon } from './KindIcon';
import { datastoreKinds } from './kinds';
import type { IAccess, IFieldKind, IKind } from './kinds';
import { checkDraft, putDatastore } from './requests';
import { TestResult } from './TestResult';
import { useTest } from './useTest';

interface IRegisterFormProps {
  ready: IReady;
  /** The datastore to change; a new one without it. */
  store?: IDatastore;
  onClose: () => void;
}

/** Registers a datastore: which kind it is, then what that kind needs. */
export function RegisterForm(props: IRegisterFormProps): JSX.Element {
  const { ready, store, onClose } = props;
  const { trans } = ready;
  const known = datastoreKinds(trans).find(each => each.type === store?.properties.datastoreType);
  const [kind, setKind] = React.useState<IKind | null>(known ?? null);
  return kind === null ? (
    <KindChooser trans={trans} onChoose={setKind} onClose={onClose} />
  ) : (
    <KindForm
      ready={ready}
      store={store}
      kind={kind}
      onOtherKind={store ? undefined : () => setKind(null)}
      onClose={onClose}
    />
  );
}

interface IKindFormProps extends IRegisterFormProps {
  kind: IKind;
  onOtherKind?: () => void;
}

function KindForm(props: IKindFormProps): JSX.Element {
  const { ready, store, kind, onOtherKind, onClose } = props;
  const { feed, workspace, trans } = ready;
  const kept = store?.properties.secretsGiven ?? [];
  const initial = React.useMemo<Values>(() => (store ? valuesOf(store) : {}), [store]);
  const [access, setAccess] = React.useState<IAccess | null>(() =>
    store ? accessOf(kind, kept) : (kind.access[0] ?? null)
  );
  const [problems, setProblems] = React.useState<Problems>({});
  const saving = useAction();
  const test = useTest();
  const action = store ? trans.__('Save') : trans.__('Register');

  /** What is in the form, or null when something is wrong with it, which then is said. */
  const read = (form: HTMLFormElement): Values | null => {
    const values = { ...(store ? { name: store.name } : {}), ...valuesIn(form) };
    const found = problemsOf(kind, access, values, kept, trans);
    setProblems(found);
    const [first] = Object.keys(found);
    if (first !== undefined) {
      focusField(form, first);
      return null;
    }
    return values;
  };
  const submit = async (form: HTMLFormElement) => {
    const values = read(form);
    if (values === null) {
      return;
    }
    const { name } = values;
    const body = bodyOf(kind, access, values);
    await saving.run(async () => {
      if (values.make) {
        await checkDraft(feed, workspace.id, name, body, true);
      }
      try {
        await putDatastore(feed, workspace.id, name, body, store !== undefined);
      } catch (error) {
        if (!isTaken(error)) {
          throw error;
        }
        setProblems({ name: trans.__('There is a datastore of this name already.') });
        focusField(form, 'name');
        return;
      }
      // Who closed it meanwhile may have opened another one.
      void (form.isConnected && onClose());
    });
  };
  const tryIt = (form: HTMLFormElement) => {
    const values = read(form);
    if (values !== null) {
      const body = bodyOf(kind, access, values);
      const check = () => checkDraft(feed, workspace.id, values.name, body);
      const remedy = values.make
        ? trans.__('“%1” creates it.', action)
        : trans.__('Check its name, or tick “%1”.', kind.makes);
      void test.run(() => (kind.makes ? withRemedy(check, remedy) : check()));
    }
  };
  const fields = { initial, kept, problems, trans };
  return (
    <Form
      label={store ? trans.__('Edit %1', store.name) : trans.__('Register a datastore')}
      action={action}
      busy={saving.busy}
      problem={saving.problem}
      trans={trans}
      actions={<TestButton busy={test.state.status === 'busy'} trans={trans} onTest={tryIt} />}
      noValidate
      onChange={test.forget}
      onSubmit={submit}
      onClose={onClose}
    >
      <KindHead kind={kind} trans={trans} onOtherKind={onOtherKind} />
      {store ? null : <FormFields fields={[nameField(trans)]} {...fields} />}
      <FormFields fields={mainFields(kind, null).filter(asked(access))} {...fields} />
      {kind.makes ? <MakeChoice label={kind.makes} /> : null}
      <AccessChoice
        kind={kind}
        access={access}
        trans={trans}
        onChange={chosen => {
          test.forget();
          setProblems({});
          setAccess(chosen);
        }}
      />
      <FormFields key={access?.name} fields={access?.fields ?? []} {...fields} />
      {kind.advanced.length > 0 ? (
        <details className="aml-advanced" open={hasAny(kind.advanced, initial, problems)}>
          <summary>{trans.__('Advanced')}</summary>
          <div className="aml-advanced-fields">
            <FormFields fields={kind.advanced} {...fields} />
          </div>
        </details>
      ) : null}
      <TestResult state={test.state} trans={trans} onDismiss={test.forget} />
    </Form>
  );
}

/** Whether another datastore has the name. */
function isTaken(error: unknown): boolean {
  return error instanceof RequestError && error.status === 409;
}

/** Does it; when its container is missing, what the form can do about that is said. */
async function withRemedy(check: () => Promise<unknown>, remedy: string): Promise<void> {
  try {
    await check();
  } catch (error) {
    const isMissing = error instanceof RequestError && error.problem.code === 'ResourceNotFound';
    throw isMissing ? new RequestError(error.status, { ...error.problem, remedy }) : error;
  }
}

function asked(access: IAccess | null): (field: IFieldKind) => boolean {
  return field => !access?.without?.includes(field.name);
}

function hasAny(fields: readonly IFieldKind[], ...values: Values[]): boolean | undefined {
  // Undefined leaves to the reader whether it is open.
  return fields.some(field => values.some(each => each[field.name])) || undefined;
}

function nameField(trans: IReady['trans']): IFieldKind {
  return { name: 'name', label: trans.__('Name'), place: 'properties', required: true };
}

/** All that was typed; it goes from the inputs into the request and stays nowhere. */
function valuesIn(form: HTMLFormElement): Record<string, string> {
  const values: Record<string, string> = {};
  new FormData(form).forEach((value, name) => (values[name] = String(value).trim()));
  return values;
}

function focusField(form: HTMLFormElement, name: string): void {
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLElement) {
    field.closest('details')?.setAttribute('open', '');
    field.focus();
  }
}

function KindHead(
  props: Pick<IKindFormProps, 'kind' | 'onOtherKind'> & Pick<IReady, 'trans'>
): JSX.Element {
  const { kind, trans, onOtherKind } = props;
  return (
    <div className="aml-kind-head" data-aml-kind={kind.type}>
      <KindIcon picture={kind.picture} />
      <strong>{kind.label}</strong>
      {onOtherKind ? (
        <button type="button" className="aml-link" onClick={onOtherKind}>
          {trans.__('Other kind')}
        </button>
      ) : null}
    </div>
  );
}

function MakeChoice({ label }: { label: string }): JSX.Element {
  return (
    <label className="aml-check">
      <input type="checkbox" name="make" />
      {label}
    </label>
  );
}

interface IAccessChoiceProps extends Pick<IReady, 'trans'> {
  kind: IKind;
  access: IAccess | null;
  onChange: (access: IAccess) => void;
}

function AccessChoice(props: IAccessChoiceProps): JSX.Element | null {
  const { kind, access, trans, onChange } = props;
  const id = React.useId();
  return kind.access.length < 2 ? null : (
    <div className="aml-field">
      <label htmlFor={id}>{trans.__('Authentication')}</label>
      <select
        id={id}
        className="aml-input"
        data-aml-access={access?.name}
        value={access?.name}
        onChange={event => {
          const chosen = kind.access.find(each => each.name === event.target.value);
          void (chosen && onChange(chosen));
        }}
      >
        {kind.access.map(each => (
          <option key={each.name} value={each.name}>
            {each.label}
          </option>
        ))}
      </select>
    </div>
  );
}

interface ITestButtonProps extends Pick<IReady, 'trans'> {
  busy: boolean;
  onTest: (form: HTMLFormElement) => void;
}

function TestButton({ busy, trans, onTest }: ITestButtonProps): JSX.Element {
  return (
    <button
      type="button"
      className="aml-button"
      // A disabled button would lose the focus, and Escape its way to the form.
      aria-disabled={busy}
      onClick={event => {
        const { form } = event.currentTarget;
        void (form && !busy && onTest(form));
      }}
    >
      {trans.__('Test')}
    </button>
  );
}
