import { prose, schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { bodyObject } from '../src/transport/request.ts';
import { everyAnswer, finishingWith, isCutCall, isSpent, type Answer } from './answer.ts';
import * as has from './capabilities.ts';
import { offersTools } from './exchanges.ts';
import { forcedCall, toolCall } from './probes/tools.ts';
import { isAuto } from './tools-of.ts';

const meaning = schema(
  '#/components/schemas/CreateChatCompletionResponse/properties/choices/items/properties/finish_reason',
);

const calling = ({ choices }: Answer) => choices.filter(({ calls }) => calls.length > 0);

const callsNothing = (view: Answer) => Array.isArray(bodyObject(view.request)['tools']) && calling(view).length === 0;
const wasCut = (view: Answer) => isSpent(view) && view.choices.some(isCutCall);

export default {
  id: 'finish-reason-calls',
  title: 'finish_reason where tools are offered, in either form',
  profile: 'tools',
  over: {
    ...everyAnswer,
    where: (exchange) => offersTools(exchange.request) && everyAnswer.where(exchange),
    probes: [toolCall, forcedCall],
    asks: [has.tools, has.functions],
  },
  checks: {
    'tool-calls-has-calls': {
      must: 'finish_reason is tool_calls only where the message calls a tool.',
      cite: meaning,
      covers: ['CHAT-FIN-010'],
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
          if (finishReason === 'function_call' && (!functionCall || !offered))
            yield finding(`${at}/finish_reason`, words('another reason'), 'function_call');
      },
      fault: finishingWith('function_call', callsNothing),
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
