import { X509Certificate } from 'node:crypto';

import { readText } from './contract.ts';
import { reporterIds, type ReporterId } from './report/write.ts';
import { nearest } from './run/nearest.ts';
import { UsageError } from './run/usage-error.ts';
import { shownUrl } from './secrets.ts';
import { bundledText } from './spec/bundled.ts';
import { cacheFolder } from './spec/cache.ts';
import { parseErrata } from './spec/errata.ts';

/** What a run is asked to do; frozen, complete, and without the environment. Durations are milliseconds. */
export type Config = Readonly<{
  baseUrl: string;
  /** The model under test; undefined: the first one that the endpoint lists. */
  model: string | undefined;
  /** The models of legacy completions and of embeddings; undefined: the model under test. */
  completionModel: string | undefined;
  embeddingModel: string | undefined;
  key: string | undefined;
  headers: Readonly<Record<string, string>>;
  /** PEM of the authorities to trust; undefined: those of the system. */
  ca: string | undefined;
  /** Trust any certificate. */
  insecure: boolean;
  /** A file that holds another OpenAPI document to judge by. */
  spec: string | undefined;
  /** Numbers of the errata that are not to apply to it. */
  errataOff: readonly number[];
  /** The folder where what takes time to read is kept; undefined where the user has none. */
  cache: string | undefined;
  profiles: readonly string[];
  only: readonly string[];
  skip: readonly string[];
  /** Whether what may bring an endpoint down is sent, too. */
  hostile: boolean;
  cases: number;
  seed: number;
  concurrency: number;
  /** Most requests on the wire where a probe wants many: who sets a concurrency means it. */
  atOnce: number;
  rps: number | undefined;
  maxRequests: number | undefined;
  maxTokens: number;
  timeout: number;
  deadline: number;
  confirm: number;
  shrink: number;
  strict: boolean;
  out: string;
  /** Those beside the ones that every run has. */
  reporters: readonly ReporterId[];
}>;

/** Values as the command line gives them: texts, and lists of texts. */
export type Options = {
  baseUrl?: string;
  model?: string;
  completionModel?: string;
  embeddingModel?: string;
  header?: string[];
  apiKeyEnv?: string;
  caFile?: string;
  insecure?: boolean;
  spec?: string;
  withoutErratum?: string[];
  profile?: string[];
  only?: string[];
  skip?: string[];
  hostile?: boolean;
  cases?: string;
  seed?: string;
  concurrency?: string;
  rps?: string;
  maxRequests?: string;
  maxTokens?: string;
  timeout?: string;
  deadline?: string;
  confirm?: string;
  shrink?: string;
  strict?: boolean;
  out?: string;
  reporter?: string[];
};

/** The values that hold where nothing is said, as `--help` shows them; durations in seconds. */
export const defaults = {
  cases: 4,
  seed: 1,
  concurrency: 4,
  maxTokens: 60_000,
  timeout: 120,
  deadline: 1800,
  confirm: 3,
  shrink: 20,
  out: 'reports/latest',
} as const;

/**
 * One configuration out of flags and environment; flags win. The environment is that of the official SDKs.
 * @throws UsageError with the remedy
 */
export function configOf(options: Options, env: NodeJS.ProcessEnv): Config {
  return Object.freeze({
    baseUrl: baseUrlOf(options.baseUrl ?? env['OPENAI_BASE_URL']),
    model: options.model,
    completionModel: options.completionModel,
    embeddingModel: options.embeddingModel,
    key: keyOf(options.apiKeyEnv, env),
    headers: Object.freeze(Object.fromEntries((options.header ?? []).map(headerOf))),
    ca: options.caFile === undefined ? undefined : authoritiesIn(options.caFile),
    insecure: options.insecure ?? false,
    spec: options.spec,
    errataOff: errataOff(options.withoutErratum),
    cache: cacheFolder(env),
    profiles: options.profile ?? [],
    only: options.only ?? [],
    skip: options.skip ?? [],
    hostile: options.hostile ?? false,
    cases: whole('--cases', options.cases, 0, mostCases) ?? defaults.cases,
    seed: whole('--seed', options.seed, -(2 ** 31)) ?? defaults.seed,
    concurrency: whole('--concurrency', options.concurrency, 1) ?? defaults.concurrency,
    atOnce: whole('--concurrency', options.concurrency, 1) ?? Infinity,
    rps: amount('--rps', options.rps),
    maxRequests: whole('--max-requests', options.maxRequests, 1),
    maxTokens: whole('--max-tokens', options.maxTokens, 1) ?? defaults.maxTokens,
    // Beyond 2^31 - 1 a timer fires at once.
    timeout: Math.min((amount('--timeout', options.timeout) ?? defaults.timeout) * 1000, 2 ** 31 - 1),
    deadline: (amount('--deadline', options.deadline) ?? defaults.deadline) * 1000,
    confirm: whole('--confirm', options.confirm, 0) ?? defaults.confirm,
    shrink: whole('--shrink', options.shrink, 0) ?? defaults.shrink,
    strict: options.strict ?? false,
    out: options.out ?? defaults.out,
    reporters: reportersOf(options.reporter),
  });
}

