import type { Capability } from '../check/capability.ts';
import type { Registry } from '../check/registry.ts';
import type { Contract } from '../schema/contract.ts';
import type { NamedModels } from './adapt.ts';
import type { Errand } from './explore.ts';
import type { Judgement } from './judge.ts';
import type { Plan, PlannedProbe } from './plan.ts';
import type { Conversation } from './recording.ts';
import type { Selection } from './select.ts';

export type SessionOptions = NamedModels & {
  registry: Registry;
  selection: Selection;
  plan: Plan;
  contract: Contract;
  baseUrl: string;
  /** The model under test; undefined: the first one that the endpoint lists. */
  model: string | undefined;
  confirm: number;
  concurrency: number;
  /** False: verdicts rest on findings alone, and nothing is told of what was exercised. */
  exercise?: boolean;
  /** How a conversation is judged. Default: by every suite of the selection. */
  judge?(conversation: Conversation): readonly Judgement[];
  onModel(model: string, listed: boolean): void;
  onProgress(done: number, planned: number): void;
  onConversation(conversation: Conversation): void;
  /** There is something left at the endpoint, and it is being taken away. */
  onCleanUp?(): void;
};

export type Session = {
  model: string;
  conversations: Conversation[];
  judgements: Map<Conversation, readonly Judgement[]>;
  /** Why the plan was not carried out to its end; null when it was. */
  stopped: string | null;
};

/** What the parts of a session share: one conversation more, kept and judged. `down`: the one that ended the endpoint. */
export type Speaker = {
  session: Session;
  options: SessionOptions;
  lacking: readonly Capability[];
  speak(
    planned: Pick<PlannedProbe, 'probe'>,
    one: unknown,
    errand: Pick<Errand, 'case' | 'attempt' | 'purpose' | 'most' | 'pause'> & { down?: Conversation | undefined },
  ): Promise<Conversation>;
};
