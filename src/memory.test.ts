import { gzipSync } from 'node:zlib';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { build, type Built } from './built.test-data.ts';
import { close, forever, lab, request, send, type Script } from './transport/lab.test-data.ts';

let built: Built;
beforeAll(async () => {
  built = await build();
});
afterAll(() => built.remove());

const reply = (head: string) => `HTTP/1.1 200 OK\r\n${head}\r\n\r\n`;
const stream = send(reply('Content-Type: text/event-stream'));
const json = (head: string) => send(reply(`Content-Type: application/json\r\n${head}`));
const again = (text: string, times: number) => forever(send(Buffer.from(text.repeat(times))));
const chunk = `data: ${JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm',
  choices: [{ index: 0, delta: { content: 'hello ' }, finish_reason: null }],
})}\n\n`;

/** What a target sends in answer to every request of a run. */
const floods: Record<string, Script> = {
  'a stream without end': [request, stream, again(chunk, 400)],
  'one endless line': [request, stream, send('data: '), again('x', 65_536)],
  'a body of 1 GB': [request, json('Content-Length: 1000000000'), send('{"a":"'), again('x', 65_536)],
  'a decompression bomb': [
    request,
    json('Content-Encoding: gzip\r\nConnection: close'),
    send(gzipSync(Buffer.alloc(300e6))),
    close,
  ],
  'a million tiny events': [request, stream, send(Buffer.from('data: {}\n\n'.repeat(1e6))), close],
  'millions of tiny values': [
    request,
    json('Connection: close'),
    send(`{"choices":[${'{},'.repeat(1.3e6)}{}]}`),
    close,
  ],
  'pieces of one byte': [request, json('Transfer-Encoding: chunked'), again('1\r\n[\r\n', 10_000)],
};

/** Requests of each run; `npm run reliability` lets each run its course. */
const most = process.env['RELIABILITY'] === undefined ? ['--max-requests', '12'] : [];

test.for(Object.entries(floods))(
  '%s, as the answer to every request, stays under 300 MB',
  async ([, script], { task }) => {
    const server = await lab(script);
    const run = ['run', '--base-url', `http://127.0.0.1:${server.port}/v1`, '--model', 'm', '--profile', 'core'];
    const ended = await built.cli(
      [...run, '--max-tokens', '1000000000', '--timeout', '5', '--deadline', '40', ...most],
      {
        env: { NODE_OPTIONS: `--import=data:text/javascript,${peak}` },
      },
    );
    server.close();
    const [, memory = 'unknown'] = /peak (\d+)/.exec(ended.err) ?? [];
    const megabytes = Math.round(Number(memory) / 1024);
    expect({ ...ended, megabytes }).toMatchObject({
      signal: null,
      code: expect.toSatisfy((code) => code === 1 || code === 3),
    });
    expect(ended.out).toMatch(/did not come to the end|budget was spent/);
    expect(megabytes).toBeGreaterThan(40);
    expect(megabytes).toBeLessThan(300);
    Object.assign(task.meta, { megabytes });
  },
);

const peak = encodeURIComponent(`process.on('exit',()=>process.stderr.write('peak '+process.resourceUsage().maxRSS))`);
