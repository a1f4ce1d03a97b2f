import { limitOf } from '../../src/transport/completion.ts';
import { inTurn, when } from '../../src/transport/edits.ts';
import { bodyObject, type Request } from '../../src/transport/request.ts';
import { editFinish, editUsage } from '../answer.ts';
import type { Deviations } from '../deviations.ts';
import { refusedWith } from '../refusal.ts';
import { editStreamedText, editText } from '../text.ts';

const asksFor = (member: string) => (_: unknown, request: Request) => bodyObject(request)[member] !== undefined;
const counted = (completion: number) =>
  editUsage((usage) => ({
    ...usage,
    completion_tokens: completion,
    total_tokens: Number(usage['prompt_tokens']) + completion,
  }));

/** Groups 9, 11 and 12 of the catalogue: usage, stop sequences, what a request asks for. */
export const parameters: Deviations = {
  'USG-01': {
    says: 'total_tokens counts reasoning that neither of its parts does.',
    fault: editUsage((usage) => ({ ...usage, total_tokens: Number(usage['total_tokens']) + 405 })),
    caught: ['usage/sum'],
  },
  'USG-02': {
    says: 'completion_tokens leaves out the reasoning that its details tell of.',
    fault: editUsage((usage) => ({ ...usage, completion_tokens_details: { reasoning_tokens: 60 } })),
    caught: ['usage/details'],
  },
  'USG-03': {
    says: 'The usage has the names of another operation: input_tokens and output_tokens.',
    fault: editUsage((usage) => ({
      input_tokens: usage['prompt_tokens'] ?? 0,
      output_tokens: usage['completion_tokens'] ?? 0,
      total_tokens: usage['total_tokens'] ?? 0,
    })),
    caught: ['usage/counters'],
  },
  'USG-08': { says: 'The token limit is not obeyed.', as: 'usage/within-the-limit' },
  'STP-01': { says: 'The text has the stop sequence in it.', as: 'stop/string-is-left-out' },
  'STP-07': { says: 'stop null makes the server fail.', as: 'chat-parameters/nulls' },
  'PRM-01': { says: 'A value of the wrong kind or out of its range is answered 500.', as: 'http/client-error-is-4xx' },
  'PRM-03': {
    says: 'NaN in the body makes the server fail.',
    fault: when((_, { body }) => body !== undefined && 'text' in body && body.text.includes('NaN'), refusedWith(500)),
    caught: ['http/client-error-is-4xx'],
  },
  'PRM-04': {
    says: 'temperature 0 is refused.',
    uncaught:
      'Models that take no temperature refuse it in the same words (LEG-40); the endpoint is then tested without.',
  },
  'PRM-06': {
    says: 'max_completion_tokens is not obeyed.',
    fault: when(asksFor('max_completion_tokens'), counted(4000)),
    caught: ['usage/within-the-limit'],
  },
  'PRM-07': {
    says: 'max_completion_tokens is refused as unknown.',
    uncaught:
      'The newer name is an optional member: a server that knows max_tokens alone declines it cleanly, and is tested with that.',
  },
  'PRM-08': { says: 'null for a member that may be null is answered 500.', as: 'chat-parameters/nulls' },
  'PRM-13': {
    says: 'Every answer is cut at 16 tokens, whatever the limit.',
    fault: when(
      (_, request) =>
        (limitOf(request) ?? 0) > 18 &&
        !asksFor('tools')(_, request) &&
        !asksFor('stop')(_, request) &&
        !asksFor('n')(_, request),
      inTurn(
        editText((text) => text.slice(0, 48)),
        editStreamedText((text) => text.slice(0, 48)),
        editFinish((choice) => ({ ...choice, finish_reason: 'length' })),
        counted(16),
      ),
    ),
    caught: ['finish-reason/length-means-the-limit', 'finish-reason/length-is-the-limit'],
  },
};
