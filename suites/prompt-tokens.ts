import { prose, schema, standard } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import type { Completion } from '../src/transport/completion.ts';
import { when } from '../src/transport/edits.ts';
import { isOk } from '../src/transport/guards.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import { editUsage } from './answer.ts';
import { showsImage } from './exchanges.ts';
import { promptTokens, short, type Views } from './probes/prompt-tokens.ts';
import { refusedWith } from './refusal.ts';

const counts = schema('#/components/schemas/CompletionUsage/properties/prompt_tokens');
const json = standard('RFC 8259 §§4, 7', 'https://www.rfc-editor.org/rfc/rfc8259#section-7');
/** Tokens that the template of a model may spend on an array of parts and not on a text (CHAT-REQ-037). */
const slack = 5;

const tokens = ({ usage }: Completion) =>
  typeof usage?.['prompt_tokens'] === 'number' ? usage['prompt_tokens'] : undefined;
/** Some endpoints count only what their cache lacks: their counts compare with nothing. */
const repeats = ({ plain, again }: Views) => (tokens(plain) ?? 0) > 0 && tokens(plain) === tokens(again);
const isShort = (request: Request) =>
  bodyObject(request)['messages'] !== undefined &&
  !isReordered(request) &&
  JSON.stringify(bodyObject(request)['messages']).includes(JSON.stringify(short));
const isReordered = ({ headers = {} }: Request) => headers['x-stainless-lang'] !== undefined;
const isLong = (request: Request) =>
  !showsImage(request) && JSON.stringify(bodyObject(request)['messages'] ?? '').length > 300;
const isParts = (request: Request) => JSON.stringify(bodyObject(request)['messages'] ?? '').includes('"type":"text"');
const counting = (count: number) =>
  editUsage((usage) => ({ ...usage, prompt_tokens: count, total_tokens: count + Number(usage['completion_tokens']) }));

export default {
  id: 'prompt-tokens',
  title: 'Ways to write the same prompt, and what it counts',
  profile: 'usage',
  over: promptTokens,
  checks: {
    'member-order': {
      must: 'The order of members, and the headers that official SDKs add, change neither whether a request is accepted nor the shape of its answer.',
      cite: standard('RFC 8259 §4', 'https://www.rfc-editor.org/rfc/rfc8259#section-4'),
      covers: ['HTTP-005'],
      persistent: true,
      *find({ plain, reordered }) {
        if (!isOk(reordered.reply)) yield finding('/reordered/status', plain.status, reordered.status);
        else if (reordered.choices.length !== plain.choices.length)
          yield finding(
            '/reordered/body/choices',
            words(`${plain.choices.length} choices`),
            words(`${reordered.choices.length}`),
          );
      },
      fault: when((_, request) => isReordered(request), refusedWith(400)),
      also: ['chat-request/unicode'],
    },
    escapes: {
      must: 'A string means the same whether its characters are written as they are or as escapes.',
      cite: json,
      covers: ['HTTP-006'],
      when: (view) => repeats(view) && isOk(view.escaped.reply),
      *find({ plain, escaped }) {
        if (tokens(escaped) !== tokens(plain))
          yield finding('/escaped/body/usage/prompt_tokens', tokens(plain), tokens(escaped));
      },
      // A server cannot see the escapes: the third of three equal requests has them.
      fault: when((_, request, earlier) => isShort(request) && earlier.filter(isShort).length === 2, counting(4000)),
    },
    'same-prompt-same-count': {
      should: 'The same messages count the same prompt_tokens.',
      cite: counts,
      covers: ['CHAT-RESP-027'],
      when: ({ plain, again }) => tokens(plain) !== undefined && tokens(again) !== undefined,
      *find({ plain, again }) {
        if (tokens(plain) !== tokens(again))
          yield finding('/again/body/usage/prompt_tokens', tokens(plain), tokens(again));
      },
      fault: (reply, request, earlier) =>
        earlier.length === 0 || isLong(request) || !isShort(request)
          ? reply
          : counting(100 + earlier.length)(reply, request, earlier),
    },
    'longer-counts-more': {
      should: 'A longer message counts more prompt_tokens than its beginning.',
      cite: counts,
      covers: ['CHAT-RESP-027'],
      when: (view) => repeats(view) && tokens(view.plain) !== 0 && tokens(view.longer) !== undefined,
      *find({ plain, longer }) {
        if (tokens(longer)! <= tokens(plain)!)
          yield finding('/longer/body/usage/prompt_tokens', words(`more than ${tokens(plain)}`), tokens(longer));
      },
      fault: when((_, request) => isLong(request), counting(1)),
    },
    'parts-count': {
      must: 'Content given as text parts is read: it counts in prompt_tokens like the same text as a string.',
      cite: prose('user message, content', 'the content is a text, or an array of parts'),
      covers: ['CHAT-REQ-037'],
      when: (view) =>
        repeats(view) &&
        tokens(view.longer) !== undefined &&
        tokens(view.longer)! > tokens(view.plain)! &&
        tokens(view.parts) !== undefined,
      *find({ longer, parts }) {
        if (tokens(parts)! < tokens(longer)! - slack)
          yield finding('/parts/body/usage/prompt_tokens', words(`about ${tokens(longer)}`), tokens(parts));
      },
      fault: when((_, request) => isLong(request) && isParts(request), counting(1)),
    },
  },
} satisfies Suite<Views>;
