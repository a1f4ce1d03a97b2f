import type { Registry } from '../check/registry.ts';
import type { AnySuite } from '../check/suite.ts';
import type { Contract } from '../schema/contract.ts';
import { editEvents } from '../transport/edit-events.ts';
import { decodeEvents } from '../transport/event-stream.ts';
import { bytesOf } from '../transport/exchange.ts';
import { isStream } from '../transport/guards.ts';
import type { Assessment } from './assess.ts';
import { distinctFindings } from './distinct.ts';
import { fewest } from './fewest.ts';
import { judge, type Located, type Witness } from './judge.ts';
import { only } from './patience.ts';
import type { Conversation } from './recording.ts';
import { Overrun, within } from './within.ts';

/**
 * Bytes that are read anew at most to make a stream smaller, for one finding and for all of them; milliseconds in all,
 * for what counting cannot foresee: a rule that a few bytes keep busy.
 */
export type Effort = { finding: number; whole: number; ms?: number };

const effort: Effort = { finding: 8 << 20, whole: 64 << 20 };
const longest = 10_000;

/** What it costs to judge a conversation, whatever its size, in bytes that could have been read instead. */
const overhead = 2000;

/**
 * Adds to every finding that a report lists the fewest events of its stream that show it, where the effort allows. It
 * counts steps and no time, so that a recording has the same witnesses always. No request is sent.
 */
export function witnessed(
  assessment: Assessment,
  conversations: readonly Conversation[],
  { registry, contract, limits = effort }: { registry: Registry; contract: Contract; limits?: Effort },
): Assessment {
  const homes = new Map(conversations.flatMap((one) => one.exchanges.map(({ id }) => [id, one] as const)));
  let left = limits.whole;
  const until = performance.now() + (limits.ms ?? longest);
  const witnessOf = (rule: AnySuite, finding: Located): Witness | null => {
    const trial: Trial = { rule, owners: registry.suites, contract, home: homes.get(finding.exchange.id)!, finding };
    const allowed = Math.min(left, limits.finding);
    let spent = 0;
    try {
      const ms = Math.ceil(until - performance.now());
      return ms > 0 ? within(ms, () => smallest(trial, (cost) => (spent += cost) <= allowed)) : null;
    } catch (error) {
      if (error instanceof Overrun) return null;
      throw error;
    } finally {
      left -= Math.min(spent, allowed);
    }
  };
  const verdicts = assessment.verdicts.map((verdict) => {
    const suite = assessment.selection.suites.find(({ id }) => verdict.check.startsWith(`${id}/`));
    if (!suite || verdict.findings.length === 0) return verdict;
    const rule = only(suite, (check) => check === verdict.check);
    const shown = new Set(distinctFindings(verdict.findings));
    const findings = verdict.findings.map((one) => (shown.has(one) ? { ...one, witness: witnessOf(rule, one) } : one));
    return { ...verdict, findings };
  });
  return { ...assessment, verdicts };
}

type Trial = { rule: AnySuite; owners: readonly AnySuite[]; contract: Contract; home: Conversation; finding: Located };

/** Null where the reply is no event stream, the finding is not shown by it alone, or the effort was spent first. */
function smallest(trial: Trial, affords: (cost: number) => boolean): Witness | null {
  const { reply } = trial.finding.exchange.exchange;
  if (!isStream(reply)) return null;
  const { events } = decodeEvents(reply.reads);
  const all = events.map((_, i) => i);
  const between = bytesOf(reply).length - events.reduce((sum, { from, to }) => sum + to - from, 0);
  let spent = false;
  const shows = (kept: readonly number[]) => {
    const size = kept.reduce((sum, i) => sum + events[i]!.to - events[i]!.from, between);
    spent ||= !affords(overhead + size);
    return !spent && isShown(trial, kept, all.length);
  };
  if (!shows(all)) return null;
  const kept = fewest(all, shows);
  return spent ? null : { events: kept, of: all.length };
}

/** Whether the conversation, its stream cut down to these events, gives the same finding in the same place. */
function isShown({ rule, owners, contract, home, finding }: Trial, kept: readonly number[], of: number): boolean {
  const cut = editEvents((events) => kept.map((i) => events[i]!));
  const exchanges = home.exchanges.map((one) => {
    if (one.id !== finding.exchange.id) return one;
    const { request, reply } = one.exchange;
    return { ...one, exchange: { request, reply: cut(reply, request, []) } };
  });
  const judged = judge({ ...home, exchanges }, [rule], { contract, owners, exercise: false });
  return judged.some(({ findings }) => findings.some((one) => isSame(one, finding, kept, of)));
}

function isSame(one: Located, finding: Located, kept: readonly number[], of: number): boolean {
  return (
    one.exchange.id === finding.exchange.id &&
    one.expected === finding.expected &&
    unplaced(one.actual) === unplaced(finding.actual) &&
    recorded(one.at, kept, of) === finding.at
  );
}

/** Where something stands in the bytes depends on what else is there. */
const unplaced = (actual: string) => actual.replaceAll(/\boffset \d+/g, 'offset');

/** The place by the numbers of the recording; what is behind the last event stays behind it. */
function recorded(at: string, kept: readonly number[], of: number): string {
  return at.replaceAll(/(?<=\/events\/)\d+/g, (index) =>
    String(kept[Number(index)] ?? Number(index) - kept.length + of),
  );
}
