/** Durations for people ("1 m 22 s") and for ARM ("PT300S"). */

const ISO =
  /^P(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Seconds of an ISO 8601 duration of days, hours, minutes and seconds; null for anything else. */
export function parseIsoDuration(text: string): number | null {
  const found = ISO.exec(text);
  if (!found || text === 'P' || text.endsWith('T')) {
    return null;
  }
  const [days, hours, minutes, seconds] = found.slice(1).map(part => Number(part ?? 0));
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
}

/** `PT300S`, the form Azure uses itself; seconds are rounded to whole ones. */
export function toIsoDuration(seconds: number): string {
  return `PT${Math.max(0, Math.round(seconds))}S`;
}

/** The two largest units: "41 s", "1 m 22 s", "2 h 5 m", "3 d 4 h". Negative durations are "0 s". */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const units: [number, string][] = [
    [Math.floor(whole / 86400), 'd'],
    [Math.floor(whole / 3600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'm'],
    [whole % 60, 's']
  ];
  const first = units.findIndex(([count]) => count > 0);
  if (first < 0) {
    return '0 s';
  }
  return units
    .slice(first, first + 2)
    .filter(([count], index) => index === 0 || count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}

/** Seconds between two ISO times, or from one to `now` (milliseconds since 1970). */
export function secondsBetween(from: string, to: string | null, now: number): number {
  return ((to === null ? now : Date.parse(to)) - Date.parse(from)) / 1000;
}
