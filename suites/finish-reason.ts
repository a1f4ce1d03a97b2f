import { prose, schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { limitOf } from '../src/transport/completion.ts';
import { put, when, without } from '../src/transport/edits.ts';
import type { Fault } from '../src/transport/fault.ts';
import { readJson } from '../src/transport/json-text.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import { editFinish, everyAnswer, readAnswer, type Answer, type AnsweredChoice } from './answer.ts';
import { choicesOf, editCompletion, offersTools } from './exchanges.ts';

const reason = '#/components/schemas/CreateChatCompletionResponse/properties/choices/items/properties/finish_reason';
const meaning = schema(reason);

const isAuto = (request: Request) => {
  const { tool_choice: choice, tools } = bodyObject(request);
  return Array.isArray(tools) && (choice === undefined || choice === null || choice === 'auto');
};
const calling = ({ choices }: Answer) => choices.filter(({ calls }) => calls.length > 0);
const isCutCall = ({ calls }: AnsweredChoice) =>
  calls.some(({ arguments: text }) => text !== '' && readJson(text).error !== undefined);

/** Completion tokens, where they are told and belong to one choice. */
function tokensOf({ usage, request }: Answer): number | undefined {
  const { prompt_tokens: prompt, completion_tokens: tokens, total_tokens: total } = usage?.counts ?? {};
  // Where the sum is wrong, hidden reasoning may have used the limit up.
  if (typeof tokens !== 'number' || total !== Number(prompt) + tokens) return undefined;
  return choicesOf(request) === 1 ? tokens : undefined;
}

/** Whether nothing but the model or the limit can have ended the answer. */
const isFree = ({ request, choices }: Answer) =>
  bodyObject(request)['stop'] === undefined &&
  (!offersTools(request) || choices.every((choice) => choice.calls.length > 0 && !isCutCall(choice)));

const call = { id: 'call_unasked', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Paris"}' } };

/**
 * Whether the answer falls far short of its limit, of which a few tokens may be used for what is not seen (LEG-92);
 * where nothing is seen at all, thoughts may have used it up (LEG-52).
 */
const fallsShort = (view: Answer) => {
  const limit = limitOf(view.request);
  const tokens = tokensOf(view);
  const seen = view.choices.every(({ silent, calls }) => !silent || calls.length > 0);
  return limit !== undefined && limit >= 16 && tokens !== undefined && tokens > 0 && tokens < limit / 2 && seen;
};

/** Whether it falls short of it by more than a token, but not far. */
const fallsOneShort = (view: Answer) => {
  const limit = limitOf(view.request);
  const tokens = tokensOf(view);
  return limit !== undefined && tokens !== undefined && tokens < limit - 1 && !fallsShort(view);
};

const callsNothing = (view: Answer) => Array.isArray(bodyObject(view.request)['tools']) && calling(view).length === 0;
const wasCut = (view: Answer) =>
  (tokensOf(view) ?? -1) >= (limitOf(view.request) ?? Infinity) && view.choices.some(isCutCall);

/** A fault that gives another finish_reason to answers of one kind. */
function finishingWith(reason: string, holds: (view: Answer) => boolean): Fault {
  return when(
    (reply, request) => everyAnswer.where({ request, reply }) && holds(readAnswer({ request, reply })),
    editFinish((choice) => ({ ...choice, finish_reason: reason })),
  );
}

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
      when: (view) => isFree(view) && fallsShort(view),
      *find(view) {
        for (const { at, finishReason } of view.choices)
          if (finishReason === 'length')
            yield finding(
              `${at}/finish_reason`,
              words(`another than length: ${tokensOf(view)} of ${limitOf(view.request)} tokens were used`),
              'length',
            );
      },
      fault: finishingWith('length', (view) => isFree(view) && fallsShort(view)),
    },
    'length-is-the-limit': {
      should: 'Where finish_reason is length, completion_tokens equals the limit of the request, give or take one.',
      cite: meaning,
      covers: ['CHAT-FIN-003'],
      when: (view) => isFree(view) && fallsOneShort(view),
      *find(view) {
        for (const { at, finishReason } of view.choices)
          if (finishReason === 'length')
            yield finding(
              `${at}/finish_reason`,
              words(`length at ${limitOf(view.request)} tokens`),
              words(`length at ${tokensOf(view)}`),
            );
      },
      fault: finishingWith('length', (view) => isFree(view) && fallsOneShort(view)),
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
      fault: finishingWith('tool_calls', ({ request }) => !offersTools(request)),
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
