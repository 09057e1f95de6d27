import { describe, expect, it } from 'vitest';

import { computeCode, databaseCode, fileCode, folderCode, openRunCode, variable } from '../code';

describe('code to insert', () => {
  it('names the variable after the resource', () => {
    expect(variable('cpu-cluster')).toBe('cpu_cluster');
    expect(variable('4gpu')).toBe('_4gpu');
  });

  it('quotes names', () => {
    expect(computeCode('cpu')).toContain('cpu = ComputeTarget(workspace=ws, name="cpu")');
    expect(openRunCode('a"b')).toContain('Run.get(ws, "a\\"b")');
  });

  it.each([
    ['a/x.CSV', 'dataset = Dataset.Tabular.from_delimited_files(path=(lab_1, "a/x.CSV"))'],
    [
      'x.tsv',
      'dataset = Dataset.Tabular.from_delimited_files(path=(lab_1, "x.tsv"), separator="\\t")'
    ],
    ['x.parquet', 'dataset = Dataset.Tabular.from_parquet_files(path=(lab_1, "x.parquet"))'],
    ['x.jsonl', 'dataset = Dataset.Tabular.from_json_lines_files(path=(lab_1, "x.jsonl"))'],
    ['a"$&.bin', 'dataset = Dataset.File.from_files(path=(lab_1, "a\\"$&.bin"))']
  ])('reads %s as what it is', (path, line) => {
    expect(fileCode('lab-1', path)).toContain(`\n${line}\n`);
  });

  it('reads folders and databases', () => {
    expect(folderCode('lab', 'a/b')).toContain('Dataset.File.from_files(path=(lab, "a/b/**"))');
    expect(databaseCode('pg')).toContain('Dataset.Tabular.from_sql_query((pg, "SELECT');
  });
});
