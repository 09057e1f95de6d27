/** Paths inside a datastore: parts joined by `/`, the root is the empty string. */
import { encode } from '../feed/paths';

export interface ICrumb {
  name: string;
  path: string;
}

/** The folders from the first below the root down to `path` itself. */
export function crumbs(path: string): ICrumb[] {
  const parts = path.split('/').filter(Boolean);
  return parts.map((name, index) => ({ name, path: parts.slice(0, index + 1).join('/') }));
}

export function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

export function datastorePath(workspace: string, name: string): string {
  return `${encode(workspace)}/datastores/${encodeURIComponent(name)}`;
}

export function folderPath(workspace: string, name: string, folder: string): string {
  return `${datastorePath(workspace, name)}/files?path=${encodeURIComponent(folder)}`;
}

export function filePath(workspace: string, name: string, file: string): string {
  return `${datastorePath(workspace, name)}/content/${encode(file)}`;
}

export function previewPath(workspace: string, name: string, file: string): string {
  return `${datastorePath(workspace, name)}/preview/${encode(file)}`;
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
