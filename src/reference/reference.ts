import type { Reply } from '../transport/exchange.ts';
import type { Request } from '../transport/request.ts';
import { longHeaders, type Problem, unauthorised, unknownPath, wrongMethod } from './errors.ts';
import type { Incoming } from './incoming.ts';
import { createChatCompletion } from './operations/chat-completions.ts';
import { createCompletion } from './operations/completions.ts';
import { createEmbedding } from './operations/embeddings.ts';
import { answerDescribed } from './operations/described.ts';
import { createFile, deleteFile, downloadFile, listFiles, retrieveFile } from './operations/files.ts';
import { listModels, retrieveModel } from './operations/models.ts';
import type { Turn } from './persona.ts';
import { randomOf } from './random.ts';
import { refused } from './replies.ts';
import { type ReferenceOptions, type Service, serviceOf } from './service.ts';

/** A server as a function. `earlier`: the requests it has seen, oldest first. */
export type Reference = (incoming: Incoming, earlier: readonly Request[]) => Reply;

type Operation = (incoming: Incoming, service: Service, turn: Turn) => Reply;

/** What is served: paths below the base URL, `*` for whatever stands there, and their methods. */
const paths: { readonly [path: string]: { readonly [method: string]: Operation } } = {
  '/chat/completions': { POST: createChatCompletion },
  '/completions': { POST: createCompletion },
  '/embeddings': { POST: createEmbedding },
  '/files': { GET: listFiles, POST: createFile },
  '/files/*/content': { GET: downloadFile },
  '/files/*': { GET: retrieveFile, DELETE: deleteFile },
  '/models': { GET: listModels },
  '/models/*': { GET: retrieveModel },
};

/**
 * A server that conforms to the API. It never throws. Its replies depend on the options, the request, and the calls
 * that came before; nothing outlives it.
 */
export function createReference(options: ReferenceOptions = {}): Reference {
  const service = serviceOf(options);
  let calls = 0;
  return (incoming) => {
    const call = calls++;
    const turn: Turn = { call, random: randomOf(`turn/${service.seed}/${call}`) };
    return answer(incoming, service, turn);
  };
}

function answer(incoming: Incoming, service: Service, turn: Turn): Reply {
  const { method, path } = incoming;
  if (lengthOf(incoming.headers) > longest) return refused(longHeaders(longest), service, turn);
  const denied = denial(incoming, service) ?? service.edits.refuse?.(turn);
  if (denied) return refused(denied, service, turn);
  const described = answerDescribed(incoming, service, turn);
  if (described) return described;
  const methods = Object.entries(paths).find(([pattern]) => fits(path, pattern))?.[1];
  if (!methods) return refused(unknownPath(method, path), service, turn);
  const operation = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (!operation) return refused(wrongMethod(method, path, Object.keys(methods).join(', ')), service, turn);
  return operation(incoming, service, turn);
}

/** Bytes of a header section that is read. */
const longest = 64 * 1024;

function lengthOf(headers: Incoming['headers']): number {
  return Object.entries(headers).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
}

function fits(path: string, pattern: string): boolean {
  const [before = '', behind] = pattern.split('*');
  return behind === undefined
    ? path === pattern
    : path.length > before.length && path.startsWith(before) && path.endsWith(behind);
}

function denial({ path, headers }: Incoming, { key, rules }: Service): Problem | undefined {
  const open = rules.keyed === 'nowhere' || (rules.keyed === 'not-for-models' && path.startsWith('/models'));
  if (key === undefined || open) return undefined;
  const presented = headers['authorization'] ?? '';
  if (/^bearer +/i.test(presented) && presented.replace(/^bearer +/i, '') === key) return undefined;
  return { ...unauthorised(presented !== ''), status: rules.unauthorisedStatus };
}
