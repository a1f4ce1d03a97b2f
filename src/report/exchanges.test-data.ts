import type { Exchange } from '../transport/exchange.ts';
import type { Request } from '../transport/request.ts';

const streamRequest: Request = {
  method: 'POST',
  path: '/chat/completions',
  intent: 'plain',
  body: {
    json: {
      model: 'example-7b-instruct',
      messages: [{ role: 'user', content: "Say 'hello' in one word. ¡Gracias! 谢谢" }],
      max_tokens: 16,
      stream: true,
    },
  },
};

/** A streamed reply whose second chunk carries another id. */
export const streamed: Exchange = {
  request: streamRequest,
  reply: {
    status: 200,
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      date: 'Sat, 14 Mar 2026 09:26:55 GMT',
      'x-request-id': 'req_7f3a',
    },
    headersAt: 41,
    reads: [
      { at: 96, bytes: event(chunk('chatcmpl-1', { role: 'assistant', content: '' }, null)) },
      { at: 131, bytes: event(chunk('chatcmpl-2', { content: 'Hel' }, null)) },
      { at: 164, bytes: event(chunk('chatcmpl-1', { content: 'lo' }, null)) },
      { at: 402, bytes: event(chunk('chatcmpl-1', {}, 'stop')) },
      { at: 403, bytes: event('[DONE]') },
    ],
    end: { how: 'complete', at: 404 },
  },
};

/** An error page where an error object is due. */
export const refused: Exchange = {
  request: {
    method: 'POST',
    path: '/chat/completions',
    intent: 'invalid',
    headers: { 'x-probe': 'malformed' },
    auth: 'wrong',
    body: { text: '{"model": "example-7b-instruct", "messages": [\n', contentType: 'application/json' },
  },
  reply: {
    status: 500,
    headers: { 'content-type': 'text/html', server: 'uvicorn' },
    headersAt: 12,
    reads: [
      {
        at: 13,
        bytes: bytes(
          '<html><head><title>Oops</title></head>\n<body onload="alert(1)"><script>alert(1)</script>\n<h1>Internal Server Error</h1>\u001b[31m \u202egnirts\u202c</body></html>\n',
        ),
      },
    ],
    end: { how: 'complete', at: 13 },
  },
};

/** A stream whose connection broke. */
export const cutOff: Exchange = {
  request: {
    ...streamRequest,
    body: {
      json: { model: 'example-7b-instruct', messages: [{ role: 'user', content: 'Hello.' }], stream: true },
      escaped: true,
    },
    abort: { afterEvents: 3 },
  },
  reply: {
    ...streamed.reply,
    reads: streamed.reply.reads.slice(0, 2),
    end: { how: 'truncated', at: 9041, detail: 'the connection was reset' },
  },
};

/** A form with a file, answered with a size of the wrong type. */
export const uploaded: Exchange = {
  request: {
    method: 'POST',
    path: '/files',
    intent: 'plain',
    auth: 'key',
    body: {
      parts: [
        { name: 'purpose', value: 'batch' },
        {
          name: 'file',
          value: bytes('{"custom_id":"1"}\n'),
          filename: 'requests.jsonl',
          contentType: 'application/jsonl',
        },
      ],
    },
  },
  reply: {
    status: 200,
    headers: { 'content-type': 'application/json' },
    headersAt: 20,
    reads: [{ at: 21, bytes: bytes('{"id":"file-1","object":"file","bytes":"18"}') }],
    end: { how: 'complete', at: 21 },
  },
};

/** Bytes that are no text, and no answer. */
export const raw: Exchange = {
  request: {
    method: 'POST',
    path: '/embeddings',
    intent: 'invalid',
    auth: 'none',
    body: { bytes: new Uint8Array([0x7b, 0xff, 0xfe, 0x00, 0x7d]), contentType: 'application/json' },
  },
  reply: {
    status: 0,
    headers: {},
    headersAt: 0,
    reads: [],
    end: { how: 'timeout', at: 30_000, detail: 'no header section within 30 s' },
  },
};

/** A body that nobody would write down, many headers, in slices, behind a pause. */
export const measureless: Exchange = {
  ...raw,
  request: {
    method: 'POST',
    path: '/chat/completions',
    intent: 'invalid',
    body: { pieces: ['{"a":', { repeat: '[', times: 100_000 }], contentType: 'application/json' },
    flood: { headers: 20, bytes: 1024 },
    slices: { of: 4, apart: 500, sent: 1 },
    alone: true,
    pause: 3000,
  },
};

function chunk(id: string, delta: object, finish: string | null): string {
  const choices = [{ index: 0, delta, finish_reason: finish }];
  return JSON.stringify({
    id,
    object: 'chat.completion.chunk',
    created: 1773480415,
    model: 'example-7b-instruct',
    choices,
  });
}

function event(data: string): Uint8Array {
  return bytes(`data: ${data}\n\n`);
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
