import { TranslationManager } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';

import ja from '../../../amlwidgets/locale/ja_JP/LC_MESSAGES/amlwidgets.json';
import ko from '../../../amlwidgets/locale/ko_KR/LC_MESSAGES/amlwidgets.json';
import zh from '../../../amlwidgets/locale/zh_TW/LC_MESSAGES/amlwidgets.json';

/** JupyterLab's own translator, given what its server would send. */
async function bundle(locale: string, catalogue: object) {
  const manager = new TranslationManager('', '', undefined, {
    fetch: () => Promise.resolve({ data: { amlwidgets: catalogue }, message: '' })
  } as never);
  await manager.fetch(locale);
  return manager.load('amlwidgets');
}

describe.each([
  ['ja_JP', ja],
  ['ko_KR', ko],
  ['zh_TW', zh]
])('the catalogue %s in JupyterLab', (locale, catalogue) => {
  const entries = Object.entries(catalogue).filter(([key]) => key !== '') as [string, string[]][];

  it('gives its own words for every message, singular or plural', async () => {
    const loaded = await bundle(locale, catalogue);
    for (const [key, [words, ...more]] of entries) {
      const filled = words.replace('%1', '3').replace('%2', 'x').replace('%3', 'y');
      const said =
        more.length > 0
          ? loaded.ngettext(key, `${key}s`, 3, 'x', 'y')
          : loaded.gettext(key, '3', 'x', 'y');
      expect(said).toBe(filled);
    }
  });

  it('leaves what it does not know in English', async () => {
    const loaded = await bundle(locale, catalogue);
    expect(loaded.gettext('A text of tomorrow, %1', 1)).toBe('A text of tomorrow, 1');
  });
});
