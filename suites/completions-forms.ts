import { prose } from '../src/check/cite.ts';
import { finding } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { when } from '../src/transport/edits.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import { wantsStream } from './exchanges.ts';
import { isLoss, joined, repeats, whole, type Forms } from './forms.ts';
import { forms } from './probes/completions.ts';
import { editWriting } from './text-exchanges.ts';

const sameShape = prose('CreateCompletionResponse', 'streamed and whole completions have one shape and one content');

/** Streams of this probe alone: others are held to their prompts, tokens and stop sequences. */
const isOfForms = (request: Request) => {
  const held = ['echo', 'stop', 'logprobs'];
  return wantsStream(request) && held.every((name) => bodyObject(request)[name] === undefined);
};

export default {
  id: 'completions-forms',
  title: 'The same text completion, whole and streamed',
  profile: 'completions',
  over: forms,
  checks: {
    'loses-no-text': {
      must: 'Where each form of a text completion repeats itself word by word, the stream leaves out no characters of the whole text.',
      cite: sameShape,
      covers: ['CMPL-038'],
      when: repeats,
      *find({ plain, streamed }) {
        if (isLoss(joined(streamed), whole(plain))) yield finding('/streamed/text', whole(plain), joined(streamed));
      },
      fault: when(
        (_, request) => isOfForms(request),
        editWriting((text) => text.slice(0, 2) + text.slice(3)),
      ),
    },
    'same-text': {
      may: 'Where each form of a text completion repeats itself word by word, the joined text of the stream is that of the whole one.',
      cite: sameShape,
      covers: ['CMPL-032'],
      when: repeats,
      *find({ plain, streamed }) {
        if (whole(plain) !== joined(streamed) && !isLoss(joined(streamed), whole(plain)))
          yield finding('/streamed/text', whole(plain), joined(streamed));
      },
      fault: when(
        (_, request) => isOfForms(request),
        editWriting((text) => `${text} indeed`),
      ),
    },
  },
} satisfies Suite<Forms>;
