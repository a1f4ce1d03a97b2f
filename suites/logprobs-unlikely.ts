import { prose } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { when } from '../src/transport/edits.ts';
import { bodyObject } from '../src/transport/request.ts';
import { unlikelyTokens, type Unlikely } from './probes/logprobs.ts';
import { refusedWith } from './refusal.ts';
import { asksForLogprobs } from './scored.ts';

export default {
  id: 'logprobs-unlikely',
  title: 'Log probabilities of tokens that cannot come',
  profile: 'logprobs',
  over: unlikelyTokens,
  checks: {
    'no-server-error': {
      must: 'Alternatives that are next to impossible fail no request: what is answered without log probabilities is not answered 5xx with them.',
      cite: prose('logprobs', '-9999.0 stands for a token that is not among the most likely ones'),
      covers: ['CHAT-LOGP-018'],
      persistent: true,
      *find({ scored: { status, text } }) {
        if (status >= 500 && status !== 501)
          yield finding('/scored/status', words('2xx, or a refusal'), words(`${status} ${text.slice(0, 200)}`));
      },
      fault: when(
        (_, request) => asksForLogprobs(request) && bodyObject(request)['response_format'] !== undefined,
        refusedWith(500),
      ),
    },
  },
} satisfies Suite<Unlikely>;
