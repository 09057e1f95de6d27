import * as React from 'react';

import { Notice } from '../parts/Notice';
import { useWorkspace } from '../runs/liveWorkspace';
import type { IWorkspaceState } from '../runs/workspaceStore';
import { useSession } from './session';
import type { IReady, Session } from './session';

interface ISectionBodyProps {
  session: Session;
  children: (ready: IReady, state: IWorkspaceState) => React.ReactNode;
}

/** The body of a section: its content once the workspace is known, else what it waits for. */
export function SectionBody(props: ISectionBodyProps): JSX.Element | null {
  const state = useSession(props.session);
  // The head of the panel says why when there is no workspace, or no news of it: once is enough.
  return state.status === 'ready' ? (
    <Content key={state.ready.workspace.id} ready={state.ready}>
      {props.children}
    </Content>
  ) : null;
}

function Content(props: { ready: IReady; children: ISectionBodyProps['children'] }): JSX.Element {
  const { ready, children } = props;
  const state = useWorkspace(ready.live, whole => whole);
  const known = state.status === 'live' || state.computes.length > 0;
  return (
    <div className="aml-section" data-aml-status={state.status}>
      {known ? children(ready, state) : null}
      {state.status === 'loading' && !known ? (
        <Notice busy>{ready.trans.__('Loading…')}</Notice>
      ) : null}
    </div>
  );
}
