/** The cells that "Insert Code" puts into a notebook. */

/** A Python string literal; JSON's escapes are a subset of Python's. */
function quote(text: string): string {
  return JSON.stringify(text);
}

/** A Python name made of a resource's name: "cpu-cluster" → "cpu_cluster". */
export function variable(name: string): string {
  const safe = name.replace(/[^A-Za-z0-9_]+/g, '_');
  return /^[0-9]/.test(safe) ? `_${safe}` : safe;
}

const WORKSPACE = 'ws = Workspace.from_config()';

export function computeCode(name: string): string {
  return [
    'from azureml.core import ComputeTarget, Workspace',
    '',
    WORKSPACE,
    `${variable(name)} = ComputeTarget(workspace=ws, name=${quote(name)})`
  ].join('\n');
}

export function datastoreCode(name: string): string {
  return [
    'from azureml.core import Datastore, Workspace',
    '',
    WORKSPACE,
    `${variable(name)} = Datastore.get(ws, ${quote(name)})`
  ].join('\n');
}

function dataCode(datastore: string, factory: string, path: string, rest: string[]): string {
  const store = variable(datastore);
  return [
    'from azureml.core import Dataset, Datastore, Workspace',
    '',
    WORKSPACE,
    `${store} = Datastore.get(ws, ${quote(datastore)})`,
    `dataset = Dataset.${factory}(${path.replace('%store', () => store)})`,
    ...rest
  ].join('\n');
}

const TAKE = ['dataset.take(10).to_pandas_dataframe()'];

/** By the ending of a file's name: what reads it as a table, and with which arguments. */
const TABULAR: readonly [RegExp, string, string][] = [
  [/\.csv$/i, 'from_delimited_files', ''],
  [/\.(tsv|tab)$/i, 'from_delimited_files', ', separator="\\t"'],
  [/\.psv$/i, 'from_delimited_files', ', separator="|"'],
  [/\.parquet$/i, 'from_parquet_files', ''],
  [/\.(jsonl|ndjson|jsonlines)$/i, 'from_json_lines_files', '']
];

/** Reads a file of a datastore: as a table where its name says that it is one. */
export function fileCode(datastore: string, path: string): string {
  const place = `path=(%store, ${quote(path)})`;
  const known = TABULAR.find(([ending]) => ending.test(path));
  if (known) {
    const [, reader, options] = known;
    return dataCode(datastore, `Tabular.${reader}`, place + options, TAKE);
  }
  return dataCode(datastore, 'File.from_files', place, [
    'dataset.download(target_path="data", overwrite=True)'
  ]);
}

/** All files below a folder of a datastore. */
export function folderCode(datastore: string, path: string): string {
  const place = `path=(%store, ${quote(`${path}/**`)})`;
  return dataCode(datastore, 'File.from_files', place, ['dataset.to_path()']);
}

/** The tables of a database, by a query that all of them answer. */
export function databaseCode(datastore: string): string {
  const query = '(%store, "SELECT * FROM information_schema.tables")';
  return dataCode(datastore, 'Tabular.from_sql_query', query, TAKE);
}

/** A version in a DataFrame, or as an argument of a run: whichever its kind is for. */
export function registeredCode(name: string, version: string, kind: 'tabular' | 'file'): string {
  const dataset = variable(name);
  const number = /^(0|[1-9][0-9]*)$/.test(version) ? version : quote(version);
  const used =
    kind === 'tabular'
      ? [`df = ${dataset}.to_pandas_dataframe()`, 'df.head()']
      : [`mounted = ${dataset}.as_mount()  # for the arguments of a ScriptRunConfig`];
  return [
    'from azureml.core import Dataset, Workspace',
    '',
    WORKSPACE,
    `${dataset} = Dataset.get_by_name(ws, ${quote(name)}, version=${number})`,
    ...used
  ].join('\n');
}

export function openRunCode(run: string): string {
  return [
    'from azureml.core import Run, Workspace',
    'from azureml.widgets import RunDetails',
    '',
    WORKSPACE,
    `RunDetails(Run.get(ws, ${quote(run)})).show()`
  ].join('\n');
}
