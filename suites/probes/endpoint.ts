import type { Probe } from '../../src/check/probe.ts';
import { MODEL } from '../../src/check/probe.ts';
import { isObject, type Json } from '../../src/spec/json.ts';
import { readChatStream, type ChatStream } from '../../src/transport/chat-stream.ts';
import { readCompletion, type Completion } from '../../src/transport/completion.ts';
import type { Exchange } from '../../src/transport/exchange.ts';
import { isOk } from '../../src/transport/guards.ts';
import { readJsonReply, type JsonReply } from '../../src/transport/json-reply.ts';
import type { Request } from '../../src/transport/request.ts';
import { isAnswer } from '../../src/transport/status.ts';
import { chat } from '../requests/chat.ts';

const once = () => ({ always: [null] });
const get = (path: string, intent: Request['intent'] = 'plain'): Request => ({ method: 'GET', path, intent });

/** A model that does not exist, and its path. */
export const stranger = 'no-such-model-1f3870be';
export const nobody = `/models/${stranger}`;

export type ModelViews = { list: JsonReply; again: JsonReply; one: JsonReply; other: JsonReply; unknown: JsonReply };

/** The list of models, twice; the one under test by its id, and another; one that does not exist. */
export const models: Probe<ModelViews, null> = {
  id: 'models',
  needs: [],
  atMost: { requests: 6, tokens: 0 },
  cases: once,
  async converse(send) {
    const list = await send('list', get('/models', 'optional'));
    await send('again', get('/models', 'optional'));
    const one = await send('one', get(`/models/${MODEL}`, 'optional'));
    const id = anotherId(list, one);
    const paths = [...new Set([encodeURIComponent(id), id.split('/').map(segment).join('/')])];
    for (const path of paths) if (isOk((await send('other', get(`/models/${path}`, 'optional'))).reply)) break;
    await send('unknown', get(nobody, 'invalid'));
  },
  read: { list: readJsonReply, again: readJsonReply, one: readJsonReply, other: readJsonReply, unknown: readJsonReply },
  answers: ({ list }) => isOk(list.reply) && isObject(list.body),
};

/** A listed model beside the one that was asked for, preferably with an id that a path cannot hold as it stands. */
function anotherId(list: Exchange, one: Exchange): string {
  const { data } = readJsonReply(list).object;
  const asked = decodeURIComponent(one.request.path.slice('/models/'.length));
  const ids = (Array.isArray(data) ? data : []).flatMap((entry: Json) =>
    isObject(entry) && typeof entry['id'] === 'string' && entry['id'] !== asked ? [entry['id']] : [],
  );
  // Half a character cannot be percent-encoded.
  const others = ids.filter((id) => id !== '' && !/\p{Surrogate}/u.test(id));
  return others.find((id) => id.includes('/')) ?? others.find((id) => /[:@]/.test(id)) ?? others[0] ?? asked;
}

/** As the path of a URL may have it: a colon and an at sign need no escape there (RFC 3986 §3.3). */
function segment(text: string): string {
  return encodeURIComponent(text).replaceAll('%3A', ':').replaceAll('%40', '@');
}

/** A model that nobody has, in both forms, beside the list of those that there are. */
export const unknownModel: Probe<{ list: JsonReply; plain: JsonReply; streamed: JsonReply }, null> = {
  id: 'unknown-model',
  needs: [],
  atMost: { requests: 3, tokens: 80 },
  cases: once,
  async converse(send) {
    await send('list', get('/models', 'optional'));
    await send('plain', chat({ model: stranger }, 'invalid'));
    await send('streamed', chat({ model: stranger, stream: true }, 'invalid'));
  },
  read: { list: readJsonReply, plain: readJsonReply, streamed: readJsonReply },
  answers: ({ plain, streamed }) => isAnswer(plain.status) && isAnswer(streamed.status),
};

/** A path that nobody serves, and a method that a path does not have. */
export const routes: Probe<{ path: JsonReply; method: JsonReply }, null> = {
  id: 'routes',
  needs: [],
  atMost: { requests: 2, tokens: 0 },
  cases: once,
  async converse(send) {
    await send('path', { ...chat({}, 'invalid'), path: '/no-such-endpoint-1f3870be' });
    await send('method', { ...chat({}, 'invalid'), path: '/models' });
  },
  read: { path: readJsonReply, method: readJsonReply },
  answers: ({ path, method }) => path.status !== 0 && method.status !== 0,
};

export type AuthViews = {
  keyed: JsonReply;
  none: JsonReply;
  wrong: JsonReply;
  streamed: JsonReply;
  broken: JsonReply;
  lower: JsonReply;
};

/** The same request with the key, without one, and with a wrong one in several places. */
export const auth: Probe<AuthViews, null> = {
  id: 'auth',
  needs: [],
  atMost: { requests: 6, tokens: 260 },
  cases: once,
  async converse(send) {
    const keyed = await send('keyed', chat());
    if (!isOk(keyed.reply)) return;
    const unkeyed = (overrides = {}): Request => ({ ...chat(overrides, 'invalid') });
    await send('none', { ...unkeyed(), auth: 'none' });
    await send('wrong', { ...unkeyed(), auth: 'wrong' });
    await send('streamed', { ...unkeyed({ stream: true }), auth: 'wrong' });
    await send('broken', {
      method: 'POST',
      path: '/chat/completions',
      intent: 'invalid',
      auth: 'wrong',
      body: { json: {} },
    });
    await send('lower', { ...chat({}, 'optional'), auth: 'key-lower-case' });
  },
  read: {
    keyed: readJsonReply,
    none: readJsonReply,
    wrong: readJsonReply,
    streamed: readJsonReply,
    broken: readJsonReply,
    lower: readJsonReply,
  },
  answers: ({ keyed }) => isOk(keyed.reply),
  declined: ({ none, wrong }) =>
    isOk(none.reply) && isOk(wrong.reply) ? 'the endpoint answers without a key, and with any' : undefined,
};

/** What the abandoned prompt says and no other does, and the part of it that no model says by chance. */
export const rare = '7c1b9e';
export const abandoned = `quartz-${rare}`;

/** A question before and after two streams that we hang up on. */
export const hangUp: Probe<{ before: Completion; first: ChatStream; second: ChatStream; after: Completion }, null> = {
  id: 'hang-up',
  needs: [],
  atMost: { requests: 4, tokens: 600 },
  cases: once,
  async converse(send) {
    const question = chat({ messages: [{ role: 'user', content: 'What is two plus two?' }] });
    const messages = [
      { role: 'user', content: `Tell a long story in which the word ${abandoned} comes up in every sentence.` },
    ];
    const left = { ...chat({ messages, stream: true, max_tokens: 128 }), abort: { afterEvents: 1 } };
    await send('before', question);
    await send('first', left);
    await send('second', left);
    await send('after', question);
  },
  read: { before: readCompletion, first: readChatStream, second: readChatStream, after: readCompletion },
  answers: ({ before, after }) => isOk(before.reply) && after.status !== 0,
};
