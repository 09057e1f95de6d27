import * as React from 'react';

import type { Trans } from '../host';
import { datastoreKinds, groupLabel } from './kinds';
import type { IKind, KindGroup } from './kinds';
import { KindIcon } from './KindIcon';

const GROUPS: readonly KindGroup[] = ['azure', 'other', 'database', 'local'];

interface IKindChooserProps {
  trans: Trans;
  onChoose: (kind: IKind) => void;
  onClose: () => void;
}

/** Asks first what kind of place it is. */
export function KindChooser(props: IKindChooserProps): JSX.Element {
  const { trans, onChoose, onClose } = props;
  const kinds = datastoreKinds(trans);
  const first = React.useRef<HTMLDivElement>(null);
  React.useEffect(() => first.current?.querySelector('button')?.focus(), []);
  const closeOnEscape = (event: React.KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      onClose();
    }
  };
  return (
    <div
      ref={first}
      className="aml-kinds"
      role="group"
      aria-label={trans.__('Kind of datastore')}
      onKeyDown={closeOnEscape}
    >
      {GROUPS.map(group => (
        <div key={group} className="aml-kind-group">
          <span className="aml-kind-title">{groupLabel(group, trans)}</span>
          {kinds
            .filter(kind => kind.group === group)
            .map(kind => (
              <button
                key={kind.type}
                type="button"
                className="aml-kind"
                data-aml-kind={kind.type}
                onClick={() => onChoose(kind)}
              >
                <KindIcon picture={kind.picture} />
                <span>{kind.label}</span>
              </button>
            ))}
        </div>
      ))}
      <div className="aml-form-actions">
        <button type="button" className="aml-button" onClick={onClose}>
          {trans.__('Close')}
        </button>
      </div>
    </div>
  );
}
