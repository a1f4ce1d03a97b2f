import type { Suite } from '../src/check/suite.ts';
import { bodyObject } from '../src/transport/request.ts';
import { continuesText } from './exchanges.ts';
import { negatives } from './probes/completions.ts';
import { refusedAlike, type Views } from './refused-alike.ts';

export default {
  id: 'completions-negatives',
  title: 'Text completions: mistaken requests, whole and streamed',
  profile: 'completions',
  over: negatives,
  checks: {
    'streamed-alike': refusedAlike(
      'should',
      'A text completion request that is refused 4xx',
      // What cannot be streamed is refused for that.
      (request) => continuesText(request) && bodyObject(request)['best_of'] === undefined,
    ),
  },
} satisfies Suite<Views>;
