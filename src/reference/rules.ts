import type { Json } from '../spec/json.ts';

/** How strict a server is with requests, within what the contract leaves open. */
export type Rules = {
  /** Optional members that this server does not offer. */
  refuses: readonly Refusal[];
  /** Roles that this server does not take. */
  refusesRoles: readonly string[];
  /** Whether messages of the user and of the assistant must come in turn. */
  alternating: boolean;
  /** Whether messages may name their participants. */
  names: boolean;
  /** Types of content parts that this server does not take. */
  refusesParts: readonly string[];
  /** Whether a member the contract does not know is refused, in the body and in its messages. */
  closed: boolean;
  /** Whether calls must come back with the signature that they went out with. */
  signed: boolean;
  /** Whether sampling values out of range are accepted, and contradictions resolved in silence. */
  lenient: boolean;
  /** Whether null stands for "not set" where the contract says so. */
  nulls: boolean;
  /** Whether any model id, or none, is answered. */
  anyModel: boolean;
  /** What answers a text completion where none is offered; undefined: they are offered. */
  declinesText: 'model' | 'path' | 'method' | 'operation' | undefined;
  /** The token limit of a text completion that names none. */
  defaultLimit: number;
  /** The status that refuses embeddings; undefined: they are offered. */
  noEmbeddings: 404 | 501 | undefined;
  /** Whether a request for embeddings may have members that the contract does not know. */
  vendorMembers: boolean;
  /** The status of a request that breaks the contract. */
  invalidStatus: 400 | 422;
  /** The status of a request without a good key. */
  unauthorisedStatus: 401 | 403;
  /** Whether a key is asked for at all, and where. */
  keyed: 'everywhere' | 'not-for-models' | 'nowhere';
};

/** An optional member that is declined in a 400 that names it. */
export type Refusal = {
  member: string;
  /** Which values are declined. Default: all but null. */
  when?(value: Json): boolean;
  /** What to send in its place. */
  instead?: string;
};

export const plainRules: Rules = {
  refuses: [],
  refusesRoles: [],
  alternating: false,
  names: true,
  refusesParts: [],
  closed: false,
  signed: false,
  lenient: false,
  nulls: true,
  anyModel: false,
  declinesText: undefined,
  defaultLimit: 16,
  noEmbeddings: undefined,
  vendorMembers: false,
  invalidStatus: 400,
  unauthorisedStatus: 401,
  keyed: 'everywhere',
};
