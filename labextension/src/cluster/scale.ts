/** Scale settings as a form holds them (text) and as ARM takes them. */
import type { IComputeDetails } from '../feed/types';
import type { Trans } from '../host';
import { parseIsoDuration, toIsoDuration } from '../parts/duration';

export type ScaleSettings = IComputeDetails['scaleSettings'];

export interface IScaleFields {
  min: string;
  max: string;
  /** Seconds. */
  idle: string;
}

export const DEFAULT_SCALE: IScaleFields = { min: '0', max: '4', idle: '300' };

export function scaleFields(settings: ScaleSettings): IScaleFields {
  return {
    min: String(settings.minNodeCount),
    max: String(settings.maxNodeCount),
    idle: String(parseIsoDuration(settings.nodeIdleTimeBeforeScaleDown) ?? '')
  };
}

/** The settings the fields say, or a sentence on what is wrong with them. */
export function readScale(fields: IScaleFields, trans: Trans): ScaleSettings | string {
  const [min, max, idle] = [fields.min, fields.max, fields.idle].map(wholeNumber);
  if (min === null || max === null) {
    return trans.__('Nodes are whole numbers from 0 up.');
  }
  if (max < 1 || max < min) {
    return trans.__('The maximum must be at least 1 and at least the minimum.');
  }
  if (idle === null) {
    return trans.__('The idle time is a whole number of seconds.');
  }
  return {
    minNodeCount: min,
    maxNodeCount: max,
    nodeIdleTimeBeforeScaleDown: toIsoDuration(idle)
  };
}

function wholeNumber(text: string): number | null {
  return /^\d+$/.test(text.trim()) ? Number(text) : null;
}
