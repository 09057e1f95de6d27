// @vitest-environment node
import { describe, expect, it } from 'vitest';

import { clusterBundle, runBundle } from '../saved';
import { aRun } from './runs';

const WS =
  '/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w';

describe('runBundle', () => {
  it('takes what the widget writes', () => {
    const bundle = runBundle({
      version: 1,
      workspace: WS,
      runs: ['a'],
      summary: [aRun({ id: 'a' })]
    });
    expect(bundle).toMatchObject({ workspace: WS, runs: ['a'] });
    expect(bundle?.summary[0]).toMatchObject({ id: 'a', state: 'Running', experiment: 'digits' });
  });

  it.each([
    null,
    'text',
    {},
    { workspace: WS, runs: [] },
    { workspace: WS, runs: ['../x', '..', 'a/b', 7] },
    { workspace: '/api/contents', runs: ['a'] },
    { workspace: WS.replace('/w', '/..'), runs: ['a'] },
    { workspace: `${WS}/../../x`, runs: ['a'] },
    { workspace: 'https://elsewhere.example', runs: ['a'] }
  ])('refuses %j', data => {
    expect(runBundle(data)).toBeNull();
  });

  it('leaves out summaries of another shape', () => {
    const summary = [
      null,
      5,
      { id: '../x', state: 'Running' },
      { id: 'a' },
      { id: 'b', state: 'Failed' }
    ];
    const bundle = runBundle({ workspace: WS, runs: ['b'], summary });
    expect(bundle?.summary.map(run => run.id)).toEqual(['b']);
  });

  it('keeps only texts and numbers of a summary', () => {
    const run = {
      id: 'b',
      state: 'Failed',
      experiment: { html: 1 },
      times: { Running: 7, Queued: 'x' }
    };
    const odd = { ...run, error: { message: 'bad', code: [] }, nodeCount: 'many' };
    const bundle = runBundle({ workspace: WS, runs: ['b'], summary: [odd] });
    expect(bundle?.summary[0]).toMatchObject({
      experiment: '',
      times: { Queued: 'x' },
      nodeCount: 1,
      error: { code: '', message: 'bad', remedy: '' }
    });
  });

  it('shows at most 200 runs', () => {
    const runs = Array.from({ length: 500 }, (_, index) => `run${index}`);
    expect(runBundle({ workspace: WS, runs })?.runs).toHaveLength(200);
  });
});

describe('clusterBundle', () => {
  it('is of one cluster or of all', () => {
    expect(clusterBundle({ workspace: WS, compute: 'cpu' })?.compute).toBe('cpu');
    expect(clusterBundle({ workspace: WS, compute: null })?.compute).toBeNull();
  });

  it.each([{ workspace: WS }, { workspace: WS, compute: '..' }, { compute: 'cpu' }])(
    'refuses %j',
    data => {
      expect(clusterBundle(data)).toBeNull();
    }
  );
});
