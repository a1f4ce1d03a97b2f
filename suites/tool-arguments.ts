import { prose, schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { departures } from '../src/schema/given.ts';
import { at as valueAt, isObject, type Json, type JsonObject } from '../src/spec/json.ts';
import { editChunks, inTurn, put, when } from '../src/transport/edits.ts';
import type { Fault } from '../src/transport/fault.ts';
import { readJson } from '../src/transport/json-text.ts';
import type { Request } from '../src/transport/request.ts';
import { everyAnswer, isCutCall, isSpent, readAnswer, type Answer } from './answer.ts';
import * as has from './capabilities.ts';
import { editCompletion, offersTools } from './exchanges.ts';
import { forcedCall, toolCall, toolChoice } from './probes/tools.ts';
import { toolsOf } from './tools-of.ts';

const text = '#/components/schemas/ChatCompletionMessageToolCall/properties/function/properties/arguments';

type Called = {
  at: string;
  text: string;
  value: Json | undefined;
  parameters: JsonObject;
  strict: boolean;
};

/** Calls of declared functions that nothing cut, with what their arguments mean. */
function callsIn(view: Answer): readonly Called[] {
  const declared = toolsOf(view.request);
  if (isSpent(view)) return [];
  return view.choices
    .filter(({ finishReason }) => finishReason === 'stop' || finishReason === 'tool_calls')
    .flatMap(({ at, calls }) =>
      calls.flatMap(({ name, arguments: said }) => {
        const tool = declared.get(name);
        return tool ? [{ at, text: said, value: valueOf(said, tool.parameters), ...tool }] : [];
      }),
    );
}

/** No arguments are as good as an empty object where none is required. */
function valueOf(said: string, { required }: JsonObject): Json | undefined {
  if (said === '' && !(Array.isArray(required) && required.length > 0)) return {};
  return readJson(said).value;
}

const loose = (view: Answer) => callsIn(view).filter(({ strict }) => !strict);
/** By the prose a schema holds for one call, and not for calls in parallel. */
const exact = (view: Answer) =>
  view.choices.some(({ calls }) => calls.length > 1) ? [] : callsIn(view).filter(({ strict }) => strict);

function* misfits({ at, value, parameters }: Called) {
  for (const { at: where, expected, actual } of departures(value, parameters))
    yield finding(at, words(`arguments${where} ${expected}`), actual);
}

export default {
  id: 'tool-arguments',
  title: "Arguments of tool calls against the tool's own schema, in either form",
  profile: 'tools',
  over: {
    ...everyAnswer,
    where: (exchange) =>
      offersTools(exchange.request) &&
      everyAnswer.where(exchange) &&
      everyAnswer.read(exchange).choices.some(({ calls }) => calls.length > 0),
    probes: [toolCall, forcedCall, toolChoice],
    asks: [has.tools, has.namedTool, has.anyTool, has.strictTool],
  },
  checks: {
    json: {
      // Models break it now and then; what an endpoint breaks it breaks every time.
      persistent: true,
      should: 'The arguments of a call that was not cut are the text of a JSON object.',
      cite: schema(text),
      covers: ['CHAT-TOOL-003', 'CHAT-STREAM-029'],
      *find(view) {
        for (const { at, value, text: said } of loose(view))
          if (!isObject(value)) yield finding(at, words('a JSON object in the arguments'), said);
      },
      fault: arguing('{"city": "Par', (request) => !isStrict(request)),
    },
    fit: {
      may: 'The arguments of a call that was not cut are valid against the parameters that the function declares.',
      cite: schema('#/components/schemas/FunctionObject/properties/parameters'),
      covers: ['CHAT-TOOL-004'],
      *find(view) {
        for (const call of loose(view)) if (isObject(call.value)) yield* misfits(call);
      },
      fault: arguing('{"town":"Paris"}', (request) => !isStrict(request)),
    },
    strict: {
      must: 'Where a strict function is accepted, the arguments of a single call that was not cut are JSON and valid against its parameters.',
      cite: prose('function calling, strict', 'the arguments follow the declared schema exactly'),
      covers: ['CHAT-TOOL-012'],
      *find(view) {
        for (const call of exact(view)) {
          if (call.value === undefined) yield finding(call.at, words('JSON in the arguments'), call.text);
          else yield* misfits(call);
        }
      },
      fault: arguing('{"code":"apple"}', isStrict),
    },
  },
} satisfies Suite<Answer>;

function isStrict(request: Request): boolean {
  return [...toolsOf(request).values()].some(({ strict }) => strict);
}

/** A fault that gives the first call of an answer other arguments, where nothing cut it. */
function arguing(said: string, concerns: (request: Request) => boolean): Fault {
  return when(
    (reply, request) => concerns(request) && isSettled({ request, reply }),
    inTurn(
      editCompletion((json) => put(json, `/choices/0/message${first}`, said)),
      editChunks((chunks) => {
        const pieces = chunks.map(({ json }) => pieceOf(json));
        const begun = pieces.find((piece) => piece.text !== '');
        return chunks.map((one, i) => {
          const { index, text: piece } = pieces[i]!;
          if (piece === '' || index !== begun?.index) return one;
          return { ...one, json: put(one.json, `/choices/0/delta${first}`, pieces[i] === begun ? said : '') };
        });
      }),
    ),
  );
}

const first = '/tool_calls/0/function/arguments';

/** What a chunk adds to the arguments of its first call. */
function pieceOf(json: JsonObject): { index: Json | undefined; text: string } {
  const piece = valueAt(json, `/choices/0/delta${first}`);
  return { index: valueAt(json, '/choices/0/delta/tool_calls/0/index'), text: typeof piece === 'string' ? piece : '' };
}

function isSettled(exchange: Parameters<typeof readAnswer>[0]): boolean {
  if (!everyAnswer.where(exchange)) return false;
  const view = readAnswer(exchange);
  return !isSpent(view) && !view.choices.some(isCutCall);
}
