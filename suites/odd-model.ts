import { schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { when } from '../src/transport/edits.ts';
import { isOk } from '../src/transport/guards.ts';
import type { JsonReply } from '../src/transport/json-reply.ts';
import type { Request } from '../src/transport/request.ts';
import { isAnswer } from '../src/transport/status.ts';
import { isOddId, oddModel, type OddModelViews } from './probes/endpoint.ts';
import { refusedWith } from './refusal.ts';

const idAsked = ({ path }: Request) => decodeURIComponent(path.slice('/models/'.length));
const isTold = ({ status }: JsonReply) => isAnswer(status) && status < 500;

export default {
  id: 'odd-model',
  title: 'A model whose id has a slash',
  profile: 'core',
  over: oddModel,
  checks: {
    served: {
      should:
        'Where models are served by id, so is a listed one with a slash, a colon or an at sign in its id, percent-encoded or as it stands.',
      cite: schema('#/paths/~1models~1{model}/get/parameters/0'),
      covers: ['MODEL-009'],
      when: ({ encoded, raw }) => isTold(encoded) && isTold(raw),
      *find({ encoded, raw }) {
        const wanted = idAsked(encoded.request);
        if (![encoded, raw].some(({ reply }) => isOk(reply)))
          yield finding('/encoded/status', words(`200 for ${JSON.stringify(wanted)}`), encoded.status);
      },
      fault: when(
        ({ status }, { method, path }) =>
          method === 'GET' && path.startsWith('/models/') && status === 200 && isOddId(idAsked({ path } as Request)),
        refusedWith(404),
      ),
    },
  },
} satisfies Suite<OddModelViews>;
