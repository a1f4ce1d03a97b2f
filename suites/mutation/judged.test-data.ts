import { levelOf, type Level } from '../../src/check/suite.ts';
import { judge } from '../../src/run/judge.ts';
import type { Conversation, Recorded } from '../../src/run/recording.ts';
import { registry } from '../index.ts';
import { contract, referenceModel, rehearse } from '../rehearsal.test-data.ts';
import { kindOf, mutantsOf, type Mutant } from './mutants.test-data.ts';

/** A mutant and the strongest level under which some check speaks of it; undefined: it survives. */
export type Judged = Mutant & { level: Level | undefined };

/** Judges every mutant of a plain rehearsal, in each conversation that it changes, until a MUST or SHOULD shows it. */
export async function judgedMutants(): Promise<Judged[]> {
  const { recording } = await rehearse({ cases: 0, confirm: 0, exercise: false, model: referenceModel });
  return [...byKind(recording.conversations)].flatMap(([kind, conversations]) => {
    const replies = conversations.flatMap(({ exchanges }) => exchanges.map(({ exchange }) => exchange));
    const mutants = mutantsOf(
      kind,
      replies.filter((exchange) => kindOf(exchange) === kind),
    );
    return mutants.flatMap((mutant) => {
      const level = levelOfMutant(mutant, conversations);
      return level === 'unchanged' ? [] : [{ ...mutant, level }];
    });
  });
}

function byKind(conversations: readonly Conversation[]): Map<string, Conversation[]> {
  const kinds = new Map<string, Conversation[]>();
  for (const conversation of conversations) {
    for (const kind of new Set(conversation.exchanges.map(({ exchange }) => kindOf(exchange))))
      kinds.set(kind, [...(kinds.get(kind) ?? []), conversation]);
  }
  return kinds;
}

function levelOfMutant(mutant: Mutant, conversations: readonly Conversation[]): Level | undefined | 'unchanged' {
  let strongest: Level | undefined | 'unchanged' = 'unchanged';
  for (const conversation of conversations) {
    const changed = conversation.exchanges.map((recorded) => mutated(mutant, recorded));
    const touched = changed.filter((recorded, i) => recorded !== conversation.exchanges[i]);
    if (touched.length === 0) continue;
    const levels = flaggedIn({ ...conversation, exchanges: changed }, touched);
    if (levels.some((level) => level !== 'MAY')) return levels.includes('MUST') ? 'MUST' : 'SHOULD';
    if (levels.length > 0 || strongest === 'unchanged') strongest = levels[0];
  }
  return strongest;
}

function mutated({ kind, fault }: Mutant, recorded: Recorded): Recorded {
  const { request, reply } = recorded.exchange;
  const changed = kindOf(recorded.exchange) === kind ? fault(reply, request, []) : reply;
  return changed === reply ? recorded : { ...recorded, exchange: { request, reply: changed } };
}

const { suites } = registry;
const overEvery = suites.filter(({ over }) => 'where' in over);
const overProbes = suites.filter(({ over }) => !('where' in over));
const levels: ReadonlyMap<string, Level> = new Map(
  suites.flatMap(({ id, checks }) =>
    Object.entries(checks).map(([key, check]) => [`${id}/${key}`, levelOf(check)] as const),
  ),
);

/** What speaks of the changed exchanges, and of the conversation they stand in. */
function flaggedIn(conversation: Conversation, touched: readonly Recorded[]): Level[] {
  const options = { contract, owners: suites, exercise: false };
  return [
    ...judge({ ...conversation, exchanges: touched }, overEvery, options),
    ...judge(conversation, overProbes, options),
  ]
    .filter(({ state }) => state === 'found' || state === 'error')
    .map(({ check }) => levels.get(check)!);
}
