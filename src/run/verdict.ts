import type { Capability } from '../check/capability.ts';
import { levelOf, type AnySuite, type Check, type Level } from '../check/suite.ts';
import { probeIdOf, type CapabilityState } from './capabilities.ts';
import type { Judgement, Located } from './judge.ts';
import { cutShort, readInPart, trouble, wasSent } from './outage.ts';
import type { Conversation } from './recording.ts';

export type CheckVerdict =
  | 'pass'
  | 'fail'
  | 'warn'
  | 'note'
  | 'expected'
  | 'unsupported'
  | 'not-exercised'
  | 'inconclusive'
  | 'error';

/** The verdict of one check over a whole run, with what it rests on. */
export type Verdict = {
  /** `suite/check` */
  check: string;
  verdict: CheckVerdict;
  /** One sentence where the verdict needs a reason. */
  because: string | null;
  examined: number;
  exercised: number;
  findings: readonly Located[];
  /** How often a repetition of the failing conversation failed again. */
  reproduced: { times: number; of: number } | null;
};

/** All that a verdict may rest on. */
export type Evidence = {
  judgements: readonly Judgement[];
  conversations: readonly Conversation[];
  capabilities: readonly CapabilityState[];
  /** Conversations that were planned: how many cases of each probe. */
  planned: ReadonlyMap<string, number>;
};

const verdictOf = { MUST: 'fail', SHOULD: 'warn', MAY: 'note' } as const satisfies Record<Level, CheckVerdict>;

/** The verdicts of one suite, in the order of its checks. Pure. */
export function verdictsOf(suite: AnySuite, evidence: Evidence): Verdict[] {
  const sent = sentFor(suite, evidence);
  const broken = sent.find((one) => one.broken !== undefined);
  const idle = whyIdle(suite, sent, evidence);
  const own = evidence.judgements.filter(({ check }) => check.startsWith(`${suite.id}/`));
  return Object.entries(suite.checks).map(([key, check]) => {
    const name = `${suite.id}/${key}`;
    if (broken) return { ...unjudged(name), verdict: 'error', because: trouble(broken)! };
    return verdict(
      name,
      check,
      solid(
        check,
        own.filter((judgement) => judgement.check === name),
      ),
      idle,
    );
  });
}

function verdict(name: string, check: Check<unknown>, judgements: readonly Judgement[], idle: Idle): Verdict {
  const planned = judgements.filter(({ conversation }) => conversation.attempt === 0);
  const count = (state: Judgement['state']) => planned.filter((judgement) => judgement.state === state).length;
  const base = {
    ...unjudged(name),
    examined: planned.length - count('declined'),
    exercised: count('exercised') + count('found'),
  };
  const error = judgements.find(({ state }) => state === 'error');
  if (error) return { ...base, verdict: 'error', because: `the check itself failed: ${error.because}` };
  const found = planned.filter(({ state }) => state === 'found');
  if (found.length > 0) {
    const reproduced = reproductionOf(found, judgements);
    const always = found.length >= enough && found.length === base.examined;
    const steady = reproduced ? reproduced.times === reproduced.of : always;
    if (check.persistent && levelOf(check) !== 'MAY' && !steady)
      return {
        ...base,
        verdict: 'inconclusive',
        because: passingTrouble(reproduced),
        findings: evidenceOf(found, judgements),
        reproduced,
      };
    return { ...base, verdict: verdictOf[levelOf(check)], findings: evidenceOf(found, judgements), reproduced };
  }
  if (base.exercised > 0) return { ...base, verdict: 'pass', because: smallCompany(planned) };
  const declined = planned.find(({ state }) => state === 'declined');
  if (declined) return { ...base, verdict: 'unsupported', because: declined.because ?? null };
  return { ...base, ...idle };
}

/**
 * A breach in a conversation whose reply was cut off may be the connection's. It counts where each repetition shows it
 * again, or one that came to its end does; otherwise the conversation is evidence of nothing. Checks of what passes by
 * itself weigh that themselves.
 */
function solid(check: Check<unknown>, judgements: readonly Judgement[]): readonly Judgement[] {
  if (check.persistent) return judgements;
  const isCut = ({ state, conversation }: Judgement) => state === 'found' && cutShort(conversation).length > 0;
  const cut = judgements.filter((one) => one.conversation.attempt === 0 && isCut(one));
  if (cut.length === 0) return judgements;
  const reproduced = reproductionOf(cut, judgements);
  const always = cut.length >= enough && judgements.every(({ state }) => state !== 'exercised');
  const steady = reproduced ? reproduced.times === reproduced.of : always;
  const failed = new Set(cut.map(({ conversation }) => keyOf(conversation)));
  const isWhole = (one: Judgement) => one.state === 'found' && !isCut(one) && isRepetition(one, failed);
  return steady || judgements.some(isWhole) ? judgements : judgements.filter((one) => !isCut(one));
}

function unjudged(check: string): Omit<Verdict, 'verdict'> {
  return { check, because: null, examined: 0, exercised: 0, findings: [], reproduced: null };
}

