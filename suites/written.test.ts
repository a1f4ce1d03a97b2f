import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { countWritten } from './written.ts';

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text));
const counted = (text: string) => countWritten()(bytesOf(text));

test.for([
  ['{"content":"four"}', 4],
  ['{"content" : "four", "text":"of"}', 6],
  ['data: {"choices":[{"delta":{"content":"a \\"b\\""}}]}\n\n', 7],
  ['{"reasoning":"same","reasoning_content":"same","content":"x"}', 5],
  ['{"function":{"name":"f","arguments":"{\\"content\\":\\"abc\\"}"}}', 21],
  ['{"role":"content","id":"content","x":["content","text"]}', 0],
  ['{"content":null,"role":"assistant"}', 0],
  ['{"content":[{"type":"text","text":"abc"}]}', 3],
  ['{"logprobs":{"content":[{"token":"abc","logprob":-1,"bytes":[97,98,99]}]}}', 0],
  ['{"embedding":"AAAAAAAAAAAAAAAAAAAA","data":[0.1,0.2]}', 0],
  [': it is a "comment\n\ndata: {"content":"ab"}\n\n', 2],
  ['content', 0],
  ['"content"', 0],
  ['', 0],
] as const)('of %j so many bytes were written: %i', ([text, bytes]) => {
  expect(counted(text)).toBe(bytes);
});

test('what is on its way counts already', () => {
  const count = countWritten();
  expect(count(bytesOf('{"cont'))).toBe(0);
  expect(count(bytesOf('ent":"abc'))).toBe(3);
  expect(count(bytesOf('d'))).toBe(4);
  expect(count(bytesOf('","refusal":"ef"}'))).toBe(6);
});

const said = fc.array(fc.record({ content: fc.string(), role: fc.string(), text: fc.string(), n: fc.double() }));

test('for any replies the bytes of the strings are counted, however they are split', () => {
  fc.assert(
    fc.property(said, fc.array(fc.nat(200), { maxLength: 8 }), (list, cuts) => {
      const bytes = bytesOf(JSON.stringify({ choices: list }));
      const count = countWritten();
      let from = 0;
      for (const cut of cuts) {
        count(bytes.subarray(from, from + cut));
        from += cut;
      }
      const length = (value: string) => Buffer.byteLength(JSON.stringify(value)) - 2;
      expect(count(bytes.subarray(from))).toBe(
        list.reduce((sum, { content, text }) => sum + length(content) + length(text), 0),
      );
    }),
  );
});

test('for any bytes it counts no more than there are, and never goes back', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.uint8Array(), fc.string().map(bytesOf))), (reads) => {
      const count = countWritten();
      let [before, size] = [0, 0];
      for (const read of reads) {
        const now = count(read);
        size += read.length;
        expect(now).toBeGreaterThanOrEqual(before);
        expect(now).toBeLessThanOrEqual(size);
        before = now;
      }
    }),
  );
});
