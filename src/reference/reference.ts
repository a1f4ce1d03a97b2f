import type { Json, JsonObject } from '../spec/json.ts';
import type { Read, Reply } from '../transport/exchange.ts';
import type { Request } from '../transport/request.ts';
import { complete } from './chat.ts';
import { bodyOf } from './completion.ts';
import {
  envelope,
  invalid,
  type Problem,
  unauthorised,
  unknownModel,
  unknownPath,
  wrongMediaType,
  wrongMethod,
} from './errors.ts';
import { eventsOf, plainFraming } from './framing.ts';
import type { Incoming } from './incoming.ts';
import { plainMind } from './mind.ts';
import { modelEntry, modelIds, modelList, usualModels } from './models.ts';
import { composePersonas, type Persona, type Turn } from './persona.ts';
import { letters, randomOf } from './random.ts';
import { plainRules } from './rules.ts';
import { chunksOf } from './stream.ts';
import { validate } from './validate.ts';

export type ReferenceOptions = {
  persona?: Persona;
  /** The API key to ask for. Default: none is asked for. */
  key?: string;
  /** Ids of the models; the first one answers where a persona has only one. */
  models?: readonly string[];
  /** Milliseconds since 1970. */
  now?: () => number;
  seed?: number;
};

/** A server as a function. `earlier`: the requests it has seen, oldest first. */
export type Reference = (incoming: Incoming, earlier: readonly Request[]) => Reply;

/**
 * A server that conforms to the API for chat completions, models and errors. It never throws. Its replies depend on
 * the options, the request, and how many calls came before; nothing outlives it.
 */
export function createReference(options: ReferenceOptions = {}): Reference {
  const server = serverOf(options);
  let calls = 0;
  return (incoming) => {
    const call = calls++;
    const turn: Turn = { call, random: randomOf(`turn/${server.seed}/${call}`) };
    return answer(incoming, server, turn);
  };
}

type Server = ReturnType<typeof serverOf>;

function serverOf({ persona, key, models = usualModels, now = Date.now, seed = 1 }: ReferenceOptions) {
  const { rules, mind, framing, models: catalogue = {}, edits } = composePersonas(...(persona ? [persona] : []));
  return {
    key,
    now,
    seed,
    ids: modelIds(models, catalogue),
    retrieves: catalogue.retrieve ?? true,
    rules: { ...plainRules, ...rules },
    mind: { ...plainMind, ...mind },
    framing: { ...plainFraming, ...framing },
    edits: edits ?? {},
  };
}

function answer(incoming: Incoming, server: Server, turn: Turn): Reply {
  const { method, path } = incoming;
  const denied = denial(incoming, server) ?? server.edits.refuse?.(turn);
  if (denied) return refused(denied, server, turn);
  if (path === '/chat/completions') {
    return method === 'POST' ? chat(incoming, server, turn) : refused(wrongMethod(method, path, 'POST'), server, turn);
  }
  if (path !== '/models' && !path.startsWith('/models/')) return refused(unknownPath(method, path), server, turn);
  if (method !== 'GET') return refused(wrongMethod(method, path, 'GET'), server, turn);
  return path === '/models' ? listed(server, turn) : retrieved(path, server, turn);
}

function denial({ path, headers }: Incoming, { key, rules }: Server): Problem | undefined {
  const open = rules.keyed === 'nowhere' || (rules.keyed === 'not-for-models' && path.startsWith('/models'));
  if (key === undefined || open) return undefined;
  const presented = headers['authorization'] ?? '';
  if (/^bearer +/i.test(presented) && presented.replace(/^bearer +/i, '') === key) return undefined;
  return { ...unauthorised(presented !== ''), status: rules.unauthorisedStatus };
}

function chat(incoming: Incoming, server: Server, turn: Turn): Reply {
  const read = parsed(incoming);
  if ('problem' in read) return refused(read.problem, server, turn);
  const valid = validate(read.json, server.rules);
  if ('problem' in valid) return refused(valid.problem, server, turn);
  const { chat } = valid;
  const served = server.ids.includes(chat.model ?? '');
  if (!served && !server.rules.anyModel) return refused(unknownModel(chat.model ?? ''), server, turn);
  const model = served ? chat.model! : (server.ids[0] ?? 'model');
  const completion = complete(chat, {
    mind: server.mind,
    seed: server.seed,
    call: turn.call,
    now: server.now(),
    model,
  });
  if (chat.stream) return streamed(chunksOf(completion, chat.includeUsage), server, turn);
  const body = bodyOf(completion);
  return json(200, server.edits.completion?.(body, turn) ?? body, server, turn);
}

function parsed({ headers, body }: Incoming): { json: Json } | { problem: Problem } {
  const type = (headers['content-type'] ?? 'application/json').split(';')[0]!.trim().toLowerCase();
  if (type !== 'application/json' && !type.endsWith('+json')) return { problem: wrongMediaType(type) };
  try {
    return { json: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as Json };
  } catch {
    return { problem: invalid('The body is not a JSON text in UTF-8.', null, 'invalid_json') };
  }
}

function listed(server: Server, turn: Turn): Reply {
  return json(200, modelList(server.ids.map((id, i) => entry(id, i, server))), server, turn);
}

function retrieved(path: string, server: Server, turn: Turn): Reply {
  const id = decoded(path.slice('/models/'.length));
  const i = server.ids.indexOf(id);
  if (!server.retrieves) return refused(unknownPath('GET', '/models/{model}'), server, turn);
  return i < 0 ? refused(unknownModel(id), server, turn) : json(200, entry(id, i, server), server, turn);
}

function entry(id: string, i: number, { edits }: Server): JsonObject {
  const made = modelEntry(id, i);
  return edits.model?.(made) ?? made;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function refused(problem: Problem, server: Server, turn: Turn): Reply {
  const body = envelope(problem);
  return json(problem.status, server.edits.error?.(body, problem) ?? body, server, turn, problem.headers);
}

const headersAt = 3;

function json(status: number, body: JsonObject, server: Server, turn: Turn, extra: Problem['headers'] = {}): Reply {
  const at = headersAt + (status === 200 ? server.mind.delay : 0);
  const headers = { 'content-type': 'application/json', ...extra, ...common(server, turn) };
  return {
    status,
    headers: server.edits.headers?.(headers, turn) ?? headers,
    headersAt: at,
    reads: [{ at: at + 1, bytes: Buffer.from(JSON.stringify(body), 'utf8') }],
    end: { how: 'complete', at: at + 2 },
  };
}

function streamed(made: readonly JsonObject[], server: Server, turn: Turn): Reply {
  const { edits, framing, mind } = server;
  const events = eventsOf(edits.chunks?.(made, turn) ?? made, framing);
  const whole: Read[] = events.map((bytes, i) => ({ at: headersAt + mind.delay + 2 * (i + 1), bytes }));
  const reads = edits.reads?.(whole, turn) ?? whole;
  const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', ...common(server, turn) };
  return {
    status: 200,
    headers: edits.headers?.(headers, turn) ?? headers,
    headersAt,
    reads,
    end: { how: 'complete', at: (reads.at(-1)?.at ?? headersAt) + 1 },
  };
}

function common({ seed }: Server, { call }: Turn): { [name: string]: string } {
  return { 'x-request-id': `req_${letters(randomOf(`request/${seed}/${call}`), 24)}` };
}
