import { prose, schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { limitOf } from '../src/transport/completion.ts';
import { put, when, without } from '../src/transport/edits.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import { everyAnswer, finishingWith, isCutCall, tokensOf, type Answer } from './answer.ts';
import * as has from './capabilities.ts';
import { editCompletion, offersTools } from './exchanges.ts';
import { forcedCall, toolCall } from './probes/optional.ts';

const meaning = schema(
  '#/components/schemas/CreateChatCompletionResponse/properties/choices/items/properties/finish_reason',
);

const isAuto = (request: Request) => {
  const { tool_choice: choice, tools } = bodyObject(request);
  return Array.isArray(tools) && (choice === undefined || choice === null || choice === 'auto');
};
const calling = ({ choices }: Answer) => choices.filter(({ calls }) => calls.length > 0);

const call = { id: 'call_unasked', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Paris"}' } };

const callsNothing = (view: Answer) => Array.isArray(bodyObject(view.request)['tools']) && calling(view).length === 0;
const wasCut = (view: Answer) =>
  (tokensOf(view) ?? -1) >= (limitOf(view.request) ?? Infinity) && view.choices.some(isCutCall);

export default {
  id: 'finish-reason-calls',
  title: 'finish_reason where tools are offered, in either form',
  profile: 'tools',
  over: { ...everyAnswer, probes: [toolCall, forcedCall], asks: [has.tools, has.noTool, has.anyTool] },
  checks: {
    'tool-calls-has-calls': {
      must: 'finish_reason is tool_calls only where the message calls a tool.',
      cite: meaning,
      covers: ['CHAT-FIN-010'],
      when: ({ request }) => offersTools(request),
      *find({ choices }) {
        for (const { at, finishReason, calls } of choices)
          if (finishReason === 'tool_calls' && calls.length === 0)
            yield finding(`${at}/finish_reason`, words('a tool call, or another reason'), 'tool_calls');
      },
      fault: finishingWith('tool_calls', callsNothing),
    },
    'function-call-has-one': {
      must: 'finish_reason is function_call only where the message has a function_call, and functions were offered.',
      cite: meaning,
      covers: ['CHAT-FIN-011'],
      *find({ choices, request }) {
        const offered = Array.isArray(bodyObject(request)['functions']);
        for (const { at, finishReason, functionCall } of choices)
          if (finishReason === 'function_call' && (!functionCall || !offered) && offersTools(request))
            yield finding(`${at}/finish_reason`, words('another reason'), 'function_call');
      },
      fault: finishingWith('function_call', callsNothing),
    },
    'none-means-none': {
      must: 'With tool_choice none no tool is called.',
      cite: schema('#/components/schemas/ChatCompletionToolChoiceOption'),
      covers: ['CHAT-REQ-023', 'CHAT-FIN-012'],
      when: ({ request }) => bodyObject(request)['tool_choice'] === 'none',
      *find(view) {
        for (const { at, calls } of calling(view)) yield finding(at, words('no tool call'), calls[0]);
      },
      fault: when(
        (_, request) => bodyObject(request)['tool_choice'] === 'none',
        editCompletion((json) => put(json, '/choices/0/message/tool_calls', [call])),
      ),
    },
    'required-means-one': {
      should: 'With tool_choice required a tool is called, unless the answer was cut or filtered.',
      cite: schema('#/components/schemas/ChatCompletionToolChoiceOption'),
      covers: ['CHAT-REQ-024'],
      when: ({ request, choices }) =>
        bodyObject(request)['tool_choice'] === 'required' &&
        choices.some(({ finishReason }) => finishReason === 'stop' || finishReason === 'tool_calls'),
      *find({ choices }) {
        for (const { at, calls, finishReason, silent } of choices)
          if (calls.length === 0 && !silent && finishReason === 'stop')
            yield finding(at, words('a tool call'), words('none'));
      },
      fault: when(
        (_, request) => bodyObject(request)['tool_choice'] === 'required',
        editCompletion((json) =>
          put(
            put(without(json, '/choices/0/message/tool_calls'), '/choices/0/message/content', 'No.'),
            '/choices/0/finish_reason',
            'stop',
          ),
        ),
      ),
    },
    'called-tool': {
      must: 'Under tool_choice auto an answer that calls a tool and was not cut ends with tool_calls.',
      cite: meaning,
      covers: ['CHAT-FIN-008', 'CHAT-STREAM-031'],
      when: (view) => isAuto(view.request) && calling(view).length > 0,
      *find(view) {
        for (const { at, finishReason } of calling(view))
          if (finishReason === 'stop') yield finding(`${at}/finish_reason`, 'tool_calls', 'stop');
      },
      fault: finishingWith('stop', (view) => isAuto(view.request) && calling(view).length > 0 && !wasCut(view)),
    },
    'cut-call': {
      must: 'A tool call whose arguments the token limit cut ends with length: a client would run it otherwise.',
      cite: prose('chat completion object, finish_reason', 'length where the limit of the request was reached'),
      covers: ['CHAT-FIN-016'],
      when: wasCut,
      *find({ choices }) {
        for (const choice of choices.filter(isCutCall))
          if (choice.finishReason === 'stop' || choice.finishReason === 'tool_calls')
            yield finding(`${choice.at}/finish_reason`, 'length', choice.finishReason);
      },
      fault: finishingWith('tool_calls', wasCut),
    },
  },
} satisfies Suite<Answer>;
