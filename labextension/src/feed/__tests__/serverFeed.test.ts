// @vitest-environment node
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { ServerConnection } from '@jupyterlab/services';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { problemOf } from '../problem';
import { serverFeed } from '../serverFeed';
import type { IFeed } from '../types';

interface IAsked {
  method?: string;
  url?: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** What the server does with the next request. */
let answer: { status: number; body: string };
const asked: IAsked[] = [];
let server: Server;
let baseUrl: string;
let feed: IFeed;

beforeAll(async () => {
  server = createServer((request, response) => {
    const { method, url, headers } = request;
    let body = '';
    request.on('data', (part: Buffer) => (body += part));
    request.on('end', () => {
      asked.push({ method, url, headers, body });
      response.writeHead(answer.status).end(answer.body);
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/user/ada/`;
  feed = serverFeed(ServerConnection.makeSettings({ baseUrl, token: 'secret' }));
});

afterAll(() => void server.close());

beforeEach(() => {
  asked.length = 0;
  answer = { status: 200, body: '{}' };
});

describe('a feed over HTTP', () => {
  it('asks below the base URL with the token', async () => {
    answer.body = '{"version": "1"}';
    expect(await feed.request('GET', '/capabilities')).toEqual({ version: '1' });
    expect(asked[0].method).toBe('GET');
    expect(asked[0].url?.split('?')[0]).toBe('/user/ada/amlwidgets/capabilities');
    expect(asked[0].headers.authorization).toBe('token secret');
  });

  it('sends a body as JSON and takes an empty answer', async () => {
    answer = { status: 202, body: '' };
    expect(await feed.request('POST', '/w/jobs/r/cancel', { why: 'ü' })).toBeUndefined();
    expect(asked[0].headers['content-type']).toBe('application/json');
    expect(JSON.parse(asked[0].body)).toEqual({ why: 'ü' });
  });

  it('asks for a part of a file up to, not with, its end', async () => {
    answer = { status: 206, body: 'abc' };
    expect([...(await feed.bytes('/w/x', [10, 13]))]).toEqual([97, 98, 99]);
    expect(asked[0].headers.range).toBe('bytes=10-12');
  });

  it.each([
    [
      404,
      '{"error": {"code": "NotFound", "message": "No run x.", "remedy": "List them."}}',
      'No run x.'
    ],
    [502, '<html>', 'The server answered with status 502.']
  ])('says what was wrong: %d', async (status, body, message) => {
    answer = { status, body };
    const error: unknown = await feed.request('GET', '/w/jobs/x').catch(problemOf);
    expect(error).toMatchObject({ message });
  });

  it('gives links for downloads', () => {
    expect(feed.url('/w/x')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/user\/ada\/amlwidgets\/w\/x$/);
  });

  it('is one for a page, however many ask', () => {
    expect(serverFeed(ServerConnection.makeSettings({ baseUrl }))).toBe(feed);
  });
});
