import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { RequestError } from '../../feed/types';
import { openMenu } from '../../panel/openMenu';
import { Shelf, store } from './shelf';

// JupyterLab's icons, and Lumino's menus, need a real browser; what stands beside them does not.
vi.mock('@jupyterlab/ui-components', () => {
  const icon = { react: () => null };
  return { closeIcon: icon, fileUploadIcon: icon, refreshIcon: icon };
});
vi.mock('../../panel/openMenu', () => ({ openMenu: vi.fn() }));

let shelf: Shelf;

beforeEach(() => {
  shelf = new Shelf();
  shelf.request.mockResolvedValue({});
});

afterEach(() => shelf.close());

const filled = {
  name: 'lab',
  accountName: 'acc',
  containerName: 'c',
  accountKey: 'top-secret==',
  endpoint: '127.0.0.1:1'
};
const properties = {
  datastoreType: 'AzureBlob',
  accountName: 'acc',
  containerName: 'c',
  settings: { endpoint: '127.0.0.1:1', protocol: 'https' },
  secrets: { accountKey: 'top-secret==' }
};

async function open(kind = 'Blob container'): Promise<void> {
  shelf.showSection([], true);
  await shelf.click(kind);
}

describe('a new datastore', () => {
  it('is of one of ten kinds', () => {
    shelf.showSection([], true);
    expect(shelf.element.querySelectorAll('button[data-aml-kind]')).toHaveLength(10);
  });

  it('is registered with what was typed, under a name that is free', async () => {
    await open();
    shelf.type(filled);
    await shelf.submit();
    expect(shelf.request).toHaveBeenCalledWith('PUT', '/ws/datastores/lab?overwrite=false', {
      properties
    });
    expect(shelf.closed).toBe(1);
  });

  it('is tested before, and nothing is registered', async () => {
    await open();
    shelf.type(filled);
    await shelf.click('Test');
    expect(shelf.request.mock.calls).toEqual([
      ['POST', '/ws/datastores/lab/check', { properties }]
    ]);
    expect(shelf.find('[data-aml-test=works]').textContent).toContain('Connection works.');
    shelf.type({ containerName: 'other' });
    expect(shelf.element.querySelector('[data-aml-test]')).toBeNull();
  });

  it('says in place why a test fails', async () => {
    await open();
    shelf.type(filled);
    const problem = { code: 'X', message: 'The account key is wrong.', remedy: 'Copy it again.' };
    shelf.request.mockRejectedValueOnce(new RequestError(401, problem));
    await shelf.click('Test');
    expect(shelf.find('[role=alert]').textContent).toContain('The account key is wrong.');
  });

  const missing = { code: 'ResourceNotFound', message: 'There is no c.', remedy: 'make_it=True' };

  it('can have its container made, before it is registered', async () => {
    await open();
    shelf.type(filled);
    shelf.request.mockRejectedValueOnce(new RequestError(404, missing));
    await shelf.click('Test');
    const said = shelf.find('[role=alert]').textContent;
    expect(said).toContain('There is no c.');
    expect(said).toContain('tick “Create the container if it is missing”');
    expect(said).not.toContain('make_it=True');
    shelf.request.mockClear();
    await shelf.then(() => shelf.find('[name=make]').click());
    await shelf.submit();
    expect(shelf.request.mock.calls).toEqual([
      ['POST', '/ws/datastores/lab/check?make=true', { properties }],
      ['PUT', '/ws/datastores/lab?overwrite=false', { properties }]
    ]);
    expect(shelf.closed).toBe(1);
  });

  it('has nothing made by a test', async () => {
    await open();
    shelf.type(filled);
    await shelf.then(() => shelf.find('[name=make]').click());
    shelf.request.mockRejectedValueOnce(new RequestError(404, missing));
    await shelf.click('Test');
    expect(shelf.request.mock.calls[0][1]).toBe('/ws/datastores/lab/check');
    expect(shelf.find('[role=alert]').textContent).toContain('“Register” creates it.');
  });

  it('is not registered when its container cannot be made', async () => {
    await open();
    shelf.type(filled);
    await shelf.then(() => shelf.find('[name=make]').click());
    const problem = { code: 'X', message: 'You may not.' };
    shelf.request.mockRejectedValueOnce(new RequestError(403, problem));
    await shelf.submit();
    expect(shelf.request).toHaveBeenCalledTimes(1);
    expect(shelf.find('[role=alert]').textContent).toContain('You may not.');
    expect(shelf.closed).toBe(0);
  });

  it('offers to make what the kind can make alone', async () => {
    await open('Amazon S3');
    expect(shelf.element.querySelector('[name=make]')).toBeNull();
  });

  it('says at its name that another one has it', async () => {
    await open();
    shelf.type(filled);
    const problem = { code: 'ResourceExists', message: 'It is there.', remedy: 'overwrite=True' };
    shelf.request.mockRejectedValueOnce(new RequestError(409, problem));
    await shelf.submit();
    const field = shelf.find('[name=name]');
    expect(document.activeElement).toBe(field);
    expect(shelf.text).toContain('There is a datastore of this name already.');
    expect(shelf.text).not.toContain('overwrite=True');
    shelf.type({ name: 'lab2' });
    await shelf.submit();
    expect(shelf.closed).toBe(1);
  });

  it('drops the answer to a test of what was changed since', async () => {
    await open();
    shelf.type(filled);
    let answer: (value: unknown) => void = () => undefined;
    shelf.request.mockReturnValueOnce(new Promise(resolve => (answer = resolve)));
    await shelf.click('Test');
    expect(shelf.text).toContain('Testing the connection…');
    shelf.type({ accountKey: 'another' });
    await shelf.then(() => answer({}));
    expect(shelf.text).not.toContain('Connection works.');
  });

  it('asks nobody while a field is wrong, and leads to the first one', async () => {
    await open();
    shelf.type({ name: 'lab' });
    await shelf.submit();
    expect(shelf.request).not.toHaveBeenCalled();
    const field = shelf.find('[name=accountName]');
    expect(document.activeElement).toBe(field);
    expect(field.getAttribute('aria-invalid')).toBe('true');
    const said = document.getElementById(field.getAttribute('aria-describedby')!);
    expect(said?.textContent).toBe('This is needed.');
    shelf.type(filled);
    await shelf.submit();
    expect(shelf.closed).toBe(1);
  });

  it('asks for what the chosen way of access needs', async () => {
    await open();
    await shelf.choose('[data-aml-access]', 'connection');
    expect(shelf.element.querySelector('[name=accountName]')).toBeNull();
    shelf.find('[name=connectionString]');
    await shelf.choose('[data-aml-access]', 'identity');
    expect(shelf.element.querySelector('[type=password]')).toBeNull();
  });

  it('never shows a secret unasked, and never in an attribute', async () => {
    await open();
    shelf.type(filled);
    const input = shelf.find('[name=accountKey]');
    expect([input.getAttribute('type'), input.getAttribute('autocomplete')]).toEqual([
      'password',
      'off'
    ]);
    await shelf.click('Show Account key');
    expect(input.getAttribute('type')).toBe('text');
    await shelf.click('Test');
    expect(shelf.element.innerHTML).not.toContain('top-secret');
  });

  it('does not close a form that was opened since', async () => {
    await open();
    shelf.type(filled);
    let answer: (value: unknown) => void = () => undefined;
    shelf.request.mockReturnValueOnce(new Promise(resolve => (answer = resolve)));
    await shelf.submit();
    await shelf.click('Other kind');
    await shelf.then(() => answer({}));
    expect(shelf.closed).toBe(0);
  });
});

describe('a datastore that is changed', () => {
  const known = store('lab', {
    settings: { endpoint: '127.0.0.1:1', protocol: 'http' },
    secretsGiven: ['accountKey']
  });

  it('keeps its secrets unless new ones are given', async () => {
    vi.mocked(openMenu).mockImplementation(entries =>
      entries.find(entry => entry.label === 'Edit…')!.act()
    );
    shelf.showSection([known]);
    await shelf.click('Actions for lab');
    shelf.type({ containerName: 'other' });
    await shelf.submit();
    const [, path, body] = shelf.request.mock.calls[0];
    expect(path).toBe('/ws/datastores/lab');
    expect(body).toEqual({
      properties: {
        datastoreType: 'AzureBlob',
        accountName: 'acc',
        containerName: 'other',
        settings: { endpoint: '127.0.0.1:1', protocol: 'http' }
      }
    });
  });
});
