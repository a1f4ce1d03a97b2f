import { isObject, type Json, type JsonObject } from '../spec/json.ts';
import {
  anything,
  byTag,
  byType,
  type Flaw,
  flaw,
  list,
  matching,
  object,
  oneOf,
  orNull,
  type Shape,
  text,
} from './shape.ts';

/** One message of a conversation, reduced to what the model reads. */
export type Message = { role: string; text: string; images: number };

/** A non-empty array of messages of the six roles. */
export const messagesShape: Shape = (value, param) => list(message, 1)(value, param);

export function messagesOf(value: readonly JsonObject[]): Message[] {
  return value.map((message) => ({
    role: String(message['role']),
    text: wellFormed([textOf(message['content']), callsOf(message)].join('')),
    images: imagesIn(message['content']),
  }));
}

const textPart = object({ text }, ['text']);
const url = matching(/^(https?:\/\/[^\s/]+|data:[\w.+-]+\/[\w.+-]+[;,])/i, 'an http(s) URL or a data: URL');
const imagePart = object({ image_url: object({ url, detail: oneOf('auto', 'low', 'high') }, ['url']) }, ['image_url']);
const audioPart = object({ input_audio: object({ data: text, format: oneOf('wav', 'mp3') }, ['data', 'format']) }, [
  'input_audio',
]);
const filePart = object({ file: object({ filename: text, file_data: text, file_id: text }) }, ['file']);
const refusalPart = object({ refusal: text }, ['refusal']);

const textContent = contentOf({ text: textPart });
const userContent = contentOf({ text: textPart, image_url: imagePart, input_audio: audioPart, file: filePart });
const assistantContent = contentOf({ text: textPart, refusal: refusalPart });

const functionCall = object({ name: text, arguments: text }, ['name', 'arguments']);
const toolCall = byTag('type', {
  function: object({ id: text, function: functionCall }, ['id', 'function']),
  custom: object({ id: text, custom: object({ name: text, input: text }, ['name', 'input']) }, ['id', 'custom']),
});

const assistant: Shape = (value, param) => {
  const { content, tool_calls, function_call, refusal, audio } = value as JsonObject;
  const says = [content, tool_calls, function_call, refusal, audio].some(
    (member) => member !== undefined && member !== null,
  );
  if (!says) return flaw(`${param}.content`, 'missing_required_parameter', 'is required where nothing is called');
  return object({
    content: orNull(assistantContent),
    refusal: orNull(text),
    name: text,
    audio: orNull(object({ id: text }, ['id'])),
    tool_calls: list(toolCall),
    function_call: orNull(functionCall),
  })(value, param);
};

const message = byTag('role', {
  developer: object({ content: textContent, name: text }, ['content']),
  system: object({ content: textContent, name: text }, ['content']),
  user: object({ content: userContent, name: text }, ['content']),
  assistant,
  tool: object({ content: textContent, tool_call_id: text }, ['content', 'tool_call_id']),
  function: object({ content: orNull(text), name: text }, ['content', 'name']),
});

function contentOf(parts: { readonly [type: string]: Shape }): Shape {
  return byType({ string: anything, array: list(byTag('type', parts), 1) });
}

/** A tool message answers a call of the assistant message before it; between the two stand only other tool messages. */
export function unpaired(messages: readonly JsonObject[]): Flaw | undefined {
  let open = new Set<Json | undefined>();
  for (const [i, { role, tool_calls, tool_call_id }] of messages.entries()) {
    if (role !== 'tool')
      open = new Set(Array.isArray(tool_calls) ? tool_calls.map((call: JsonObject) => call['id']) : []);
    else if (!open.has(tool_call_id)) {
      return flaw(
        `messages[${i}].tool_call_id`,
        'invalid_value',
        'answers no tool call of the assistant message before it',
      );
    }
  }
  return undefined;
}

function textOf(content: Json | undefined): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part: Json) => (isObject(part) ? String(part['text'] ?? part['refusal'] ?? '') : '')).join('');
}

function callsOf({ tool_calls, function_call }: JsonObject): string {
  const calls = Array.isArray(tool_calls)
    ? tool_calls.map((call: JsonObject) => call['function'] ?? call['custom'])
    : [];
  return [...calls, function_call]
    .map((call) => (isObject(call) ? `${String(call['name'])} ${String(call['arguments'] ?? call['input'])}` : ''))
    .join('');
}

function imagesIn(content: Json | undefined): number {
  return Array.isArray(content) ? content.filter((part) => isObject(part) && part['type'] === 'image_url').length : 0;
}

/** Half a surrogate pair cannot leave in UTF-8: the model reads U+FFFD in its place. */
function wellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
