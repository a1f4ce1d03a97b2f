import type { Capability } from '../check/capability.ts';
import type { Exchange } from '../transport/exchange.ts';
import { isAnswer } from '../transport/status.ts';
import { stateOf } from './capabilities.ts';
import { ask, type Wire } from './explore.ts';
import { inParallel } from './in-parallel.ts';
import { preflight } from './preflight.ts';
import type { Conversation } from './recording.ts';
import type { Session, SessionOptions } from './speaker.ts';
import { stoppedBecause } from './stopped.ts';

/** Finds the model and asks for the capabilities. Returns why there is nothing to test, or null. */
export async function prepare(
  wire: Wire,
  options: SessionOptions,
  session: Session,
  keep: (conversation: Conversation) => Conversation,
): Promise<string | null> {
  const { selection, baseUrl, concurrency } = options;
  const asked: Asked = async (capability, model, lacking, index = 0) =>
    answerOf(keep(await ask(wire, capability, { model, lacking, case: index })));
  const essential = selection.capabilities.filter((capability) => capability.essential);
  const found =
    options.model === undefined ? await find(asked, options, essential[0]) : { model: options.model, listed: [] };
  if ('stopped' in found) return found.stopped;
  session.model = found.model;
  options.onModel(found.model, options.model === undefined);
  const lacking: Capability[] = [];
  for (const capability of essential) {
    const exchange = await asked(capability, found.model, lacking);
    const stopped = exchange ? preflight(exchange, { baseUrl, ...found }) : null;
    if (stopped) return stopped;
    if (exchange && stateOf(capability, exchange).verdict === 'refused') lacking.push(capability);
  }
  const others = selection.capabilities.filter((capability) => !capability.essential);
  await inParallel(concurrency, others, (capability) => asked(capability, found.model, lacking));
  return stoppedBecause(session.conversations);
}

type Asked = (
  capability: Capability,
  model: string,
  lacking: readonly Capability[],
  index?: number,
) => Promise<Exchange | undefined>;

type Found = { model: string; listed: readonly string[] } | { stopped: string };

/** Models that are tried where several are listed: lists hold models of every kind, in any order. */
const candidates = 5;

/** The first listed model that answers an essential request; the first of all where none does, for its refusals to be judged. */
async function find(
  asked: Asked,
  { registry, baseUrl }: SessionOptions,
  essential: Capability | undefined,
): Promise<Found> {
  const discovery: Capability = { id: 'discovery', title: 'a list of models', request: registry.discovery.request };
  const exchange = await asked(discovery, '', []);
  if (!exchange) return { stopped: 'The run was cancelled.' };
  const listed = registry.discovery.models(exchange);
  const [first] = listed;
  if (first === undefined) return { stopped: preflight(exchange, { baseUrl, model: '', listed }) ?? noModel };
  if (listed.length === 1 || !essential) return { model: first, listed };
  const candidate: Capability = { ...essential, id: 'candidate' };
  for (const [index, model] of listed.slice(0, candidates).entries()) {
    const answer = await asked(candidate, model, [], index);
    const telling = !answer || !isAnswer(answer.reply.status) || stateOf(essential, answer).verdict !== 'unknown';
    if (telling) return { model, listed };
  }
  return { model: first, listed };
}

const noModel = 'The endpoint lists no model; name the one to test with --model.';

function answerOf({ exchanges }: Conversation): Exchange | undefined {
  return exchanges.findLast(({ superseded }) => !superseded)?.exchange;
}
