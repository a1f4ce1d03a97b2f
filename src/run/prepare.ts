import type { Capability } from '../check/capability.ts';
import type { Exchange } from '../transport/exchange.ts';
import { isAnswer } from '../transport/status.ts';
import { modelsOf } from './adapt.ts';
import { stateOf } from './capabilities.ts';
import { ask, type Errand, type Wire } from './explore.ts';
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
  const { selection, baseUrl, concurrency, model } = options;
  const asked: Asked = async (capability, errand, stops = () => null) => {
    const conversation = await ask(wire, capability, { models: modelsOf('', options), lacking: [], ...errand });
    const exchange = conversation.exchanges.findLast(({ superseded }) => !superseded)?.exchange;
    const stopped = exchange ? stops(exchange) : stoppedBecause([conversation]);
    keep(exchange && stopped !== null ? { ...conversation, lost: 'target' } : conversation);
    return { exchange, stopped };
  };
  const essential = selection.capabilities.filter((capability) => capability.essential);
  const found = model === undefined ? await find(asked, options, essential[0]) : { model, listed: [] };
  if ('stopped' in found) return found.stopped;
  session.model = found.model;
  const models = modelsOf(found.model, options);
  options.onModel(found.model, model === undefined);
  const lacking: Capability[] = [];
  for (const capability of essential) {
    const errand = { models, lacking: [...lacking] };
    const { exchange, stopped } = await asked(capability, errand, (one) => preflight(one, { baseUrl, ...found }));
    if (stopped !== null) return stopped;
    if (exchange && stateOf(capability, exchange).verdict === 'refused') lacking.push(capability);
  }
  const others = selection.capabilities.filter((capability) => !capability.essential);
  const refused = new Set<Capability>();
  const askAll = (capabilities: readonly Capability[]) =>
    inParallel(concurrency, capabilities, async (capability) => {
      const { exchange } = await asked(capability, { models, lacking });
      if (exchange && stateOf(capability, exchange).verdict === 'refused') refused.add(capability);
    });
  await askAll(others.filter(({ of }) => of === undefined));
  await askAll(others.filter(({ of }) => of !== undefined && !refused.has(of)));
  return stoppedBecause(session.conversations);
}

/** `stops`: why the exchange ends the run, which then is no evidence of anything. */
type Asked = (
  capability: Capability,
  errand: Partial<Errand>,
  stops?: (exchange: Exchange) => string | null,
) => Promise<{ exchange: Exchange | undefined; stopped: string | null }>;

type Found = { model: string; listed: readonly string[] } | { stopped: string };

/** Models that are tried where several are listed: lists hold models of every kind, in any order (LEG-66). */
export const candidates = 5;

/** The first listed model that answers an essential request; the first of all where none does, for its refusals to be judged. */
async function find(asked: Asked, options: SessionOptions, essential: Capability | undefined): Promise<Found> {
  const { registry, baseUrl } = options;
  const discovery: Capability = { id: 'discovery', title: 'a list of models', request: registry.discovery.request };
  const { exchange, stopped } = await asked(discovery, {}, (one) =>
    registry.discovery.models(one).length > 0 ? null : (preflight(one, { baseUrl, model: '', listed: [] }) ?? noModel),
  );
  if (!exchange || stopped !== null) return { stopped: stopped ?? noModel };
  // A model whose name was blanked, having held a secret, cannot be asked for.
  const listed = registry.discovery.models(exchange).filter((name) => !/\*{8}/.test(name));
  if (listed.length === 0) return { stopped: noName };
  if (listed.length === 1 || !essential) return { model: listed[0]!, listed };
  const candidate: Capability = { ...essential, id: 'candidate' };
  for (const [index, model] of listed.slice(0, candidates).entries()) {
    const { exchange: answer } = await asked(candidate, { models: modelsOf(model, options), case: index });
    const telling = !answer || !isAnswer(answer.reply.status) || stateOf(essential, answer).verdict !== 'unknown';
    if (telling) return { model, listed };
  }
  return { model: listed[0]!, listed };
}

const noName = 'The names of the models that the endpoint lists hold what was sent as a secret; name one with --model.';
const noModel = 'The endpoint lists no model; name the one to test with --model.';
