import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { RequestError } from '../../feed/types';
import type { IEntry } from '../../feed/types';
import { openMenu } from '../../panel/openMenu';
import type { IMenuEntry } from '../../panel/openMenu';
import { Shelf, store } from './shelf';

// JupyterLab's icons, and Lumino's menus, need a real browser; what stands beside them does not.
vi.mock('@jupyterlab/ui-components', () => {
  const icon = { react: () => null };
  return { closeIcon: icon, fileUploadIcon: icon, refreshIcon: icon };
});
vi.mock('../../panel/openMenu', () => ({ openMenu: vi.fn() }));

let shelf: Shelf;
const problem = { code: 'ServiceUnavailable', message: 'Nothing is heard of it.' };

beforeEach(() => {
  shelf = new Shelf();
  shelf.request.mockResolvedValue({});
  vi.mocked(openMenu).mockReset();
});

afterEach(() => shelf.close());

async function menuOf(name: string): Promise<readonly IMenuEntry[]> {
  await shelf.click(`Actions for ${name}`);
  return vi.mocked(openMenu).mock.calls.at(-1)![0];
}

async function act(name: string, label: string): Promise<void> {
  const entry = (await menuOf(name)).find(each => each.label === label)!;
  await shelf.then(entry.act);
}

const database = store('pg', {
  datastoreType: 'AzurePostgreSql',
  accountName: '',
  containerName: '',
  isDatabase: true,
  settings: { serverName: 'db', databaseName: 'sales' }
});

describe('a row', () => {
  it('says its kind, where it is, and whether it is the default', () => {
    shelf.showSection([store('lab', { isDefault: true }), database]);
    const lines = [...shelf.element.querySelectorAll('.aml-row-subtitle')];
    expect(lines.map(line => line.textContent)).toEqual([
      'Blob container · acc/c · default',
      'PostgreSQL · db/sales'
    ]);
  });

  it('of a database has code instead of files', async () => {
    const insertCode = vi.fn<(code: string) => void>();
    shelf.host.insertCode = insertCode;
    shelf.showSection([database]);
    const labels = (await menuOf('pg')).map(entry => entry.label);
    expect(labels).toEqual(['Insert Code', 'Test Connection', 'Edit…', 'Unregister…']);
    await act('pg', 'Insert Code');
    expect(insertCode.mock.calls[0][0]).toContain('Dataset.Tabular.from_sql_query((pg, "SELECT');
  });

  it('shows what came of a test, until it is dismissed', async () => {
    shelf.showSection([store('lab')]);
    shelf.request.mockRejectedValueOnce(new RequestError(503, problem));
    await act('lab', 'Test Connection');
    expect(shelf.request).toHaveBeenCalledWith('POST', '/ws/datastores/lab/check');
    expect(shelf.find('[role=alert]').textContent).toContain(problem.message);
    await shelf.click('Try again');
    expect(shelf.text).toContain('Connection works.');
    await shelf.click('Dismiss');
    expect(shelf.text).not.toContain('Connection works.');
  });

  it('becomes the default without its settings being sent again', async () => {
    shelf.showSection([store('lab')]);
    await act('lab', 'Set as Default');
    expect(shelf.request).toHaveBeenCalledWith('PUT', '/ws/datastores/lab', {
      properties: { datastoreType: 'AzureBlob', isDefault: true }
    });
  });

  it('is not closed by the late answer to an earlier question', async () => {
    shelf.showSection([store('lab'), store('old')]);
    let answer: (value: unknown) => void = () => undefined;
    await act('old', 'Unregister…');
    shelf.request.mockReturnValueOnce(new Promise(resolve => (answer = resolve)));
    await shelf.click('Unregister');
    await act('lab', 'Edit…');
    await shelf.then(() => answer({}));
    expect(shelf.find('form').getAttribute('aria-label')).toBe('Edit lab');
  });
});

function file(name: string, part: Partial<IEntry> = {}): IEntry {
  return { name, path: name, type: 'file', size: 3, modified: '', ...part };
}

