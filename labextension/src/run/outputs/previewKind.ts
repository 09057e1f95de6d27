/** How a file is previewed, told from its name and its first bytes. */
import { imageType } from '../metrics/records/RunImage';

export type PreviewKind = 'image' | 'table' | 'json' | 'text' | 'none';

/** Bytes read for a preview of text. */
export const PREVIEW_BYTES = 128 * 1024;
/** Images larger than this are downloaded, not shown. */
export const IMAGE_BYTES = 16 * 1024 * 1024;

/** The kind that the name promises; null where only the bytes can tell. */
export function kindOfName(path: string): PreviewKind | null {
  const extension = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  if (imageType(path) !== null) {
    return 'image';
  }
  if (extension === 'csv' || extension === 'tsv') {
    return 'table';
  }
  return extension === 'json' ? 'json' : null;
}

/** A zero byte is what text never has. */
export function isText(bytes: Uint8Array): boolean {
  return !bytes.includes(0);
}

/** JSON indented for reading, the text itself where it is cut off or is not JSON. */
export function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
