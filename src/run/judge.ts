import type { Finding } from '../check/finding.ts';
import type { AnyProbe } from '../check/probe.ts';
import type { AnySuite, Check, Context, Every } from '../check/suite.ts';
import type { Contract } from '../schema/contract.ts';
import type { Exchange } from '../transport/exchange.ts';
import type { Request } from '../transport/request.ts';
import { isCut } from './outage.ts';
import type { Conversation, Recorded } from './recording.ts';

/**
 * What one check says of one conversation, or of one exchange of it.
 * - `found`: it has findings.
 * - `exercised`: it has none, and would have had some, had the target made the fault.
 * - `idle`: it has none, and could not have had any.
 * - `declined`: the endpoint declined what was asked.
 * - `error`: the check itself failed; `because` says how.
 */
export type Judgement = {
  /** `suite/check` */
  check: string;
  conversation: Conversation;
  state: 'found' | 'exercised' | 'idle' | 'declined' | 'error';
  findings: readonly Located[];
  because?: string;
};

/**
 * A finding and the exchange that shows it. `repeated`: its conversation was held again. `witness`: the fewest events of
 * its stream that show it; null where that is not known.
 */
export type Located = Finding & { exchange: Recorded; repeated?: boolean; witness?: Witness | null };

/** Indexes of events of a recorded stream, from 0, and how many events it has. */
export type Witness = { events: readonly number[]; of: number };

export type JudgeOptions = {
  contract: Contract;
  /** All suites, where only some are judged: which members a named check owns does not depend on the selection. */
  owners?: readonly AnySuite[];
  /** False leaves it at findings: `exercised` and `idle` are then not told apart. */
  exercise?: boolean;
};

/** Holds every rule that applies against one conversation. Pure; never throws. */
export function judge(
  conversation: Conversation,
  suites: readonly AnySuite[],
  options: JudgeOptions,
): readonly Judgement[] {
  if (conversation.lost === 'target' || conversation.purpose === 'cleanup') return [];
  return suites.flatMap((suite) => {
    const subjects = subjectsOf(suite, conversation);
    if (typeof subjects === 'string') return failed(suite, conversation, subjects);
    const context: Context = {
      contract: options.contract,
      owned: ownedBy((options.owners ?? suites).filter(({ over }) => viewOf(over) === viewOf(suite.over))),
    };
    return subjects.flatMap((subject) =>
      Object.entries(suite.checks).flatMap(([key, check]) => {
        if (subject.cut && !check.evenCut) return [];
        const judgement = judgeOne(check, subject, context, options.exercise ?? true);
        return judgement ? [{ check: `${suite.id}/${key}`, conversation, ...judgement }] : [];
      }),
    );
  });
}

/** What a check looks at: a view, where it came from, and how it would read under a fault. */
type Subject = {
  view: unknown;
  /** The endpoint declined the whole conversation, or what this exchange asked for, which not every rule is about. */
  declined: { whole: boolean; because: string } | undefined;
  /** Whether we ended a reply that it rests on: what that lacks is not the endpoint's doing. */
  cut: boolean;
  /** Whether a pass can rest on it. */
  answers: boolean;
  exchangeOf(finding: Finding): Recorded;
  /** undefined where the fault concerns nothing here, or leaves a conversation that answers nothing. */
  under(fault: Check<unknown>['fault']): unknown;
};

function declinedBy(because: string | undefined): Subject['declined'] {
  return because === undefined ? undefined : { whole: true, because };
}

/** A reader or a predicate that throws is an error of the checks that rely on it. */
function subjectsOf({ over }: AnySuite, conversation: Conversation): readonly Subject[] | string {
  try {
    return 'converse' in over ? ofProbe(over, conversation) : ofEvery(over, conversation);
  } catch (error) {
    return textOf(error);
  }
}

