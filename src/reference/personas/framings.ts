import type { Read } from '../../transport/exchange.ts';
import type { Persona } from '../persona.ts';
import { between, type Random } from '../random.ts';

const keepAlive: Persona = {
  id: 'keep-alive-comments',
  title: 'Comments before and between events, with and without a blank line behind them',
  shows: ['LEG-17'],
  framing: {
    before: [(i) => (i % 3 === 0 ? [': PROCESSING', ''] : i % 3 === 1 ? [':'] : [': ping', ':', ''])],
  },
};

const crlf: Persona = {
  id: 'crlf',
  title: 'Lines end in CR LF',
  shows: ['LEG-19'],
  framing: { lineEnd: '\r\n' },
};

const crOnly: Persona = {
  id: 'cr-only',
  title: 'Lines end in CR',
  shows: ['LEG-19'],
  framing: { lineEnd: '\r' },
};

const noSpace: Persona = {
  id: 'no-space-data',
  title: 'No space behind "data:"',
  shows: ['LEG-18'],
  framing: { space: false },
};

const multiLine: Persona = {
  id: 'multi-line-data',
  title: 'Each chunk over several data lines',
  shows: ['LEG-21'],
  framing: { pretty: true },
};

const runningFields: Persona = {
  id: 'running-fields',
  title: 'Events with id, retry and the default event name',
  shows: ['LEG-23'],
  framing: { fields: [(i) => [`id: ${i + 1}`, 'event: message', ...(i === 0 ? ['retry: 3000'] : [])]] },
};

const trailing: Persona = {
  id: 'trailing-done',
  title: 'Blank lines, comments and stray bytes behind [DONE]',
  shows: ['LEG-17', 'LEG-24'],
  framing: { tail: ['', ': done', '', '', 'done'] },
};

const sliced: Persona = {
  id: 'sliced',
  title: 'Reads cut at any byte: within events, lines, characters, and between CR and LF',
  shows: ['LEG-19', 'LEG-20'],
  framing: { lineEnd: '\r\n' },
  edits: { reads: (reads, { random }) => slices(reads, random) },
};

const oneRead: Persona = {
  id: 'one-read',
  title: 'The whole stream in one read, at its end',
  shows: ['LEG-20', 'LEG-27'],
  edits: {
    reads: (reads) => [{ at: reads.at(-1)?.at ?? 0, bytes: Buffer.concat(reads.map(({ bytes }) => bytes)) }],
  },
};

const charset: Persona = {
  id: 'charset',
  title: 'Media types with a charset, in another case',
  shows: ['LEG-22'],
  edits: {
    headers: (headers) => ({
      ...headers,
      'content-type':
        headers['content-type'] === 'text/event-stream'
          ? 'Text/Event-Stream; charset=UTF-8'
          : 'application/json;Charset="utf-8"',
    }),
  },
};

const connectionClose: Persona = {
  id: 'connection-close',
  title: 'A connection for each request, and headers of its own',
  shows: ['LEG-25'],
  edits: {
    headers: (headers, { call }) => ({
      ...headers,
      connection: 'close',
      'x-accel-buffering': 'no',
      'x-ratelimit-remaining-requests': String(10_000 - call),
      'openai-processing-ms': '12',
      'access-control-allow-origin': '*',
    }),
  },
};

export const framings: readonly Persona[] = [
  keepAlive,
  crlf,
  crOnly,
  noSpace,
  multiLine,
  runningFields,
  trailing,
  sliced,
  oneRead,
  charset,
  connectionClose,
];

function slices(reads: readonly Read[], random: Random): Read[] {
  const bytes = Buffer.concat(reads.map((read) => read.bytes));
  const [first, last] = [reads[0]?.at ?? 0, reads.at(-1)?.at ?? 0];
  const cut: Read[] = [];
  for (let from = 0; from < bytes.length;) {
    const to = Math.min(bytes.length, from + between(random, 1, 40));
    cut.push({ at: first + ((last - first) * to) / bytes.length, bytes: bytes.subarray(from, to) });
    from = to;
  }
  return cut;
}
