import type { Config } from './config.ts';
import { profileWords, verdictWords } from './report/verdict-words.ts';
import { bundledText } from './spec/bundled.ts';
import { createRedactor, isRedactable, mentions } from './transport/redact.ts';

/** Names of headers and of parameters in a URL that carry credentials. */
const telling = /auth|cookie|key|token|secret|pass|sig|code|credential/i;

/** What only a credential looks like, whatever its name: long, in one piece, with digits in it. */
const opaque = /^(?=.*\d)(?!.*:\/\/)\S{16,}$/;

/** Of what is named so the value is public, long as it may be: `api-version=2024-10-21-preview`. */
const open = /version|date|^accept|^content-/i;

function carriesCredentials(name: string, value: string): boolean {
  return !open.test(name) && (telling.test(name) || opaque.test(value));
}

type Given = Pick<Config, 'key' | 'headers' | 'baseUrl'>;

/**
 * The texts that no output may hold: the key, and what is secret of the headers and of the base URL's query, whole and
 * without their scheme. The value of a header such as Accept is none: taken out of replies, it would rewrite them.
 */
export function secretsOf({ key, headers, baseUrl }: Given): readonly string[] {
  const values = Object.entries(headers).filter(([name, value]) => carriesCredentials(name, value));
  const ofHeaders = values.flatMap(([, value]) => [value, ...partsOf(value)]);
  return [...new Set([key ?? '', ...ofHeaders, ...inUrl(baseUrl)])].filter((secret) => secret !== '');
}

/** Behind a scheme, the names of cookies, and the Base64 of `user:password`. */
function partsOf(value: string): string[] {
  const [, scheme = '', rest = ''] = /^([\w-]+)\s+(.+)$/.exec(value) ?? [];
  const pair = scheme.toLowerCase() === 'basic' ? Buffer.from(rest, 'base64').toString('utf8') : '';
  const others = value.split(/[\s;,]+|(?<=^[\w-]+)=/).filter(isCredential);
  return [rest, ...others, pair, pair.slice(pair.indexOf(':') + 1)];
}

/** Not the name of a scheme or of a cookie. */
function isCredential(text: string): boolean {
  return text !== '' && !/^(?:bearer|basic|token|digest|apikey|[a-z_-]{1,12})$/i.test(text);
}

const parameter = /([?&;])([^=&;#]*)=([^&;#]+)/g;

function inUrl(url: string): string[] {
  const found = [...url.matchAll(parameter)].filter(([, , name = '', value = '']) => carriesCredentials(name, value));
  return found.flatMap(([, , , value = '']) => [value, decoded(value)]);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Which of the secrets are taken out of what the endpoint says. Not those that are short, and not those that anybody
 * could say by chance, being a part of a model's name or of the contract: without them the text would be another.
 */
export function redactableOf(
  secrets: readonly string[],
  { model, completionModel, embeddingModel }: Pick<Config, 'model' | 'completionModel' | 'embeddingModel'>,
): readonly string[] {
  const said = [bundledText('openai.yaml'), ...ours, model, completionModel, embeddingModel].join('\n');
  return secrets.filter((secret) => isRedactable(secret) && !mentions(said, secret));
}

/** Words that verdicts depend on: a name of a header that is judged, and what the report itself is written in. */
const ours = ['content-type', ...Object.keys(verdictWords), ...Object.keys(profileWords)];

/** A URL as it may be shown: credentials in its query, and before its host, are blanked. Any text will do. */
export function shownUrl(url: string): string {
  return url
    .replace(parameter, (whole, mark: string, name: string, value: string) =>
      carriesCredentials(name, value) ? `${mark}${name}=${blank}` : whole,
    )
    .replace(/(?<=\/\/)[^/?#]*@/, `${blank}@`);
}

const blank = '****';

/**
 * A text without the secrets of a command line and its environment: for what is to be said where there is no
 * configuration, be it not yet or no longer.
 */
export function withoutSecrets(text: string, argv: readonly string[], env: NodeJS.ProcessEnv): string {
  const values = (flag: string) =>
    argv.flatMap((word, i) => {
      if (word === flag) return argv[i + 1] ?? [];
      return word.startsWith(`${flag}=`) ? word.slice(flag.length + 1) : [];
    });
  const keys = ['OPENAI_API_KEY', ...values('--api-key-env')].flatMap((name) => env[name] ?? []);
  const headers = values('--header').flatMap((header) => [header, ...header.split(/[\s:;,=]+/)]);
  const urls = [...values('--base-url'), env['OPENAI_BASE_URL'] ?? ''];
  const secrets = [...keys, ...keys.map((key) => key.trim()), ...values('--key'), ...headers.filter(isCredential)];
  return createRedactor([...secrets, ...urls.flatMap(inUrl)]).text(text);
}
