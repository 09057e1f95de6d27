import * as React from 'react';

import type { Trans } from '../host';
import { isNumber } from '../parts/columns';
import { Notice, ProblemNotice } from '../parts/Notice';
import { useAnswer } from '../parts/useAnswer';
import { grouped, localTime } from '../run/format';
import { Histogram } from './Histogram';
import { keyOf } from './place';
import type { IPlace } from './place';
import type { Profiles } from './profiles';
import type { IColumnProfile, IProfile } from './types';
import { rowsOf, share, shownValue } from './values';
import { profileNote } from './words';

/** More columns than one finds at a glance. */
const MANY = 12;

const TOP_SHOWN = 3;

const TIME = ' aml-profile-time';

interface IProfileProps extends IPlace {
  profiles: Profiles;
}

/** What is in each column: one row for each. Computing it can be stopped. */
export function ProfileTab(props: IProfileProps): JSX.Element {
  const { profiles, session } = props;
  const { trans } = session;
  const [stopped, setStopped] = React.useState(false);
  if (stopped) {
    return (
      <Notice>
        {trans.__('The profile was stopped.')}
        <NoticeButton label={trans.__('Try again')} onClick={() => setStopped(false)} />
      </Notice>
    );
  }
  const stop = () => {
    setStopped(true);
    profiles.stop();
  };
  return <Computed {...props} onStop={stop} />;
}

function Computed(props: IProfileProps & { onStop: () => void }): JSX.Element {
  const { profiles, session, onStop } = props;
  const { trans } = session;
  const { value, problem, reload } = useAnswer(keyOf(props), () => profiles.of(props));
  if (problem) {
    return <ProblemNotice problem={problem} trans={trans} onRetry={reload} />;
  }
  if (value === null) {
    return (
      <Notice busy>
        {trans.__('Computing the profile…')}
        <NoticeButton label={trans.__('Stop')} onClick={onStop} />
      </Notice>
    );
  }
  return value.columns.length === 0 ? (
    <Notice>{trans.__('The files of this dataset are empty.')}</Notice>
  ) : (
    <Profile profile={value} trans={trans} />
  );
}

function NoticeButton(props: { label: string; onClick: () => void }): JSX.Element {
  return (
    <button type="button" className="aml-button aml-notice-button" onClick={props.onClick}>
      {props.label}
    </button>
  );
}

function Profile({ profile, trans }: { profile: IProfile; trans: Trans }): JSX.Element {
  const [text, setText] = React.useState('');
  const wanted = text.trim().toLowerCase();
  const columns = profile.columns.filter(column => column.name.toLowerCase().includes(wanted));
  const fractions = Object.keys(profile.columns.find(each => each.quantiles)?.quantiles ?? {});
  return (
    <>
      <div className="aml-run-bar">
        <span>{profileNote(profile, trans)}</span>
        <span title={localTime(profile.computed)}>
          {trans.__('Computed %1', localTime(profile.computed))}
        </span>
        {profile.columns.length > MANY ? (
          <input
            className="aml-run-field"
            type="search"
            placeholder={trans.__('Search columns')}
            aria-label={trans.__('Search columns')}
            value={text}
            onChange={event => setText(event.target.value)}
          />
        ) : null}
      </div>
      <div className="aml-profile" tabIndex={0} role="region" aria-label={trans.__('Profile')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{trans.__('Column')}</th>
              <th scope="col">{trans.__('Distribution')}</th>
              <th scope="col">{trans.__('Missing')}</th>
              {[
                trans.__('Distinct'),
                trans.__('Minimum'),
                trans.__('Mean'),
                trans.__('Maximum'),
                trans.__('Deviation')
              ].map(label => (
                <th key={label} scope="col" className="aml-data-right">
                  {label}
                </th>
              ))}
              {fractions.map(fraction => (
                <th key={fraction} scope="col" className="aml-data-right">
                  {`${Math.round(Number(fraction) * 100)} %`}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {columns.map(column => (
              <Column key={column.name} column={column} fractions={fractions} trans={trans} />
            ))}
          </tbody>
        </table>
        {columns.length === 0 ? <Notice>{trans.__('No column matches.')}</Notice> : null}
      </div>
    </>
  );
}

interface IColumnProps {
  column: IColumnProfile;
  fractions: string[];
  trans: Trans;
}

const Column = React.memo(function Column({ column, fractions, trans }: IColumnProps): JSX.Element {
  const { name, type, distinct, min, mean, max, std, quantiles } = column;
  const numbers = [min, mean, max, std, ...fractions.map(each => quantiles?.[each] ?? null)];
  const own = isNumber(type) ? '' : quantiles ? TIME : ' aml-profile-text';
  return (
    <tr data-aml-column={name}>
      <th scope="row" title={`${name}: ${type}`}>
        <span>{name}</span>
        <small>{type}</small>
      </th>
      <td>
        <Distribution column={column} trans={trans} />
      </td>
      <td>
        <Missing column={column} trans={trans} />
      </td>
      <td className="aml-data-right">{distinct === null ? '–' : grouped(distinct)}</td>
      {numbers.map((value, index) => (
        <td
          key={index}
          className={`aml-data-right${own}`}
          title={value === null ? undefined : String(value)}
        >
          {own === TIME ? shownValue(value).replace(' ', '\n') : shownValue(value)}
        </td>
      ))}
    </tr>
  );
});

function Distribution({ column, trans }: { column: IColumnProfile; trans: Trans }): JSX.Element {
  const { name, histogram, top, count } = column;
  if (histogram) {
    return <Histogram name={name} histogram={histogram} trans={trans} />;
  }
  if (top === null || count === 0) {
    return <span className="aml-run-dim">–</span>;
  }
  if (top.length === 0) {
    return <span className="aml-run-dim">{trans.__('each value once')}</span>;
  }
  return (
    <ul
      className="aml-top"
      title={top.map(each => `${each.value}: ${grouped(each.count)}`).join('\n')}
    >
      {top.slice(0, TOP_SHOWN).map(each => (
        <li key={each.value} style={{ '--aml-part': each.count / count } as React.CSSProperties}>
          <span>{each.value === '' ? trans.__('(empty)') : each.value}</span>
          <small>{share(each.count, count)}</small>
        </li>
      ))}
    </ul>
  );
}

function Missing({ column, trans }: { column: IColumnProfile; trans: Trans }): JSX.Element {
  const { missing } = column;
  const rows = rowsOf(column);
  const text = share(missing, rows);
  const hint = trans.__('%1 of %2 are missing', grouped(missing), grouped(rows));
  return (
    <div className={missing > 0 ? 'aml-missing' : 'aml-missing aml-is-none'} title={hint}>
      <span>{text}</span>
      <span className="aml-missing-bar" aria-hidden="true">
        <span style={{ width: `${rows === 0 ? 0 : (100 * missing) / rows}%` }} />
      </span>
    </div>
  );
}
