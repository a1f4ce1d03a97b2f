import { prose, standard } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Every, Suite } from '../src/check/suite.ts';
import type { Exchange } from '../src/transport/exchange.ts';
import { inTurn, when } from '../src/transport/edits.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import { everyAnswer, readAnswer } from './answer.ts';
import { foreignPassages, misread, promptOf, replacedIn } from './characters.ts';
import { unicode } from './probes/unicode.ts';
import { editStreamedText, editText } from './text.ts';

/** The text of an answer in either form, and the prompt that it answers. */
type Said = { streamed: boolean; prompt: string; choices: readonly { at: string; content: string }[] };

const everyText: Every<Said> = { where: everyAnswer.where, read: readSaid, probes: [unicode] };

function readSaid(exchange: Exchange): Said {
  const { streamed, choices } = readAnswer(exchange);
  return {
    streamed,
    prompt: promptOf(exchange.request),
    choices: choices.map(({ at, content }) => ({ at, content })),
  };
}

const encoding = standard('RFC 8259 §8.1', 'https://www.rfc-editor.org/rfc/rfc8259#section-8.1');
const passageOf = (request: Request) => foreignPassages(promptOf(request))[0];
/** Prompts with a passage of other scripts whose answers nobody compares. */
const isAlone = (request: Request) => passageOf(request) !== undefined && bodyObject(request)['seed'] === undefined;

export default {
  id: 'unicode',
  title: 'Text of any script, in either form',
  profile: 'unicode',
  over: everyText,
  checks: {
    'no-half-characters': {
      must: 'No text of a whole completion holds half of a surrogate pair.',
      cite: standard('RFC 8259 §8.2', 'https://www.rfc-editor.org/rfc/rfc8259#section-8.2'),
      covers: ['UNI-001'],
      // Streams are held to it by stream-delta/well-formed-text.
      when: ({ streamed }) => !streamed,
      *find({ choices }) {
        for (const { at, content } of choices)
          if (/\p{Surrogate}/u.test(content))
            yield finding(`${at}/message/content`, words('whole characters'), words('a lone surrogate'));
      },
      fault: when(
        (_, request) => isAlone(request),
        editText((text) => `${text} \ud83e`),
      ),
    },
    'is-read-as-utf-8': {
      must: 'A passage of the prompt does not come back as its UTF-8 reads in another encoding.',
      cite: encoding,
      covers: ['UNI-002'],
      when: ({ prompt, choices }) =>
        foreignPassages(prompt).length > 0 && choices.some(({ content }) => content.trim() !== ''),
      *find({ prompt, choices }) {
        for (const passage of new Set(foreignPassages(prompt)))
          for (const { at, content } of choices)
            if (misread(passage).some((text) => content.includes(text) && !prompt.includes(text)))
              yield finding(at, passage, content);
      },
      fault: when(
        (_, request) => passageOf(request) !== undefined,
        inTurn(
          editText((_, request) => misread(passageOf(request)!)[0]!),
          editStreamedText((_, request) => misread(passageOf(request)!)[0]!),
        ),
      ),
    },
    'whole-keeps-characters': {
      should: 'A whole answer that repeats its prompt has no U+FFFD where the prompt has a character.',
      cite: prose('chat completions, message content', 'the content is text'),
      covers: ['UNI-003'],
      // A model of bytes may get a character wrong, but not each time.
      persistent: true,
      when: ({ streamed, prompt, choices }) =>
        !streamed &&
        foreignPassages(prompt).some((passage) => choices.some(({ content }) => content.includes(passage.slice(0, 2)))),
      *find({ prompt, choices }) {
        for (const { at, content } of choices)
          for (const place of replacedIn(content, prompt))
            yield finding(at, words('the characters of the prompt'), place);
      },
      fault: when(
        (_, request) => isAlone(request),
        editText((text) => text.replace(/(?<=\p{ASCII}{3})[^\p{ASCII}]{1,2}(?=\p{ASCII}{2})/u, '\ufffd')),
      ),
    },
  },
} satisfies Suite<Said>;
