import { describe, expect, it } from 'vitest';

import type { IDatastore } from '../../feed/types';
import { ENGLISH } from '../../run/context';
import { accessOf, bodyOf, mainFields, problemsOf, valuesOf } from '../draft';
import { datastoreKinds } from '../kinds';
import type { IAccess, IKind } from '../kinds';

const kinds = datastoreKinds(ENGLISH);

function chosen(type: string, access?: string): [IKind, IAccess | null] {
  const kind = kinds.find(each => each.type === type)!;
  return [kind, kind.access.find(each => each.name === access) ?? kind.access[0] ?? null];
}

describe('the kinds', () => {
  it('are one of each type, with fields of different names', () => {
    expect(new Set(kinds.map(kind => kind.type)).size).toBe(10);
    for (const kind of kinds) {
      for (const access of kind.access) {
        const names = [...mainFields(kind, access), ...kind.advanced].map(field => field.name);
        expect([kind.type, new Set(names).size]).toEqual([kind.type, names.length]);
      }
    }
  });
});

describe('the body', () => {
  const blob = { name: 'lab', accountName: ' acc ', containerName: 'c', protocol: 'http' };

  it('has each field where the service looks for it', () => {
    const [kind, access] = chosen('AzureBlob');
    const values = { ...blob, accountKey: 'k==', endpoint: '127.0.0.1:1' };
    expect(bodyOf(kind, access, values)).toEqual({
      properties: {
        datastoreType: 'AzureBlob',
        accountName: 'acc',
        containerName: 'c',
        settings: { endpoint: '127.0.0.1:1', protocol: 'http' },
        secrets: { accountKey: 'k==' }
      }
    });
  });

  it('has only what this way of access asks for', () => {
    const [kind, access] = chosen('AzureBlob', 'connection');
    const values = { ...blob, accountKey: 'old', connectionString: 'x=y' };
    const { properties } = bodyOf(kind, access, values);
    expect(properties.accountName).toBeUndefined();
    expect(properties.secrets).toEqual({ connectionString: 'x=y' });
  });

  it('takes kept secrets away for who is known without, and leaves them else', () => {
    const [kind, identity] = chosen('AzureBlob', 'identity');
    expect(bodyOf(kind, identity, blob).properties.secrets).toEqual({});
    const [, key] = chosen('AzureBlob', 'key');
    expect(bodyOf(kind, key, blob).properties).not.toHaveProperty('secrets');
  });

  it('sends a port as a number', () => {
    const [kind, access] = chosen('AzurePostgreSql');
    expect(bodyOf(kind, access, { port: '5433' }).properties.settings).toEqual({ port: 5433 });
  });

  it('of a folder is its path', () => {
    const [kind, access] = chosen('LocalFolder');
    expect(bodyOf(kind, access, { name: 'a', path: '/data' }).properties).toEqual({
      datastoreType: 'LocalFolder',
      path: '/data',
      settings: {}
    });
  });
});

describe('what is wrong', () => {
  const wrong = (type: string, values: Record<string, string>, kept: string[] = []) =>
    problemsOf(...chosen(type), values, kept, ENGLISH);

  it('is said of each field, in their order', () => {
    expect(Object.keys(wrong('AzureBlob', {}))).toEqual([
      'name',
      'accountName',
      'containerName',
      'accountKey'
    ]);
  });

  it.each([
    ['LocalFolder', { path: 'data' }, 'path'],
    ['AzureMySql', { port: '70000' }, 'port'],
    ['AzureMySql', { port: '1e3' }, 'port'],
    ['AmazonS3', { name: 'a b' }, 'name']
  ])('in %s of %o is %s', (type, values, field) => {
    expect(wrong(type, values)).toHaveProperty(field);
  });

  it('is nothing where all is there; what is kept need not be given again', () => {
    const values = { name: 'lab-1', accountName: 'a', containerName: 'c' };
    expect(wrong('AzureFile', { ...values, accountKey: 'env:KEY' })).toEqual({});
    expect(wrong('AzureFile', values, ['accountKey'])).toEqual({});
    expect(wrong('LocalFolder', { name: 'x', path: 'C:\\data' })).toEqual({});
  });
});

describe('a datastore that is there', () => {
  const store = {
    id: '',
    name: 'lab',
    properties: {
      datastoreType: 'Sftp',
      isDefault: false,
      description: '',
      path: '',
      protected: false,
      settings: { host: 'h', port: 2222 },
      secretsGiven: ['privateKey']
    }
  } as IDatastore;

  it('fills its form', () => {
    expect(valuesOf(store)).toMatchObject({ name: 'lab', host: 'h', port: '2222' });
    const [kind] = chosen('Sftp');
    expect(accessOf(kind, ['privateKey'])?.name).toBe('key');
    expect(accessOf(kind, [])?.name).toBe('identity');
  });
});
