import { createHash } from 'node:crypto';

import type { Probe } from '../../src/check/probe.ts';
import type { JsonObject } from '../../src/spec/json.ts';
import { readChatStream, type ChatStream } from '../../src/transport/chat-stream.ts';
import { bodyObject, type Request } from '../../src/transport/request.ts';
import { isBusy } from '../../src/transport/status.ts';
import { chat } from '../requests/chat.ts';
import { isSound } from './sound.ts';

/** The streams of one burst, by their names. */
export type Views = { [stream: string]: ChatStream };

/** Texts that stand in one request and in no other, and that no model has ever read. */
type Marks = { said: string; named: string; member: string };

const streams = 16;
const names = Array.from({ length: streams }, (_, i) => `stream-${i}`);

/** As many streams at once as a busy endpoint has, each asked to say what nobody else is asked to say. */
export const isolation: Probe<Views, readonly Marks[]> = {
  id: 'isolation',
  needs: [],
  atMost: { requests: streams, tokens: 3200 },
  atOnce: streams,
  cases: (_, seed) => ({ always: [names.map((name) => marksOf(`${seed}/${name}`))] }),
  converse: (send, marks) =>
    Promise.all(marks.map((one, i) => send(names[i]!, chat({ ...askedFor(one, i), ...bounds }, 'optional')))),
  read: Object.fromEntries(names.map((name) => [name, readChatStream])),
  answers: (views) => soundIn(views).length > 1 || Object.values(views).some(({ status }) => isBusy(status)),
  declined: (views) => (soundIn(views).length > 1 ? undefined : 'the endpoint does not take so many requests at once'),
};

const bounds = { stream: true, max_tokens: 32 };

/** The streams that were answered to their end. */
export function soundIn(views: Views): [string, ChatStream][] {
  return Object.entries(views).filter(([, stream]) => isSound(stream));
}

/** The marks that a request holds; none where it is not of this probe. */
export function marksIn(request: Request): string[] {
  const { messages, tools, response_format: format } = bodyObject(request);
  return [...new Set((JSON.stringify([messages, tools, format]) ?? '').match(mark) ?? [])];
}

// Without vowels there are no words; without l, y, 0 and 1 nothing that a tokeniser might confuse.
const alphabet = 'bcdfghjkmnpqrstvwxz23456789';
const mark = new RegExp(`zq[${alphabet}]{12}`, 'g');

function marksOf(seed: string): Marks {
  const drawn = (what: string) => {
    const bytes = createHash('sha256').update(`${seed}/${what}`).digest().subarray(0, 12);
    return `zq${[...bytes].map((byte) => alphabet[byte % alphabet.length]).join('')}`;
  };
  return { said: drawn('said'), named: drawn('named'), member: drawn('member') };
}

/** In turn: a text, a call of a tool, and an answer in JSON. */
function askedFor({ said, named, member }: Marks, i: number): JsonObject {
  const schema: JsonObject = {
    type: 'object',
    properties: { [member]: { type: 'string', enum: [said] } },
    required: [member],
    additionalProperties: false,
  };
  const messages = [{ role: 'user', content: `Repeat exactly: ${said}` }];
  if (i % 3 === 0) return { messages };
  if (i % 3 === 1)
    return {
      messages,
      tools: [{ type: 'function', function: { name: named, description: 'Takes a code.', parameters: schema } }],
      tool_choice: { type: 'function', function: { name: named } },
    };
  const json = { name: named, strict: true, schema };
  const content = `Repeat the code in JSON, as {"${member}": "${said}"}.`;
  return { messages: [{ role: 'user', content }], response_format: { type: 'json_schema', json_schema: json } };
}
