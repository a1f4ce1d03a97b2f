import { levelOf } from '../check/suite.ts';
import { isAlive, outage } from './life.ts';
import type { PlannedProbe } from './plan.ts';
import type { Conversation } from './recording.ts';
import type { Speaker } from './speaker.ts';

/**
 * Sends what may bring the endpoint down: one conversation after the other, with nothing beside it, and none behind one
 * that left no life. What fails is held again once: more would do harm and prove no more. An endpoint that seems to be
 * down gets a pause first, since whoever restarts or cannot be reached for a while is back then. Nothing is shrunk.
 */
export async function endure(speaker: Speaker): Promise<void> {
  const { plan, confirm } = speaker.options;
  let left = confirm > 0 ? plan.reserve.again : 0;
  let down: Conversation | undefined;
  const cases = hostileCases(speaker);
  for (const [done, { planned, one, index }] of cases.entries()) {
    speaker.options.onProgress(done, cases.length);
    const spoken = await speaker.speak(planned, one, { case: index, attempt: 0, purpose: 'explore', down });
    if (spoken.lost && spoken.lost !== 'down') return;
    if (down) continue;
    const seemsDown = isDown(planned, spoken);
    if (planned.probe.atMost.requests > left) {
      if (seemsDown) down = spoken;
      continue;
    }
    if (!seemsDown && !hasFailed(speaker, spoken)) continue;
    const pause = seemsDown ? { pause: outage } : {};
    const again = await speaker.speak(planned, one, { case: index, attempt: 1, purpose: 'confirm', ...pause });
    left -= again.exchanges.length;
    if (isDown(planned, again)) down = again;
  }
}

type Case = { planned: PlannedProbe; one: unknown; index: number };

function hostileCases({ options: { plan }, lacking }: Speaker): Case[] {
  return plan.probes
    .filter(({ probe }) => probe.hostile && !probe.needs.some((capability) => lacking.includes(capability)))
    .flatMap((planned) => planned.cases.map((one, index) => ({ planned, one, index })));
}

function isDown({ probe }: PlannedProbe, { exchanges }: Conversation): boolean {
  const sign = exchanges.findLast(({ name }) => name === probe.hostile?.sign);
  return sign !== undefined && !isAlive(sign.exchange.reply);
}

/** Notes prove nothing. */
function hasFailed({ session, options: { selection } }: Speaker, conversation: Conversation): boolean {
  const found = new Set(
    (session.judgements.get(conversation) ?? []).flatMap(({ check, state }) => (state === 'found' ? [check] : [])),
  );
  return selection.suites.some(({ id, checks }) =>
    Object.entries(checks).some(([key, check]) => levelOf(check) !== 'MAY' && found.has(`${id}/${key}`)),
  );
}
