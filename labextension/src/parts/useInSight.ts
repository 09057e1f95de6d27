import * as React from 'react';

/** Scrolls the element into sight when it appears: what someone asked for must not open out of view. */
export function useInSight<T extends HTMLElement>(): React.RefObject<T> {
  const ref = React.useRef<T>(null);
  React.useEffect(() => {
    ref.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return ref;
}
