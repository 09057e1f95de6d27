import * as React from 'react';

import type { Uploads } from './uploads';

/** At most this often, in milliseconds, is `onArrived` called while files arrive. */
const NEWS = 1000;

/** Calls back once files have arrived: at once, and once more after a while for all that came meanwhile. */
export function useArrivals(uploads: Uploads, onArrived: () => void): void {
  const latest = React.useRef(onArrived);
  latest.current = onArrived;
  React.useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let missed = false;
    const say = () => {
      missed = false;
      latest.current();
      timer = setTimeout(() => {
        timer = undefined;
        void (missed && say());
      }, NEWS);
    };
    const stop = uploads.onArrived(() => {
      missed = true;
      void (timer === undefined && say());
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [uploads]);
}
