import * as React from 'react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { RequestError } from '../../feed/types';
import { DatasetView } from '../DatasetView';
import { sourceText, stepText } from '../DetailsTab';
import { Shown } from '../shown';
import type { Part } from '../shown';
import { barsOf, share, shownValue } from '../values';
import { column, dataset, profile, Scene } from './scene';

let scene: Scene;
let shown: Shown;

beforeEach(() => {
  scene = new Scene();
  scene.answers.set('datasets/a/versions', {
    value: [dataset('a', { version: '2', description: 'Said of 2.' }), dataset('a')]
  });
});

afterEach(() => scene.close());

async function show(part: Part, version = '2'): Promise<void> {
  shown = new Shown({ version, part });
  const props = { session: scene.session, workspace: '/ws', name: 'a', shown };
  await scene.show(<DatasetView {...props} />);
}

const answer = (rest: string, value: object | (() => unknown), version = '2') =>
  scene.answers.set(`datasets/a/versions/${version}${rest}`, value);
const table = (rows: (string | null)[][], truncated = false) => ({
  kind: 'table',
  columns: [{ name: 'n', type: 'int64' }],
  rows,
  truncated,
  rowCount: truncated ? null : rows.length
});

describe('a preview', () => {
  it('shows rows and says how many these are', async () => {
    answer('/preview', table([['7'], [null]]));
    await show('preview');
    expect(scene.text).toContain('Said of 2.');
    expect(scene.element.querySelector('tbody td')?.textContent).toBe('7');
    expect(scene.text).toContain('2 rows in all.');
  });

  it('is of the version that is chosen', async () => {
    answer('/preview', table([['2']], true));
    answer('/preview', table([['1']]), '1');
    await show('preview');
    expect(scene.text).toContain('The first 1 rows.');
    await scene.then(() => shown.choose({ version: '1' }));
    expect(scene.element.querySelector('tbody td')?.textContent).toBe('1');
  });

  it('of files counts them all', async () => {
    scene.answers.set('datasets/a/versions', { value: [dataset('a', { kind: 'file' })] });
    const value = [{ path: '/x.png', size: 1000, modified: null }];
    answer('/preview', { kind: 'files', value, count: 5000, size: 5e6, truncated: true }, '1');
    await show('profile', '1');
    expect(scene.text).toContain('5000 files · 5.0 MB · the first 1 are shown');
    expect(scene.element.querySelectorAll('[role=tab]').length).toBe(2);
  });

  it('says what is wrong, and tries again', async () => {
    answer('/preview', () => {
      throw new RequestError(400, { code: 'X', message: 'It is gone.', remedy: 'Look there.' });
    });
    await show('preview');
    expect(scene.text).toContain('It is gone.Look there.');
    answer('/preview', table([['7']]));
    await scene.click('[role=alert] button');
    expect(scene.text).toContain('1 row in all.');
  });

  it('gives way to the newest when its version is gone, and says when all are', async () => {
    answer('/preview', table([['2']]));
    await show('preview', '9');
    expect(scene.element.querySelector('select')?.value).toBe('2');
    scene.answers.delete('datasets/a/versions');
    await scene.tell(['a']);
    expect(scene.element.querySelector('[role=alert]')?.textContent).toContain('no datasets/a');
  });
});

describe('a profile', () => {
  it('has a row for each column: a histogram, or the values that are there most', async () => {
    const top = [
      { value: 'x', count: 45 },
      { value: '', count: 9 }
    ];
    const text = { type: 'string', histogram: null, quantiles: null, mean: null, std: null, top };
    answer('/profile', profile(column('n'), column('s', { ...text, min: '', max: 'x' })));
    await show('profile');
    expect(scene.rows('data-aml-column')).toEqual(['n', 's']);
    expect(scene.text).toContain('Profile of all 100 rows.');
    const drawing = scene.element.querySelector('.aml-histogram')!;
    expect(drawing.getAttribute('aria-label')).toBe('Histogram of n from -0.5000 to 1.500: 30, 60');
    expect(drawing.querySelectorAll('.aml-bar').length).toBe(2);
    const words = [...scene.element.querySelectorAll('.aml-top li')].map(each => each.textContent);
    expect(words).toEqual(['x50 %', '(empty)10 %']);
    expect(scene.element.querySelector('.aml-missing')?.getAttribute('title')).toBe(
      '10 of 100 are missing'
    );
  });

  it('says that it is of a part, and finds a column among many', async () => {
    const many = Array.from({ length: 30 }, (_, index) => column(`c${index}`));
    answer('/profile', { ...profile(...many), truncated: true, rows: 1_000_000 });
    await show('profile');
    expect(scene.text).toContain('Profile of the first 1\u202f000\u202f000 rows.');
    await scene.type('input[type=search]', 'C2');
    expect(scene.rows('data-aml-column').length).toBe(11);
    await scene.type('input[type=search]', 'nothing');
    expect(scene.text).toContain('No column matches.');
  });
});