/** Repetitions of the conversations that failed. */
function reproductionOf(found: readonly Judgement[], judgements: readonly Judgement[]): Verdict['reproduced'] {
  const failed = new Set(found.map(({ conversation }) => keyOf(conversation)));
  const attempts = new Map<string, boolean>();
  for (const one of judgements) {
    if (!isRepetition(one, failed)) continue;
    const { conversation, state } = one;
    const attempt = `${keyOf(conversation)}/${conversation.attempt}`;
    attempts.set(attempt, attempts.get(attempt) || state === 'found');
  }
  return attempts.size === 0 ? null : { times: [...attempts.values()].filter(Boolean).length, of: attempts.size };
}

function isRepetition({ conversation }: Judgement, failed: ReadonlySet<string>): boolean {
  return conversation.purpose === 'confirm' && failed.has(keyOf(conversation));
}

/** What a pass has to say of requests that were to be on the wire at once, and were not. */
function smallCompany(judgements: readonly Judgement[]): string | null {
  for (const { conversation, state } of judgements) {
    const { together } = conversation;
    if (state === 'exercised' && together !== undefined && together.most < together.of)
      return `shown with ${together.most} of ${together.of} requests on the wire at once`;
  }
  return null;
}

const keyOf = ({ probe, case: index }: Conversation) => `${probe}/${index}`;

/** So many different conversations, and all that there were, prove as much as one that was repeated. */
const enough = 3;

function passingTrouble(reproduced: Verdict['reproduced']): string {
  if (!reproduced) return 'seen once and not repeated; trouble of this kind may pass by itself';
  return `seen, but only ${reproduced.times} of ${reproduced.of} repetitions showed it again`;
}

/**
 * The smallest request that still fails comes first, then what was repeated, then the other failures in the order of
 * the plan.
 */
function evidenceOf(found: readonly Judgement[], judgements: readonly Judgement[]): Located[] {
  const confirmed = judgements.filter(({ conversation }) => conversation.purpose === 'confirm');
  const repeated = new Set(confirmed.map(({ conversation }) => keyOf(conversation)));
  const isRepeated = ({ conversation }: Judgement) => repeated.has(keyOf(conversation));
  const smallest = judgements.findLast(
    ({ conversation, state }) => conversation.purpose === 'shrink' && state === 'found',
  );
  const ordered = [
    ...(smallest ? [smallest] : []),
    ...found.filter(isRepeated),
    ...found.filter((one) => !isRepeated(one)),
  ];
  return ordered.flatMap((one) => one.findings.map((finding) => ({ ...finding, repeated: isRepeated(one) })));
}

type Idle = { verdict: CheckVerdict; because: string };

/** The conversations that feed a suite. */
function sentFor({ over }: AnySuite, { conversations }: Evidence): readonly Conversation[] {
  const ids = new Set(feeding(over));
  // A further try that was not sent leaves nothing undecided.
  const due = ({ purpose, lost }: Conversation) => purpose !== 'insist' || lost === undefined;
  return conversations.filter((one) => one.attempt === 0 && ids.has(one.probe) && due(one));
}

/** What is sent for a suite; with `states`, what an endpoint that lacks something is still sent. */
function feeding(over: AnySuite['over'], states: readonly CapabilityState[] = []): string[] {
  const lacking = states.filter(({ verdict }) => verdict !== 'supported').map(({ capability }) => capability);
  const probes = 'converse' in over ? [over] : over.probes;
  const sent = probes.filter(({ needs }) => !needs.some((one) => lacking.includes(one))).map(({ id }) => id);
  const asks = 'converse' in over ? [] : (over.asks ?? []).filter(({ of }) => !of || !lacking.includes(of));
  return 'converse' in over ? sent : [...sent, ...asks.map(probeIdOf)];
}

const unsent = 'the run ended before it was sent';

/** What a check of the suite is that nothing exercised. */
function whyIdle(suite: AnySuite, sent: readonly Conversation[], { capabilities, planned }: Evidence): Idle {
  const needs = capabilities.filter(({ capability }) => needed(capability, suite));
  const lacking = needs.find(({ verdict }) => verdict === 'refused');
  if (lacking) return { verdict: 'unsupported', because: `the endpoint does not offer ${lacking.capability.title}` };
  const troubles = sent.map((one) => ({ why: trouble(one), lost: one.lost !== undefined || readInPart(one) }));
  const lost = troubles.find((one) => one.lost && one.why !== undefined);
  // One stray failure among answers decides nothing.
  const all = troubles.length > 0 && troubles.every(({ why }) => why !== undefined);
  const why = lost?.why ?? (all ? troubles[0]!.why : undefined);
  if (why) return { verdict: 'inconclusive', because: why };
  const unknown = needs.find(({ verdict }) => verdict === 'unknown');
  if (unknown) {
    const { capability, because: reason } = unknown;
    const told = `whether the endpoint offers ${capability.title} could not be told: ${reason}`;
    return { verdict: 'inconclusive', because: reason === null ? unsent : told };
  }
  const due = feeding(suite.over, capabilities).reduce((sum, id) => sum + (planned.get(id) ?? 0), 0);
  if (sent.filter(wasSent).length < due) return { verdict: 'inconclusive', because: unsent };
  return { verdict: 'not-exercised', because: 'nothing that was sent and answered could have shown a breach' };
}

function needed(capability: Capability, { over }: AnySuite): boolean {
  if ('converse' in over) return over.needs.includes(capability);
  return over.probes.length > 0 && over.probes.every(({ needs }) => needs.includes(capability));
}
