import * as React from 'react';
import { createRoot } from 'react-dom/client';
import type { Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ENGLISH } from '../../run/context';
import { columnWidth, isNumber } from '../columns';
import { DataTable } from '../DataTable';

(globalThis as { ResizeObserver?: unknown }).ResizeObserver ??= class {
  observe(): void {}
  disconnect(): void {}
};

let root: Root;
let place: HTMLElement;

beforeEach(() => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  place = document.body.appendChild(document.createElement('div'));
  root = createRoot(place);
});

afterEach(() => {
  React.act(() => root.unmount());
  place.remove();
});

const COLUMNS = [
  { name: 'id', type: 'int64' },
  { name: 'name', type: 'string' }
];

function show(rows: (string | null)[][], columns = COLUMNS, note?: string): void {
  React.act(() =>
    root.render(
      <DataTable label="Preview" columns={columns} rows={rows} note={note} trans={ENGLISH} />
    )
  );
}

const cells = (selector: string) => [...place.querySelectorAll(selector)];

describe('DataTable', () => {
  it('shows names with their types, values, and what is missing', () => {
    show([
      ['1', 'ada'],
      ['2', null]
    ]);
    expect(cells('thead th').map(cell => cell.textContent)).toEqual(['idint64', 'namestring']);
    expect(cells('tbody td').map(cell => cell.textContent)).toEqual(['1', 'ada', '2', 'null']);
    const missing = place.querySelector('.aml-data-missing');
    expect(missing?.getAttribute('title')).toBe('missing');
  });

  it('tells a text that is empty from a value that is missing', () => {
    show([['1', '']]);
    expect(place.querySelector('.aml-data-missing')).toBeNull();
  });

  it('puts numbers to the right', () => {
    show([['1', 'ada']]);
    expect(cells('td.aml-data-right').map(cell => cell.textContent)).toEqual(['1']);
  });

  it('draws the rows in sight alone and says how many there are', () => {
    show(Array.from({ length: 5000 }, (_, index) => [String(index), 'x']));
    expect(cells('tbody th').length).toBeLessThan(60);
    expect(place.querySelector('table')?.getAttribute('aria-rowcount')).toBe('5001');
  });

  it('says its note', () => {
    show([], COLUMNS, 'The first 100 rows.');
    expect(place.querySelector('.aml-data-note')?.textContent).toBe('The first 100 rows.');
  });
});

describe('columns', () => {
  it.each(['int64', 'uint8', 'double', 'float', 'decimal128(10, 2)', 'Int32'])(
    '%s is a number',
    type => expect(isNumber(type)).toBe(true)
  );

  it.each(['string', 'bool', 'datetime', 'interval', 'date'])('%s is none', type =>
    expect(isNumber(type)).toBe(false)
  );

  it('are as wide as what is in them, within bounds', () => {
    const [column] = COLUMNS;
    const narrow = columnWidth(column, [['1']], 0);
    expect(columnWidth(column, [['12345678901234567890']], 0)).toBeGreaterThan(narrow);
    expect(columnWidth(column, [['x'.repeat(10_000)]], 0)).toBeLessThan(400);
    expect(columnWidth(column, [['データデータデータ']], 0)).toBeGreaterThan(
      columnWidth(column, [['datadatad']], 0)
    );
  });
});
