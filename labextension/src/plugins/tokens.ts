import { Token } from '@lumino/coreutils';

import type { Session } from '../panel/session';

/** The page's session with the amlwidgets server extension. */
export const ISession = new Token<Session>(
  'amlwidgets:ISession',
  'Which server and workspace the page is looking at, and what is known of them.'
);

/** The commands of this extension; each belongs to one plugin and is missing where that is disabled. */
export const CommandIDs = {
  openPanel: 'amlwidgets:open-panel',
  newCluster: 'amlwidgets:new-cluster',
  registerFolder: 'amlwidgets:register-folder',
  openRun: 'amlwidgets:open-run',
  openFile: 'amlwidgets:open-file',
  openCluster: 'amlwidgets:open-cluster',
  openDataset: 'amlwidgets:open-dataset',
  cancelRun: 'amlwidgets:cancel-run',
  insertCode: 'amlwidgets:insert-code',
  followLink: 'amlwidgets:follow-link'
} as const;
