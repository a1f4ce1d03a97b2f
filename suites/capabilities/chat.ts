import type { Capability } from '../../src/check/capability.ts';
import type { Json, JsonObject } from '../../src/spec/json.ts';
import type { Request } from '../../src/transport/request.ts';
import { chat } from '../requests/chat.ts';
import { dropping, on, withOneStop, withoutSystem, withoutTextFormat } from './without.ts';

const inChat = (edit: (request: Request) => Request) => on('/chat/completions', edit);

/** A chat completion with one optional member, and nothing else that an endpoint could stumble over. */
export function member(name: string, value: Json, title: string, beside: JsonObject = {}): Capability {
  return {
    id: name.replaceAll('_', '-'),
    title,
    request: chat({ [name]: value, ...beside }, 'optional'),
    without: inChat(dropping(name)),
  };
}

/** For members that a request cannot do without and still mean the same. */
export function asked(id: string, title: string, overrides: JsonObject): Capability {
  return { id, title, request: chat(overrides, 'optional') };
}

export const temperature = member('temperature', 0, 'temperature');
export const topP = member('top_p', 0.9, 'top_p');
export const presencePenalty = member('presence_penalty', 0.5, 'presence_penalty');
export const frequencyPenalty = member('frequency_penalty', 0.5, 'frequency_penalty');
export const stop = member('stop', '§§', 'stop sequences');
export const fourStops: Capability = {
  ...asked('four-stops', 'four stop sequences', { stop: ['§1', '§2', '§3', '§4'] }),
  without: inChat(withOneStop),
};
export const seed = member('seed', 7, 'seed');
export const user = member('user', 'user-1234', 'user');
export const logitBias = member('logit_bias', { '100': 1 }, 'logit_bias');
export const textFormat: Capability = {
  ...member('response_format', { type: 'text' }, 'response_format text'),
  without: withoutTextFormat,
};

export const streamOptions: Capability = {
  ...asked('stream-options', 'usage in streams (stream_options)', {
    stream: true,
    stream_options: { include_usage: true },
  }),
  without: inChat(dropping('stream_options')),
};

export const systemRole: Capability = {
  ...asked('system-role', 'system messages', {
    messages: [
      { role: 'system', content: 'You are terse.' },
      { role: 'user', content: 'Say hello.' },
    ],
  }),
  without: withoutSystem,
};
export const developerRole = asked('developer-role', 'developer messages', {
  messages: [
    { role: 'developer', content: 'You are terse.' },
    { role: 'user', content: 'Say hello.' },
  ],
});
export const systemParts = asked('system-parts', 'text parts in system messages', {
  messages: [
    { role: 'system', content: [{ type: 'text', text: 'You are terse.' }] },
    { role: 'user', content: 'Say hello.' },
  ],
});
export const name = asked('name', 'names of participants', {
  messages: [{ role: 'user', name: 'alice_1', content: 'Say hello.' }],
});

export const emptyContent = asked('empty-content', 'empty messages', { messages: [{ role: 'user', content: '' }] });
export const unknownMember = asked('unknown-member', 'members unknown to the contract', { x_conformance_unknown: 1 });
export const nulls = asked('nulls', 'null for members that may be null', {
  temperature: null,
  top_p: null,
  stop: null,
});
