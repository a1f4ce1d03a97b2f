import { prose, schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { isObject } from '../src/spec/json.ts';
import { inTurn, when } from '../src/transport/edits.ts';
import { editFinish } from './answer.ts';
import { formatOf } from './exchanges.ts';
import { breaksOff, readJsonAnswer, type JsonAnswer } from './json-answer.ts';
import { jsonObject, type BothForms } from './probes/formats.ts';
import { editStreamedText, editText } from './text.ts';

const guarantee = schema('#/components/schemas/ResponseFormatJsonObject');

type Named = JsonAnswer & { form: 'plain' | 'streamed' };

const answersOf = (view: BothForms): readonly Named[] =>
  (['plain', 'streamed'] as const).flatMap((form) => {
    const answer = readJsonAnswer(view[form]);
    return answer ? [{ ...answer, form }] : [];
  });
/** JSON that the limit cut is a matter of its finish_reason. */
const wasCut = (answer: JsonAnswer) => answer.spent && breaksOff(answer);
const settled = (view: BothForms) => answersOf(view).filter((one) => one.ended && !wasCut(one));

export default {
  id: 'json-object',
  title: 'JSON mode, whole and streamed',
  profile: 'structured-outputs',
  over: jsonObject,
  checks: {
    'is-json': {
      must: 'With response_format json_object an answer that ends with stop is a JSON text, and nothing stands around it.',
      cite: guarantee,
      covers: ['CHAT-FMT-001'],
      when: (view) => settled(view).length > 0,
      *find(view) {
        for (const { form, at, json, text } of settled(view))
          if (json.error) yield finding(`/${form}${at}`, words('a JSON text'), text);
      },
      fault: when(
        (reply, request) => {
          const answer = formatOf(request) === 'json_object' ? readJsonAnswer({ request, reply }) : undefined;
          return answer !== undefined && answer.ended && !answer.spent;
        },
        inTurn(
          editText((text) => `\`\`\`json\n${text}\n\`\`\``),
          editStreamedText((text) => `\`\`\`json\n${text}\n\`\`\``),
        ),
      ),
    },
    'is-an-object': {
      may: 'With response_format json_object the JSON text is an object.',
      cite: guarantee,
      covers: ['CHAT-FMT-001'],
      when: (view) => settled(view).some(({ json }) => json.error === undefined),
      *find(view) {
        for (const { form, at, json } of settled(view))
          if (json.error === undefined && !isObject(json.value))
            yield finding(`/${form}${at}`, words('an object'), json.value);
      },
      fault: when(
        (_, request) => formatOf(request) === 'json_object',
        editText((text) => `[${text}]`),
      ),
    },
    'cut-is-length': {
      should: 'JSON that the token limit cut ends with length, and not with stop.',
      cite: prose(
        'chat completions, response_format',
        'an answer that ends with length may hold but a part of the JSON',
      ),
      covers: ['CHAT-FMT-002'],
      when: (view) => answersOf(view).some(wasCut),
      *find(view) {
        for (const { form, at } of answersOf(view).filter((one) => one.ended && wasCut(one)))
          yield finding(`/${form}${at}/finish_reason`, 'length', 'stop');
      },
      fault: when(
        (reply, request) => {
          const answer = formatOf(request) === 'json_object' ? readJsonAnswer({ request, reply }) : undefined;
          return answer !== undefined && wasCut(answer);
        },
        editFinish((choice) => ({ ...choice, finish_reason: 'stop' })),
      ),
    },
  },
} satisfies Suite<BothForms>;
