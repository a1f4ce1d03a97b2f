import type { Probe } from '../../src/check/probe.ts';
import { isObject, type Json, type JsonObject } from '../../src/spec/json.ts';
import { readCompletion, type Completion } from '../../src/transport/completion.ts';
import { isOk } from '../../src/transport/guards.ts';
import { jsonBody, type Request } from '../../src/transport/request.ts';
import { chat } from '../requests/chat.ts';

export type Views = {
  plain: Completion;
  again: Completion;
  escaped: Completion;
  reordered: Completion;
  longer: Completion;
  parts: Completion;
};

/** The prompt that is written in several ways. */
export const short = 'Is “naïve” spelt with ï in English/French? 🙂';
const long = `${short} ${'Consider the history of the word in both languages, and answer in one sentence. '.repeat(4)}`;

const asking = (content: Json): JsonObject => ({ messages: [{ role: 'user', content }] });

/** One prompt written in several ways that mean the same, and a longer one. */
export const promptTokens: Probe<Views, null> = {
  id: 'prompt-tokens',
  needs: [],
  atMost: { requests: 6, tokens: 800 },
  cases: () => ({ always: [null] }),
  async converse(send) {
    await send('plain', chat(asking(short)));
    await send('again', chat(asking(short)));
    await send('escaped', escaped(chat(asking(short))));
    await send('reordered', reordered(chat(asking(short))));
    // The parts come first: an endpoint that counts only what its cache lacks then counts less of the other (LEG-93).
    const cut = long.indexOf(' ', long.length / 2);
    const parts = [long.slice(0, short.length), long.slice(short.length, cut), long.slice(cut)];
    await send('parts', chat(asking(parts.map((text) => ({ type: 'text', text })))));
    await send('longer', chat(asking(long)));
  },
  read: {
    plain: readCompletion,
    again: readCompletion,
    escaped: readCompletion,
    reordered: readCompletion,
    longer: readCompletion,
    parts: readCompletion,
  },
  answers: ({ plain, again }) => [plain, again].every(({ reply, choices }) => isOk(reply) && choices.length > 0),
};

/** The same JSON text with every character of its strings written as an escape. */
function escaped(request: Request): Request {
  return { ...request, body: { json: jsonBody(request) ?? null, escaped: true } };
}

/** The same members in another order, and the headers that official SDKs add. */
function reordered(request: Request): Request {
  const headers = { 'x-stainless-lang': 'js', 'x-stainless-package-version': '6.0.0', 'x-stainless-retry-count': '0' };
  return { ...request, headers, body: { json: reversed(jsonBody(request) ?? null) } };
}

function reversed(json: Json): Json {
  if (Array.isArray(json)) return json.map(reversed);
  if (!isObject(json)) return json;
  return Object.fromEntries(
    Object.entries(json)
      .toReversed()
      .map(([name, value]) => [name, reversed(value)]),
  );
}
