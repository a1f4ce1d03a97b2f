import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { outgoing } from '../transport/outgoing.ts';
import type { Part } from '../transport/request.ts';
import { partsOf } from './multipart.ts';

const endpoint = { baseUrl: new URL('http://reference') };
// A percent sign is not escaped (WHATWG HTML, §4.10.21.8), and a backslash means something to older clients.
const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((text) => !/[%\\\r\n\0]/.test(text));
const field = fc.record({ name, value: fc.string({ unit: 'grapheme' }) });
const file = fc.record({
  name,
  filename: name,
  value: fc.uint8Array({ maxLength: 60 }),
  contentType: fc.constantFrom('text/plain', 'application/octet-stream'),
});

function read(parts: readonly Part[]): Part[] | undefined {
  const request = { method: 'POST', path: '/files', intent: 'plain', body: { parts } } as const;
  const { headers, body } = outgoing(request, endpoint);
  return partsOf(headers['content-type']!, body!);
}

test('a form is read as it was written', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(field, file), { minLength: 1, maxLength: 4 }), (parts) => {
      expect(read(parts)).toEqual(parts);
    }),
  );
});

test('it is read as undici reads it', async () => {
  const own = new FormData();
  own.append('purpose', 'batch');
  own.append('file', new File(['{}\r\n--x\r\n'], 'a "b" 文.jsonl', { type: 'text/x' }));
  const response = new Response(own);
  const type = response.headers.get('content-type')!;
  const parts = partsOf(type, new Uint8Array(await response.arrayBuffer()))!;
  expect(parts.map(({ name: part, filename, contentType }) => [part, filename, contentType])).toEqual([
    ['purpose', undefined, undefined],
    ['file', 'a "b" 文.jsonl', 'text/x'],
  ]);
  expect(parts.map(({ value }) => Buffer.from(value).toString())).toEqual(['batch', '{}\r\n--x\r\n']);
});

test.for([
  ['another media type', 'text/plain; boundary=x', '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--'],
  ['no boundary', 'multipart/form-data', '--x--'],
  ['no last delimiter', 'multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1'],
  [
    'a part without a name',
    'multipart/form-data; boundary=x',
    '--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--',
  ],
  [
    'a part without an end of its head',
    'multipart/form-data; boundary=x',
    '--x\r\nContent-Disposition: form-data\r\n--x--',
  ],
  ['nothing', 'multipart/form-data; boundary=x', ''],
] as const)('%s is no form', ([, type, body]) => {
  expect(partsOf(type, Buffer.from(body))).toBeUndefined();
});

test('a boundary may stand in quotes, and a preamble before it', () => {
  const body = 'preamble\r\n--a b\r\ncontent-disposition: form-data; name=n\r\n\r\n1\r\n--a b--\r\nepilogue';
  expect(partsOf('Multipart/Form-Data; charset=utf-8; boundary="a b"', Buffer.from(body))).toEqual([
    { name: 'n', value: '1' },
  ]);
});