/** The numbers of errata by their ids. @throws UsageError naming those that there are */
export function errataOff(ids: readonly string[] = []): number[] {
  if (ids.length === 0) return [];
  const numbers = parseErrata(bundledText('errata.yaml'), 'the errata').map(({ number }) => number);
  return ids.map((id) => {
    const found = numbers.find((number) => `E${number}` === id.toUpperCase());
    if (found !== undefined) return found;
    throw new UsageError(`no erratum is called "${id}"; there are ${numbers.map((number) => `E${number}`).join(', ')}`);
  });
}

/** What the names stand for. @throws UsageError with the nearest one */
export function reportersOf(names: readonly string[] = []): ReporterId[] {
  return names.map((name) => {
    const found = reporterIds.find((id) => id === name);
    if (found !== undefined) return found;
    const near = nearest(name, reporterIds);
    throw new UsageError(
      `no reporter is called "${name}"; ${near === undefined ? '' : `did you mean "${near}"? `}there are ${reporterIds.join(', ')}`,
    );
  });
}

function baseUrlOf(text: string | undefined): string {
  if (text === undefined || text === '') {
    throw new UsageError(
      'which endpoint? Pass --base-url http://localhost:8000/v1 or set OPENAI_BASE_URL; ' +
        '`run --reference` runs against the reference server that comes with this',
    );
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && (url.username !== '' || url.password !== '')) {
    throw new UsageError(
      'the base URL holds credentials, which would end up in reports; set OPENAI_API_KEY or pass --header',
    );
  }
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new UsageError(
      `"${shownUrl(text)}" is no http or https URL; write it in full, such as http://localhost:8000/v1`,
    );
  }
  return text.replace(/\/+$/, '');
}

/** Without what stands around it, as the official SDKs read it: an env file easily leaves a line break there. */
function keyOf(named: string | undefined, env: NodeJS.ProcessEnv): string | undefined {
  const name = named ?? 'OPENAI_API_KEY';
  const key = env[name]?.trim() ?? '';
  if (named !== undefined && key === '') {
    throw new UsageError(`the environment variable ${name}, named by --api-key-env, is not set`);
  }
  if (!sendable.test(key)) {
    throw new UsageError(`the key in ${name} holds a character that no HTTP header can carry; set it again`);
  }
  return key === '' ? undefined : key;
}

/** RFC 9110 §5.5, without tabs in the middle. */
const sendable = /^[\x20-\x7e\x80-\xff]*$/;

/** What is refused is not quoted: it may be a credential all the same. */
function headerOf(text: string): [string, string] {
  const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):\s*(.*)$/s.exec(text.trim()) ?? [];
  if (name === undefined || value === undefined) {
    throw new UsageError('a --header is no header; write it as --header "Name: value"');
  }
  if (!sendable.test(value)) {
    throw new UsageError(`--header "${name}: …" is no header that HTTP can carry; write it as --header "Name: value"`);
  }
  return [name.toLowerCase(), value];
}

/** @throws UsageError where there is none in the file */
function authoritiesIn(path: string): string {
  const text = readText(path, 'certificates');
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/g) ?? [];
  try {
    for (const block of blocks) void new X509Certificate(block);
    if (blocks.length > 0) return blocks.join('\n');
  } catch {
    // Said below.
  }
  throw new UsageError(`${path} holds no certificate that can be read; --ca-file takes authorities in PEM`);
}

/** All are drawn before the first is sent, and are held. */
const mostCases = 10_000;

function whole(flag: string, text: string | undefined, least: number, most = Infinity): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!/^[+-]?\d+$/.test(text.trim()) || !Number.isSafeInteger(number) || number < least || number > most) {
    const range = most < Infinity ? ` from ${least} to ${most}` : ` of ${least} or more`;
    throw new UsageError(`${flag} takes a whole number${least > -1 ? range : ''}, not "${text}"`);
  }
  return number;
}

function amount(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number) || number <= 0) {
    throw new UsageError(`${flag} takes a number above 0, not "${text}"`);
  }
  return number;
}
