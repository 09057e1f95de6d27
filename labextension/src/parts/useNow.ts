import * as React from 'react';

/**
 * Milliseconds since 1970, renewed every second while `ticking`, so that only views that show a running time
 * are drawn again.
 */
export function useNow(ticking: boolean): number {
  const [now, setNow] = React.useState(Date.now);
  React.useEffect(() => {
    if (!ticking) {
      return;
    }
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [ticking]);
  return now;
}
