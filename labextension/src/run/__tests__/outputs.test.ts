// @vitest-environment node
import { describe, expect, it } from 'vitest';

import { parseCsv } from '../outputs/csv';
import { isText, kindOfName, prettyJson } from '../outputs/previewKind';
import { treeRows } from '../outputs/tree';

const files = ['outputs/a.txt', 'outputs/plots/1.png', 'outputs/plots/deep/2.png'].map(
  (path, at) => ({ path, size: 10 * (at + 1), modified: '' })
);

describe('the tree', () => {
  it('has folders before files, with the size of all in them', () => {
    expect(treeRows(files, new Set()).map(row => [row.depth, row.name, row.size])).toEqual([
      [0, 'outputs', 60],
      [1, 'plots', 50],
      [2, 'deep', 30],
      [3, '2.png', 30],
      [2, '1.png', 20],
      [1, 'a.txt', 10]
    ]);
  });

  it('hides what is in closed folders', () => {
    const rows = treeRows(files, new Set(['outputs/plots/']));
    expect(rows.map(row => row.path)).toEqual(['outputs/', 'outputs/plots/', 'outputs/a.txt']);
  });
});

describe('csv', () => {
  it('reads quotes, doubled quotes, and newlines within them', () => {
    const text = 'a,b\r\n"x, y","say ""hi"""\n"two\nlines",\n';
    expect(parseCsv(text, ',', 99)).toEqual([
      ['a', 'b'],
      ['x, y', 'say "hi"'],
      ['two\nlines', '']
    ]);
  });

  it('takes a last row without a newline, and no more rows than asked', () => {
    expect(parseCsv('a\tb\n1\t2', '\t', 99)).toEqual([
      ['a', 'b'],
      ['1', '2']
    ]);
    expect(parseCsv('1\n2\n3\n4', ',', 2)).toEqual([['1'], ['2']]);
  });
});

describe('previews', () => {
  it.each([
    ['outputs/a.PNG', 'image'],
    ['a.tsv', 'table'],
    ['a.json', 'json'],
    ['model.pkl', null],
    ['README', null]
  ])('of %s are of kind %s', (path, kind) => {
    expect(kindOfName(path)).toBe(kind);
  });

  it('know text by its bytes', () => {
    expect(isText(new TextEncoder().encode('grüße\n'))).toBe(true);
    expect(isText(new Uint8Array([80, 75, 0, 3]))).toBe(false);
  });

  it('indent json, and leave what is cut off', () => {
    expect(prettyJson('{"a":1}')).toBe('{\n  "a": 1\n}');
    expect(prettyJson('{"a":')).toBe('{"a":');
  });
});
