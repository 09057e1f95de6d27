import * as React from 'react';

import { Confirm } from '../parts/Confirm';
import { Notice, ProblemNotice } from '../parts/Notice';
import { useAnswer } from '../parts/useAnswer';
import { useAsking } from '../parts/useAsking';
import type { IAsking } from '../parts/useAsking';
import type { IRowContent } from '../panel/Row';
import { RowList } from '../panel/RowList';
import type { IReady } from '../panel/session';
import { localTime } from '../run/format';
import { forgetEntry, versionMenu } from './Datasets';
import { DatasetIcon } from './DatasetIcon';
import { listVersions, unregisterVersion } from './requests';
import type { IDataset, IVersion } from './types';
import { versionWord } from './words';

/** The versions of a dataset below its row, newest first. */
export function Versions({ ready, dataset }: { ready: IReady; dataset: IDataset }): JSX.Element {
  const { feed, workspace, trans } = ready;
  const { name, version, versions, created } = dataset;
  const asking = useAsking<string>();
  const key = [workspace.id, name].join('\n');
  const answer = useAnswer(key, () => listVersions(feed, workspace.id, name));
  const { reload } = answer;
  const seen = React.useRef({ version, versions, created });
  React.useEffect(() => {
    const before = seen.current;
    seen.current = { version, versions, created };
    if (before.version !== version || before.versions !== versions || before.created !== created) {
      reload();
    }
  });
  if (answer.problem) {
    return <ProblemNotice problem={answer.problem} trans={trans} onRetry={reload} />;
  }
  if (answer.value === null) {
    return <Notice busy>{trans.__('Loading…')}</Notice>;
  }
  return (
    <div className="aml-versions">
      <RowList
        label={trans.__('Versions of %1', name)}
        items={answer.value}
        trans={trans}
        content={item => versionRow(item, ready, asking, reload)}
      />
    </div>
  );
}

function versionRow(
  item: IVersion,
  ready: IReady,
  asking: IAsking<string>,
  reload: () => void
): IRowContent {
  const { feed, workspace, host, trans } = ready;
  const { name, version, kind } = item;
  const ask = () => asking.ask(version);
  return {
    key: version,
    icon: <DatasetIcon kind={kind} />,
    title: versionWord(version, trans),
    subtitle: localTime(item.created),
    hint: item.description || undefined,
    data: { 'data-aml-dataset-version': `${name}:${version}` },
    menu: () => [...versionMenu(item, ready), ...forgetEntry(ready, ask)],
    open: () => host.openDataset?.(workspace.id, name, version, 'preview'),
    below:
      asking.asking === version ? (
        <Confirm
          question={trans.__('Unregister version %1 of %2? The data stays.', version, name)}
          action={trans.__('Unregister')}
          trans={trans}
          onConfirm={() => unregisterVersion(feed, workspace.id, name, version).then(reload)}
          onClose={() => asking.close(version)}
        />
      ) : null
  };
}