function failed({ id, checks }: AnySuite, conversation: Conversation, because: string): Judgement[] {
  return Object.keys(checks).map((key) => ({
    check: `${id}/${key}`,
    conversation,
    state: 'error',
    findings: [],
    because,
  }));
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function ofProbe(probe: AnyProbe, conversation: Conversation): readonly Subject[] {
  if (conversation.probe !== probe.id) return [];
  const names = Object.keys(probe.read);
  const answered = conversation.exchanges.filter(({ superseded }) => !superseded);
  const last = (name: string) => answered.findLast((recorded) => recorded.name === name);
  if (!names.every(last)) return [];
  const readAll = (exchangeOf: (recorded: Recorded) => Exchange) =>
    Object.fromEntries(names.map((name) => [name, probe.read[name]!(exchangeOf(last(name)!))]));
  const view = readAll(({ exchange }) => exchange);
  if (!probe.answers(view)) return [];
  return [
    {
      view,
      declined: declinedBy(probe.declined?.(view)),
      cut: names.some((name) => isCut(last(name)!.exchange)),
      answers: true,
      exchangeOf: ({ at }) => last(at.split('/')[1] ?? '') ?? last(names.at(-1)!)!,
      under(fault) {
        const faulted = faultedExchanges(fault, answered);
        if (!faulted) return undefined;
        const under = readAll((recorded) => faulted.get(recorded)!);
        return probe.answers(under) ? under : undefined;
      },
    },
  ];
}

function ofEvery(over: Every<unknown>, conversation: Conversation): readonly Subject[] {
  return conversation.exchanges
    .filter(({ exchange }) => over.where(exchange))
    .map((recorded) => {
      const view = over.read(recorded.exchange);
      return {
        view,
        declined: over.declined?.(view)
          ? { whole: false, because: 'the endpoint declines what the rule is about' }
          : undefined,
        cut: isCut(recorded.exchange),
        answers: over.answers?.(view) ?? true,
        exchangeOf: () => recorded,
        under(fault) {
          const { request, reply } = recorded.exchange;
          const faulty = { request, reply: fault(reply, request, before(recorded, conversation.exchanges)) };
          return faulty.reply === reply || !over.where(faulty) ? undefined : over.read(faulty);
        },
      };
    });
}

function faultedExchanges(
  fault: Check<unknown>['fault'],
  recorded: readonly Recorded[],
): Map<Recorded, Exchange> | undefined {
  let touched = false;
  const faulted = new Map(
    recorded.map((one) => {
      const { request, reply } = one.exchange;
      const faulty = fault(reply, request, before(one, recorded));
      touched ||= faulty !== reply;
      return [one, { request, reply: faulty }] as const;
    }),
  );
  return touched ? faulted : undefined;
}

function before(one: Recorded, all: readonly Recorded[]): readonly Request[] {
  return all.filter(({ id }) => id < one.id).map(({ exchange }) => exchange.request);
}

function judgeOne(
  check: Check<unknown>,
  subject: Subject,
  context: Context,
  exercise: boolean,
): Pick<Judgement, 'state' | 'findings' | 'because'> | undefined {
  try {
    const { declined } = subject;
    if (declined?.whole) return { state: 'declined', findings: [], because: declined.because };
    if (check.when && !check.when(subject.view)) return undefined;
    if (declined) return { state: 'declined', findings: [], because: declined.because };
    const findings = first(mostFindings, check.find(subject.view, context));
    if (findings.length > 0) {
      return { state: 'found', findings: findings.map((one) => ({ ...one, exchange: subject.exchangeOf(one) })) };
    }
    if (!exercise) return { state: 'idle', findings: [] };
    return { state: subject.answers && fires(check, subject, context) ? 'exercised' : 'idle', findings: [] };
  } catch (error) {
    return {
      state: 'error',
      findings: [],
      because: textOf(error),
    };
  }
}

/** Of one check in one conversation: a flood of them says no more, and is kept for as long as the run lasts. */
const mostFindings = 100;

function first<T>(most: number, all: Iterable<T>): T[] {
  const taken: T[] = [];
  for (const one of all) if (taken.push(one) === most) break;
  return taken;
}

/** A conversation that could not have shown the defect proves nothing. */
function fires(check: Check<unknown>, subject: Subject, context: Context): boolean {
  const view = attempted(() => subject.under(check.fault));
  if (view === undefined || (check.when && !check.when(view))) return false;
  for (const _ of check.find(view, context)) return true;
  return false;
}

/** A fault that cannot be made of what a target sent shows nothing of it; that of a good reply is tested by the laws. */
function attempted(under: () => unknown): unknown {
  try {
    return under();
  } catch {
    return undefined;
  }
}

/** Suites that read exchanges alike share the members of their views among them. */
const viewOf = (over: AnySuite['over']) => ('where' in over ? over.read : over);

function ownedBy(suites: readonly AnySuite[]): (pointer: string) => boolean {
  let patterns: readonly (readonly string[])[] | undefined;
  return (pointer) => {
    const tokens = pointer.split('/');
    patterns ??= suites
      .flatMap(({ checks }) => Object.values(checks))
      .flatMap(({ owns = [] }) => owns.map((pattern) => pattern.split('/')));
    return patterns.some(
      (pattern) => pattern.length === tokens.length && pattern.every((part, i) => part === '*' || part === tokens[i]),
    );
  };
}
