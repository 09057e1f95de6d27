/** Datasets in words. */
import type { Trans } from '../host';
import { grouped } from '../run/format';
import type { IDataset, IProfile, ITablePreview, IVersion } from './types';

/** "Table · version 3", "Files · version 1". */
export function datasetLine(dataset: IDataset, trans: Trans): string {
  return `${kindWord(dataset, trans)} · ${versionWord(dataset.version, trans)}`;
}

export function versionWord(version: string, trans: Trans): string {
  return trans.__('version %1', version);
}

export function kindWord(dataset: Pick<IVersion, 'kind' | 'format'>, trans: Trans): string {
  if (dataset.kind === 'file') {
    return trans.__('Files');
  }
  const formats: Record<string, string> = {
    delimited: 'CSV',
    jsonl: 'JSON lines',
    parquet: 'Parquet',
    sql: 'SQL'
  };
  const format = formats[dataset.format ?? ''];
  return format === undefined ? trans.__('Table') : trans.__('Table (%1)', format);
}

/** How many of how many rows a preview shows. */
export function previewNote(preview: ITablePreview, trans: Trans): string {
  return preview.truncated
    ? trans.__('The first %1 rows.', grouped(preview.rows.length))
    : trans._n('%1 row in all.', '%1 rows in all.', preview.rows.length);
}

/** Of how many rows a profile is. */
export function profileNote(profile: IProfile, trans: Trans): string {
  return profile.truncated
    ? trans.__('Profile of the first %1 rows.', grouped(profile.rows))
    : trans.__('Profile of all %1 rows.', grouped(profile.rows));
}
