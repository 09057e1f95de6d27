/** Datasets, in the shapes of docs/developers/protocol.md. */
import type { IColumn } from '../parts/DataTable';

export interface IVersion {
  name: string;
  version: string;
  kind: 'tabular' | 'file';
  format: string | null;
  description: string;
  tags: Record<string, string>;
  created: string;
  createdBy: string;
}

export interface IDataset extends IVersion {
  /** How many versions there are; null where nobody counts. */
  versions: number | null;
}

export interface ISource {
  datastore?: string;
  path?: string;
  query?: string;
  url?: string;
}

export interface IDetails extends IVersion {
  id: string | null;
  sources: ISource[];
  steps: Record<string, unknown>[];
  partition: string | null;
  madeBy: string | null;
  readBy: { id: string; name: string }[];
}

export interface ITablePreview {
  kind: 'table';
  columns: IColumn[];
  rows: (string | null)[][];
  truncated: boolean;
  rowCount: number | null;
}

export interface IFilesPreview {
  kind: 'files';
  value: { path: string; size: number | null; modified: string | null }[];
  count: number;
  size: number | null;
  truncated: boolean;
}

export type Preview = ITablePreview | IFilesPreview;

/** A number; a text for a time, an infinity or a whole number too long for JavaScript. */
export type Value = number | string | null;

export interface IHistogram {
  edges: Value[];
  counts: number[];
}

export interface IColumnProfile extends IColumn {
  count: number;
  missing: number;
  distinct: number | null;
  min: Value;
  max: Value;
  mean: Value;
  std: Value;
  quantiles: Record<string, Value> | null;
  top: { value: string; count: number }[] | null;
  histogram: IHistogram | null;
}

export interface IProfile {
  columns: IColumnProfile[];
  rows: number;
  truncated: boolean;
  computed: string;
}
