import { prose, schema, type Citation } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Check, Every, Sentence, Suite } from '../src/check/suite.ts';
import { when } from '../src/transport/edits.ts';
import { readJsonReply, type JsonReply } from '../src/transport/json-reply.ts';
import { isAnswer, isRefusal } from '../src/transport/status.ts';
import { embeddedAnyway } from './answered-anyway.ts';
import { mistakeOf, negatives, oversized, type Mistake } from './probes/embeddings.ts';

const everyMistake: Every<JsonReply> = {
  // A connection that is dropped is an answer of a kind.
  where: ({ request, reply }) =>
    mistakeOf(request) !== undefined && (reply.status !== 0 || reply.end.how !== 'aborted'),
  read: readJsonReply,
  probes: [negatives, oversized],
};

const request = '#/components/schemas/CreateEmbeddingRequest';
const input = schema(`${request}/properties/input`);

/** A failure, and an error under status 200, are what `http` says of them. */
const isAnothers = ({ status, object }: JsonReply) =>
  status >= 500 || (status >= 200 && status < 300 && (object['error'] ?? null) !== null);

/** The rule that a mistake is refused. What fails in place of a refusal is another rule's, unless nothing comes at all. */
function refused(mistakes: readonly Mistake[], sentence: Sentence, cite: Citation, covers: string): Check<JsonReply> {
  const isOne = (name: Mistake | undefined) => name !== undefined && mistakes.includes(name);
  return {
    ...sentence,
    cite,
    covers: [covers],
    persistent: true,
    when: (view) => {
      const name = mistakeOf(view.request);
      const unanswered = view.status === 0 && name !== 'too-many';
      return isOne(name) && !isAnothers(view) && (isAnswer(view.status) || unanswered);
    },
    *find({ status, reply: { end } }) {
      if (status === 0) yield finding('/status', words('4xx'), words(end.detail ?? end.how));
      else if (!isRefusal(status)) yield finding('/status', words('4xx'), status);
    },
    fault: when((reply, sent) => isRefusal(reply.status) && isOne(mistakeOf(sent)), embeddedAnyway),
  };
}

export default {
  id: 'embeddings-negatives',
  title: 'Mistaken requests for embeddings',
  profile: 'embeddings',
  over: everyMistake,
  checks: {
    'no-input': refused(
      ['no-input'],
      { must: 'A request for embeddings without an input is refused 4xx.' },
      schema(`${request}/required`),
      'EMB-015',
    ),
    'empty-text': refused(
      ['empty-text', 'list-of-empty-text'],
      { should: 'An empty text has no embedding: alone or in a list, it is refused 4xx.' },
      prose('embeddings, input', 'a text is not empty'),
      'EMB-016',
    ),
    'empty-list': refused(['empty-list'], { should: 'A list without inputs is refused 4xx.' }, input, 'EMB-016'),
    'too-many': refused(
      ['too-many'],
      { may: 'More than 2048 inputs in one request are refused 4xx.' },
      input,
      'EMB-017',
    ),
    'unknown-member': refused(
      ['unknown-member'],
      { may: 'A request for embeddings with a member that the contract does not know is refused 4xx.' },
      schema(`${request}/additionalProperties`),
      'EMB-018',
    ),
    'unknown-format': refused(
      ['unknown-format'],
      { should: 'An `encoding_format` other than float and base64 is refused 4xx.' },
      schema(`${request}/properties/encoding_format`),
      'EMB-019',
    ),
    'no-dimensions': refused(
      ['zero-dimensions', 'negative-dimensions'],
      { should: 'A number of `dimensions` below 1 is refused 4xx.' },
      schema(`${request}/properties/dimensions`),
      'EMB-019',
    ),
    'mixed-list': refused(['mixed-list'], { may: 'A list of texts and token ids is refused 4xx.' }, input, 'EMB-024'),
  },
} satisfies Suite<JsonReply>;
