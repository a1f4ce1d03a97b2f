import * as fc from 'fast-check';

import type { Cases, Probe } from '../../src/check/probe.ts';
import type { JsonObject } from '../../src/spec/json.ts';
import { readChatStream, type ChatStream } from '../../src/transport/chat-stream.ts';
import { readCompletion, type Completion } from '../../src/transport/completion.ts';
import { isOk } from '../../src/transport/guards.ts';
import type { Request } from '../../src/transport/request.ts';
import * as has from '../capabilities.ts';
import { chat } from '../requests/chat.ts';
import { isSound } from './sound.ts';

export type BothForms = { plain: Completion; streamed: ChatStream };

/** An answer in a format, in both forms: what is accepted whole is a plain request as a stream. */
function formatted(
  id: string,
  needs: Probe<BothForms>['needs'],
  cases: () => Cases<JsonObject>,
): Probe<BothForms, JsonObject> {
  return {
    id,
    needs,
    uses: [has.streamOptions],
    atMost: { requests: 2, tokens: 300 },
    cases,
    async converse(send, body) {
      const { reply } = await send('plain', chat(body, 'optional'));
      if (isOk(reply)) await send('streamed', chat({ ...body, stream: true, stream_options: { include_usage: true } }));
    },
    read: { plain: readCompletion, streamed: readChatStream },
    answers: ({ plain, streamed }) => isSound(plain) && isSound(streamed),
  };
}

const asking = (content: string) => ({ messages: [{ role: 'user', content }] });

/** JSON of any shape: with room for it, and cut short. */
export const jsonObject = formatted('json-object', [has.jsonObject], () => ({
  always: [64, 5].map((limit) => ({
    ...asking('Name a fruit and its colour, as a JSON object with the members "fruit" and "colour".'),
    response_format: { type: 'json_object' },
    max_tokens: limit,
  })),
}));

/** Words that no model says of its own accord. */
const nonce = fc.stringMatching(/^[bcdfghjk]{2}[0-9]{2}[mnpqrstvz]$/);

/** JSON by a schema that allows but a few nonces: whoever does not read it cannot follow it. */
export const jsonSchema = formatted('json-schema', [has.jsonSchema], () => ({
  always: [],
  drawn: fc.uniqueArray(nonce, { minLength: 3, maxLength: 3 }).map((codes) => ({
    ...asking('Which fruit do you like best, and are you sure? Answer in JSON.'),
    response_format: strictly({
      type: 'object',
      properties: { code: { type: 'string', enum: codes }, sure: { type: 'boolean' } },
      required: ['code', 'sure'],
      additionalProperties: false,
    }),
    max_tokens: 64,
  })),
}));

function strictly(schema: JsonObject): JsonObject {
  return { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } };
}

const object = (properties: JsonObject): JsonObject => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

const zoo: readonly JsonObject[] = [
  object({ plate: { type: 'string', pattern: '^q[xz]{3}-(?:7|8)[0-4]{2}$' } }),
  object({
    size: { oneOf: [{ type: 'integer', minimum: 7001, maximum: 7003 }, { const: 'zq-none' }] },
    hue: { type: 'string', enum: ['ochre-5', 'teal-9'], not: { const: 'ochre-5' } },
  }),
  object({ label: { type: 'string', enum: ['ln-44', 'ln-59'] }, child: { anyOf: [{ $ref: '#' }, { type: 'null' }] } }),
];

const noSchema = object({ greeting: { type: 'nonsense' } });

/** Schemas that not every engine can follow, and one that is no schema. */
export const userSchemas: Probe<{ reply: Completion }, Request> = {
  id: 'user-schemas',
  needs: [has.jsonSchema],
  atMost: { requests: 1, tokens: 150 },
  cases: () => ({
    always: [...zoo.map((schema) => answering(schema, 'optional')), answering(noSchema, 'invalid')],
  }),
  converse: (send, request) => send('reply', request),
  read: { reply: readCompletion },
  answers: ({ reply }) => reply.status !== 0,
};

function answering(schema: JsonObject, intent: Request['intent']): Request {
  return chat({ ...asking('Say hello. Answer in JSON.'), response_format: strictly(schema), max_tokens: 64 }, intent);
}
