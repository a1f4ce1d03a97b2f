import type { Capability } from '../check/capability.ts';
import { levelOf, type AnySuite, type Check, type Level } from '../check/suite.ts';
import { probeIdOf, type CapabilityState } from './capabilities.ts';
import type { Judgement, Located } from './judge.ts';
import { answeredBy, trouble } from './outage.ts';
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
  const idle = whyIdle(suite, evidence);
  return Object.entries(suite.checks).map(([key, check]) => {
    const name = `${suite.id}/${key}`;
    return verdict(
      name,
      check,
      evidence.judgements.filter((judgement) => judgement.check === name),
      idle,
    );
  });
}

function verdict(name: string, check: Check<unknown>, judgements: readonly Judgement[], idle: Idle): Verdict {
  const planned = judgements.filter(({ conversation }) => conversation.attempt === 0);
  const count = (state: Judgement['state']) => planned.filter((judgement) => judgement.state === state).length;
  const base = {
    check: name,
    because: null,
    examined: planned.length - count('declined'),
    exercised: count('exercised') + count('found'),
    findings: [],
    reproduced: null,
  };
  const error = judgements.find(({ state }) => state === 'error');
  if (error) return { ...base, verdict: 'error', because: `the check itself failed: ${error.because}` };
  const found = planned.filter(({ state }) => state === 'found');
  if (found.length > 0) {
    const reproduced = reproductionOf(found, judgements);
    const always = found.length >= enough && found.length === base.examined;
    const steady = reproduced ? reproduced.times === reproduced.of : always;
    if (check.persistent && levelOf(check) !== 'MAY' && !steady)
      return { ...base, verdict: 'inconclusive', because: passingTrouble(reproduced) };
    return { ...base, verdict: verdictOf[levelOf(check)], findings: evidenceOf(found, judgements), reproduced };
  }
  if (base.exercised > 0) return { ...base, verdict: 'pass' };
  if (count('declined') > 0)
    return { ...base, verdict: 'unsupported', because: 'the endpoint declines what the rule is about' };
  return { ...base, ...idle };
}

/** Repetitions of the conversations that failed. */
function reproductionOf(found: readonly Judgement[], judgements: readonly Judgement[]): Verdict['reproduced'] {
  const failed = new Set(found.map(({ conversation }) => keyOf(conversation)));
  const attempts = new Map<string, boolean>();
  for (const { conversation, state } of judgements) {
    if (conversation.purpose !== 'confirm' || !failed.has(keyOf(conversation))) continue;
    const attempt = `${keyOf(conversation)}/${conversation.attempt}`;
    attempts.set(attempt, attempts.get(attempt) || state === 'found');
  }
  return attempts.size === 0 ? null : { times: [...attempts.values()].filter(Boolean).length, of: attempts.size };
}

const keyOf = ({ probe, case: index }: Conversation) => `${probe}/${index}`;

/** So many different conversations, and all that there were, prove as much as one that was repeated. */
const enough = 3;

function passingTrouble(reproduced: Verdict['reproduced']): string {
  if (!reproduced) return 'seen once and not repeated; trouble of this kind may pass by itself';
  return `seen, but only ${reproduced.times} of ${reproduced.of} repetitions showed it again`;
}

/** The smallest request that still fails comes first, then the failures in the order they were planned. */
function evidenceOf(found: readonly Judgement[], judgements: readonly Judgement[]): Located[] {
  const smallest = judgements.findLast(
    ({ conversation, state }) => conversation.purpose === 'shrink' && state === 'found',
  );
  return [...(smallest ? [smallest] : []), ...found].flatMap(({ findings }) => findings);
}

type Idle = { verdict: CheckVerdict; because: string };

/** What a check of the suite is that nothing exercised. */
function whyIdle(suite: AnySuite, { conversations, capabilities, planned }: Evidence): Idle {
  const over = suite.over;
  const probes = 'converse' in over ? [over] : over.probes;
  const asked = 'converse' in over ? [] : (over.asks ?? []);
  const lacking = capabilities.filter(({ capability, verdict }) => verdict === 'refused' && needed(capability, suite));
  if (lacking[0]) {
    return { verdict: 'unsupported', because: `the endpoint does not offer ${lacking[0].capability.title}` };
  }
  const ids = new Set([...probes.map(({ id }) => id), ...asked.map(probeIdOf)]);
  const sent = conversations.filter(({ probe, attempt }) => attempt === 0 && ids.has(probe));
  const due = [...planned].filter(([id]) => ids.has(id)).reduce((sum, [, cases]) => sum + cases, 0);
  const why = sent.map(trouble).find((reason) => reason !== undefined);
  if (why) return { verdict: 'inconclusive', because: why };
  if (sent.filter(answeredBy).length < due)
    return { verdict: 'inconclusive', because: 'the run ended before it was sent' };
  return { verdict: 'not-exercised', because: 'nothing that was sent and answered could have shown a breach' };
}

function needed(capability: Capability, { over }: AnySuite): boolean {
  if ('converse' in over) return over.needs.includes(capability);
  return over.probes.length > 0 && over.probes.every(({ needs }) => needs.includes(capability));
}
