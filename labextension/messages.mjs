/**
 * Keeps the catalogues in amlwidgets/locale equal to what the front end says.
 *
 *   node labextension/messages.mjs --check    lists what is missing, stale or unusable; exits 1 if anything is
 *   node labextension/messages.mjs --update   adds what is missing, without words, and takes away what is stale
 *
 * Both take `--sources FOLDER` and `--catalogues FOLDER` to look elsewhere. How to translate, and why the files
 * look as they do: docs/developers/translating.md.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import ts from 'typescript';

const here = dirname(fileURLToPath(import.meta.url));

/** The methods of JupyterLab's translation bundle: which arguments are the context, the text and its plural. */
const METHODS = {
  __: { text: 0 },
  _n: { text: 0, plural: 1 },
  _p: { context: 0, text: 1 },
  _np: { context: 0, text: 1, plural: 2 }
};

/** What JupyterLab puts between a context and its text. */
const CONTEXT_END = '\u0004';

/** The messages of all sources as a map from catalogue key to `{ place, plural }`, and what is wrong with them. */
function collect(folder) {
  const messages = new Map();
  const problems = [];
  readdirSync(folder, { recursive: true })
    .filter(name => /\.tsx?$/.test(name) && !name.includes('__tests__'))
    .sort()
    .flatMap(name => messagesIn(join(folder, name)))
    .forEach(message => add(message, messages, problems));
  return { messages, problems };
}

/** Every `{ key, plural, place }` of one file, in its order. */
function messagesIn(path) {
  const kind = path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const text = readFileSync(path, 'utf8');
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind);
  const found = [];
  const visit = node => {
    const message = messageOf(node);
    if (message) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push({ ...message, place: `${relative(process.cwd(), path)}:${line + 1}` });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** `{ key, plural }` of a call of the translator, null for any other node; `key` is null where it is no literal. */
function messageOf(node) {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) {
    return null;
  }
  const name = node.expression.name.text;
  if (!Object.hasOwn(METHODS, name)) {
    return null;
  }
  const method = METHODS[name];
  const literals = node.arguments.map(item => (ts.isStringLiteralLike(item) ? item.text : null));
  const wanted = Object.values(method).map(index => literals[index] ?? null);
  const context = 'context' in method ? `${literals[method.context]}${CONTEXT_END}` : '';
  return {
    key: wanted.includes(null) ? null : `${context}${literals[method.text]}`,
    plural: 'plural' in method
  };
}

function add({ key, plural, place }, messages, problems) {
  const known = messages.get(key);
  if (key === null) {
    problems.push(`${place}: the text is not a literal, so no one can translate it`);
  } else if (known && known.plural !== plural) {
    problems.push(
      `${place}: "${key}" has a plural here and none in ${known.place}, or the reverse`
    );
  } else if (!known) {
    messages.set(key, { place, plural });
  }
}

/** The catalogues below a folder, `{ language, path, entries }` each; `entries` has no header. */
function readCatalogues(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter(item => item.isDirectory())
    .map(({ name: language }) => {
      const path = join(folder, language, 'LC_MESSAGES', 'amlwidgets.json');
      const { '': header, ...entries } = JSON.parse(readFileSync(path, 'utf8'));
      return { language, path, header, entries };
    });
}

/** How many strings JupyterLab wants in an entry: it reads a plural from no list of one, even where one form is all. */
function lengthOf(message) {
  return message.plural ? 2 : 1;
}

function check({ language, entries }, messages) {
  const missing = [...messages]
    .filter(([key, message]) => !entries[key]?.[0] || entries[key].length !== lengthOf(message))
    .map(([key, { place }]) => `${language}: missing "${key}" (${place})`);
  const stale = Object.keys(entries)
    .filter(key => !messages.has(key))
    .map(key => `${language}: stale "${key}"`);
  return [...missing, ...stale];
}

function update({ path, header, entries }, messages) {
  const kept = [...messages.keys()].sort().map(key => {
    const count = lengthOf(messages.get(key));
    return [key, Array.from({ length: count }, (_, index) => entries[key]?.[index] ?? '')];
  });
  const text = JSON.stringify({ '': header, ...Object.fromEntries(kept) }, null, 2);
  writeFileSync(path, `${text}\n`);
}

const { values: options } = parseArgs({
  options: {
    check: { type: 'boolean' },
    update: { type: 'boolean' },
    sources: { type: 'string', default: join(here, 'src') },
    catalogues: { type: 'string', default: join(here, '..', 'amlwidgets', 'locale') }
  }
});
if (options.check === options.update) {
  console.error('Say --check or --update.');
  process.exit(2);
}
const { messages, problems } = collect(options.sources);
if (options.update) {
  readCatalogues(options.catalogues).forEach(catalogue => update(catalogue, messages));
}
const found = readCatalogues(options.catalogues).flatMap(catalogue => check(catalogue, messages));
const all = [...problems, ...found];
all.forEach(line => console.error(line));
process.exitCode = all.length > 0 ? 1 : 0;
