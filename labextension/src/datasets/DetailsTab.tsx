import * as React from 'react';

import { Notice, ProblemNotice } from '../parts/Notice';
import { useAnswer } from '../parts/useAnswer';
import { localTime } from '../run/format';
import { keyOf } from './place';
import type { IPlace } from './place';
import { getDetails } from './requests';
import type { Shown } from './shown';
import type { IDetails, ISource, IVersion } from './types';

interface IDetailsTabProps extends IPlace {
  versions: IVersion[];
  shown: Shown;
}

/** Where a version comes from, who made and read it, and which others there are. */
export function DetailsTab(props: IDetailsTabProps): JSX.Element {
  const { session, workspace, name, version, versions, shown } = props;
  const { feed, trans } = session;
  const ask = () => getDetails(feed, workspace, name, version);
  const { value, problem, reload } = useAnswer(keyOf(props), ask);
  if (problem) {
    return <ProblemNotice problem={problem} trans={trans} onRetry={reload} />;
  }
  if (value === null) {
    return <Notice busy>{trans.__('Loading…')}</Notice>;
  }
  return (
    <div className="aml-details">
      <About {...props} details={value} />
      <section>
        <h4>{trans.__('Sources')}</h4>
        <ul className="aml-dataset-list">
          {value.sources.map((source, index) => (
            <li key={index}>
              <code>{sourceText(source)}</code>
            </li>
          ))}
        </ul>
      </section>
      <Tags tags={value.tags} label={trans.__('Tags')} />
      <Steps steps={value.steps} label={trans.__('Steps')} />
      <section>
        <h4>{trans.__('Versions')}</h4>
        <ul className="aml-dataset-list">
          {versions.map(each => (
            <li key={each.version}>
              <button
                type="button"
                className="aml-run-link"
                aria-current={each.version === version}
                onClick={() => shown.choose({ version: each.version })}
              >
                {each.version}
              </button>{' '}
              <span className="aml-run-dim">{localTime(each.created)}</span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

function About(props: IPlace & { details: IDetails }): JSX.Element {
  const { session, workspace, details } = props;
  const { trans, host } = session;
  const { created, createdBy, id, partition, madeBy, readBy } = details;
  const link = (run: string, label: string) => (
    <button
      key={run}
      type="button"
      className="aml-run-link"
      title={run}
      onClick={() => host.openRun?.(workspace, run)}
    >
      {label}
    </button>
  );
  const facts: [string, React.ReactNode][] = [
    [trans.__('Registered'), localTime(created)],
    [trans.__('Registered by'), createdBy],
    [trans.__('Made by run'), madeBy ? link(madeBy, madeBy) : null],
    [
      trans.__('Read by runs'),
      readBy.length > 0 ? readBy.map(run => link(run.id, run.name || run.id)) : null
    ],
    [trans.__('Partitions'), partition],
    ['ID', id]
  ];
  return (
    <section>
      <h4>{trans.__('Dataset')}</h4>
      <dl>
        {facts
          .filter(([, value]) => value)
          .map(([label, value]) => (
            <React.Fragment key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </React.Fragment>
          ))}
      </dl>
    </section>
  );
}

function Tags({
  tags,
  label
}: {
  tags: Record<string, string>;
  label: string;
}): JSX.Element | null {
  const entries = Object.entries(tags);
  return entries.length === 0 ? null : (
    <section>
      <h4>{label}</h4>
      <ul className="aml-tags aml-is-fixed">
        {entries.map(([tag, value]) => (
          <li key={tag}>{value ? `${tag}: ${value}` : tag}</li>
        ))}
      </ul>
    </section>
  );
}

/** What is done with the data when it is read, one step a line. */
function Steps(props: { steps: IDetails['steps']; label: string }): JSX.Element | null {
  const { steps, label } = props;
  return steps.length === 0 ? null : (
    <section>
      <h4>{label}</h4>
      <ol className="aml-dataset-list">
        {steps.map((step, index) => (
          <li key={index}>
            <code>{stepText(step)}</code>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** "take count=10" */
export function stepText({ do: verb, ...rest }: Record<string, unknown>): string {
  const given = Object.entries(rest).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return [String(verb), ...given].join(' ');
}

/** "workspaceblobstore: folder/a.csv", an address, or a path of the server's machine. */
export function sourceText({ datastore, path, query, url }: ISource): string {
  const below = query ?? path ?? '';
  return url ?? (datastore === undefined ? below : `${datastore}: ${below || '/'}`);
}
