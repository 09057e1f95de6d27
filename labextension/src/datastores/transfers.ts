/** Uploads that are shown: waiting, under way, stopped by an existing file, failed. */
import type { IProblem } from '../feed/types';

export interface ITransfer {
  key: number;
  /** Path inside the datastore. */
  path: string;
  /** Bytes. */
  sent: number;
  total: number;
  /** `storing`: all bytes are at the server, which has not answered: it may send them on. */
  status: 'waiting' | 'sending' | 'storing' | 'exists' | 'failed';
  problem: IProblem | null;
}

export interface ITransfers {
  /** Those that have not arrived. */
  items: readonly ITransfer[];
  /** How many have arrived since there was nothing to do, and their bytes. */
  arrived: { files: number; bytes: number };
}

export type TransferEvent =
  | { type: 'added'; transfers: readonly Pick<ITransfer, 'key' | 'path' | 'total'>[] }
  | { type: 'started'; key: number }
  | { type: 'progressed'; key: number; sent: number }
  | { type: 'sent'; key: number }
  | { type: 'refused'; key: number }
  | { type: 'failed'; key: number; problem: IProblem }
  | { type: 'finished'; key: number }
  | { type: 'dropped'; key: number };

const NONE = { files: 0, bytes: 0 };

export const NO_TRANSFERS: ITransfers = { items: [], arrived: NONE };

/** The transfers after an event; one that arrived is gone, the folder shows the file. */
export function reduceTransfers(now: ITransfers, event: TransferEvent): ITransfers {
  switch (event.type) {
    case 'added': {
      const added = event.transfers.map(one => ({ ...one, ...WAITING }));
      return { ...now, items: [...now.items, ...added] };
    }
    case 'finished':
    case 'dropped': {
      const items = now.items.filter(item => item.key !== event.key);
      return { items, arrived: items.length === 0 ? NONE : arrivedAfter(now, event) };
    }
    default: {
      const change = changeOf(event);
      const changed = (item: ITransfer) => (item.key === event.key ? { ...item, ...change } : item);
      return { ...now, items: now.items.map(changed) };
    }
  }
}

const WAITING = { sent: 0, status: 'waiting', problem: null } as const;

function arrivedAfter(
  { items, arrived }: ITransfers,
  event: { type: string; key: number }
): ITransfers['arrived'] {
  const item = items.find(each => each.key === event.key);
  return event.type === 'finished' && item
    ? { files: arrived.files + 1, bytes: arrived.bytes + item.total }
    : arrived;
}

function changeOf(
  event: Exclude<TransferEvent, { type: 'added' | 'finished' | 'dropped' }>
): Partial<ITransfer> {
  switch (event.type) {
    case 'started':
      return { ...WAITING, status: 'sending' };
    case 'progressed':
      return { sent: event.sent };
    case 'sent':
      return { status: 'storing' };
    case 'refused':
      return { status: 'exists' };
    case 'failed':
      return { status: 'failed', problem: event.problem };
  }
}

/** 0 to 100; an empty file is all there at once. */
export function percent(transfer: Pick<ITransfer, 'sent' | 'total'>): number {
  return transfer.total === 0 ? 100 : Math.floor((100 * transfer.sent) / transfer.total);
}

export interface IOverall {
  sent: number;
  total: number;
  arrived: number;
  files: number;
  /** Whether nothing is left to send, and the server alone is at work. */
  storing: boolean;
}

/** All of them as one: bytes and files. */
export function overall({ items, arrived }: ITransfers): IOverall {
  const sum = (of: (item: ITransfer) => number) => items.reduce((all, item) => all + of(item), 0);
  return {
    sent: arrived.bytes + sum(item => (isUnderWay(item) ? item.sent : 0)),
    total: arrived.bytes + sum(item => item.total),
    arrived: arrived.files,
    files: arrived.files + items.length,
    storing: items.length > 0 && items.every(item => item.status === 'storing')
  };
}

function isUnderWay({ status }: ITransfer): boolean {
  return status === 'sending' || status === 'storing';
}

/** Whether it can be stopped: it waits or is under way. */
export function isActive(transfer: ITransfer): boolean {
  return transfer.status === 'waiting' || isUnderWay(transfer);
}
