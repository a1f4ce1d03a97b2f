import type { Suite } from '../src/check/suite.ts';
import { bodyObject } from '../src/transport/request.ts';
import { isChat } from './exchanges.ts';
import { stranger } from './probes/endpoint.ts';
import { negatives } from './probes/negatives.ts';
import { refusedAlike, type Views } from './refused-alike.ts';

export default {
  id: 'refusals',
  title: 'Mistaken requests, whole and streamed',
  profile: 'core',
  over: negatives,
  checks: {
    'streamed-alike': refusedAlike(
      'A request that is refused 4xx',
      (request) => isChat(request) && bodyObject(request)['model'] !== stranger,
    ),
  },
} satisfies Suite<Views>;
