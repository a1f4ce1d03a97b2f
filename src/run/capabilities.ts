import type { Capability } from '../check/capability.ts';
import type { Exchange } from '../transport/exchange.ts';
import { isRefusal } from '../transport/status.ts';
import type { Conversation } from './recording.ts';

/**
 * Whether the endpoint has a capability: `unknown` where its request got no answer that tells. Refused for no reason of
 * its own is what is part of something refused.
 */
export type CapabilityState = {
  capability: Capability;
  verdict: 'supported' | 'refused' | 'unknown';
  because: string | null;
};

/** The pseudo-probe under which a capability's request is recorded. */
export const probeIdOf = ({ id }: Capability): string => `capability/${id}`;

/** What the recorded requests tell of each capability. Pure. */
export function capabilityStates(
  capabilities: readonly Capability[],
  conversations: readonly Conversation[],
): CapabilityState[] {
  const stateFrom = (capability: Capability): CapabilityState => {
    const conversation = conversations.find(
      ({ probe, purpose }) => purpose === 'capability' && probe === probeIdOf(capability),
    );
    const exchange = conversation?.exchanges.findLast(({ superseded }) => !superseded)?.exchange;
    if (exchange) return stateOf(capability, exchange);
    const isPart = capability.of !== undefined && stateFrom(capability.of).verdict === 'refused';
    return { capability, verdict: isPart ? 'refused' : 'unknown', because: null };
  };
  return capabilities.map(stateFrom);
}

/** What one exchange tells of a capability. */
export function stateOf(capability: Capability, exchange: Exchange): CapabilityState {
  const { status, end } = exchange.reply;
  if (status >= 200 && status < 300) {
    const shown = capability.shown?.(exchange) ?? true;
    return shown
      ? { capability, verdict: 'supported', because: null }
      : { capability, verdict: 'refused', because: 'the answer shows none' };
  }
  const refused = isRefusal(status) ? (capability.refused?.(exchange) ?? true) : capability.lacking?.(exchange);
  if (refused) {
    return { capability, verdict: 'refused', because: `answered ${status}` };
  }
  const because = status === 0 ? (end.detail ?? 'no answer') : `answered ${status}`;
  return { capability, verdict: 'unknown', because };
}
