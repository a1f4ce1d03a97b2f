import { prose } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { when } from '../src/transport/edits.ts';
import type { JsonReply } from '../src/transport/json-reply.ts';
import type { Request } from '../src/transport/request.ts';
import { isRefusal } from '../src/transport/status.ts';
import { malformed } from './probes/negatives.ts';
import { refusedWith } from './refusal.ts';

/** NaN is read by lenient parsers, and then it is a value like another. */
const isHopeless = ({ body }: Request) => body !== undefined && 'text' in body && !body.text.includes('NaN');

export default {
  id: 'malformed',
  title: 'Bodies that are no JSON object',
  profile: 'core',
  over: malformed,
  checks: {
    refused: {
      should: 'A body that is no JSON object is refused with 400, 415 or 422.',
      cite: prose('Chat Completions API document 1.0, responses', '400 is for invalid requests'),
      covers: ['HTTP-010'],
      persistent: true,
      when: ({ reply }) => isHopeless(reply.request) && reply.status < 500 && reply.status !== 429,
      *find({ reply }) {
        const { end } = reply.reply;
        if (reply.status === 0) yield finding('/reply/status', words('400, 415 or 422'), words(end.detail ?? end.how));
        else if (![400, 411, 413, 415, 422].includes(reply.status))
          yield finding('/reply/status', words('400, 415 or 422'), reply.status);
      },
      fault: when((reply, request) => isHopeless(request) && isRefusal(reply.status), refusedWith(404)),
    },
  },
} satisfies Suite<{ reply: JsonReply }>;
