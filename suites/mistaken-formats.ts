import { schema } from '../src/check/cite.ts';
import type { Suite } from '../src/check/suite.ts';
import { isObject } from '../src/spec/json.ts';
import { mistakenFormats, type Mistaken } from './probes/negatives.ts';
import { rejection } from './rejection.ts';

const format = '#/components/schemas/ResponseFormatJsonSchema';

export default {
  id: 'mistaken-formats',
  title: 'Mistaken formats of answers',
  profile: 'negatives',
  over: mistakenFormats,
  checks: rejection({
    'no-schema': {
      should: 'A response_format json_schema without the member json_schema is refused with a 4xx.',
      cite: schema(`${format}/required`),
      covers: ['CHAT-NEG-028'],
      fits: ({ response_format: given }) =>
        isObject(given) && given['type'] === 'json_schema' && given['json_schema'] === undefined,
    },
  }),
} satisfies Suite<Mistaken>;
