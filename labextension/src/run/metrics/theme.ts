/** The page's colours at this moment, in a form that plotly can read. */

export interface IChartColors {
  line: string;
  text: string;
  grid: string;
}

/** The colours of `element`'s place on the page. */
export function chartColors(element: HTMLElement): IChartColors {
  return {
    line: resolved(element, '--aml-brand'),
    text: resolved(element, '--aml-dim'),
    grid: resolved(element, '--aml-hairline')
  };
}

function resolved(element: HTMLElement, variable: string): string {
  const probe = element.ownerDocument.createElement('span');
  probe.style.color = `var(${variable})`;
  element.append(probe);
  const color = getComputedStyle(probe).color;
  probe.remove();
  return plainColor(color);
}

/** `color(srgb 0.1 0.2 0.3 / 0.5)`, which mixed colours compute to, as `rgba(...)`. */
export function plainColor(color: string): string {
  const mixed = /^color\(srgb ([\d.e-]+) ([\d.e-]+) ([\d.e-]+)(?: \/ ([\d.]+))?\)$/.exec(color);
  if (!mixed) {
    return color;
  }
  const channels = mixed.slice(1, 4).map(part => Math.round(Number(part) * 255));
  return `rgba(${channels.join(', ')}, ${mixed[4] ?? 1})`;
}

const WATCHED = [
  'class',
  'style',
  'data-jp-theme-name',
  'data-jp-theme-light',
  'data-vscode-theme-kind'
];

/** Calls back when the page's theme changes; returns the function that stops it. */
export function onTheme(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  const options = { attributes: true, attributeFilter: WATCHED };
  observer.observe(document.body, options);
  observer.observe(document.documentElement, options);
  return () => observer.disconnect();
}
