import type { Capability } from '../check/capability.ts';
import type { Exchange } from '../transport/exchange.ts';
import { capabilityStates, stateOf } from './capabilities.ts';
import { ask, converse, type Wire } from './explore.ts';
import { judge } from './judge.ts';
import { preflight } from './preflight.ts';
import type { Conversation, Lost } from './recording.ts';
import { repeatFailures } from './repeat.ts';
import { shrinkFailures } from './shrink.ts';
import type { Session, SessionOptions, Speaker } from './speaker.ts';

/** Carries out a plan: finds the model, asks for capabilities, explores, repeats what failed, shrinks it. Never rejects. */
export async function carryOut(wire: Wire, options: SessionOptions): Promise<Session> {
  const session: Session = { model: options.model ?? '', conversations: [], judgements: new Map(), stopped: null };
  const keep = (conversation: Conversation) => {
    session.conversations.push(conversation);
    session.judgements.set(conversation, judge(conversation, options.selection.suites, options));
    options.onConversation(conversation);
    return conversation;
  };
  session.stopped = await prepare(wire, options, session, keep);
  if (session.stopped !== null) return session;
  const lacking = lackingOf(options, session);
  const speak: Speaker['speak'] = async ({ probe }, one, errand) =>
    keep(await converse(wire, probe, one, { ...errand, model: session.model, lacking }));
  const speaker: Speaker = { session, options, lacking, speak };
  await explore(speaker);
  session.stopped = stoppedBecause(session);
  if (session.stopped === null) await repeatFailures(speaker);
  if (session.stopped === null) await shrinkFailures(speaker);
  return session;
}

/** The model and the capabilities. Returns why there is nothing to test, or null. */
async function prepare(
  wire: Wire,
  options: SessionOptions,
  session: Session,
  keep: (conversation: Conversation) => Conversation,
): Promise<string | null> {
  const { registry, selection, baseUrl } = options;
  let listed: readonly string[] = [];
  if (options.model === undefined) {
    const discovery = { id: 'discovery', title: 'a list of models', request: registry.discovery.request };
    const exchange = answerOf(keep(await ask(wire, discovery, { model: '', lacking: [] })));
    listed = exchange ? registry.discovery.models(exchange) : [];
    if (listed[0] === undefined)
      return exchange ? (preflight(exchange, { baseUrl, model: '', listed }) ?? noModel) : 'it was cancelled';
    session.model = listed[0];
  }
  options.onModel(session.model, options.model === undefined);
  const asked = (capability: Capability, lacking: readonly Capability[]) =>
    ask(wire, capability, { model: session.model, lacking }).then(keep);
  const lacking: Capability[] = [];
  for (const capability of selection.capabilities.filter(({ essential }) => essential)) {
    const exchange = answerOf(await asked(capability, lacking));
    const stopped = exchange ? preflight(exchange, { baseUrl, model: session.model, listed }) : null;
    if (stopped) return stopped;
    if (exchange && stateOf(capability, exchange).verdict === 'refused') lacking.push(capability);
  }
  await inParallel(
    options.concurrency,
    selection.capabilities.filter(({ essential }) => !essential),
    (capability) => asked(capability, lacking),
  );
  return stoppedBecause(session);
}

const noModel = 'The endpoint lists no model; name the one to test with --model.';

function answerOf({ exchanges }: Conversation): Exchange | undefined {
  return exchanges.findLast(({ superseded }) => !superseded)?.exchange;
}

/** What was refused, and what nobody knows of and can be left out: requests do without both. */
function lackingOf({ selection }: SessionOptions, { conversations }: Session): Capability[] {
  return capabilityStates(selection.capabilities, conversations)
    .filter(({ capability, verdict }) => verdict === 'refused' || (verdict === 'unknown' && !capability.essential))
    .map(({ capability }) => capability);
}

async function explore({ session, options, lacking, speak }: Speaker): Promise<void> {
  const tasks = options.plan.probes
    .filter(({ probe }) => !probe.needs.some((capability) => lacking.includes(capability)))
    .flatMap((planned) => planned.cases.map((one, index) => ({ planned, one, index })));
  let done = 0;
  options.onProgress(done, tasks.length);
  await inParallel(options.concurrency, tasks, async ({ planned, one, index }) => {
    await speak(planned, one, { case: index, attempt: 0, purpose: 'explore' });
    done += 1;
    if (session.stopped === null) options.onProgress(done, tasks.length);
  });
}

/** Works through the items in order, so many at a time. */
async function inParallel<T>(width: number, items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const queue = items[Symbol.iterator]();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
}

const sentences: Record<Exclude<Lost, 'target'>, string> = {
  requests: 'The request budget was spent before the plan was carried out; raise --max-requests.',
  tokens: 'The token budget was spent before the plan was carried out; raise --max-tokens.',
  deadline: 'The deadline passed before the plan was carried out; raise --deadline.',
  cancelled: 'The run was cancelled.',
  circuit: 'The endpoint failed five plain requests in a row; the rest was not sent.',
};

function stoppedBecause({ conversations }: Session): string | null {
  const lost = conversations.find(({ lost }) => lost !== undefined)?.lost;
  return lost && lost !== 'target' ? sentences[lost] : null;
}
