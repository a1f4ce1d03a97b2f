import { gzipSync } from 'node:zlib';

import { certificate, key } from './transport/certificate.test-data.ts';
import {
  close,
  drip,
  firstByte,
  forever,
  idle,
  limit,
  request,
  reset,
  send,
  slice,
  slowClose,
  stall,
  type LabOptions,
  type Script,
} from './transport/lab.test-data.ts';

/** One way in which a target goes wrong, and what the run that meets it has to say. */
export type FaultClass = {
  /** The number of the class, and its name. */
  name: string;
  script: Script | ((connection: number) => Script);
  /** What the report says, somewhere. */
  says: RegExp;
  exit: 0 | 1 | 3;
  /** Nothing but the deadline of the run ends it, where requests may take longer than that. */
  hangs?: boolean;
  /** Seconds; no more than it takes where it takes all of it. */
  deadline?: string;
  scheme?: 'http' | 'https';
  serves?: LabOptions;
};

const completion = JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello.', refusal: null }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
});
const ok = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';
const reply = (body: string) => `${ok}Content-Length: ${body.length}\r\n\r\n${body}`;
const whole = reply(completion);
const chunked = `${ok}Transfer-Encoding: chunked\r\n\r\n`;
const sse = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n';
const codings = (coding: string, body: Uint8Array) => [
  request,
  send(`${ok}Content-Encoding: ${coding}\r\nContent-Length: ${body.length}\r\n\r\n`),
  send(body),
  close,
];
/** Answers each request of a connection. */
const each = (...steps: Script): Script => [forever(request, ...steps)];

