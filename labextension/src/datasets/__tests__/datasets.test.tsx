import * as React from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { RequestError } from '../../feed/types';
import { openMenu } from '../../panel/openMenu';
import type { IMenuEntry } from '../../panel/openMenu';
import { Datasets } from '../Datasets';
import { dataset, Scene } from './scene';

// Lumino's menus need a real browser; what a row puts into one does not.
vi.mock('../../panel/openMenu', () => ({ openMenu: vi.fn() }));

let scene: Scene;

beforeEach(() => {
  scene = new Scene();
  vi.mocked(openMenu).mockClear();
});

afterEach(() => scene.close());

const show = () => scene.show(<Datasets ready={scene.ready} />);
const names = () => scene.rows('data-aml-dataset');
const list = (...value: object[]) => scene.answers.set('datasets', { value });

async function menuOf(name: string): Promise<IMenuEntry[]> {
  await scene.click(`[data-aml-dataset="${name}"] .aml-row-menu`);
  return [...vi.mocked(openMenu).mock.calls.at(-1)![0]];
}

async function choose(name: string, label: string): Promise<void> {
  const entry = (await menuOf(name)).find(each => each.label === label)!;
  await scene.then(entry.act);
}

describe('the section of datasets', () => {
  it('lists them with kind and newest version', async () => {
    list(dataset('a', { version: '3', versions: 3 }), dataset('b', { kind: 'file', format: null }));
    await show();
    expect(names()).toEqual(['a', 'b']);
    expect(scene.text).toContain('Table (CSV) · version 3');
    expect(scene.text).toContain('Files · version 1');
  });

  it('says how to register one when there is none', async () => {
    list();
    await show();
    expect(scene.text).toContain('dataset.register(ws, name)');
  });

  it('asks for those that changed, and for nothing else', async () => {
    list(dataset('a'));
    await show();
    scene.asked.length = 0;
    scene.answers.set('datasets/b', dataset('b'));
    await scene.tell(['b']);
    expect(names()).toEqual(['a', 'b']);
    await scene.tell([]);
    scene.answers.delete('datasets/b');
    await scene.tell(['b']);
    expect(names()).toEqual(['a']);
    expect(scene.asked).toEqual(['GET datasets/b', 'GET datasets/b']);
  });

  it('asks for all after a reset, or when many changed', async () => {
    list(dataset('a'));
    await show();
    list(dataset('a'), dataset('z'));
    await scene.tell([], true);
    expect(names()).toEqual(['a', 'z']);
    scene.asked.length = 0;
    await scene.tell(['1', '2', '3', '4', '5', '6']);
    expect(scene.asked).toEqual(['GET datasets']);
  });

  it('keeps what is known when asking fails, and asks again', async () => {
    list(dataset('a'));
    await show();
    scene.answers.set('datasets', () => {
      throw new RequestError(503, { code: 'Busy', message: 'It is busy.', remedy: '' });
    });
    await scene.tell([], true);
    expect(names()).toEqual(['a']);
    expect(scene.text).toContain('It is busy.');
    list(dataset('b'));
    await scene.click('[role=alert] button');
    expect(names()).toEqual(['b']);
    expect(scene.text).not.toContain('It is busy.');
  });

  it('searches names, descriptions and tags once there are many', async () => {
    const many = Array.from({ length: 11 }, (_, index) => dataset(`set-${index}`));
    list(...many, dataset('x', { description: 'Who came' }), dataset('y', { tags: { team: 'a' } }));
    await show();
    await scene.type('input[type=search]', 'CAME who');
    expect(names()).toEqual(['x']);
    await scene.type('input[type=search]', 'team');
    expect(names()).toEqual(['y']);
    await scene.type('input[type=search]', 'nothing');
    expect(scene.text).toContain('No dataset matches.');
  });

  it('offers no search for few, and a refresh where nobody tells of changes', async () => {
    list(dataset('a'));
    await show();
    expect(scene.element.querySelector('[role=search]')).toBeNull();
    scene.mode = 'azure';
    await show();
    list(dataset('a'), dataset('b'));
    await scene.click('[role=search] button');
    expect(names()).toEqual(['a', 'b']);
  });

  it('opens parts and inserts code for the version it shows', async () => {
    list(dataset('my-data', { version: '2' }), dataset('f', { kind: 'file' }));
    await show();
    await choose('my-data', 'Profile');
    expect(scene.host.openDataset).toHaveBeenCalledWith('/ws', 'my-data', '2', 'profile');
    await choose('my-data', 'Insert Code');
    const [code] = scene.host.insertCode.mock.calls[0];
    expect(code).toContain('my_data = Dataset.get_by_name(ws, "my-data", version=2)');
    expect(code).toContain('to_pandas_dataframe()');
    expect((await menuOf('f')).map(each => each.label)).not.toContain('Profile');
    await choose('f', 'Insert Code');
    expect(scene.host.insertCode.mock.calls[1][0]).toContain('as_mount()');
  });

  it('asks before it unregisters all versions', async () => {
    list(dataset('a'));
    scene.answers.set('DELETE datasets/a', {});
    await show();
    await choose('a', 'Unregister…');
    const question = scene.element.querySelector('[role=alertdialog]')!;
    expect(question.textContent).toContain('with all its versions');
    expect(scene.asked).not.toContain('DELETE datasets/a');
    await scene.click('.aml-mod-danger');
    expect(scene.asked).toContain('DELETE datasets/a');
    expect(scene.element.querySelector('[role=alertdialog]')).toBeNull();
  });

  it('unregisters nothing on a server that changes nothing', async () => {
    scene.readOnly = true;
    list(dataset('a'));
    await show();
    expect((await menuOf('a')).map(each => each.label)).not.toContain('Unregister…');
  });

  it('opens to its versions, which follow what is registered', async () => {
    const versions = (...numbers: string[]) =>
      scene.answers.set('datasets/a/versions', {
        value: numbers.map(version => dataset('a', { version }))
      });
    list(dataset('a'));
    versions('1');
    await show();
    await scene.click('[data-aml-dataset="a"] .aml-row-main');
    expect(scene.rows('data-aml-dataset-version')).toEqual(['a:1']);
    versions('2', '1');
    scene.answers.set('datasets/a', dataset('a', { version: '2', versions: 2 }));
    await scene.tell(['a']);
    expect(scene.rows('data-aml-dataset-version')).toEqual(['a:2', 'a:1']);
    await scene.click('[data-aml-dataset-version="a:1"] .aml-row-main');
    expect(scene.host.openDataset).toHaveBeenCalledWith('/ws', 'a', '1', 'preview');
    await scene.click('[data-aml-dataset="a"] .aml-row-main');
    expect(scene.rows('data-aml-dataset-version')).toEqual([]);
  });
});
