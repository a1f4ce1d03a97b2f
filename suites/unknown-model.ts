import { observed } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { isObject } from '../src/spec/json.ts';
import { when } from '../src/transport/edits.ts';
import { isOk } from '../src/transport/guards.ts';
import type { JsonReply } from '../src/transport/json-reply.ts';
import { bodyObject } from '../src/transport/request.ts';
import { isAnswer, isRefusal } from '../src/transport/status.ts';
import { answeredAnyway } from './answered-anyway.ts';
import { isChat } from './exchanges.ts';
import { refusedAlike } from './refused-alike.ts';
import { stranger, unknownModel } from './probes/endpoint.ts';

export default {
  id: 'unknown-model',
  title: 'A model that nobody has',
  profile: 'core',
  over: unknownModel,
  checks: {
    'streamed-alike': refusedAlike(
      'must',
      'An unknown model that is refused 4xx',
      (request) => bodyObject(request)['model'] === stranger,
    ),
    refused: {
      should: 'An endpoint that lists several models refuses one that it does not know with a 4xx.',
      cite: observed('OpenAI answers 404 with the code model_not_found'),
      covers: ['ERR-008'],
      // A server of one model may answer to any name (LEG-67).
      when: ({ list }) =>
        isOk(list.reply) && Array.isArray(list.object['data']) && list.object['data'].filter(isObject).length > 1,
      *find({ plain, streamed }) {
        for (const [name, { status }] of Object.entries(isRefusal(plain.status) ? { plain } : { plain, streamed }))
          if (isAnswer(status) && status < 400) yield finding(`/${name}/status`, words('4xx'), status);
      },
      fault: when(
        ({ status }, request) => isRefusal(status) && isChat(request) && bodyObject(request)['model'] === stranger,
        answeredAnyway,
      ),
    },
  },
} satisfies Suite<{ list: JsonReply; plain: JsonReply; streamed: JsonReply }>;
