/** Numbers, sizes and times as people read them. */
import { formatDuration } from '../parts/duration';

/** "80 ms", "2.1 s" below ten seconds, then whole units: "41 s", "1 m 22 s". */
export function shortDuration(seconds: number): string {
  if (seconds < 0.9995) {
    return `${Math.round(Math.max(0, seconds) * 1000)} ms`;
  }
  return seconds < 9.95 ? `${seconds.toFixed(1)} s` : formatDuration(Math.max(10, seconds));
}

/** "812 B", "214 kB", "1.2 MB"; powers of 1000, as file managers count. */
export function fileSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  const value = bytes / 1000 ** power;
  return `${power > 0 && value < 10 ? value.toFixed(1) : Math.round(value)} ${units[power]}`;
}

/** Four significant digits, thin spaces between thousands, an exponent only where it is shorter. */
export function metricValue(value: number | null): string {
  if (value === null) {
    return '–';
  }
  const size = Math.abs(value);
  if (!Number.isFinite(value) || value === 0) {
    return String(value);
  }
  if (size < 1e-4 || size >= 1e9) {
    return value.toExponential(3);
  }
  return size >= 9999.5
    ? grouped(Math.round(value))
    : trimmed(value.toPrecision(Math.max(4, digits(size))));
}

function digits(size: number): number {
  return Math.floor(Math.log10(size)) + 1;
}

/** "0.5000" is steadier to read than "0.5" while it changes, but whole numbers stay whole. */
function trimmed(text: string): string {
  return text.replace(/\.0+$/, '');
}

/** 2 114: a narrow no-break space, as in ISO 31. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
}

/** A UTC time in the reader's own zone, "-" for none. */
export function localTime(iso: string | null | undefined): string {
  return iso ? new Date(iso).toLocaleString() : '–';
}
