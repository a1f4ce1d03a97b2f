import type { AnyProbe, Probe } from '../../src/check/probe.ts';
import type { Contract, Operation } from '../../src/schema/contract.ts';
import { isObject, type Json, type JsonObject } from '../../src/spec/json.ts';
import { isOk } from '../../src/transport/guards.ts';
import { readJsonReply, type JsonReply } from '../../src/transport/json-reply.ts';
import { described, namesIn, type Ids } from '../requests/described.ts';
import { isItemOf, othersIn } from './others.ts';

/** Requests that all the probes below send together at most. */
const mostRequests = 60;

/** Things below one collection that one conversation asks for. */
const mostBelow = 5;

/**
 * A probe for each collection: the list, what lies below it under an id that the list has, and once an id that nobody
 * has. Only GET, which changes nothing (RFC 9110 §9.2.1). Lists come first; what is over the limit is left out.
 */
export function readingProbes(contract: Contract): AnyProbe[] {
  return familiesOf(contract).map(probeOf);
}

/** How many operations can be read, and how many of them are. */
export function readOf(contract: Contract): { described: number; sent: number; limit: number } {
  const reading = readingIn(contract);
  const asked = new Set(familiesOf(contract).flatMap(({ list, below }) => (list ? [list, ...below] : below)));
  return { described: reading.length, sent: reading.filter((one) => asked.has(one)).length, limit: mostRequests };
}

const readingIn = (contract: Contract) => othersIn(contract).filter(({ method }) => method === 'GET');

function familiesOf(contract: Contract): readonly Family[] {
  let families: Family[] = [];
  for (const operation of readingIn(contract).sort((a, b) => namesIn(a.path).length - namesIn(b.path).length)) {
    const grown = withOne(families, operation, contract);
    const requests = grown.reduce((sum, family) => sum + requestsOf(family), 0);
    if (requests <= mostRequests) families = grown;
  }
  return families;
}

/** A list, where the document has one, and operations on what it lists. */
type Family = { root: string; part: number; list: Operation | undefined; below: readonly Operation[] };

function withOne(families: readonly Family[], operation: Operation, contract: Contract): Family[] {
  const [root = ''] = operation.path.split('/{', 1);
  const own = root === operation.path;
  const place = families.findLastIndex((family) => family.root === root);
  const last = families[place];
  if (!own && last && last.below.length < mostBelow)
    return families.with(place, { ...last, below: [...last.below, operation] });
  const list = contract.operations.find(({ method, path }) => method === 'GET' && path === root);
  const part = last ? last.part + 1 : 1;
  return [...families, { root, part, list, below: own ? [] : [operation] }];
}

function requestsOf({ list, below }: Family): number {
  return (list ? 1 : 0) + below.length + (hasItems({ list, below }) ? 1 : 0);
}

const hasItems = ({ list, below }: Pick<Family, 'list' | 'below'>) =>
  list !== undefined && below.some(({ path }) => isItemOf(path, list.path));

type Views = { reply: JsonReply };

function probeOf(family: Family): AnyProbe {
  const { root, part, list, below } = family;
  return {
    id: `GET ${root}${part === 1 ? '' : ` (${part})`}`,
    needs: [],
    atMost: { requests: requestsOf(family), tokens: 0 },
    cases: () => ({ always: [family] }),
    async converse(send) {
      const listed = list && readJsonReply(await send('reply', described(list, new Map(), 'optional')));
      // What has no list to be seen in is asked for all the same; what is below one that is not offered, is not.
      if (listed && !isOk(listed.reply)) return;
      await descend(below, root, listed, (operation, ids) => send('reply', described(operation, ids, 'optional')));
      const item = list && below.find(({ path }) => isItemOf(path, list.path));
      if (item) await send('reply', described(item, new Map(), 'invalid'));
    },
    read: { reply: readJsonReply },
    answers: () => true,
  } satisfies Probe<Views, Family>;
}

/** Asks for each, with the ids that were listed above it. */
async function descend(
  below: readonly Operation[],
  root: string,
  listed: JsonReply | undefined,
  ask: (operation: Operation, ids: Ids) => ReturnType<Parameters<Probe<Views>['converse']>[0]>,
): Promise<void> {
  const lists = new Map<string, JsonReply>(listed ? [[root, listed]] : []);
  for (const operation of below) {
    const ids = new Map<string, string>();
    for (const name of namesIn(operation.path)) {
      const [collection = ''] = operation.path.split(`/{${name}}`, 1);
      const id = firstId(lists.get(collection)?.body, name);
      if (id !== undefined) ids.set(name, id);
    }
    lists.set(operation.path, readJsonReply(await ask(operation, ids)));
  }
}

/** What the first entry of a list is called: by the name of the parameter, or by `id`. */
function firstId(body: Json | undefined, parameter: string): string | undefined {
  const [first] = entriesOf(body);
  if (typeof first === 'string') return first;
  if (!isObject(first)) return undefined;
  const id = first[parameter] ?? first['id'];
  return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined;
}

function entriesOf(body: Json | undefined): readonly Json[] {
  if (Array.isArray(body)) return body;
  const members: readonly Json[] = isObject(body) ? [(body as JsonObject)['data'] ?? null, ...Object.values(body)] : [];
  return members.find((member): member is readonly Json[] => Array.isArray(member)) ?? [];
}
