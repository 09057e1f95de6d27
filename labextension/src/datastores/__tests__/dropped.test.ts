import { describe, expect, it } from 'vitest';

import { droppedFiles } from '../dropped';

const file = (name: string) => new File(['x'], name);

function fileEntry(name: string): FileSystemEntry {
  const entry = { name, isFile: true, file: (give: (file: File) => void) => give(file(name)) };
  return entry as unknown as FileSystemEntry;
}

/** As browsers do: at most two at a time, and none when there are no more. */
function folderEntry(name: string, children: FileSystemEntry[]): FileSystemEntry {
  const createReader = () => {
    const left = [...children];
    return { readEntries: (give: (some: FileSystemEntry[]) => void) => give(left.splice(0, 2)) };
  };
  return { name, isFile: false, createReader } as unknown as FileSystemEntry;
}

function transfer(entries: (FileSystemEntry | null)[], files: File[] = []): DataTransfer {
  const items = entries.map(entry => ({ kind: 'file', webkitGetAsEntry: () => entry }));
  return { items, files } as unknown as DataTransfer;
}

describe('droppedFiles', () => {
  it('walks through folders and keeps their paths', async () => {
    const deep = folderEntry('deep', [fileEntry('c')]);
    const folder = folderEntry('in', [fileEntry('a'), fileEntry('b'), deep, folderEntry('no', [])]);
    const found = await droppedFiles(transfer([fileEntry('x.csv'), folder]));
    expect(found.map(source => source.path)).toEqual(['x.csv', 'in/a', 'in/b', 'in/deep/c']);
    expect(found[3].file.name).toBe('c');
  });

  it('takes the files where the browser knows of no folders', async () => {
    const found = await droppedFiles(transfer([null], [file('a')]));
    expect(found.map(source => source.path)).toEqual(['a']);
  });

  it('fails when a file cannot be read', async () => {
    const broken = {
      name: 'a',
      isFile: true,
      file: (_: unknown, refuse: (error: Error) => void) => refuse(new Error('gone'))
    } as unknown as FileSystemEntry;
    await expect(droppedFiles(transfer([broken]))).rejects.toThrow('gone');
  });
});
