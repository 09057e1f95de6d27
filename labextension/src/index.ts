import { clusterTabPlugin } from './plugins/clusterTab';
import { commandsPlugin } from './plugins/commands';
import { datasetTabPlugin } from './plugins/datasetTab';
import { deepLinkPlugin } from './plugins/deepLink';
import { fileTabPlugin } from './plugins/fileTab';
import { insertCodePlugin } from './plugins/insertCode';
import { launcherPlugin } from './plugins/launcher';
import { panelPlugin } from './plugins/panel';
import { runningPlugin } from './plugins/running';
import { runTabPlugin } from './plugins/runTab';
import { sessionPlugin } from './plugins/session';
import { statusPlugin } from './plugins/status';

/** Each can be disabled by itself; all but the session itself need the session. */
export default [
  sessionPlugin,
  panelPlugin,
  runTabPlugin,
  clusterTabPlugin,
  fileTabPlugin,
  datasetTabPlugin,
  deepLinkPlugin,
  insertCodePlugin,
  commandsPlugin,
  statusPlugin,
  runningPlugin,
  launcherPlugin
];
