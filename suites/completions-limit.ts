import { schema } from '../src/check/cite.ts';
import { finding } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import type { JsonObject } from '../src/spec/json.ts';
import type { ChatStream } from '../src/transport/chat-stream.ts';
import { limitOf, type Completion } from '../src/transport/completion.ts';
import type { Fault } from '../src/transport/fault.ts';
import { messagesOf } from './chunks.ts';
import { wantsStream } from './exchanges.ts';
import { isCut } from './limit.ts';
import { limit } from './probes/completions.ts';
import { editTextChoices } from './text-exchanges.ts';

type Views = { ample: Completion; brief: Completion; streamed: ChatStream };

const reason = schema(
  '#/components/schemas/CreateCompletionResponse/properties/choices/items/properties/finish_reason',
);
const ample = (view: Views) => view.ample.choices[0]?.content ?? '';
const brief = (view: Views) => view.brief.choices[0]?.content ?? '';
const streamed = (view: Views) => messagesOf(view.streamed)[0]?.content ?? '';

export default {
  id: 'completions-limit',
  title: 'Text completions: the token limit, in both forms',
  profile: 'completions',
  over: limit,
  checks: {
    'cut-is-length': {
      must: 'A whole text that the token limit cut has finish_reason length.',
      cite: reason,
      covers: ['CMPL-011'],
      persistent: true,
      when: (view) => isCut(brief(view), ample(view), view.brief.request),
      *find(view) {
        if (view.brief.choices[0]?.finishReason === 'stop')
          yield finding('/brief/choices/0/finish_reason', 'length', 'stop');
      },
      fault: endingWithStop(false),
    },
    'cut-stream-is-length': {
      must: 'A streamed text that the token limit cut has finish_reason length.',
      cite: reason,
      covers: ['CMPL-011'],
      persistent: true,
      when: (view) => isCut(streamed(view), ample(view), view.streamed.request),
      *find(view) {
        const last = messagesOf(view.streamed)[0]?.finishReasons.at(-1);
        if (last?.value === 'stop')
          yield finding(`/streamed/events/${last.event}/choices/0/finish_reason`, 'length', 'stop');
      },
      fault: endingWithStop(true),
    },
  },
} satisfies Suite<Views>;

function endingWithStop(inStream: boolean): Fault {
  const stopped = (choice: JsonObject) =>
    choice['finish_reason'] === 'length' ? { ...choice, finish_reason: 'stop' } : choice;
  return editTextChoices((choice, request) =>
    limitOf(request) === 1 && wantsStream(request) === inStream ? stopped(choice) : choice,
  );
}
