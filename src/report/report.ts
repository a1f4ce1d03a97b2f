import type { Citation } from '../check/cite.ts';
import type { Level } from '../check/suite.ts';
import type { CheckVerdict } from '../run/verdict.ts';

export type { CheckVerdict };
import type { Request } from '../transport/request.ts';

/** The content of report.json. A pure function of the journal and the suites. */
export type Report = {
  schemaVersion: 1;
  tool: { name: string; version: string; suitesDigest: string };
  spec: {
    name: string;
    version: string;
    digest: string;
    /** Numbers of the corrections in `specs/errata.yaml` that applied, and of those that were switched off. */
    errata: readonly number[];
    off: readonly number[];
    /** Null where it is the bundled contract. */
    document: DocumentFacts | null;
  };
  target: {
    /** Credentials in its query stand as `****`. */
    baseUrl: string;
    /** Certificates were not verified, as the user wished, so this may have been another server. */
    insecure: boolean;
    model: string;
    completionModel: string;
    embeddingModel: string;
    server: string | null;
  };
  run: {
    seed: number;
    /** ISO 8601, UTC. */
    startedAt: string;
    durationMs: number;
    /** Requests that the target saw, retries and capability probes included. */
    requests: number;
    retries: number;
    /** Tokens generated and read: as the target reported them or as its replies amount to, whichever is more. */
    tokens: number;
    /** The most that the run was allowed to use; null where its journal does not tell. */
    limits: { requests: number; tokens: number; durationMs: number } | null;
    /** Replies that said to wait (429, 503, 529), and the time that nothing was sent for it. */
    throttled: { replies: number; waitedMs: number };
    /** False when the plan was not carried out to its end; `stopped` says why. */
    complete: boolean;
    stopped: string | null;
    strict: boolean;
    shard: string | null;
  };
  capabilities: readonly CapabilityResult[];
  verdict: 'conformant' | 'not-conformant' | 'incomplete';
  exitCode: number;
  profiles: readonly ProfileResult[];
  checks: readonly CheckResult[];
  /** What a reader must know before trusting the verdict: unexercised rules, spent budgets, a noisy target. */
  caveats: readonly string[];
};

/** What a document that is not the bundled one is worth. */
export type DocumentFacts = {
  /** What it says nothing of, and the bundled contract was the measure of. */
  borrowed: readonly string[];
  /** Of so many replies that are broken on purpose it refuses so many; and operations that it lets `{}` answer. */
  strength: { broken: number; refused: number; admitsAnything: readonly string[] };
  /** Operations that can be read and that no named suite is about, those in the plan, and the limit of requests. */
  others: { described: number; sent: number; limit: number };
};

export type CapabilityResult = {
  id: string;
  title: string;
  verdict: 'supported' | 'refused' | 'unknown';
  because: string | null;
};

export type ProfileResult = {
  id: string;
  verdict: 'conformant' | 'not-conformant' | 'incomplete' | 'unsupported';
  counts: { readonly [verdict in CheckVerdict]: number };
};

export type CheckResult = {
  /** `suite/check`. */
  id: string;
  suite: string;
  profile: string;
  level: Level;
  /** The requirement, in our own words. */
  says: string;
  cite: Citation;
  covers: readonly string[];
  verdict: CheckVerdict;
  /** Why it is not a plain pass or fail, in one sentence; null where the verdict says it all. */
  because: string | null;
  /** Conversations that the rule was held against, and those that could have shown a breach. */
  examined: number;
  exercised: number;
  /** For a pass: the 95 % upper bound of the rate of violations in what was sampled; else null. */
  upperBound95: number | null;
  findings: readonly ReportedFinding[];
  /** Findings beyond those listed. */
  more: number;
};

export type ReportedFinding = {
  /** JSON Pointer into what was read of the exchange. */
  at: string;
  expected: string;
  actual: string;
  /** Id of the exchange in the journal and in `evidence`. */
  exchange: number;
  /** How often a repetition failed again, "3/3"; null where it was not repeated. */
  reproduced: string | null;
  /**
   * The fewest events of the stream that show it by themselves, by their indexes from 0, and how many events there are;
   * null where the reply is no event stream, or is too long to be tried with fewer.
   */
  witness: { events: readonly number[]; of: number } | null;
  evidence: Evidence;
};

/** What was sent and what came, for a person to read. All text is the target's or ours, redacted, not yet escaped. */
export type Evidence = {
  request: Request;
  /** A shell command that sends the request again; the key stands as $OPENAI_API_KEY. */
  curl: string;
  status: number;
  headers: { readonly [name: string]: string };
  /** How the reply ended, when not properly: `truncated at 120 ms: …`. */
  end: string;
  /** The body as text, cut at 16 KiB; for an event stream the raw bytes as text. */
  body: string;
  /**
   * The dispatched events of an event stream with their arrival times in ms, `index` counting from 0: of a long stream
   * the first and the last ones. Null for other replies.
   */
  events: readonly { index: number; at: number; event: string; data: string }[] | null;
};
