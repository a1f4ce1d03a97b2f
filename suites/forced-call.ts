import { observed } from '../src/check/cite.ts';
import { finding } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import type { ChatStream } from '../src/transport/chat-stream.ts';
import type { Completion } from '../src/transport/completion.ts';
import { when } from '../src/transport/edits.ts';
import { isStream } from '../src/transport/guards.ts';
import { readJson } from '../src/transport/json-text.ts';
import { bodyObject } from '../src/transport/request.ts';
import { editFinish, readAnswer, type AnsweredChoice } from './answer.ts';
import { forcedCall } from './probes/tools.ts';
import { isObject } from '../src/spec/json.ts';

type Views = { plain: Completion; streamed: ChatStream };

const choicesOf = ({ plain, streamed }: Views) => [plain, streamed].map((view) => readAnswer(view).choices[0]);
const isWhole = (choice: AnsweredChoice | undefined) =>
  choice !== undefined &&
  choice.calls.length > 0 &&
  choice.calls.every(({ arguments: text }) => readJson(text).error === undefined);

export default {
  id: 'forced-call',
  title: 'A function that the request forces',
  profile: 'tools',
  over: forcedCall,
  checks: {
    'same-finish-reason': {
      should:
        'A forced call that was not cut ends with stop or with tool_calls, and for the same reason streamed and not.',
      cite: observed('OpenAI answers stop for a forced function, several engines tool_calls'),
      covers: ['CHAT-FIN-009'],
      when: (view) =>
        choicesOf(view).every(isWhole) &&
        choicesOf(view).every((choice) => choice?.finishReason === 'stop' || choice?.finishReason === 'tool_calls'),
      *find(view) {
        const [plain, streamed] = choicesOf(view);
        if (plain!.finishReason !== streamed!.finishReason)
          yield finding(`/streamed${streamed!.at}/finish_reason`, plain!.finishReason, streamed!.finishReason);
      },
      fault: when(
        (reply, request) =>
          isStream(reply) &&
          isObject(bodyObject(request)['tool_choice']) &&
          isWhole(readAnswer({ request, reply }).choices[0]),
        editFinish((choice) => ({
          ...choice,
          finish_reason: choice['finish_reason'] === 'stop' ? 'tool_calls' : 'stop',
        })),
      ),
    },
  },
} satisfies Suite<Views>;
