import { observed } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import type { Completion } from '../src/transport/completion.ts';
import { inTurn, when } from '../src/transport/edits.ts';
import { isOk } from '../src/transport/guards.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import { isAnswer, isRefusal } from '../src/transport/status.ts';
import { answeredAnyway } from './answered-anyway.ts';
import { readJsonAnswer } from './json-answer.ts';
import { misfits, schemaOf } from './json-schema.ts';
import { userSchemas } from './probes/formats.ts';
import { editText } from './text.ts';

type Views = { reply: Completion };

const isMistaken = ({ intent }: Request) => intent === 'invalid';
const isNonsense = (request: Request) => JSON.stringify(schemaOf(request) ?? {}).includes('"nonsense"');
const isOfZoo = (request: Request) =>
  /"plate"|"hue"|"child"/.test(JSON.stringify(schemaOf(request) ?? {})) && bodyObject(request)['stream'] !== true;

export default {
  id: 'user-schemas',
  title: 'Schemas that a server may not be able to follow',
  profile: 'structured-outputs',
  over: userSchemas,
  checks: {
    'obeyed-or-declined': {
      should:
        'A strict schema with a pattern, with oneOf and not, or with a reference to itself is obeyed or declined in a 4xx, and not passed over.',
      cite: observed('OpenAI declines with 400 what its structured outputs do not support'),
      covers: ['CHAT-FMT-007'],
      when: ({ reply }) =>
        !isMistaken(reply.request) &&
        (isRefusal(reply.status) || (isOk(reply.reply) && readJsonAnswer(reply)?.ended === true)),
      *find({ reply }) {
        if (isOk(reply.reply)) yield* misfits(readJsonAnswer(reply), reply.request, '/reply');
      },
      fault: when(
        (_, request) => isOfZoo(request),
        inTurn(
          answeredAnyway,
          editText(() => 'Hello.'),
        ),
      ),
    },
    'invalid-is-declined': {
      should: 'A schema that is no JSON Schema is declined in a 4xx.',
      cite: observed('OpenAI answers 400 and names response_format'),
      covers: ['CHAT-FMT-005'],
      when: ({ reply }) => isMistaken(reply.request) && isAnswer(reply.status) && reply.status < 500,
      *find({ reply }) {
        if (isOk(reply.reply)) yield finding('/reply/status', words('4xx'), reply.status);
      },
      fault: when((_, request) => isNonsense(request), answeredAnyway),
    },
  },
} satisfies Suite<Views>;
