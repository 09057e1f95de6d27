import * as React from 'react';
import { createRoot } from 'react-dom/client';
import type { Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { ENGLISH } from '../../run/context';
import { openMenu } from '../openMenu';
import type { IRowContent } from '../Row';
import { RowList } from '../RowList';

// Lumino's menus need a real browser; what a row puts into one does not.
vi.mock('../openMenu', () => ({ openMenu: vi.fn() }));

const opened = vi.fn();
let root: Root;

function content(name: string): IRowContent {
  return {
    key: name,
    icon: <svg />,
    title: name,
    subtitle: '',
    data: { 'data-aml-test': name },
    menu: () => [{ label: `about ${name}`, act: () => undefined }],
    open: () => opened(name)
  };
}

function show(items: string[], part: Partial<IRowContent> = {}, rowHeight?: number): void {
  const list = (
    <RowList
      label="Things"
      items={items}
      rowHeight={rowHeight}
      trans={ENGLISH}
      content={name => ({ ...content(name), ...(name === 'a' ? part : {}) })}
    />
  );
  React.act(() => root.render(list));
}

const rows = () => [...document.querySelectorAll<HTMLElement>('.aml-row-main')];
const focused = () => document.activeElement?.textContent;

function press(key: string): void {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
  React.act(() => void document.activeElement?.dispatchEvent(event));
}

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe(): void {}
      disconnect(): void {}
    }
  );
  Element.prototype.scrollIntoView = () => undefined;
  const place = document.createElement('div');
  document.body.replaceChildren(place);
  root = createRoot(place);
});

afterEach(() => {
  React.act(() => root.unmount());
  vi.unstubAllGlobals();
  vi.clearAllMocks();
});

describe('RowList', () => {
  it('is one stop of the Tab key, walked by arrows', () => {
    show(['a', 'b', 'c']);
    expect(rows().map(row => row.tabIndex)).toEqual([0, -1, -1]);
    rows()[0].focus();
    press('ArrowDown');
    expect(focused()).toBe('b');
    expect(rows().map(row => row.tabIndex)).toEqual([-1, 0, -1]);
    press('End');
    expect(focused()).toBe('c');
    press('ArrowDown');
    expect(focused()).toBe('c');
    press('Home');
    expect(focused()).toBe('a');
  });

  it('leaves the keys of a list below a row to that list', () => {
    const inner = <RowList label="Inner" items={['x', 'y']} trans={ENGLISH} content={content} />;
    show(['a', 'b'], { below: inner });
    rows()[1].focus();
    expect(focused()).toBe('x');
    press('ArrowDown');
    expect(focused()).toBe('y');
    rows()[0].focus();
    press('ArrowDown');
    expect(focused()).toBe('b');
  });

  it('opens a row, and its menu below the button of the row', () => {
    show(['a', 'b']);
    React.act(() => rows()[1].click());
    expect(opened).toHaveBeenCalledWith('b');
    const button = document.querySelector<HTMLElement>('[aria-label="Actions for b"]')!;
    React.act(() => button.click());
    const [entries, place] = vi.mocked(openMenu).mock.calls[0];
    expect([entries.map(entry => entry.label), place]).toEqual([['about b'], button]);
  });

  it('gives the focus back to the row when what is below it closes', () => {
    show(['a', 'b'], { below: <input name="field" /> });
    document.querySelector('input')!.focus();
    show(['a', 'b']);
    expect(focused()).toBe('a');
  });

  it('draws a few of ten thousand rows, and tells a screen reader of all', () => {
    show(
      Array.from({ length: 10_000 }, (_, index) => `row ${index}`),
      {},
      40
    );
    expect(rows().length).toBeLessThan(60);
    const [first] = document.querySelectorAll('.aml-row');
    expect([first.getAttribute('aria-posinset'), first.getAttribute('aria-setsize')]).toEqual([
      '1',
      '10000'
    ]);
  });

  it('draws and focuses a row that was out of sight', () => {
    const list = Array.from({ length: 10_000 }, (_, index) => `row ${index}`);
    show(list, {}, 40);
    rows()[0].focus();
    press('End');
    const scroller = document.querySelector('.aml-list')!;
    React.act(() => void scroller.dispatchEvent(new Event('scroll')));
    expect(focused()).toBe('row 9999');
  });
});
