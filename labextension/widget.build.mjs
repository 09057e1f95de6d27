/** Builds the anywidget: one small module, one style sheet, and the plotly chunk that it asks for when needed. */
import { build } from 'esbuild';
import { copyFile, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, '..', 'amlwidgets', 'widgets', 'static');
// Aliases are looked up from the working directory, wherever the build is started.
const shared = {
  absWorkingDir: join(here, '..'),
  bundle: true,
  minify: true,
  legalComments: 'none',
  logLevel: 'warning'
};

await mkdir(target, { recursive: true });
await build({
  ...shared,
  entryPoints: [join(here, 'src', 'widget.tsx')],
  outfile: join(target, 'run.js'),
  format: 'esm',
  target: 'es2022',
  // The same views on a tenth of the weight: every saved widget carries this module.
  alias: {
    react: 'preact/compat',
    'react-dom/client': 'preact/compat/client',
    'react-dom': 'preact/compat'
  }
});
await build({
  ...shared,
  entryPoints: [join(here, 'style', 'index.css')],
  outfile: join(target, 'run.css')
});
const plotly = createRequire(import.meta.url).resolve('plotly.js-basic-dist-min');
await copyFile(plotly, join(target, 'plotly.js'));