describe('its files', () => {
  async function browse(): Promise<void> {
    await shelf.then(() => shelf.find('.aml-row-main').click());
  }

  it('are awaited, asked for again after a failure, and may be none', async () => {
    shelf.showSection([store('lab')]);
    let refuse: (error: unknown) => void = () => undefined;
    shelf.request.mockReturnValueOnce(new Promise((_, reject) => (refuse = reject)));
    await browse();
    expect(shelf.text).toContain('Loading…');
    await shelf.then(() => refuse(new RequestError(503, problem)));
    expect(shelf.text).toContain(problem.message);
    expect(shelf.text).not.toContain('Loading…');
    shelf.request.mockResolvedValueOnce({ value: [] });
    await shelf.click('Try again');
    expect(shelf.text).toContain('This folder is empty.');
  });

  it('have room while they are open', async () => {
    shelf.showSection([store('lab')]);
    shelf.request.mockResolvedValueOnce({ value: [] });
    await browse();
    expect(shelf.room).toEqual([true]);
    await shelf.click('Close');
    expect(shelf.room).toEqual([true, false]);
  });

  it('are never those of the folder before', async () => {
    shelf.showSection([store('lab')]);
    const folder = file('in', { type: 'directory', size: null });
    shelf.request.mockResolvedValueOnce({ value: [folder, file('a.csv')] });
    await browse();
    shelf.request.mockReturnValueOnce(new Promise(() => undefined));
    await shelf.then(() => shelf.find('[data-aml-entry=in] .aml-row-main').click());
    expect(shelf.element.querySelector('[data-aml-entry]')).toBeNull();
    expect(shelf.text).toContain('Loading…');
  });

  it('are drawn where they are in sight when they are ten thousand', async () => {
    shelf.showSection([store('lab')]);
    const value = Array.from({ length: 10_000 }, (_, at) => file(`f${at}`));
    shelf.request.mockResolvedValueOnce({ value });
    await browse();
    expect(shelf.element.querySelectorAll('[data-aml-entry]').length).toBeLessThan(100);
    expect(shelf.text).toContain('10000 entries');
  });

  it('are opened in a tab where the page has some', async () => {
    const openFile = vi.fn();
    shelf.host.openFile = openFile;
    shelf.showSection([store('lab')]);
    shelf.request.mockResolvedValueOnce({ value: [file('a.csv')] });
    await browse();
    await shelf.then(() => shelf.find('[data-aml-entry] .aml-row-main').click());
    expect(openFile).toHaveBeenCalledWith('/ws', 'lab', 'a.csv');
  });
});

describe('an upload', () => {
  const trio = ['a.txt', 'b.txt', 'c.txt'].map(name => new File(['abc'], name));

  /** Puts files into the open folder; returns what answers the next of them. */
  async function upload(files: File[]): Promise<() => Promise<void>> {
    const answers: (() => void)[] = [];
    shelf.upload.mockImplementation((_path, body, options) => {
      options?.onProgress?.(body.size, body.size);
      return new Promise(resolve => answers.push(resolve));
    });
    shelf.showSection([store('lab'), store('old')]);
    shelf.request.mockResolvedValue({ value: [] });
    await shelf.then(() => shelf.find('.aml-row-main').click());
    const input = shelf.find('input[type=file]');
    Object.defineProperty(input, 'files', { value: files });
    await shelf.then(() => input.dispatchEvent(new Event('change', { bubbles: true })));
    return () => shelf.then(() => answers.shift()!());
  }

  const listings = (): number => shelf.request.mock.calls.length;

  it('is being stored once all of it is sent, and until it is answered', async () => {
    const answer = await upload(trio.slice(0, 1));
    const item = shelf.find('[data-aml-upload="a.txt"]');
    expect(item.dataset.amlState).toBe('storing');
    expect(item.textContent).toContain('Storing…');
    expect(item.querySelector('progress')?.hasAttribute('value')).toBe(false);
    const before = listings();
    await answer();
    expect(shelf.element.querySelector('[data-aml-upload]')).toBeNull();
    expect(listings()).toBe(before + 1);
  });

  it('can be stopped while it is stored', async () => {
    await upload(trio.slice(0, 1));
    await shelf.click('Stop upload of a.txt');
    expect(shelf.upload.mock.calls[0][2]?.signal?.aborted).toBe(true);
    expect(shelf.element.querySelector('[data-aml-upload]')).toBeNull();
  });

  it('goes on, and is shown, when its folder is closed', async () => {
    const answer = await upload(trio);
    await shelf.click('Close');
    expect(shelf.element.querySelector('[data-aml-entry], .aml-files')).toBeNull();
    expect(shelf.find('[data-aml-datastore=lab]').textContent).toContain('0 of 3 files');
    expect(shelf.find('[data-aml-datastore=old]').querySelector('.aml-transfers')).toBeNull();
    const before = listings();
    await answer();
    expect(shelf.text).toContain('1 of 3 files');
    expect(listings()).toBe(before);
    await shelf.then(() => shelf.find('.aml-row-main').click());
    expect(shelf.element.querySelectorAll('.aml-transfers')).toHaveLength(1);
    await answer();
    await answer();
    expect(shelf.element.querySelector('.aml-transfers')).toBeNull();
  });
});
