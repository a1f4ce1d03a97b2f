import { prose, schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import type { ChatStream } from '../src/transport/chat-stream.ts';
import { editChunks, when } from '../src/transport/edits.ts';
import { bytesOf } from '../src/transport/exchange.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import { textOf } from '../src/transport/utf8.ts';
import { isPlaceholder } from './identity.ts';
import { isolation, marksIn, soundIn, type Views } from './probes/isolation.ts';
import { editStreamedText } from './text.ts';

/** So much of a mark is no coincidence: its letters are one of 27^9. */
const telling = 11;

/** All that a stream says, with what its deltas cut in pieces put together. */
function saidBy({ reply, messages }: ChatStream): string {
  const parts = messages.flatMap(({ content, reasoning, toolCalls, functionCall }) => [
    content ?? '',
    reasoning,
    ...[...toolCalls, ...(functionCall ? [functionCall] : [])].map((call) => `${call.name}\n${call.arguments}`),
  ]);
  return [textOf(bytesOf(reply)), ...parts].join('\n');
}

/** The longest piece of a mark that stands in a text, or undefined where none is long enough to tell. */
function pieceIn(text: string, mark: string): string | undefined {
  const starts = Array.from({ length: mark.length - telling + 1 }, (_, i) => mark.slice(i, i + telling));
  return text.includes(mark) ? mark : starts.find((piece) => text.includes(piece));
}

const idOf = ({ chunks }: ChatStream) => chunks[0]?.json['id'];
const isOfIsolation = (request: Request) => marksIn(request).length > 0;
const isPlainText = (request: Request) =>
  isOfIsolation(request) && !['tools', 'response_format'].some((name) => bodyObject(request)[name] !== undefined);

export default {
  id: 'isolation',
  title: 'Many streams at once, each about its own request',
  profile: 'isolation',
  over: isolation,
  checks: {
    'nothing-foreign': {
      must: 'A stream holds nothing of another request that is answered at the same time: no text, no tool, no member of its schema.',
      cite: prose('chat completions', 'a completion is the response to the conversation that its request holds'),
      covers: ['ISO-001'],
      *find(views) {
        const streams = Object.entries(views);
        for (const [name, stream] of streams) {
          const said = saidBy(stream);
          const own = marksIn(stream.request);
          for (const [other, { request }] of streams) {
            const foreign = marksIn(request).filter((mark) => !own.includes(mark));
            const piece = foreign.map((mark) => pieceIn(said, mark)).find((found) => found !== undefined);
            if (piece !== undefined)
              yield finding(`/${name}/content`, words('nothing of another request'), words(`${piece}, of ${other}`));
          }
        }
      },
      fault: (reply, request, earlier) => {
        const foreign = isPlainText(request) ? earlier.findLast(isPlainText) : undefined;
        const said = foreign && marksIn(foreign)[0];
        return said === undefined || marksIn(request).includes(said)
          ? reply
          : editStreamedText(() => said)(reply, request, earlier);
      },
    },
    'ids-differ': {
      should: 'Completions that are made at the same time have different ids.',
      cite: schema('#/components/schemas/CreateChatCompletionStreamResponse/properties/id'),
      covers: ['ISO-002', 'CHAT-RESP-004'],
      *find(views) {
        const seen = new Map<unknown, string>();
        for (const [name, stream] of soundIn(views)) {
          const id = idOf(stream);
          if (typeof id !== 'string' || isPlaceholder(id)) continue;
          if (seen.has(id)) yield finding(`/${name}/id`, words(`another id than that of ${seen.get(id)}`), id);
          seen.set(id, seen.get(id) ?? name);
        }
      },
      fault: when(
        (_, request) => isOfIsolation(request),
        editChunks((chunks) => chunks.map((one) => ({ ...one, json: { ...one.json, id: 'chatcmpl-constant' } }))),
      ),
    },
  },
} satisfies Suite<Views>;
