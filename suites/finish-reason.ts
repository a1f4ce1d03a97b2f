import { observed, prose, schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { isObject } from '../src/spec/json.ts';
import { limitOf } from '../src/transport/completion.ts';
import { readJson } from '../src/transport/json-text.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import { editFinish, everyAnswer, type Answer, type AnsweredChoice } from './answer.ts';
import { choicesOf, offersTools } from './exchanges.ts';

const reason = '#/components/schemas/CreateChatCompletionResponse/properties/choices/items/properties/finish_reason';
const meaning = schema(reason);

const isAuto = (request: Request) => {
  const { tool_choice: choice, tools } = bodyObject(request);
  return Array.isArray(tools) && (choice === undefined || choice === null || choice === 'auto');
};
const isForced = (request: Request) => isObject(bodyObject(request)['tool_choice']);
const calling = ({ choices }: Answer) => choices.filter(({ calls }) => calls.length > 0);
const isCutCall = ({ calls }: AnsweredChoice) =>
  calls.some(({ arguments: text }) => text !== '' && readJson(text).error !== undefined);

/** Completion tokens, where they are told and belong to one choice. */
function tokensOf({ usage, request }: Answer): number | undefined {
  const tokens = usage?.counts['completion_tokens'];
  return typeof tokens === 'number' && choicesOf(request) === 1 ? tokens : undefined;
}

/** Whether the answer falls far short of its limit, of which a few tokens may be used for what is not seen (LEG-92). */
const fallsShort = (view: Answer) => {
  const limit = limitOf(view.request);
  const tokens = tokensOf(view);
  return limit !== undefined && limit >= 16 && tokens !== undefined && tokens > 0 && tokens < limit / 2;
};

export default {
  id: 'finish-reason',
  title: 'finish_reason: why a choice ended, in either form',
  profile: 'core',
  over: everyAnswer,
  checks: {
    'length-means-the-limit': {
      must: 'finish_reason is length only where the token limit of the request was reached, not where the answer ended far below it.',
      cite: meaning,
      covers: ['CHAT-FIN-004', 'CHAT-FIN-018'],
      persistent: true,
      when: fallsShort,
      *find(view) {
        for (const { at, finishReason } of view.choices)
          if (finishReason === 'length')
            yield finding(
              `${at}/finish_reason`,
              words(`another than length: ${tokensOf(view)} of ${limitOf(view.request)} tokens were used`),
              'length',
            );
      },
      fault: editFinish((choice) => ({ ...choice, finish_reason: 'length' })),
    },
    'length-is-the-limit': {
      should: 'Where finish_reason is length, completion_tokens equals the limit of the request, give or take one.',
      cite: meaning,
      covers: ['CHAT-FIN-003'],
      when: (view) => tokensOf(view) !== undefined && limitOf(view.request) !== undefined && !fallsShort(view),
      *find(view) {
        const limit = limitOf(view.request)!;
        const tokens = tokensOf(view)!;
        for (const { at, finishReason } of view.choices)
          if (finishReason === 'length' && tokens < limit - 1)
            yield finding(`${at}/finish_reason`, words(`length at ${limit} tokens`), words(`length at ${tokens}`));
      },
      fault: editFinish((choice) => ({ ...choice, finish_reason: 'length' })),
    },
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
      fault: editFinish((choice, request) =>
        offersTools(request) ? { ...choice, finish_reason: 'tool_calls' } : choice,
      ),
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
      fault: editFinish((choice, request) =>
        Array.isArray(bodyObject(request)['tools']) ? { ...choice, finish_reason: 'function_call' } : choice,
      ),
      also: ['finish-reason/called-tool'],
    },
    'no-tools-no-calls': {
      must: 'Where no tools were offered none is called: finish_reason is neither tool_calls nor function_call, and tool_calls has no entry.',
      cite: schema('#/components/schemas/ChatCompletionToolChoiceOption'),
      covers: ['CHAT-FIN-012'],
      when: ({ request }) => !offersTools(request),
      *find({ choices }) {
        for (const { at, finishReason, calls } of choices) {
          if (finishReason === 'tool_calls' || finishReason === 'function_call')
            yield finding(`${at}/finish_reason`, words('stop, length or content_filter'), finishReason);
          if (calls.length > 0) yield finding(at, words('no tool call'), calls[0]);
        }
      },
      fault: editFinish((choice, request) =>
        offersTools(request) ? choice : { ...choice, finish_reason: 'tool_calls' },
      ),
    },
    'called-tool': {
      must: 'Under tool_choice auto an answer that calls a tool and was not cut ends with tool_calls.',
      cite: meaning,
      covers: ['CHAT-FIN-008', 'CHAT-STREAM-031'],
      when: (view) => isAuto(view.request) && calling(view).length > 0,
      *find(view) {
        for (const { at, finishReason } of calling(view))
          if (finishReason === 'stop' || finishReason === 'function_call')
            yield finding(`${at}/finish_reason`, 'tool_calls', finishReason);
      },
      fault: editFinish((choice, request) => (isAuto(request) ? { ...choice, finish_reason: 'stop' } : choice)),
    },
    'forced-tool': {
      should: 'A forced call that was not cut ends with stop or tool_calls.',
      cite: observed('OpenAI answers stop for a forced function; several engines answer tool_calls'),
      covers: ['CHAT-FIN-009'],
      when: (view) => isForced(view.request) && calling(view).some((choice) => !isCutCall(choice)),
      *find(view) {
        for (const { at, finishReason } of calling(view))
          if (finishReason === 'content_filter' || finishReason === 'function_call')
            yield finding(`${at}/finish_reason`, words('stop or tool_calls'), finishReason);
      },
      fault: editFinish((choice, request) =>
        isForced(request) ? { ...choice, finish_reason: 'content_filter' } : choice,
      ),
    },
    'cut-call': {
      must: 'A tool call whose arguments the token limit cut ends with length: a client would run it otherwise.',
      cite: prose('chat completion object, finish_reason', 'length where the limit of the request was reached'),
      covers: ['CHAT-FIN-016'],
      when: (view) => (tokensOf(view) ?? -1) >= (limitOf(view.request) ?? Infinity) && view.choices.some(isCutCall),
      *find({ choices }) {
        for (const choice of choices.filter(isCutCall))
          if (choice.finishReason !== 'length')
            yield finding(`${choice.at}/finish_reason`, 'length', choice.finishReason);
      },
      fault: editFinish((choice, request) => (isForced(request) ? { ...choice, finish_reason: 'tool_calls' } : choice)),
    },
  },
} satisfies Suite<Answer>;
