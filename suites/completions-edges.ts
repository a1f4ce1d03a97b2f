import { prose, schema } from '../src/check/cite.ts';
import type { Citation } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Check, Sentence, Suite } from '../src/check/suite.ts';
import { isObject, type JsonObject } from '../src/spec/json.ts';
import { readChatStream } from '../src/transport/chat-stream.ts';
import { when } from '../src/transport/edits.ts';
import { isOk, isStream } from '../src/transport/guards.ts';
import type { JsonReply } from '../src/transport/json-reply.ts';
import { bodyObject } from '../src/transport/request.ts';
import { isRefusal } from '../src/transport/status.ts';
import { continuesText, wantsStream } from './exchanges.ts';
import { edges } from './probes/completions.ts';
import { textAnyway } from './text-anyway.ts';

const member = (name: string) => schema(`#/components/schemas/CreateCompletionRequest/properties/${name}`);
const number = (value: unknown) => (typeof value === 'number' ? value : 1);
const isBeyond = (value: unknown, least: number, most: number) =>
  typeof value === 'number' && (value < least || value > most);

/** Whether it was answered after all; an error in a stream is a refusal in the wrong place, and another rule. */
function isAnswered({ reply, request, object }: JsonReply): boolean {
  if (!isOk(reply)) return false;
  return isStream(reply) ? readChatStream({ request, reply }).chunks.length > 0 : Array.isArray(object['choices']);
}

type Concerns = (body: JsonObject) => boolean;

/** The rule that a request which `concerns` picks is refused. */
function refused(sentence: Sentence, cite: Citation, covers: readonly string[], concerns: Concerns): Check<Views> {
  return {
    ...sentence,
    cite,
    covers,
    when: ({ reply }) => concerns(bodyObject(reply.request)),
    *find({ reply }) {
      if (isAnswered(reply)) yield finding('/reply/status', words('4xx'), reply.status);
    },
    fault: when(
      (reply, request) => continuesText(request) && isRefusal(reply.status) && concerns(bodyObject(request)),
      (reply, request, earlier) => textAnyway(wantsStream(request))(reply, request, earlier),
    ),
  };
}

type Views = { reply: JsonReply };

export default {
  id: 'completions-edges',
  title: 'Text completions: contradictions, and values beyond their range',
  profile: 'completions',
  over: edges,
  checks: {
    'best-of-below-n': refused(
      { should: 'A best_of below n is refused: fewer candidates cannot make more choices.' },
      prose('CreateCompletionRequest, best_of', 'best_of must be greater than n; both are 1 where absent'),
      ['CMPL-015'],
      ({ best_of: best, n }) => best !== undefined && number(best) < number(n),
    ),
    'best-of-not-streamed': refused(
      { should: 'A best_of above 1 is refused in a stream, which cannot wait for the best.' },
      prose('CreateCompletionRequest, best_of', 'results cannot be streamed'),
      ['CMPL-016'],
      ({ best_of: best, stream }) => number(best) > 1 && stream === true,
    ),
    'no-prompt': refused(
      { may: 'A text completion request without a prompt is refused.' },
      schema('#/components/schemas/CreateCompletionRequest/required'),
      ['CMPL-027'],
      (body) => isObject(body) && body['prompt'] === undefined,
    ),
    'logprobs-in-range': refused(
      { may: 'A number of alternatives outside 0 to 5 is refused.' },
      member('logprobs'),
      ['CMPL-025'],
      ({ logprobs }) => isBeyond(logprobs, 0, 5),
    ),
    'in-range': refused(
      { may: 'An n below 1 and a temperature above 2 are refused.' },
      member('n'),
      ['CMPL-026'],
      ({ n, temperature }) => isBeyond(n, 1, 128) || isBeyond(temperature, 0, 2),
    ),
  },
} satisfies Suite<Views>;
