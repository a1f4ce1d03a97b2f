import { schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import type { ChatStream } from '../src/transport/chat-stream.ts';
import { limitOf, type Completion } from '../src/transport/completion.ts';
import { editChunks, editDelta, put, when } from '../src/transport/edits.ts';
import type { Fault } from '../src/transport/fault.ts';
import type { Request } from '../src/transport/request.ts';
import { messagesOf } from './chunks.ts';
import { editCompletion } from './exchanges.ts';
import { limit } from './probes/limit.ts';

type Views = { ample: Completion; brief: Completion; streamed: ChatStream };

const reason = '#/components/schemas/CreateChatCompletionResponse/properties/choices/items/properties/finish_reason';
const chunkReason =
  '#/components/schemas/CreateChatCompletionStreamResponse/properties/choices/items/properties/finish_reason';
const bound = schema('#/components/schemas/CreateChatCompletionRequest/properties/max_tokens');

const ampleText = ({ ample }: Views) => ample.choices[0]?.content ?? '';
const briefText = ({ brief }: Views) => brief.choices[0]?.content ?? '';
const streamedText = ({ streamed }: Views) => messagesOf(streamed)[0]?.content ?? '';

/** One token is a word or two; even tokenisers whose tokens span words do not put so many into one. */
const mostWords = 5;
const wordsIn = (text: string) => text.trim().split(/\s+/).length;

/**
 * Whether the limit of one token did cut: more was said with more room, and something, but less, was said with one
 * token. Silence within one token may be the end of the text itself.
 */
export function isCut(text: string, full: string, request: Request): boolean {
  return limitOf(request) === 1 && text.trim() !== '' && wordsIn(text) <= mostWords && full.length > text.length;
}

export default {
  id: 'limit',
  title: 'The token limit, in both forms',
  profile: 'core',
  over: limit,
  checks: {
    'cut-is-length': {
      must: 'A whole answer that the token limit cut has finish_reason length.',
      cite: schema(reason),
      covers: ['CHAT-FIN-001', 'CHAT-REQ-012'],
      // Another sample may be a word, and done.
      persistent: true,
      when: (view) => isCut(briefText(view), ampleText(view), view.brief.request),
      *find({ brief }) {
        const [choice] = brief.choices;
        if (choice?.finishReason === 'stop') yield finding('/brief/choices/0/finish_reason', 'length', 'stop');
      },
      fault: whenBrief(editCompletion((json) => put(json, '/choices/0/finish_reason', 'stop'))),
    },
    'cut-stream-is-length': {
      must: 'A streamed answer that the token limit cut has finish_reason length.',
      cite: schema(chunkReason),
      covers: ['CHAT-STREAM-037'],
      persistent: true,
      when: (view) => isCut(streamedText(view), ampleText(view), view.streamed.request),
      *find({ streamed }) {
        const reasons = messagesOf(streamed)[0]?.finishReasons ?? [];
        const last = reasons.at(-1);
        if (last?.value === 'stop')
          yield finding(`/streamed/events/${last.event}/choices/0/finish_reason`, 'length', 'stop');
      },
      fault: whenBrief(
        editChunks((chunks) =>
          chunks.map((one) => ({
            ...one,
            json: JSON.parse(JSON.stringify(one.json).replaceAll('"finish_reason":"length"', '"finish_reason":"stop"')),
          })),
        ),
      ),
    },
    'is-obeyed': {
      must: 'With a limit of one token an answer is a word or two, in both forms, however much there is to say.',
      cite: bound,
      covers: ['CHAT-REQ-012', 'CHAT-FIN-002'],
      evenCut: true,
      when: ({ brief, streamed }) => limitOf(brief.request) === 1 && limitOf(streamed.request) === 1,
      *find(view) {
        if (wordsIn(briefText(view)) > mostWords)
          yield finding('/brief/choices/0/message/content', words('one token'), briefText(view));
        if (wordsIn(streamedText(view)) > mostWords)
          yield finding('/streamed/content', words('one token'), streamedText(view));
      },
      fault: whenBrief((reply, request, earlier) => {
        const much = 'one two three four five six seven eight nine ten eleven twelve';
        const whole = editCompletion((json) => put(json, '/choices/0/message/content', much))(reply, request, earlier);
        return editDelta((json) => JSON.stringify(json).includes('"delta":{'), { content: much })(
          whole,
          request,
          earlier,
        );
      }),
    },
  },
} satisfies Suite<Views>;

function whenBrief(fault: Fault): Fault {
  return when((_, request) => limitOf(request) === 1, fault);
}
