import { schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { at as valueAt, isObject, type Json } from '../src/spec/json.ts';
import type { Completion } from '../src/transport/completion.ts';
import { when } from '../src/transport/edits.ts';
import { isOk } from '../src/transport/guards.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import { everyRequest } from './acceptance.ts';
import { toolResult, type ResultViews } from './probes/tools.ts';
import { refusedWith } from './refusal.ts';

/** The content beside the calls that a request brings back; undefined where there is none, or no call. */
function contentOf(request: Request): Json | undefined {
  const message = valueAt(bodyObject(request), '/messages/1');
  return isObject(message) && Array.isArray(message['tool_calls']) ? message['content'] : undefined;
}

/** Whether a request holds a call of the endpoint's own. */
function bringsBack(request: Request, { choices }: Completion): boolean {
  const told = JSON.stringify(valueAt(bodyObject(request), '/messages/1') ?? null);
  const ids = (choices[0]?.toolCalls ?? []).flatMap((call) => (isObject(call) ? [call['id']] : []));
  return ids.some((id) => typeof id === 'string' && id !== '' && told.includes(JSON.stringify(id)));
}

/** Content that is empty, or not there, is asked for by other rules. */
const says = (request: Request) => ![undefined, ''].includes(contentOf(request) as string);

export default {
  id: 'tool-result',
  title: 'The result of a tool, behind the message that called it',
  profile: 'tools',
  over: toolResult,
  checks: {
    accepted: {
      must: 'The message with tool calls that the endpoint wrote is accepted back, with content null too, and the results behind it: as it came, or with members of the contract alone.',
      cite: schema('#/components/schemas/ChatCompletionRequestToolMessage'),
      covers: ['CHAT-REQ-007', 'CHAT-TOOL-010'],
      persistent: true,
      // Of a call that cannot go back, such as one that was cut, a foreign one takes the place.
      when: ({ call, answer }) => bringsBack(answer.request, call) && everyRequest.where(answer),
      *find({ answer, other }) {
        for (const [name, { reply, request, status, text }] of Object.entries({ answer, other })) {
          if (name === 'other' && contentOf(request) !== null) continue;
          if (!isOk(reply)) yield finding(`/${name}/status`, words('2xx'), words(`${status} ${text.slice(0, 200)}`));
        }
      },
      fault: when((_, request) => says(request), refusedWith(400)),
    },
  },
} satisfies Suite<ResultViews>;
