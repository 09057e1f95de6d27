import * as React from 'react';

import { Notice, ProblemNotice } from '../parts/Notice';
import type { IFeed, Link } from '../feed/types';
import type { Trans } from '../host';
import { useWorkspace } from '../runs/liveWorkspace';
import { useSession } from './session';
import type { IReady, Session } from './session';

/** What to type when the server extension is not there. */
const ENABLE = 'jupyter server extension enable amlwidgets_server';

/** The code of an error that a sign-in heals: the head says anew whether there is one. */
const SIGN_IN = 'AuthenticationError';

/** The top of the panel: which workspace this is, or why there is none. */
export function WorkspaceHead(props: { session: Session }): JSX.Element {
  const { session } = props;
  const state = useSession(session);
  const { trans } = session;
  switch (state.status) {
    case 'loading':
      return <Notice busy>{trans.__('Connecting…')}</Notice>;
    case 'missing':
      return <Missing trans={trans} onRetry={() => session.start()} />;
    case 'failed':
      return (
        <ProblemNotice problem={state.problem} trans={trans} onRetry={() => session.start()} />
      );
    case 'ready':
      return (
        <>
          <Head session={session} ready={state.ready} />
          <ListProblem ready={state.ready} onRetry={() => session.start()} />
          <NoNews session={session} ready={state.ready} />
        </>
      );
  }
}

function Missing(props: { trans: Trans; onRetry: () => void }): JSX.Element {
  const { trans, onRetry } = props;
  return (
    <div className="aml-problem" role="alert" data-aml-problem="ServerExtensionMissing">
      <div>
        {trans.__('This Jupyter server does not run the amlwidgets extension. Enable it with')}
        <code className="aml-command">{ENABLE}</code>
        {trans.__('and restart the server.')}
      </div>
      <button type="button" className="aml-button" onClick={onRetry}>
        {trans.__('Try again')}
      </button>
    </div>
  );
}

/** Says so when the list of workspaces elsewhere cannot be read; the others are there. */
function ListProblem(props: { ready: IReady; onRetry: () => void }): JSX.Element | null {
  const { problem } = props.ready.capabilities;
  const { trans } = props.ready;
  return problem ? <ProblemNotice problem={problem} trans={trans} onRetry={props.onRetry} /> : null;
}

/** Says so when the server stopped telling of the workspace; what was known stays on the page. */
function NoNews(props: { session: Session; ready: IReady }): JSX.Element | null {
  const { live, trans } = props.ready;
  const problem = useWorkspace(live, state => state.problem);
  return problem ? (
    <ProblemNotice
      problem={problem}
      trans={trans}
      onRetry={() => (problem.code === SIGN_IN ? props.session.start() : live.retry())}
    />
  ) : null;
}

function Head(props: { session: Session; ready: IReady }): JSX.Element {
  const { session, ready } = props;
  const { capabilities, workspace, trans } = ready;
  const link = useLink(ready.feed);
  const refused = useWorkspace(ready.live, state => state.problem?.code === SIGN_IN);
  return (
    <div className="aml-workspace" data-aml-workspace={workspace.name} data-aml-link={link}>
      {capabilities.workspaces.length > 1 ? (
        <Switcher session={session} ready={ready} />
      ) : (
        <strong title={workspace.id}>{workspace.name}</strong>
      )}
      <span className="aml-dim" role="status">
        {link === 'lost' ? trans.__('Reconnecting…') : modeLine(ready, refused)}
      </span>
    </div>
  );
}

function Switcher(props: { session: Session; ready: IReady }): JSX.Element {
  const { session, ready } = props;
  const { workspaces } = ready.capabilities;
  return (
    <select
      className="aml-input aml-workspace-switch"
      aria-label={ready.trans.__('Workspace')}
      value={ready.workspace.id}
      onChange={event => {
        const chosen = workspaces.find(item => item.id === event.target.value);
        if (chosen) {
          session.choose(chosen);
        }
      }}
    >
      {workspaces.map(item => (
        <option key={item.id} value={item.id}>
          {item.name}
        </option>
      ))}
    </select>
  );
}

function modeLine({ capabilities, workspace, trans }: IReady, refused: boolean): string {
  const signedOut = refused || workspace.signedIn === false;
  const word = modeWord(workspace.mode ?? capabilities.mode, signedOut, trans);
  return capabilities.readOnly ? trans.__('%1, read only', word) : word;
}

function modeWord(mode: string, signedOut: boolean, trans: Trans): string {
  switch (mode) {
    case 'embedded':
      return trans.__('embedded');
    case 'azure':
      return signedOut ? trans.__('Azure, signed out') : 'Azure';
    case 'server':
      return trans.__('on another server');
    default:
      return mode;
  }
}

function useLink(feed: IFeed): Link {
  return React.useSyncExternalStore(
    listener => feed.onLink(listener),
    () => feed.link
  );
}
