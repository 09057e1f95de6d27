import * as React from 'react';

/** Whether the element is on screen, or within a screen's reach of it. */
export function useVisible(place: React.RefObject<Element>): boolean {
  const [visible, setVisible] = React.useState(false);
  React.useEffect(() => {
    const observer = new IntersectionObserver(
      entries => setVisible(entries[entries.length - 1].isIntersecting),
      { rootMargin: '100px' }
    );
    observer.observe(place.current as Element);
    return () => observer.disconnect();
  }, [place]);
  return visible;
}
