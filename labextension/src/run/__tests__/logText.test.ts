// @vitest-environment node
import { describe, expect, it } from 'vitest';

import { displayed, plain, spansOf } from '../logs/ansi';
import { chunkOf } from '../logs/logWindow';
import type { ILogWindow } from '../logs/logWindow';
import { rowCount, rowOfLine, rowsBetween, rowShift, rowSpans } from '../logs/rows';
import { hitsIn, nextPlace, patternOf, placesOf } from '../logs/search';

const windowOf = (...texts: string[]): ILogWindow => {
  let from = 0;
  const chunks = texts.map(text => {
    const chunk = chunkOf(from, from + text.length, text);
    from = chunk.to;
    return chunk;
  });
  return { chunks, size: from, firstLine: 1 };
};

describe('ansi', () => {
  it('gives colours as classes and text as text', () => {
    const spans = spansOf('a \x1b[1;31mred\x1b[0m <b>b</b>');
    expect(spans.map(span => span.text)).toEqual(['a ', 'red', ' <b>b</b>']);
    expect(spans[1].className?.split(' ').sort()).toEqual(['aml-ansi-bold', 'aml-ansi-red']);
  });

  it('draws the 256 colours and true colours', () => {
    expect(spansOf('\x1b[38;5;208mx')[0].color).toBe('rgb(255, 135, 0)');
    expect(spansOf('\x1b[38;5;240mx')[0].color).toBe('rgb(88, 88, 88)');
    expect(spansOf('\x1b[48;2;1;2;3mx')[0].background).toBe('rgb(1, 2, 3)');
  });

  it.each([
    ['10%\r50%\r100%', '100%'],
    ['windows\r', 'windows'],
    ['\x1b[2Kcleared', 'cleared'],
    ['\x1b]0;title\x07text', 'text'],
    ['bell\x07', 'bell·'],
    ['tab\there', 'tab\there']
  ])('shows %j as a terminal would', (raw, shown) => {
    expect(displayed(raw)).toBe(shown);
  });

  it('has the same text with and without colours', () => {
    const raw = '\x1b[32mok\x1b[0m and \x1b[44;97mmore\x1b[m.';
    expect(
      spansOf(raw)
        .map(span => span.text)
        .join('')
    ).toBe(plain(raw));
  });
});

describe('rows', () => {
  const log = windowOf('short\n' + 'x'.repeat(25) + '\nend\n', 'more\n');

  it('are one for a line, several for a long one', () => {
    expect(rowCount(log.chunks, 10)).toBe(6);
    expect(rowCount(log.chunks, 100)).toBe(4);
    const rows = rowsBetween(log, 10, 0, 99);
    expect(rows.map(row => `${row.lineInWindow}.${row.segment}`)).toEqual([
      '0.0',
      '1.0',
      '1.1',
      '1.2',
      '2.0',
      '3.0'
    ]);
    expect(
      rows.map(row =>
        rowSpans(row, 10)
          .map(span => span.text)
          .join('')
      )
    ).toEqual(['short', 'xxxxxxxxxx', 'xxxxxxxxxx', 'xxxxx', 'end', 'more']);
  });

  it('are only those asked for', () => {
    expect(rowsBetween(log, 10, 4, 6).map(row => row.lineInWindow)).toEqual([2, 3]);
  });

  it('count no columns for colours', () => {
    const coloured = windowOf('\x1b[31m' + 'y'.repeat(10) + '\x1b[0m\n');
    expect(rowCount(coloured.chunks, 10)).toBe(1);
  });

  it('are found by line and moved by what comes before', () => {
    expect(rowOfLine(log, 10, { from: 0, line: 2 })).toBe(4);
    expect(rowOfLine(log, 10, { from: 999, line: 0 })).toBe(-1);
    const without = { ...log, chunks: log.chunks.slice(1) };
    expect(rowShift(without, log, 10)).toBe(5);
    expect(rowShift(log, without, 10)).toBe(-5);
  });
});

describe('search', () => {
  const log = windowOf('alpha\nbeta\n', 'gamma\nALPHA 2 \x1b[31malpha\x1b[0m\n');

  it('finds text in any case, and expressions when asked', () => {
    expect(placesOf(log, patternOf('alpha', false) as RegExp)).toEqual([
      { from: 0, line: 0 },
      { from: 11, line: 1 }
    ]);
    expect(placesOf(log, patternOf('^(beta|gamma)$', true) as RegExp)).toHaveLength(2);
    expect(placesOf(log, patternOf('a.', false) as RegExp)).toEqual([]);
  });

  it.each([
    ['', false],
    ['(', true]
  ])('has no pattern for %j', (text, regex) => {
    expect(patternOf(text, regex)).toBeNull();
  });

  it('steps on and back, and ends at the ends', () => {
    const places = placesOf(log, patternOf('alpha', false) as RegExp);
    const [first, second] = places;
    expect(nextPlace(places, null, 1)).toBe(first);
    expect(nextPlace(places, first, 1)).toBe(second);
    expect(nextPlace(places, second, 1)).toBeNull();
    expect(nextPlace(places, second, -1)).toBe(first);
    expect(nextPlace(places, null, -1)).toBe(second);
  });

  it('marks every hit of a line, never an empty one', () => {
    expect(hitsIn('ALPHA 2 alpha', /alpha/gi)).toEqual([
      [0, 5],
      [8, 13]
    ]);
    expect(hitsIn('abc', /x*/g)).toEqual([]);
  });
});
