import { prose } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Check, Suite } from '../src/check/suite.ts';
import { departures } from '../src/schema/given.ts';
import { at as valueAt, isObject, type JsonObject } from '../src/spec/json.ts';
import { when } from '../src/transport/edits.ts';
import type { Fault } from '../src/transport/fault.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import { formatOf } from './exchanges.ts';
import { breaksOff, readJsonAnswer, type JsonAnswer } from './json-answer.ts';
import { jsonSchema, type BothForms } from './probes/formats.ts';
import { editStreamedText, editText } from './text.ts';

/** The schema that a request gives for its answer. */
export function schemaOf(request: Request): JsonObject | undefined {
  const found = valueAt(bodyObject(request), '/response_format/json_schema/schema');
  return isObject(found) ? found : undefined;
}

/** Where an answer departs from the schema of its request; nothing where it ended early. */
export function* misfits(answer: JsonAnswer | undefined, request: Request, at = '') {
  const schema = schemaOf(request);
  if (!schema || !answer?.ended || (answer.spent && breaksOff(answer))) return;
  if (answer.json.error) yield finding(`${at}${answer.at}`, words('a JSON text by the schema'), answer.text);
  else
    for (const { at: where, expected, actual } of departures(answer.json.value, schema))
      yield finding(`${at}${answer.at}`, words(`JSON that has at ${where || 'its root'} ${expected}`), actual);
}

const promise = prose('structured outputs, strict', 'the answer follows the schema, unless it was cut or refused');

function obeys(form: 'plain' | 'streamed', edit: typeof editText): Pick<Check<BothForms>, 'when' | 'find' | 'fault'> {
  return {
    when: (view) => readJsonAnswer(view[form])?.ended === true,
    *find(view) {
      yield* misfits(readJsonAnswer(view[form]), view[form].request, `/${form}`);
    },
    fault: forSchemas(edit(() => '{"code":"apple","sure":true}')),
  };
}

const forSchemas = (fault: Fault) =>
  when(
    (_, request) => /"code"/.test(JSON.stringify(schemaOf(request) ?? {})) && formatOf(request) === 'json_schema',
    fault,
  );

export default {
  id: 'json-schema',
  title: 'Structured outputs, whole and streamed',
  profile: 'structured-outputs',
  over: jsonSchema,
  checks: {
    obeyed: {
      must: 'Where a strict json_schema is accepted, an answer that ends with stop is JSON that is valid against it.',
      cite: promise,
      covers: ['CHAT-FMT-003'],
      ...obeys('plain', editText),
    },
    'obeyed-streamed': {
      should:
        'The joined text of a stream under a strict json_schema that ends with stop is JSON that is valid against it.',
      cite: promise,
      covers: ['CHAT-FMT-004'],
      ...obeys('streamed', editStreamedText),
    },
  },
} satisfies Suite<BothForms>;
