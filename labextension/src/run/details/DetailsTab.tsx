import * as React from 'react';

import type { IRun, RunState } from '../../feed/types';
import type { Trans } from '../../host';
import { useRunContext } from '../context';
import { localTime } from '../format';
import { wordOf } from '../states';
import { Tags } from './Tags';

interface IDetailsTabProps {
  run: IRun;
  accept: (run: IRun) => void;
}

/** Everything else that is known of the run. */
export function DetailsTab({ run, accept }: IDetailsTabProps): JSX.Element {
  const { trans } = useRunContext();
  return (
    <div className="aml-details">
      <Facts title={trans.__('Run')} facts={about(run, trans)} />
      <Facts title={trans.__('Times')} facts={times(run, trans)} />
      <section>
        <h4>{trans.__('Tags')}</h4>
        <Tags run={run} accept={accept} />
      </section>
      <Facts title={trans.__('Environment')} facts={environment(run.environment, trans)} />
      <Replaced notes={run.environment?.replaced} />
      <Facts title={trans.__('Properties')} facts={texts(run.properties)} />
      <details className="aml-details-json">
        <summary>{trans.__('Run document')}</summary>
        <pre tabIndex={0}>{JSON.stringify(run, null, 2)}</pre>
      </details>
    </div>
  );
}

type Fact = [name: string, value: string | null | undefined];

/** A list of names and values; what is not known is left out, and the list with it when nothing is. */
function Facts({ title, facts }: { title: string; facts: Fact[] }): JSX.Element | null {
  const known = facts.filter(([, value]) => value);
  if (known.length === 0) {
    return null;
  }
  return (
    <section>
      <h4>{title}</h4>
      <dl>
        {known.map(([name, value]) => (
          <React.Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </React.Fragment>
        ))}
      </dl>
    </section>
  );
}

/** What was done in place of what the environment asks for: one sentence each. */
function Replaced({ notes }: { notes: string[] | undefined }): JSX.Element | null {
  if (!notes?.length) {
    return null;
  }
  return (
    <ul className="aml-details-replaced">
      {notes.map(note => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  );
}

function environment(values: IRun['environment'], trans: Trans): Fact[] {
  const { name, python, asked, used } = values ?? {};
  return [
    ['name', name],
    ['python', python],
    [trans.__('Asked for'), asked?.packages.join(', ')],
    [trans.__('Used'), used?.packages.join(', ')]
  ];
}

function about(run: IRun, trans: Trans): Fact[] {
  return [
    [trans.__('Experiment'), run.experiment],
    [trans.__('Id'), run.id],
    [trans.__('Number'), String(run.number)],
    [trans.__('Type'), run.type],
    [trans.__('Description'), run.description],
    [trans.__('Script'), run.script],
    [trans.__('Command'), run.command],
    [trans.__('Arguments'), run.arguments?.map(quoted).join(' ')],
    [trans.__('Compute'), run.target],
    [trans.__('Nodes'), String(run.nodeCount)],
    [trans.__('Snapshot'), run.snapshot],
    [trans.__('Parent'), run.parent],
    [trans.__('Submitted by'), run.submittedBy]
  ];
}

/** As it could be typed in a shell. */
function quoted(argument: string): string {
  return /^[\w./:=@%+,-]+$/.test(argument) ? argument : `'${argument.replace(/'/g, "'\\''")}'`;
}

function times(run: IRun, trans: Trans): Fact[] {
  return (Object.entries(run.times) as [RunState, string][])
    .sort(([, one], [, other]) => one.localeCompare(other))
    .map(([state, time]) => [wordOf(state, trans), localTime(time)]);
}

function texts(values: Record<string, unknown> | undefined): Fact[] {
  return Object.entries(values ?? {}).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value)
  ]);
}
