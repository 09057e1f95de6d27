/** Uploads that a folder shows: waiting, under way, stopped by an existing file, failed. */
import type { IProblem } from '../feed/types';

export interface ITransfer {
  key: number;
  /** Path inside the datastore. */
  path: string;
  /** Bytes. */
  sent: number;
  total: number;
  status: 'sending' | 'exists' | 'failed';
  problem: IProblem | null;
}

export type TransferEvent =
  | { type: 'started'; key: number; path: string; total: number }
  | { type: 'progressed'; key: number; sent: number }
  | { type: 'refused'; key: number }
  | { type: 'failed'; key: number; problem: IProblem }
  | { type: 'finished'; key: number };

/** The transfers after an event; a finished one is gone, the folder shows the file. */
export function reduceTransfers(
  transfers: readonly ITransfer[],
  event: TransferEvent
): readonly ITransfer[] {
  const others = transfers.filter(transfer => transfer.key !== event.key);
  if (event.type === 'finished') {
    return others;
  }
  if (event.type === 'started') {
    const { key, path, total } = event;
    return [...others, { key, path, total, sent: 0, status: 'sending', problem: null }];
  }
  const change = changeOf(event);
  return transfers.map(item => (item.key === event.key ? { ...item, ...change } : item));
}

function changeOf(
  event: Exclude<TransferEvent, { type: 'started' | 'finished' }>
): Partial<ITransfer> {
  switch (event.type) {
    case 'progressed':
      return { sent: event.sent };
    case 'refused':
      return { status: 'exists' };
    case 'failed':
      return { status: 'failed', problem: event.problem };
  }
}

/** 0 to 100; an empty file is all there at once. */
export function percent(transfer: ITransfer): number {
  return transfer.total === 0 ? 100 : Math.floor((100 * transfer.sent) / transfer.total);
}
