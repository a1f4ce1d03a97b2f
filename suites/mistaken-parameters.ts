import { prose, schema } from '../src/check/cite.ts';
import type { Suite } from '../src/check/suite.ts';
import { isObject, type Json } from '../src/spec/json.ts';
import { mistakenParameters, type Mistaken } from './probes/negatives.ts';
import { rejection } from './rejection.ts';

const member = (name: string) => schema(`#/components/schemas/CreateChatCompletionRequest/properties/${name}`);
const documented = (what: string, says: string) => prose(`chat completions, ${what}`, says);
const isOutside = (value: Json | undefined, least: number, most: number) =>
  typeof value === 'number' && (value < least || value > most);

export default {
  id: 'mistaken-parameters',
  title: 'Parameters out of range, of another type, or without what they need',
  profile: 'negatives',
  over: mistakenParameters,
  checks: rejection({
    temperature: {
      may: 'A temperature outside 0 to 2 is refused with a 4xx.',
      cite: member('temperature/minimum'),
      covers: ['CHAT-NEG-009'],
      fits: ({ temperature }) => isOutside(temperature, 0, 2),
    },
    'top-p': {
      may: 'A top_p outside 0 to 1 is refused with a 4xx.',
      cite: member('top_p/maximum'),
      covers: ['CHAT-NEG-010'],
      fits: ({ top_p: mass }) => isOutside(mass, 0, 1),
    },
    penalties: {
      may: 'A presence_penalty or frequency_penalty outside -2 to 2 is refused with a 4xx.',
      cite: member('presence_penalty/maximum'),
      covers: ['CHAT-NEG-011'],
      fits: ({ presence_penalty: presence, frequency_penalty: frequency }) =>
        isOutside(presence, -2, 2) || isOutside(frequency, -2, 2),
    },
    'no-choice': {
      may: 'A request for fewer than one choice is refused with a 4xx.',
      cite: member('n/minimum'),
      covers: ['CHAT-NEG-012'],
      fits: ({ n }) => isOutside(n, 1, Infinity),
    },
    'five-stops': {
      may: 'More than four stop sequences are refused with a 4xx.',
      cite: schema('#/components/schemas/StopConfiguration'),
      covers: ['CHAT-NEG-013'],
      fits: ({ stop }) => Array.isArray(stop) && stop.length > 4,
    },
    'negative-limit': {
      may: 'A negative max_tokens is refused with a 4xx.',
      cite: documented('max_tokens', 'the most tokens that may be generated'),
      covers: ['CHAT-NEG-014'],
      fits: ({ max_tokens: limit }) => isOutside(limit, 0, Infinity),
    },
    'top-logprobs': {
      may: 'A top_logprobs outside 0 to 20 is refused with a 4xx.',
      cite: member('top_logprobs/maximum'),
      covers: ['CHAT-NEG-024'],
      fits: ({ top_logprobs: alternatives }) => isOutside(alternatives, 0, 20),
    },
    'logit-bias': {
      may: 'A logit_bias outside -100 to 100 is refused with a 4xx.',
      cite: documented('logit_bias', 'a bias lies between -100 and 100'),
      covers: ['CHAT-NEG-026'],
      fits: ({ logit_bias: bias }) =>
        isObject(bias) && Object.values(bias).some((value) => isOutside(value, -100, 100)),
    },
    'wrong-type': {
      should: 'A number or a boolean of another type, which nothing can be made of, is refused with a 4xx.',
      cite: member('temperature/type'),
      covers: ['CHAT-NEG-015'],
      fits: ({ temperature, n, stream, max_tokens: limit }) =>
        [temperature, stream, limit].some((value) => typeof value === 'string') ||
        (typeof n === 'number' && !Number.isInteger(n)),
    },
    'stream-options-alone': {
      should: 'A request with stream_options that is no request for a stream is refused with a 4xx.',
      cite: documented('stream_options', 'only to be set where stream is true'),
      covers: ['CHAT-NEG-025'],
      fits: ({ stream_options: options, stream }) => isObject(options) && (stream ?? false) === false,
    },
    'unknown-format': {
      should: 'A response_format of a type that the contract does not have is refused with a 4xx.',
      cite: member('response_format'),
      covers: ['CHAT-NEG-027'],
      fits: ({ response_format: format }) =>
        isObject(format) && !['text', 'json_object', 'json_schema'].includes(String(format['type'])),
    },
  }),
} satisfies Suite<Mistaken>;
