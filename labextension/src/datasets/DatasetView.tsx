import * as React from 'react';

import { registeredCode } from '../code';
import { Notice, ProblemNotice } from '../parts/Notice';
import { useAnswer } from '../parts/useAnswer';
import type { Session } from '../panel/session';
import { Tabs } from '../run/Tabs';
import type { ITab } from '../run/Tabs';
import { liveWorkspace } from '../runs/liveWorkspace';
import { DatasetIcon } from './DatasetIcon';
import { DetailsTab } from './DetailsTab';
import { PreviewTab } from './PreviewTab';
import { Profiles } from './profiles';
import { ProfileTab } from './ProfileTab';
import { listVersions } from './requests';
import { useShown } from './shown';
import type { Part, Shown } from './shown';
import type { IVersion } from './types';
import { kindWord } from './words';

interface IDatasetViewProps {
  session: Session;
  workspace: string;
  name: string;
  shown: Shown;
}

/** One dataset: its rows or files, what is in its columns, and where it comes from. */
export function DatasetView(props: IDatasetViewProps): JSX.Element {
  const { session, workspace, name, shown } = props;
  const { feed, trans } = session;
  const ask = () => listVersions(feed, workspace, name);
  const { value, problem, reload } = useAnswer([workspace, name].join('\n'), ask);
  React.useEffect(
    () =>
      liveWorkspace(feed, workspace).onDatasets(names => {
        if (names === null || names.includes(name)) {
          reload();
        }
      }),
    [feed, workspace, name, reload]
  );
  return (
    <article className="aml-run aml-dataset" data-aml-dataset-view={name}>
      {problem ? <ProblemNotice problem={problem} trans={trans} onRetry={reload} /> : null}
      {value === null && !problem ? <Notice busy>{trans.__('Loading…')}</Notice> : null}
      {value !== null && !problem ? <Body {...props} versions={value} shown={shown} /> : null}
    </article>
  );
}

function Body(props: IDatasetViewProps & { versions: IVersion[] }): JSX.Element {
  const { session, workspace, name, shown, versions } = props;
  const { trans } = session;
  const { version, part } = useShown(shown);
  const [profiles] = React.useState(() => new Profiles());
  React.useEffect(() => profiles.stop, [profiles]);
  // A version that was unregistered meanwhile gives way to the newest.
  const item = versions.find(each => each.version === version) ?? versions[0];
  const tabs = tabsOf(item, session);
  const chosen = tabs.some(tab => tab.name === part) ? part : 'preview';
  const place = { session, workspace, name, version: item.version };
  return (
    <>
      <Head {...props} item={item} />
      <Tabs
        label={trans.__('Parts of the dataset')}
        tabs={tabs}
        chosen={chosen}
        choose={each => shown.choose({ part: each })}
      >
        {chosen === 'preview' ? <PreviewTab key={item.version} {...place} /> : null}
        {chosen === 'profile' ? (
          <ProfileTab key={item.version} {...place} profiles={profiles} />
        ) : null}
        {chosen === 'details' ? (
          <DetailsTab key={item.version} {...place} versions={versions} shown={shown} />
        ) : null}
      </Tabs>
    </>
  );
}

function tabsOf(item: IVersion, { trans }: Session): ITab<Part>[] {
  const preview: ITab<Part> = { name: 'preview', label: trans.__('Preview') };
  const profile: ITab<Part> = { name: 'profile', label: trans.__('Profile') };
  const details: ITab<Part> = { name: 'details', label: trans.__('Details') };
  return item.kind === 'tabular' ? [preview, profile, details] : [preview, details];
}

function Head(props: IDatasetViewProps & { versions: IVersion[]; item: IVersion }): JSX.Element {
  const { session, shown, versions, item } = props;
  const { trans, host } = session;
  const { name, version, kind, description } = item;
  return (
    <header className="aml-run-head">
      <div className="aml-run-title-row">
        <div className="aml-run-who">
          <DatasetIcon kind={kind} />
          <span className="aml-run-title">{name}</span>
          <span className="aml-run-dim">{kindWord(item, trans)}</span>
        </div>
        <div className="aml-run-side">
          <label className="aml-dataset-version">
            {trans.__('Version')}
            <select
              className="aml-run-field"
              value={version}
              onChange={event => shown.choose({ version: event.target.value })}
            >
              {versions.map(each => (
                <option key={each.version} value={each.version}>
                  {each.version}
                </option>
              ))}
            </select>
          </label>
          <button
            type="button"
            className="aml-run-button"
            onClick={() => host.insertCode?.(registeredCode(name, version, kind))}
          >
            {trans.__('Insert Code')}
          </button>
        </div>
      </div>
      {description ? <p className="aml-dataset-said">{description}</p> : null}
    </header>
  );
}
