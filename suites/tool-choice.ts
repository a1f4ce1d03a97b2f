import { observed, schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { at as valueAt, isObject } from '../src/spec/json.ts';
import { editBody, put, when, without } from '../src/transport/edits.ts';
import type { Fault } from '../src/transport/fault.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import { visible } from './text.ts';
import { everyAnswer, type Answer, type AnsweredChoice } from './answer.ts';
import * as has from './capabilities.ts';
import { editCompletion, offersTools } from './exchanges.ts';
import { forcedCall, toolCall, toolChoice } from './probes/tools.ts';
import { allowedNames, forcedName, isAuto, toolsOf } from './tools-of.ts';

const option = schema('#/components/schemas/ChatCompletionToolChoiceOption');
const named = schema('#/components/schemas/ChatCompletionNamedToolChoice');

const chosen = (request: Request) => bodyObject(request)['tool_choice'];
const { name: inherited } = has.builder.function;
/** What was cut, filtered or refused may have lost its calls. */
const isWhole = ({ finishReason }: AnsweredChoice) => finishReason === 'stop' || finishReason === 'tool_calls';
const whole = ({ choices }: Answer) => choices.filter(isWhole);

/** Calls of other functions than these; a name that is missing is a defect of its own. */
function* strangers(choices: readonly AnsweredChoice[], names: readonly string[]) {
  for (const { at, calls } of choices)
    for (const { name } of calls)
      if (name !== '' && !names.includes(name)) yield finding(at, words(`a call of ${names.join(' or ')}`), name);
}

function* silence(choices: readonly AnsweredChoice[], due: string) {
  for (const { at, calls, silent } of choices)
    if (calls.length === 0 && !silent) yield finding(at, words(due), words('no tool call'));
}

/** A fault that calls the functions of an answer by other names. */
const renaming = (from: string, to: string, holds: (request: Request) => boolean): Fault =>
  when(
    (_, request) => holds(request),
    editBody((text) => text.replaceAll(`"${from}"`, `"${to}"`)),
  );

const unasked = {
  id: 'call_unasked',
  type: 'function',
  function: { name: 'get_weather', arguments: '{"city":"Oslo"}' },
};

/** How parsers leave a call in the text that they do not understand: the marks of model families before the call. */
const marks =
  /<tool_calls?>|<\|tool_calls?|\[TOOL_(?:CALLS?|REQUEST)\]|<function=|<\|python_tag\|>|<invoke |functools\[/;

/** The raw call of a declared function in a text, or undefined. */
function rawCall(text: string, request: Request): string | undefined {
  const from = text.search(marks);
  const part = from < 0 ? '' : text.slice(from, from + 200);
  return [...toolsOf(request).keys()].some((name) => part.includes(name)) ? part : undefined;
}

export default {
  id: 'tool-choice',
  title: 'What tool_choice and parallel_tool_calls ask for, in either form',
  profile: 'tools',
  over: {
    ...everyAnswer,
    where: (exchange) => offersTools(exchange.request) && everyAnswer.where(exchange),
    probes: [toolCall, forcedCall, toolChoice],
    asks: [has.tools, has.noTool, has.anyTool, has.namedTool, has.oneCall],
  },
  checks: {
    none: {
      must: 'With tool_choice none no tool is called.',
      cite: option,
      covers: ['CHAT-REQ-023', 'CHAT-FIN-012', 'CHAT-TOOL-007'],
      when: ({ request }) => chosen(request) === 'none',
      *find({ choices }) {
        for (const { at, calls } of choices) if (calls.length > 0) yield finding(at, words('no tool call'), calls[0]);
      },
      fault: when(
        (_, request) => chosen(request) === 'none',
        editCompletion((json) => put(json, '/choices/0/message/tool_calls', [unasked])),
      ),
    },
    required: {
      must: 'With tool_choice required a tool is called, unless the answer was cut, filtered or refused.',
      cite: option,
      covers: ['CHAT-REQ-024', 'CHAT-TOOL-008'],
      persistent: true,
      when: (view) => chosen(view.request) === 'required' && whole(view).length > 0,
      *find(view) {
        yield* silence(whole(view), 'a tool call');
      },
      fault: when((_, request) => chosen(request) === 'required', editCompletion(textInstead)),
    },
    declared: {
      must: 'With tool_choice required only functions that the request declares are called.',
      cite: schema('#/components/schemas/ChatCompletionMessageToolCall/properties/function/properties/name'),
      covers: ['CHAT-TOOL-005'],
      // Models make names up now and then.
      persistent: true,
      when: ({ request }) => chosen(request) === 'required',
      *find({ request, choices }) {
        yield* strangers(choices.filter(isWhole), [...toolsOf(request).keys()]);
      },
      fault: renaming('get_weather', 'get_whether', (request) => chosen(request) === 'required'),
    },
    named: {
      must: 'A function that the request forces is called, and no other, unless the answer was cut, filtered or refused.',
      cite: named,
      covers: ['CHAT-TOOL-009', 'CHAT-TOOL-005'],
      persistent: true,
      when: (view) => ![undefined, inherited].includes(forcedName(view.request)) && whole(view).length > 0,
      *find(view) {
        const name = forcedName(view.request)!;
        yield* silence(whole(view), `a call of ${name}`);
        yield* strangers(whole(view), [name]);
      },
      fault: renaming('get_local_time', 'get_weather', (request) => forcedName(request) === 'get_local_time'),
    },
    'inherited-name': {
      should: 'A function is forced by its name also where every object of a programming language has such a member.',
      cite: schema('#/components/schemas/FunctionObject/properties/name'),
      covers: ['CHAT-TOOL-016'],
      when: (view) => forcedName(view.request) === inherited && whole(view).length > 0,
      *find(view) {
        yield* silence(whole(view), `a call of ${inherited}`);
        yield* strangers(whole(view), [inherited]);
      },
      fault: renaming(inherited, 'maker', (request) => forcedName(request) === inherited),
    },
    'auto-declared': {
      may: 'With tool_choice auto only functions that the request declares are called.',
      cite: schema('#/components/schemas/ChatCompletionMessageToolCall/properties/function/properties/name'),
      covers: ['CHAT-TOOL-005'],
      when: ({ request }) => isAuto(request),
      *find({ request, choices }) {
        yield* strangers(choices, [...toolsOf(request).keys()]);
      },
      fault: renaming('get_weather', 'get_whether', isAuto),
    },
    allowed: {
      may: 'A choice of allowed tools leaves only those to be called.',
      cite: schema('#/components/schemas/ChatCompletionAllowedToolsChoice'),
      covers: ['CHAT-TOOL-015'],
      when: ({ request }) => allowedNames(request) !== undefined,
      *find({ request, choices }) {
        yield* strangers(choices, allowedNames(request)!);
      },
      fault: renaming('get_local_time', 'get_weather', (request) => allowedNames(request) !== undefined),
    },
    'one-call': {
      should: 'With parallel_tool_calls false at most one tool is called.',
      cite: schema('#/components/schemas/ParallelToolCalls'),
      covers: ['CHAT-TOOL-011'],
      when: ({ request }) => bodyObject(request)['parallel_tool_calls'] === false,
      *find({ choices }) {
        for (const { at, calls } of choices)
          if (calls.length > 1) yield finding(at, words('one tool call at most'), words(`${calls.length} of them`));
      },
      fault: when(
        (_, request) => bodyObject(request)['parallel_tool_calls'] === false,
        editCompletion((json) => {
          const first = valueAt(json, '/choices/0/message/tool_calls/0');
          return isObject(first)
            ? put(json, '/choices/0/message/tool_calls', [first, { ...first, id: `${String(first['id'])}x` }])
            : undefined;
        }),
      ),
    },
    'no-raw-call': {
      should:
        'A text does not hold the raw call of a function, in the marks of a model, where a tool call should stand.',
      cite: observed('OpenAI returns calls in tool_calls and never as marked text'),
      covers: ['CHAT-TOOL-018'],
      // A call that the model spoilt is text, and rightly so.
      persistent: true,
      when: ({ request }) => isAuto(request),
      *find(view) {
        for (const { at, calls, content } of whole(view)) {
          const raw = calls.length === 0 ? rawCall(visible(content), view.request) : undefined;
          if (raw !== undefined) yield finding(at, words('a tool call, or text'), raw);
        }
      },
      fault: when((_, request) => isAuto(request), editCompletion(rawInstead)),
    },
  },
} satisfies Suite<Answer>;

type Edited = Parameters<typeof editCompletion>[0];

/** The first choice ends with this text in the place of its calls. */
function saying(json: Parameters<Edited>[0], text: string): ReturnType<Edited> {
  const silent = without(json, '/choices/0/message/tool_calls');
  return put(put(silent, '/choices/0/message/content', text), '/choices/0/finish_reason', 'stop');
}

function textInstead(json: Parameters<Edited>[0]): ReturnType<Edited> {
  return saying(json, 'No.');
}

function rawInstead(json: Parameters<Edited>[0]): ReturnType<Edited> {
  const called = valueAt(json, '/choices/0/message/tool_calls/0/function');
  return called === undefined ? undefined : saying(json, `<tool_call>${JSON.stringify(called)}</tool_call>`);
}
