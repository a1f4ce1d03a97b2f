import { randomBytes } from 'node:crypto';

import type { Capability } from '../check/capability.ts';
import { modelsOf } from './adapt.ts';
import { capabilityStates } from './capabilities.ts';
import { cleanUp } from './clean-up.ts';
import { endure } from './endure.ts';
import { converse, type Wire } from './explore.ts';
import { inParallel } from './in-parallel.ts';
import { insist } from './insist.ts';
import { patientJudge } from './patience.ts';
import { prepare } from './prepare.ts';
import type { Conversation } from './recording.ts';
import { repeatFailures } from './repeat.ts';
import { shrinkFailures } from './shrink.ts';
import type { Session, SessionOptions, Speaker } from './speaker.ts';
import { stoppedBecause } from './stopped.ts';

/**
 * Carries out a plan: finds the model, asks for capabilities, explores, insists, repeats what failed, shrinks it,
 * sends what is hostile, and takes away what all that left at the endpoint. Never rejects.
 */
export async function carryOut(wire: Wire, given: SessionOptions): Promise<Session> {
  const options = { run: randomBytes(6).toString('hex'), ...given };
  const session: Session = { model: options.model ?? '', conversations: [], judgements: new Map(), stopped: null };
  const { selection, registry } = options;
  const judged = options.judge ?? patientJudge(selection.suites, { ...options, owners: registry.suites });
  const keep = (conversation: Conversation) => {
    session.conversations.push(conversation);
    session.judgements.set(conversation, judged(conversation));
    options.onConversation(conversation);
    return conversation;
  };
  await work(wire, options, session, keep);
  await cleanUp(wire, options.registry.leavings, session.conversations, { keep, begin: () => options.onCleanUp?.() });
  return session;
}

async function work(
  wire: Wire,
  options: SessionOptions,
  session: Session,
  keep: (conversation: Conversation) => Conversation,
): Promise<void> {
  session.stopped = await prepare(wire, options, session, keep);
  if (session.stopped !== null) return;
  const lacking = lackingOf(options, session);
  const speak: Speaker['speak'] = async ({ probe }, one, { down, ...errand }) =>
    keep(
      down
        ? { probe: probe.id, ...errand, exchanges: [], lost: 'down', downSince: `${down.probe}/${down.case}` }
        : await converse(wire, probe, one, { ...errand, models: modelsOf(session.model, options), lacking }),
    );
  const speaker: Speaker = { session, options, lacking, speak };
  await explore(speaker);
  session.stopped = stoppedBecause(session.conversations);
  if (session.stopped === null) await insist(speaker);
  if (session.stopped === null) await repeatFailures(speaker);
  if (session.stopped === null) await shrinkFailures(speaker);
  if (session.stopped === null) await endure(speaker);
  // Repetitions stop at their reserve by design; what cuts them short from outside leaves the run incomplete.
  session.stopped ??= stoppedBecause(
    session.conversations.filter(
      ({ lost, purpose }) =>
        lost === 'cancelled' || lost === 'deadline' || (lost !== undefined && purpose === 'explore'),
    ),
  );
}

/** What was refused, and what nobody knows of and can be left out: requests do without both. */
function lackingOf({ selection }: SessionOptions, { conversations }: Session): Capability[] {
  return capabilityStates(selection.capabilities, conversations)
    .filter(({ capability, verdict }) => verdict === 'refused' || (verdict === 'unknown' && !capability.essential))
    .map(({ capability }) => capability);
}

async function explore({ options, lacking, speak }: Speaker): Promise<void> {
  const tasks = options.plan.probes
    .filter(({ probe }) => !probe.hostile && !probe.needs.some((capability) => lacking.includes(capability)))
    .flatMap((planned) => planned.cases.map((one, index) => ({ planned, one, index })));
  let done = 0;
  if (tasks.length > 0) options.onProgress(done, tasks.length);
  await inParallel(options.concurrency, tasks, async ({ planned, one, index }) => {
    const { lost } = await speak(planned, one, { case: index, attempt: 0, purpose: 'explore' });
    if (lost !== undefined) return;
    done += 1;
    options.onProgress(done, tasks.length);
  });
}
