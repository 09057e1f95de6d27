// @vitest-environment node
import { describe, expect, it, vi } from 'vitest';

import { contentPath, jobPath } from '../paths';
import { isServerPresent } from '../presence';
import { problemOf, requestError } from '../problem';
import type { IFeed } from '../types';

describe('paths', () => {
  it('encodes every segment', () => {
    expect(jobPath('/subscriptions/a b/x', 'run#1', 'cancel')).toBe(
      '/subscriptions/a%20b/x/jobs/run%231/cancel'
    );
    expect(contentPath('/w', 'r', 'outputs/50%/a?b')).toBe('/w/jobs/r/content/outputs/50%25/a%3Fb');
  });

  it.each(['..', 'outputs/../../secret', './a'])('refuses %s', path => {
    expect(() => contentPath('/w', 'r', path)).toThrow(RangeError);
  });

  it('refuses a run that is a way up', () => {
    expect(() => jobPath('/w', '..')).toThrow(RangeError);
  });
});

describe('problems', () => {
  it("are the server's own words", () => {
    const error = requestError(404, { error: { code: 'NotFound', message: 'No run x.' } });
    expect(problemOf(error)).toEqual({ code: 'NotFound', message: 'No run x.', remedy: '' });
  });

  it.each([null, 'text', {}, { error: null }])('say the status where the body is %j', body => {
    expect(requestError(502, body).problem.message).toContain('502');
  });

  it('are made of anything thrown', () => {
    expect(problemOf(new TypeError('no net')).message).toBe('no net');
    expect(problemOf('odd').message).toBe('odd');
  });
});

describe('isServerPresent', () => {
  const feedThat = (request: () => Promise<unknown>): IFeed => ({ request }) as unknown as IFeed;

  it('asks once for all views', async () => {
    const request = vi.fn().mockResolvedValue({});
    const feed = feedThat(request);
    expect(await Promise.all([isServerPresent(feed), isServerPresent(feed)])).toEqual([true, true]);
    expect(request).toHaveBeenCalledTimes(1);
  });

  it('is false only where the route is not there', async () => {
    const failing = (status: number): IFeed =>
      feedThat(() => Promise.reject(requestError(status, null)));
    expect(await isServerPresent(failing(404))).toBe(false);
    expect(await isServerPresent(failing(503))).toBe(true);
    expect(await isServerPresent(feedThat(() => Promise.reject(new TypeError())))).toBe(true);
  });
});
