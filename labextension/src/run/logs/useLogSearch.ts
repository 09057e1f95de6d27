import * as React from 'react';

import type { LogStore } from './logStore';
import type { IChunk } from './logWindow';
import { hitLines, isSame, nextPlace, patternOf, placesOf } from './search';
import type { IPlace } from './search';

export interface ILogSearch {
  text: string;
  setText: (text: string) => void;
  regex: boolean;
  setRegex: (regex: boolean) => void;
  pattern: RegExp | null;
  /** What was typed is not a regular expression. */
  isBad: boolean;
  /** The rest of the file is being searched. */
  isBusy: boolean;
  places: IPlace[];
  current: IPlace | null;
  /** Place of the current hit among the places, from 1; 0 for none. */
  position: number;
  move: (by: 1 | -1) => Promise<void>;
  /** Show the last held line with this text; false where none has it. */
  reveal: (text: string) => boolean;
}

/** Searching a log: first what is held, then the rest of the file. */
export function useLogSearch(store: LogStore): ILogSearch {
  const [text, setText] = React.useState('');
  const [regex, setRegex] = React.useState(false);
  const [isBusy, setBusy] = React.useState(false);
  const [current, setCurrent] = React.useState<IPlace | null>(null);
  const { log } = store.state;
  const pattern = React.useMemo(() => patternOf(text, regex), [text, regex]);
  const places = React.useMemo(() => (pattern ? placesOf(log, pattern) : []), [log, pattern]);
  React.useEffect(() => setCurrent(null), [pattern, store]);
  const wanted = React.useRef(pattern);
  wanted.current = pattern;
  const move = async (by: 1 | -1): Promise<void> => {
    if (pattern) {
      setBusy(true);
      const found = await findOn(store, pattern, current, by, () => wanted.current === pattern);
      setBusy(false);
      setCurrent(before => found ?? before);
    }
  };
  const reveal = (sought: string): boolean => {
    const exact = patternOf(sought, false);
    const found = exact && nextPlace(placesOf(log, exact), null, -1);
    setCurrent(before => found ?? before);
    return found !== null;
  };
  const position = places.findIndex(place => isSame(place, current)) + 1;
  const isBad = text !== '' && pattern === null;
  return {
    text,
    setText,
    regex,
    setRegex,
    pattern,
    isBad,
    isBusy,
    places,
    current,
    position,
    move,
    reveal
  };
}

/** The next hit: in what is held, else in the rest of the file, whose page with the hit is then held. */
async function findOn(
  store: LogStore,
  pattern: RegExp,
  current: IPlace | null,
  by: 1 | -1,
  wanted: () => boolean
): Promise<IPlace | null> {
  const found = nextPlace(placesOf(store.state.log, pattern), current, by);
  if (found) {
    return found;
  }
  const holds = (page: IChunk): boolean => hitLines(page, pattern).length > 0;
  const moved = await store.seek(by, holds, wanted);
  return moved ? nextPlace(placesOf(store.state.log, pattern), null, by) : null;
}
