import { prose, schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { when } from '../src/transport/edits.ts';
import type { Request } from '../src/transport/request.ts';
import { isAnswer, isRefusal } from '../src/transport/status.ts';
import { answeredAnyway } from './answered-anyway.ts';
import { isChat } from './exchanges.ts';
import { malformed, type Mistaken } from './probes/negatives.ts';
import { saysSomething } from './probes/sound.ts';
import { refusedWith } from './refusal.ts';

/** A server that has read a body as JSON has its value. */
const textOf = ({ body }: Request) =>
  body && 'text' in body ? body.text : body && 'json' in body ? JSON.stringify(body.json) : '';
const isCutOff = (request: Request) => textOf(request) === '{';
const isArray = (request: Request) => isChat(request) && textOf(request) === '[]';

export default {
  id: 'malformed',
  title: 'Bodies that are no JSON object',
  profile: 'core',
  over: malformed,
  checks: {
    refused: {
      should: 'A body that is no JSON is refused with 400, 415 or 422.',
      cite: prose('Chat Completions API document 1.0, responses', '400 is for invalid requests'),
      covers: ['HTTP-010'],
      persistent: true,
      when: ({ reply }) => isCutOff(reply.request) && reply.status < 500 && reply.status !== 429,
      *find({ reply }) {
        const { end } = reply.reply;
        if (reply.status === 0) yield finding('/reply/status', words('400, 415 or 422'), words(end.detail ?? end.how));
        else if (![400, 411, 413, 415, 422].includes(reply.status))
          yield finding('/reply/status', words('400, 415 or 422'), reply.status);
      },
      fault: when((reply, request) => isCutOff(request) && isRefusal(reply.status), refusedWith(404)),
    },
    'no-object': {
      must: 'A body that is a JSON array in the place of an object is not answered as a success.',
      cite: schema('#/components/schemas/CreateChatCompletionRequest/type'),
      covers: ['CHAT-NEG-032'],
      when: ({ reply }) => isArray(reply.request) && isAnswer(reply.status) && reply.status < 500,
      *find({ reply }) {
        if (saysSomething(reply)) yield finding('/reply/status', words('4xx'), reply.status);
      },
      fault: when((reply, request) => isRefusal(reply.status) && isArray(request), answeredAnyway),
    },
  },
} satisfies Suite<Mistaken>;
