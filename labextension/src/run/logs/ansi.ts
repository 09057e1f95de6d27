/** A log line as pieces of plain text with their colours. Nothing here is ever read as markup. */
import Anser from 'anser';

export interface ISpan {
  text: string;
  className?: string;
  color?: string;
  background?: string;
}

/* eslint-disable no-control-regex -- control characters are what this module is about */
const NOT_COLOURS = /\x1b(?:\][^\x07\x1b]*(?:\x07|\x1b\\)?|\[[0-9;?]*[A-Za-ln-z]|[^[\]])/g;
const COLOURS = /\x1b\[[0-9;]*m/g;
const UNSHOWN = /[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f]/g;
/* eslint-enable no-control-regex */

/** What a terminal would show of a line: after a carriage return it starts again. */
export function displayed(raw: string): string {
  const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
  const shown = line.includes('\r') ? line.slice(line.lastIndexOf('\r') + 1) : line;
  return shown.replace(NOT_COLOURS, '').replace(UNSHOWN, '\u00b7');
}

/** The text alone. */
export function plain(raw: string): string {
  return displayed(raw).replace(COLOURS, '');
}

/** The pieces of a line, in order; their texts together are `plain(raw)`. */
export function spansOf(raw: string): ISpan[] {
  const line = displayed(raw);
  if (!line.includes('\x1b')) {
    return [{ text: line }];
  }
  return Anser.ansiToJson(line, { json: true, remove_empty: true, use_classes: true }).map(
    entry => {
      const names = [...entry.decorations, named(entry.fg), named(entry.bg, 'bg-')];
      const className = names.flatMap(name => (name ? `aml-ansi-${name}` : [])).join(' ');
      const color = painted(entry.fg, entry.fg_truecolor);
      const background = painted(entry.bg, entry.bg_truecolor);
      return {
        text: entry.content.replace(COLOURS, ''),
        ...(className && { className }),
        ...(color && { color }),
        ...(background && { background })
      };
    }
  );
}

/** `ansi-bright-red` is drawn in the theme's red. */
function named(name: string | null, prefix = ''): string | null {
  const known = /^ansi-(?:bright-)?(black|red|green|yellow|blue|magenta|cyan|white)$/.exec(
    name ?? ''
  );
  return known && prefix + known[1];
}

/** A colour of the 256 or of all of them, as CSS. */
function painted(name: string | null, truecolor: string | null): string | null {
  const index = /^ansi-palette-(\d+)$/.exec(name ?? '')?.[1];
  if (index !== undefined) {
    return paletteColor(Number(index));
  }
  return name === 'ansi-truecolor' && /^[\d, ]+$/.test(truecolor ?? '')
    ? `rgb(${truecolor})`
    : null;
}

/** xterm's palette from 16 on: a cube of 6 × 6 × 6, then 24 greys. */
function paletteColor(index: number): string {
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return `rgb(${grey}, ${grey}, ${grey})`;
  }
  const level = (step: number): number => (step === 0 ? 0 : 55 + step * 40);
  const cube = index - 16;
  const parts = [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6];
  return `rgb(${parts.map(level).join(', ')})`;
}
