import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { RequestError } from '../../feed/types';
import type { FilePreview } from '../../feed/types';
import { Shelf } from './shelf';

// JupyterLab's icons, and Lumino's menus, need a real browser; what stands beside them does not.
vi.mock('@jupyterlab/ui-components', () => {
  const icon = { react: () => null };
  return { closeIcon: icon, fileUploadIcon: icon, refreshIcon: icon };
});

vi.mock('../../panel/openMenu', () => ({ openMenu: vi.fn() }));

let shelf: Shelf;

beforeEach(() => {
  shelf = new Shelf();
  URL.createObjectURL = vi.fn(() => 'blob:made');
  URL.revokeObjectURL = vi.fn();
});

afterEach(() => shelf.close());

async function show(preview: FilePreview, path = 'a/x.csv'): Promise<void> {
  shelf.request.mockResolvedValueOnce(preview);
  await shelf.then(() => shelf.showFile(path));
}

describe('a file', () => {
  it('that is text is shown as it is, never as markup', async () => {
    await show({ kind: 'text', text: '<b>bold</b>', truncated: true }, 'x.svg');
    expect(shelf.request).toHaveBeenCalledWith('GET', '/ws/datastores/lab/preview/x.svg');
    expect(shelf.find('pre').textContent).toBe('<b>bold</b>');
    expect(shelf.text).toContain('The beginning of the file is shown.');
  });

  it('that is a table says how much of it is shown', async () => {
    await show({
      kind: 'table',
      columns: [{ name: 'n', type: 'int64' }],
      rows: [['1'], [null]],
      truncated: true,
      rowCount: 500
    });
    expect(shelf.text).toContain('500 rows · 1 column');
    expect(shelf.text).toContain('The first 2 rows are shown.');
  });

  it('that is an image is drawn from its bytes', async () => {
    shelf.bytes.mockResolvedValueOnce(new Uint8Array([1]));
    await show({ kind: 'image', mediaType: 'image/png', size: 2048 }, 'a/x.png');
    const image = shelf.find('img') as HTMLImageElement;
    expect([image.alt, image.getAttribute('src')]).toEqual(['x.png', 'blob:made']);
    expect(shelf.bytes).toHaveBeenCalledWith('/ws/datastores/lab/content/a/x.png');
    await shelf.then(() => image.dispatchEvent(new Event('error')));
    expect(shelf.text).toContain('This image cannot be drawn.');
  });

  it('that is too large an image is not fetched', async () => {
    await show({ kind: 'image', mediaType: 'image/png', size: 1e9 }, 'x.png');
    expect(shelf.bytes).not.toHaveBeenCalled();
    expect(shelf.text).toContain('too large');
  });

  it('of any other kind can be downloaded', async () => {
    await show({ kind: 'none', size: 10 }, 'x.bin');
    expect(shelf.text).toContain('No preview of this kind of file.');
    shelf.button('Download');
  });

  it('that cannot be read says why, and is asked for again', async () => {
    const problem = { code: 'ResourceNotFound', message: 'There is no file.' };
    shelf.request.mockRejectedValueOnce(new RequestError(404, problem));
    await shelf.then(() => shelf.showFile('x'));
    expect(shelf.text).toContain('There is no file.');
    shelf.request.mockResolvedValueOnce({ kind: 'text', text: '', truncated: false });
    await shelf.click('Try again');
    expect(shelf.text).toContain('This file is empty.');
  });

  it('gives code where there is a notebook', async () => {
    await show({ kind: 'none', size: 10 }, 'x.bin');
    expect(shelf.text).not.toContain('Insert Code');
    const insertCode = vi.fn<(code: string) => void>();
    shelf.host.insertCode = insertCode;
    await show({ kind: 'none', size: 10 }, 'a/x.parquet');
    await shelf.click('Insert Code');
    expect(insertCode.mock.calls[0][0]).toContain('from_parquet_files(path=(lab, "a/x.parquet"))');
  });
});