describe('a profile that takes long', () => {
  const key = 'datasets/a/versions/2/profile';
  const asks = () => scene.asked.filter(each => each === `GET ${key}`).length;
  const button = '.aml-notice button';

  it('is stopped at the server, and asked for again', async () => {
    answer('/profile', () => new Promise(() => undefined));
    await show('profile');
    expect(scene.text).toContain('Computing the profile…Stop');
    expect(scene.signals.get(key)?.aborted).toBe(false);
    await scene.click(button);
    expect(scene.signals.get(key)?.aborted).toBe(true);
    expect(scene.text).toContain('The profile was stopped.');
    answer('/profile', profile(column('n')));
    await scene.click(button);
    expect(scene.rows('data-aml-column')).toEqual(['n']);
    expect(asks()).toBe(2);
  });

  it('goes on while another part is looked at', async () => {
    let settle: (value: unknown) => void = () => undefined;
    answer('/profile', () => new Promise(resolve => (settle = resolve)));
    answer('/preview', table([['7']]));
    await show('profile');
    await scene.then(() => shown.choose({ part: 'preview' }));
    expect(scene.signals.get(key)?.aborted).toBe(false);
    await scene.then(() => shown.choose({ part: 'profile' }));
    await scene.then(() => settle(profile(column('n'))));
    expect(scene.rows('data-aml-column')).toEqual(['n']);
    expect(asks()).toBe(1);
  });

  it('is left when its tab is closed', async () => {
    answer('/profile', () => new Promise(() => undefined));
    await show('profile');
    await scene.show(<></>);
    expect(scene.signals.get(key)?.aborted).toBe(true);
  });

  it('is left for that of another version', async () => {
    answer('/profile', () => new Promise(() => undefined));
    answer('/profile', profile(column('one')), '1');
    await show('profile');
    await scene.then(() => shown.choose({ version: '1' }));
    expect(scene.signals.get(key)?.aborted).toBe(true);
    expect(scene.rows('data-aml-column')).toEqual(['one']);
  });
});

describe('details', () => {
  it('lead to the runs that made and read it, and to other versions', async () => {
    const told = {
      ...dataset('a', { version: '2', tags: { team: 'a', seen: '' } }),
      id: 'guid',
      sources: [{ datastore: 'blob', path: 'x.csv' }],
      steps: [{ do: 'take', count: 5 }],
      partition: null,
      madeBy: 'run_1',
      readBy: [{ id: 'run_2', name: 'reader' }]
    };
    answer('', told);
    answer('', { ...told, version: '1', madeBy: null }, '1');
    await show('details');
    for (const text of ['blob: x.csv', 'take count=5', 'team: a', 'seen', 'guid']) {
      expect(scene.text).toContain(text);
    }
    await scene.click('[title=run_1]');
    await scene.click('[title=run_2]');
    expect(scene.host.openRun.mock.calls).toEqual([
      ['/ws', 'run_1'],
      ['/ws', 'run_2']
    ]);
    const [, one] = scene.element.querySelectorAll<HTMLElement>('.aml-dataset-list button');
    await scene.then(() => one.click());
    expect(shown.snapshot().version).toBe('1');
    expect(scene.text).not.toContain('Made by run');
  });

  it('have words for every kind of source and step', () => {
    expect(sourceText({ url: 'https://x/y' })).toBe('https://x/y');
    expect(sourceText({ path: '/data/x' })).toBe('/data/x');
    expect(sourceText({ datastore: 'db', query: 'SELECT 1' })).toBe('db: SELECT 1');
    expect(sourceText({ datastore: 'blob', path: '' })).toBe('blob: /');
    expect(stepText({ do: 'keep', columns: ['a'] })).toBe('keep columns=["a"]');
  });
});

describe('values', () => {
  it.each([
    [0, 100, '0 %'],
    [1, 100_000, '< 0.1 %'],
    [5, 1000, '0.5 %'],
    [50, 100, '50 %'],
    [999, 1000, '99.9 %'],
    [99_999, 100_000, '> 99.9 %'],
    [7, 7, '100 %'],
    [0, 0, '0 %']
  ])('%d of %d are %s', (part, whole, text) => expect(share(part, whole)).toBe(text));

  it('are shown in few digits, texts as they are', () => {
    expect([1 / 3, '2020-01-02', 'Infinity', null].map(shownValue)).toEqual([
      '0.3333',
      '2020-01-02',
      'Infinity',
      '–'
    ]);
  });

  it('make bars as high as the highest allows', () => {
    expect(barsOf({ edges: [0, 1, 2], counts: [1, 4] }).map(bar => bar.height)).toEqual([0.25, 1]);
    expect(barsOf({ edges: [0, 1], counts: [0] })[0].height).toBe(0);
  });
});
