import { schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { readChatStream } from '../src/transport/chat-stream.ts';
import { when } from '../src/transport/edits.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import { everyAnswer, type Answer } from './answer.ts';
import * as has from './capabilities.ts';
import { isEnded } from './chunks.ts';
import { continuesText, wantsStream } from './exchanges.ts';
import * as probes from './probes/completions.ts';
import { editWriting, everyText, everyTextStream } from './text-exchanges.ts';

const echoes = (request: Request) => continuesText(request) && bodyObject(request)['echo'] === true;
const promptOf = (request: Request) => String(bodyObject(request)['prompt']);

/** Tokenizers put a token of their own before a text, or a blank; neither is part of it (LEG-94). */
const bare = (text: string) => text.replace(/^(?:\s|<[^<>\s]{1,40}>|\[[A-Z]{1,8}\])+/, '');

export default {
  id: 'completions-echo',
  title: 'Text completions: the echo of the prompt, in both forms',
  profile: 'completions',
  over: {
    ...everyAnswer,
    where: (exchange) =>
      echoes(exchange.request) &&
      typeof bodyObject(exchange.request)['prompt'] === 'string' &&
      (everyText.where(exchange) || (everyTextStream.where(exchange) && isEnded(readChatStream(exchange)))),
    probes: [probes.echo],
    asks: [has.textEcho],
  },
  checks: {
    'begins-with-the-prompt': {
      must: 'Where echo is accepted, the whole text begins with the prompt; a blank or a token of the tokenizer may come before it.',
      cite: schema('#/components/schemas/CreateCompletionRequest/properties/echo'),
      covers: ['CMPL-013'],
      when: ({ streamed }) => !streamed,
      find: promptless,
      fault: withoutEcho(false),
    },
    'stream-begins-with-it': {
      must: 'Where echo is accepted in a stream, the joined text begins with the prompt.',
      cite: schema('#/components/schemas/CreateCompletionRequest/properties/echo'),
      covers: ['CMPL-013'],
      when: ({ streamed }) => streamed,
      find: promptless,
      fault: withoutEcho(true),
    },
  },
} satisfies Suite<Answer>;

function* promptless({ choices, request }: Answer) {
  const prompt = promptOf(request);
  for (const { at, content, finishReason } of choices)
    // A filter may take the text away (LEG-54).
    if (!bare(content).startsWith(prompt) && finishReason !== 'content_filter')
      yield finding(`${at}/text`, words(`a text that begins with ${JSON.stringify(prompt)}`), content);
}

/** Beside log probabilities a text is held to its tokens too. */
function withoutEcho(inStream: boolean) {
  return when(
    (_, request) =>
      echoes(request) && wantsStream(request) === inStream && bodyObject(request)['logprobs'] === undefined,
    editWriting((text, request) => text.replace(promptOf(request), '')),
  );
}
