import { prose } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Every, Suite } from '../src/check/suite.ts';
import { when } from '../src/transport/edits.ts';
import { isOk } from '../src/transport/guards.ts';
import { readJsonReply, type JsonReply } from '../src/transport/json-reply.ts';
import { isAnswer } from '../src/transport/status.ts';
import { embeddings } from './capabilities.ts';
import { isEmbeddings } from './exchanges.ts';
import { mistakeOf } from './probes/embeddings.ts';
import { saysSomething } from './probes/sound.ts';
import { refusedWith } from './refusal.ts';

/** Every request for embeddings that is in order, also of a model that has none. */
const everyRequest: Every<JsonReply> = {
  where: ({ request, reply }) => isEmbeddings(request) && request.intent !== 'invalid' && isAnswer(reply.status),
  read: readJsonReply,
  answers: (view) => !isOk(view.reply) || saysSomething(view),
  probes: [],
  asks: [embeddings],
};

export default {
  id: 'embeddings-offer',
  title: 'Embeddings, on offer or not',
  // Not of the profile `embeddings`: who offers none has nothing to do with that.
  profile: 'parameters',
  over: everyRequest,
  checks: {
    declined: {
      should:
        'A request for embeddings is answered, or declined 4xx or 501 where the model has none; it is no failure of the server.',
      cite: prose(
        'Chat Completions API document 1.0, responses',
        '400 is for invalid requests, 500 for errors of the server',
      ),
      covers: ['EMB-022'],
      persistent: true,
      *find({ status, text }) {
        // What a proxy answers is not the endpoint's.
        if (status === 500)
          yield finding('/status', words('2xx, 4xx or 501'), words(`${status} ${text.slice(0, 200)}`));
      },
      // A refusal of what is in order, too, could have been a failure.
      fault: when(
        (reply, request) => isEmbeddings(request) && isAnswer(reply.status) && mistakeOf(request) === undefined,
        refusedWith(500),
      ),
    },
  },
} satisfies Suite<JsonReply>;
