import type { Conversation, Lost } from './recording.ts';

const sentences: Record<Exclude<Lost, 'target'>, string> = {
  requests: 'The request budget was spent before the plan was carried out; raise --max-requests.',
  tokens: 'The token budget was spent before the plan was carried out; raise --max-tokens.',
  deadline: 'The deadline passed before the plan was carried out; raise --deadline.',
  cancelled: 'The run was cancelled.',
  down: 'The endpoint did not answer any more behind a hostile request; the other hostile ones were not sent.',
  circuit: 'The endpoint failed five plain requests in a row, or told them to wait; the rest was not sent.',
};

/** Why conversations were lost that were planned, in one sentence with the remedy; null where none was. */
export function stoppedBecause(conversations: readonly Conversation[]): string | null {
  const lost = conversations.find((one) => one.lost !== undefined)?.lost;
  return lost && lost !== 'target' ? sentences[lost] : null;
}