export const faultClasses: readonly FaultClass[] = [
  { name: '1 connect stall', script: [stall], scheme: 'https', says: /no connection within/, exit: 3, hangs: true },
  { name: '2 reset at accept', script: [reset], says: /No answer.*(reset|closed)/, exit: 3 },
  { name: '2 reset after the request', script: [request, reset], says: /No answer.*reset/, exit: 3 },
  { name: '2 closed without a byte', script: [request, close], says: /No answer.*closed/, exit: 3 },
  {
    name: '2 reset in the body',
    script: [request, send(whole.slice(0, -9)), idle(30), reset],
    says: /truncated|the end of the message/,
    exit: 1,
  },
  { name: '3 hang before headers', script: [request, stall], says: /no response headers within/, exit: 3, hangs: true },
  {
    name: '4 hang in the body',
    script: [request, send(whole.slice(0, -9)), stall],
    says: /did not come to the end, the first because: the reply was not complete within 300 ms/,
    exit: 3,
    hangs: true,
  },
  {
    name: '5 body that drips',
    script: [request, send(sse), forever(drip('data: {}\n\n', 5))],
    says: /did not come to the end, the first because: the reply was not complete within 300 ms/,
    exit: 3,
    hangs: true,
  },
  {
    name: '6 header section that drips',
    script: [request, send('HTTP/1.1 200 OK\r\nX: '), forever(drip('x', 10))],
    says: /no response headers within/,
    exit: 3,
    hangs: true,
  },
  {
    name: '6 interim replies without end',
    script: [request, forever(send('HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n'), idle(5))],
    says: /no response headers within/,
    exit: 3,
    hangs: true,
  },
  {
    name: '7 header section over 64 KiB',
    script: [request, send(`${ok}X: ${'x'.repeat(70_000)}\r\n\r\n`)],
    says: /header section is larger than 64 KiB/,
    exit: 3,
  },
  {
    name: '7 thousands of headers',
    script: [request, send(`${ok}${Array.from({ length: 3000 }, (_, i) => `x${i}: 1\r\n`).join('')}\r\n{}`)],
    says: /header fields over 1,000 in number/,
    exit: 3,
  },
  {
    name: '8 body without end',
    script: [request, send(`${ok}\r\n{"a":"`), forever(send(Buffer.alloc(65_536, 'x')))],
    says: /did not come to the end, the first because: body over 2,097,152 bytes/,
    exit: 3,
  },
  {
    name: '8 stream without end',
    script: [request, send(sse), forever(send(Buffer.from('data: {}\n\n'.repeat(1000))))],
    says: /did not come to the end, the first because: events over 5,000 in number/,
    exit: 3,
  },
  {
    name: '9 decompression bomb',
    script: codings('gzip', gzipSync(Buffer.alloc(100e6, ' '))),
    says: /did not come to the end, the first because: body over 2,097,152 bytes/,
    exit: 3,
  },
  {
    name: '9 content codings on one another',
    script: codings('gzip, gzip', gzipSync(gzipSync(completion))),
    says: /one JSON text/,
    exit: 1,
  },
  {
    name: '10 chunk size that is none',
    script: [request, send(`${chunked}3\r\nabc\r\nxyz\r\n`), stall],
    says: /Invalid character in chunk size/,
    exit: 1,
  },
  { name: '10 no last chunk', script: [request, send(`${chunked}3\r\nabc\r\n`), close], says: /truncated/, exit: 1 },
  { name: '10 shorter than its length', script: [request, limit(whole, whole.length - 5)], says: /truncated/, exit: 1 },
  {
    name: '11 length beside chunks',
    script: each(send(`${ok}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`)),
    says: /Content-Length stands twice, beside chunks, or is no length/,
    exit: 3,
  },
  {
    name: '11 two lengths',
    script: each(send(`${ok}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`)),
    says: /Content-Length stands twice, beside chunks, or is no length/,
    exit: 3,
  },
  {
    name: '11 a negative length',
    script: each(send(`${ok}Content-Length: -1\r\n\r\n{}`)),
    says: /not valid HTTP\/1\.1/,
    exit: 3,
  },
  {
    name: '11 a length beyond all numbers',
    script: each(send(`${ok}Content-Length: ${'9'.repeat(30)}\r\n\r\n{}`)),
    says: /Content-Length stands twice, beside chunks, or is no length/,
    exit: 3,
  },
  { name: '12 bytes behind the body', script: each(send(`${whole}more`)), says: /^/, exit: 0 },
  {
    name: '12 a chunk extension of 1 MB',
    script: each(
      send(`${chunked}${completion.length.toString(16)};x=${'y'.repeat(1e6)}\r\n${completion}\r\n0\r\n\r\n`),
    ),
    says: /^/,
    exit: 0,
  },
  {
    name: '12 lines that only LF ends',
    script: each(send(whole.replaceAll('\r\n', '\n'))),
    says: /not valid HTTP\/1\.1/,
    exit: 3,
  },
  { name: '12 no HTTP', script: [firstByte, send('SSH-2.0-x\r\n'), close], says: /Expected HTTP/, exit: 3 },
  {
    name: '12 HTTP/1.0, ended by the connection',
    script: [request, send(`HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n${completion}`), slowClose(20)],
    says: /^/,
    exit: 0,
  },
  { name: '13 103 before the reply', script: each(send(`HTTP/1.1 103 Early\r\n\r\n${whole}`)), says: /^/, exit: 0 },
  {
    name: '13 100 that nobody asked for',
    script: each(send(`HTTP/1.1 100 Continue\r\n\r\n${whole}`)),
    says: /a 100 \(Continue\) that was not asked for/,
    exit: 3,
  },
  {
    name: '14 status 999',
    script: each(send(whole.replace('200 OK', '999 What'))),
    says: /failed five plain requests in a row/,
    exit: 3,
  },
  { name: '14 no reason phrase', script: each(send(whole.replace('200 OK', '200 '))), says: /^/, exit: 0 },
  {
    name: '15 headers named __proto__ and constructor',
    script: each(send(whole.replace('\r\n', '\r\n__proto__: p\r\nconstructor: c\r\n'))),
    says: /^/,
    exit: 0,
  },
  {
    name: '16 connections that close when they are used again',
    script: (connection) => (connection % 2 === 1 ? [request, send(whole), request, close] : each(send(whole))),
    says: /^/,
    exit: 0,
  },
  {
    name: '17 a body that nobody reads to its end',
    script: (connection) =>
      connection === 1
        ? [request, send(`${ok}\r\n{"a":"`), forever(send(Buffer.alloc(65_536, 'x')))]
        : each(send(whole)),
    says: /^/,
    exit: 0,
  },
  {
    name: '18 redirect to another origin',
    script: each(send('HTTP/1.1 307 Elsewhere\r\nLocation: http://127.0.0.1:1/v1\r\nContent-Length: 0\r\n\r\n')),
    says: /redirects to http:.* name the right base URL/,
    exit: 3,
  },
  {
    name: '19 self-signed certificate',
    script: each(send(whole)),
    scheme: 'https',
    serves: { tls: { cert: certificate, key } },
    says: /self-signed certificate/,
    exit: 3,
  },
  { name: '19 TLS to a plain port', script: [firstByte, close], scheme: 'https', says: /No answer/, exit: 3 },
  {
    name: '19 plain to a TLS port',
    script: each(send(whole)),
    serves: { tls: { cert: certificate, key } },
    says: /No answer/,
    exit: 3,
  },
  {
    name: '20 Retry-After that is nonsense',
    script: each(send('HTTP/1.1 429 Busy\r\nRetry-After: -5, 1e9\r\nContent-Length: 2\r\n\r\n{}')),
    deadline: '2',
    says: /429|deadline/,
    exit: 3,
    hangs: true,
  },
  {
    name: '21 text that is not UTF-8',
    script: each(send(whole.replace('Hello', '\xff\xfe\xff\xff\xff'))),
    says: /invalid byte at offset/,
    exit: 1,
  },
  {
    name: '22 JSON 100,000 deep',
    script: each(send(`${ok}Content-Length: 100000\r\n\r\n${'['.repeat(100_000)}`)),
    says: /one JSON text/,
    exit: 1,
  },
  {
    name: '23 numbers beyond a double',
    script: each(send(reply(completion.replace('"created":1', '"created":1e400,"x":9007199254740993')))),
    says: /^/,
    exit: 0,
  },
  { name: '24 a body in pieces of one byte', script: [request, slice(whole, 1), close], says: /^/, exit: 0 },
];

/** Classes that are about our documents, outputs and process, and the tests that show them. */
export const shownElsewhere: Readonly<Record<string, string>> = {
  '25 patterns of a document': 'src/schema/load.test.ts',
  '26 documents that reach out or swell': 'src/schema/load.test.ts',
  '27 names in a document that are code': 'src/schema/load.test.ts',
  '28 markup, escapes and commands in text': 'src/report/html-browser.test.ts',
  '29 secrets that are said back': 'src/index.test.ts',
  '30 the command that repeats a request': 'src/report/curl.test.ts',
  '31 model ids as paths': 'src/run/adapt.test.ts',
  '32 a server that ignores its limits': 'src/transport/gate.test.ts',
  '33 signals': 'src/cli.test.ts',
  '34 a disk that is full': 'src/cli.test.ts',
};

export { whole };
