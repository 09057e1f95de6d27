import * as React from 'react';

import type { LogStore } from './logStore';
import { nextPlace, isSame, patternOf, placesOf } from './search';
import type { IPlace } from './search';

export interface ILogSearch {
  text: string;
  setText: (text: string) => void;
  regex: boolean;
  setRegex: (regex: boolean) => void;
  pattern: RegExp | null;
  /** What was typed is not a regular expression. */
  isBad: boolean;
  places: IPlace[];
  current: IPlace | null;
  /** Place of the current hit among the places, from 1; 0 for none. */
  position: number;
  move: (by: 1 | -1) => Promise<void>;
}

/** Searching a log: first what is held, then on through the file, page by page. */
export function useLogSearch(store: LogStore): ILogSearch {
  const [text, setText] = React.useState('');
  const [regex, setRegex] = React.useState(false);
  const [current, setCurrent] = React.useState<IPlace | null>(null);
  const { log } = store.state;
  const pattern = React.useMemo(() => patternOf(text, regex), [text, regex]);
  const places = React.useMemo(() => (pattern ? placesOf(log, pattern) : []), [log, pattern]);
  React.useEffect(() => setCurrent(null), [pattern, store]);
  const move = async (by: 1 | -1): Promise<void> => {
    const found = pattern && (await findOn(store, pattern, current, by));
    if (found) {
      setCurrent(found);
    }
  };
  const position = places.findIndex(place => isSame(place, current)) + 1;
  const isBad = text !== '' && pattern === null;
  return { text, setText, regex, setRegex, pattern, isBad, places, current, position, move };
}

async function findOn(
  store: LogStore,
  pattern: RegExp,
  current: IPlace | null,
  by: 1 | -1
): Promise<IPlace | null> {
  for (;;) {
    const found = nextPlace(placesOf(store.state.log, pattern), current, by);
    if (found) {
      return found;
    }
    const grew = by === 1 ? await store.loadLater() : await store.loadEarlier();
    if (!grew) {
      return null;
    }
  }
}
