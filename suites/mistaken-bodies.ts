import { prose, standard } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { when } from '../src/transport/edits.ts';
import type { Request } from '../src/transport/request.ts';
import { isAnswer, isRefusal } from '../src/transport/status.ts';
import { answeredAnyway } from './answered-anyway.ts';
import { isChat } from './exchanges.ts';
import { mistakenBodies, type Mistaken } from './probes/negatives.ts';
import { saysSomething } from './probes/sound.ts';

const isEmpty = (request: Request) =>
  isChat(request) && (request.body === undefined || ('text' in request.body && request.body.text === ''));

/** A server that has decoded such a body finds U+FFFD in it. */
function isBadUtf8({ body }: Request): boolean {
  if (body === undefined || 'parts' in body || 'pieces' in body) return false;
  if ('bytes' in body) return Buffer.from(body.bytes).toString('utf8').includes('\ufffd');
  return ('text' in body ? body.text : JSON.stringify(body.json)).includes('\ufffd');
}

export default {
  id: 'mistaken-bodies',
  title: 'Bodies that are wrong as bytes',
  profile: 'negatives',
  over: mistakenBodies,
  checks: {
    empty: {
      should: 'An empty body is refused with a 4xx.',
      cite: prose('Chat Completions API document 1.0, responses', '400 is for invalid requests'),
      covers: ['HTTP-010'],
      when: ({ reply }) => isEmpty(reply.request) && isAnswer(reply.status) && reply.status < 500,
      *find({ reply }) {
        if (!isRefusal(reply.status)) yield finding('/reply/status', words('4xx'), reply.status);
      },
      fault: when((reply, request) => isRefusal(reply.status) && isEmpty(request), answeredAnyway),
    },
    'invalid-utf-8': {
      should: 'A body that is not UTF-8 is refused with a 4xx.',
      cite: standard('RFC 8259 §8.1', 'https://www.rfc-editor.org/rfc/rfc8259#section-8.1'),
      covers: ['CHAT-NEG-033'],
      when: ({ reply }) => isBadUtf8(reply.request) && isAnswer(reply.status) && reply.status < 500,
      *find({ reply }) {
        if (saysSomething(reply)) yield finding('/reply/status', words('4xx'), reply.status);
      },
      fault: when((reply, request) => isRefusal(reply.status) && isBadUtf8(request), answeredAnyway),
    },
  },
} satisfies Suite<Mistaken>;
