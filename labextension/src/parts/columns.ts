/** How columns of data are laid out. */

const NUMBER = /^(u?int(\d|eger|$)|float|double|half|decimal|number|long)/i;

/** Whether a column of this type holds numbers. */
export function isNumber(type: string): boolean {
  return NUMBER.test(type);
}

/** Pixels of one character, of the space around a cell, and between which a column's width is. */
const CHARACTER = 7;
const SPACE = 22;
const NARROWEST = 56;
const WIDEST = 320;

/** Rows that are measured: widths must not change while one scrolls, and nobody waits for them. */
const MEASURED = 100;

/** A column's width in pixels: as wide as its name, its type and its first values need, within bounds. */
export function columnWidth(
  column: { name: string; type: string },
  rows: readonly (readonly (string | null)[])[],
  index: number
): number {
  const texts = rows.slice(0, MEASURED).map(row => row[index] ?? 'null');
  const longest = Math.max(...[column.name, column.type, ...texts].map(letters));
  return Math.min(WIDEST, Math.max(NARROWEST, longest * CHARACTER + SPACE));
}

/** How wide a text is, in Latin letters; those of East Asia are twice as wide. */
function letters(text: string): number {
  const shown = text.slice(0, WIDEST / CHARACTER);
  return (
    shown.length +
    (shown.match(/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/g) ?? [])
      .length
  );
}
