import type { ISubscription, Message, Topic } from './types';

/** What a page sends over the live link. */
export type PageMessage =
  ({ type: 'subscribe'; id: string } & Topic) | { type: 'unsubscribe'; id: string };

interface IEntry {
  topic: Topic;
  receive: (message: Message) => void;
}

/**
 * The open subscriptions of one link: which message goes to whom, and from where each continues after the link
 * was lost. `send` is called only for what changes now; `resume` repeats everything on a new link.
 */
export class Subscriptions {
  constructor(private readonly send: (message: PageMessage) => void) {}

  add(topic: Topic, receive: (message: Message) => void): ISubscription {
    let id = this._open(topic, receive);
    return {
      update: next => {
        this._close(id);
        id = this._open(next, receive);
      },
      dispose: () => this._close(id)
    };
  }

  /** Hand a message to its subscriber; one for a subscription that is gone is dropped. */
  deliver(message: Message): void {
    const entry = this._entries.get(message.id);
    if (!entry) {
      return;
    }
    entry.topic = advance(entry.topic, message);
    if (message.type === 'end' || message.type === 'error') {
      this._entries.delete(message.id);
    }
    entry.receive(message);
  }

  /** Subscribe again to all that is open, each from the last message it was given. */
  resume(): void {
    this._entries.forEach((entry, id) => this.send({ type: 'subscribe', id, ...entry.topic }));
  }

  private _open(topic: Topic, receive: (message: Message) => void): string {
    const id = String(this._next++);
    this._entries.set(id, { topic, receive });
    this.send({ type: 'subscribe', id, ...topic });
    return id;
  }

  private _close(id: string): void {
    if (this._entries.delete(id)) {
      this.send({ type: 'unsubscribe', id });
    }
  }

  private _next = 1;
  private readonly _entries = new Map<string, IEntry>();
}

/** The topic as it is to be asked for after `message`. */
function advance(topic: Topic, message: Message): Topic {
  if (topic.topic === 'log' && message.type === 'log') {
    return { ...topic, offset: message.next };
  }
  if (topic.topic === 'metrics' && message.type === 'metrics') {
    return { ...topic, cursor: message.cursor };
  }
  if (topic.topic === 'workspace' && message.type === 'workspace') {
    return { ...topic, cursor: message.cursor };
  }
  return topic;
}
