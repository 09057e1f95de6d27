import { describe, expect, it } from 'vitest';

import { crumbs, filePath, folderPath, join } from '../paths';

describe('crumbs', () => {
  it('leads from the root to the folder', () => {
    expect(crumbs('')).toEqual([]);
    expect(crumbs('a/b c')).toEqual([
      { name: 'a', path: 'a' },
      { name: 'b c', path: 'a/b c' }
    ]);
  });
});

describe('join', () => {
  it('has no slash at the root', () => {
    expect(join('', 'x.csv')).toBe('x.csv');
    expect(join('a/b', 'x.csv')).toBe('a/b/x.csv');
  });
});

describe('request paths', () => {
  it('escape each part and keep the slashes between them', () => {
    expect(filePath('/ws', 'lab 1', 'a/50%?#.csv')).toBe(
      '/ws/datastores/lab%201/content/a/50%25%3F%23.csv'
    );
  });

  it('pass a folder as a parameter', () => {
    expect(folderPath('/ws', 'blob', 'a/b&c')).toBe('/ws/datastores/blob/files?path=a%2Fb%26c');
  });
});
