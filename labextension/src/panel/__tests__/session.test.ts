import { describe, expect, it } from 'vitest';

import { RequestError } from '../../feed/types';
import type { IFeed, Message, Topic } from '../../feed/types';
import { ENGLISH } from '../../run/context';
import { message } from '../../runs/__tests__/fixtures';
import { Session } from '../session';
import type { ICapabilities } from '../session';

const CAPABILITIES: ICapabilities = {
  version: '1',
  mode: 'embedded',
  readOnly: false,
  workspace: { id: '/ws/a', name: 'a', location: 'local' },
  workspaces: [
    { id: '/ws/a', name: 'a', location: 'local' },
    { id: '/ws/b', name: 'b', location: 'local' }
  ]
};

/** A feed that answers capabilities and counts the open subscriptions. */
class ScriptedFeed implements IFeed {
  constructor(private readonly _answer: () => Promise<unknown>) {}

  readonly link = 'live';
  readonly open = new Map<string, (message: Message) => void>();

  onLink(): () => void {
    return () => undefined;
  }
  subscribe(topic: Topic, receive: (message: Message) => void) {
    this.open.set(topic.workspace, receive);
    return { update: () => undefined, dispose: () => void this.open.delete(topic.workspace) };
  }
  request<T>(): Promise<T> {
    return this._answer() as Promise<T>;
  }
  bytes(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array());
  }
  upload(): Promise<void> {
    return Promise.resolve();
  }
  url(): null {
    return null;
  }
}

async function started(answer: () => Promise<unknown>): Promise<[Session, ScriptedFeed]> {
  const feed = new ScriptedFeed(answer);
  const session = new Session(feed, {}, ENGLISH);
  await new Promise<void>(resolve => {
    session.listen(() => session.snapshot().status !== 'loading' && resolve());
  });
  return [session, feed];
}

describe('Session', () => {
  it('opens the default workspace', async () => {
    const [session] = await started(() => Promise.resolve(CAPABILITIES));
    expect(session.ready?.workspace.name).toBe('a');
  });

  it('says that the extension is missing on 404, and tries again when asked', async () => {
    const notFound = new RequestError(404, { code: 'Http404', message: 'Not Found' });
    const answers = [Promise.reject(notFound), Promise.resolve(CAPABILITIES)];
    const [session] = await started(() => answers.shift()!);
    expect(session.snapshot().status).toBe('missing');
    const ready = new Promise<void>(resolve => {
      session.listen(() => session.ready && resolve());
    });
    session.start();
    await ready;
    expect(session.ready?.workspace.name).toBe('a');
  });

  it("keeps the server's own words for any other failure", async () => {
    const damaged = new RequestError(500, { code: 'StoreDamaged', message: 'workspace.db' });
    const [session] = await started(() => Promise.reject(damaged));
    expect(session.snapshot()).toEqual({ status: 'failed', problem: damaged.problem });
  });

  it('shares one subscription of a workspace, open only while someone looks', async () => {
    const [session, feed] = await started(() => Promise.resolve(CAPABILITIES));
    const { live } = session.ready!;
    const stops = [live.listen(() => undefined), live.listen(() => undefined)];
    expect([...feed.open.keys()]).toEqual(['/ws/a']);
    feed.open.get('/ws/a')!(message({ reset: true, counts: { Running: 2 } }));
    expect(live.state.counts).toEqual({ Running: 2 });
    stops.forEach(stop => stop());
    expect(feed.open.size).toBe(0);
  });

  it('tells who waits for a workspace, also when it comes late', async () => {
    const notFound = new RequestError(404, { code: 'Http404', message: 'Not Found' });
    const answers = [Promise.reject(notFound), Promise.resolve(CAPABILITIES)];
    const [session] = await started(() => answers.shift()!);
    const waiting = session.whenReady();
    session.start();
    expect((await waiting).workspace.name).toBe('a');
    expect((await session.whenReady()).workspace.name).toBe('a');
  });

  it('looks at another workspace when chosen', async () => {
    const [session] = await started(() => Promise.resolve(CAPABILITIES));
    session.choose(CAPABILITIES.workspaces[1]);
    expect(session.ready?.live.id).toBe('/ws/b');
  });
});
