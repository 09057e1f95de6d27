import { Notification } from '@jupyterlab/apputils';

import { problemOf } from '../feed/problem';
import type { IReady } from '../panel/session';
import { cancelRun } from '../runs/requests';

/** Longest text of a notification, characters. */
const QUIET = 140;

/** Cancel a run from a place that has no room of its own to say why it did not work. */
export async function cancelOrTell(ready: IReady, run: string): Promise<void> {
  try {
    await cancelRun(ready.feed, ready.workspace.id, run);
  } catch (error) {
    Notification.error(problemOf(error).message.slice(0, QUIET));
  }
}
