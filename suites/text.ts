import { isObject, type JsonObject } from '../src/spec/json.ts';
import { editChunks, put } from '../src/transport/edits.ts';
import type { Fault } from '../src/transport/fault.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import { editCompletion } from './exchanges.ts';

/** Reasoning that a model writes into its text is no part of the answer, and engines do not stop in it (LEG-94). */
export function visible(text: string): string {
  return text.replaceAll(/<think>[^]*?(?:<\/think>|$)/g, '');
}

type EditText = (text: string, request: Request) => string;

/** Whether nothing else of an answer spells its text out. */
const isTextAlone = (request: Request) => bodyObject(request)['logprobs'] !== true;

/** Another text of the first choice of a whole completion. */
export function editText(edit: EditText): Fault {
  return editCompletion((json, request) => {
    const [choice] = json['choices'] as JsonObject[];
    const message = choice?.['message'];
    const content = isObject(message) ? message['content'] : undefined;
    return typeof content === 'string' && isTextAlone(request)
      ? put(json, '/choices/0/message/content', edit(content, request))
      : undefined;
  });
}

/** Another text of the first choices of a stream: all of it moves into the first delta that has any. */
export function editStreamedText(edit: EditText): Fault {
  return editChunks((chunks, request) => {
    if (!isTextAlone(request)) return chunks;
    const pieces = chunks.map(({ json }) => pieceOf(json));
    const first = pieces.findIndex((piece) => piece !== '');
    const text = edit(pieces.join(''), request);
    return chunks.map((one, i) =>
      pieces[i] === '' ? one : { ...one, json: put(one.json, '/choices/0/delta/content', i === first ? text : '') },
    );
  });
}

function pieceOf({ choices }: JsonObject): string {
  const [choice] = Array.isArray(choices) ? choices : [];
  const delta = isObject(choice) ? choice['delta'] : undefined;
  const content = isObject(delta) ? delta['content'] : undefined;
  return typeof content === 'string' ? content : '';
}
