/** Finding text in the held part of a log. */
import { plain } from './ansi';
import type { IChunk, ILogWindow } from './logWindow';

/** A line with a hit: its chunk's first byte, and its index there. Stays true while the window slides. */
export interface IPlace {
  from: number;
  line: number;
}

/** The pattern of what was typed, null for nothing or for an expression that is not one. */
export function patternOf(text: string, regex: boolean): RegExp | null {
  if (text === '') {
    return null;
  }
  try {
    return new RegExp(regex ? text : text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'gi');
  } catch {
    return null;
  }
}

/** Ranges of a text that match, empty matches left out. */
export function hitsIn(text: string, pattern: RegExp): [number, number][] {
  return [...text.matchAll(pattern)].flatMap((hit): [number, number][] =>
    hit[0] === '' ? [] : [[hit.index, hit.index + hit[0].length]]
  );
}

const kept = new WeakMap<IChunk, { pattern: RegExp; lines: number[] }>();

/** The lines of a chunk with a hit; kept with it. */
export function hitLines(chunk: IChunk, pattern: RegExp): number[] {
  const known = kept.get(chunk);
  if (known?.pattern === pattern) {
    return known.lines;
  }
  const lines = chunk.lines.flatMap((line, at) =>
    hitsIn(plain(line), pattern).length > 0 ? at : []
  );
  kept.set(chunk, { pattern, lines });
  return lines;
}

/** Every line of the window with a hit, top to bottom. */
export function placesOf(log: ILogWindow, pattern: RegExp): IPlace[] {
  return log.chunks.flatMap(chunk =>
    hitLines(chunk, pattern).map(line => ({ from: chunk.from, line }))
  );
}

/** The hit after (1) or before (-1) a place; null when the window has no more that way. */
export function nextPlace(places: IPlace[], at: IPlace | null, by: 1 | -1): IPlace | null {
  if (at === null) {
    return (by === 1 ? places[0] : places[places.length - 1]) ?? null;
  }
  const after = (place: IPlace): boolean =>
    place.from > at.from || (place.from === at.from && place.line > at.line);
  const before = (place: IPlace): boolean => !after(place) && !isSame(place, at);
  return (by === 1 ? places.find(after) : places.filter(before).pop()) ?? null;
}

export function isSame(one: IPlace, other: IPlace | null): boolean {
  return other !== null && one.from === other.from && one.line === other.line;
}
