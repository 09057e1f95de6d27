import { RequestError } from './types';
import type { IFeed } from './types';

const asked = new WeakMap<IFeed, Promise<boolean>>();

/**
 * Whether there is an amlwidgets server behind the feed; asked once a page. Only a plain "not found" says no: a
 * server that cannot be reached now is one to reconnect to.
 */
export function isServerPresent(feed: IFeed): Promise<boolean> {
  const answer = asked.get(feed) ?? ask(feed);
  asked.set(feed, answer);
  return answer;
}

async function ask(feed: IFeed): Promise<boolean> {
  try {
    await feed.request('GET', '/capabilities');
    return true;
  } catch (error) {
    return !(error instanceof RequestError && error.status === 404);
  }
}
