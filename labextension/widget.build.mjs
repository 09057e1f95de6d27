/** Builds the anywidget: a small loader, and what it asks for once a page: the views, their style, the charts. */
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
const module = { ...shared, format: 'esm', target: 'es2022' };
await build({
  ...module,
  entryPoints: [join(here, 'src', 'loader.ts')],
  outfile: join(target, 'loader.js')
});
await build({
  ...module,
  entryPoints: [join(here, 'src', 'widget.tsx')],
  outfile: join(target, 'views.js'),
  // The same views on a tenth of the weight: a page of VS Code or Colab gets them over the comm.
  alias: {
    react: 'preact/compat',
    'react-dom/client': 'preact/compat/client',
    'react-dom': 'preact/compat'
  }
});
await build({
  ...shared,
  entryPoints: [join(here, 'style', 'index.css')],
  outfile: join(target, 'views.css')
});
const plotly = createRequire(import.meta.url).resolve('plotly.js-basic-dist-min');
await copyFile(plotly, join(target, 'plotly.js'));
