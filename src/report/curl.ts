import { outgoing, type Outgoing } from '../transport/outgoing.ts';
import { bodyObject, type Part, type Request } from '../transport/request.ts';
import { isPlain, printing, shellWord, textOf } from './shell.ts';

/**
 * One line for a POSIX shell that sends `request` again with curl, the body byte for byte. The key stands as
 * `$OPENAI_API_KEY`; each of `secretHeaders` (lower-case names of the headers that a user adds to every request) stands
 * as a variable of its name, `api-key` as `$API_KEY`. The line holds no control character and no newline.
 */
export function curlOf(request: Request, baseUrl: string, secretHeaders: readonly string[]): string {
  const url = new URL(baseUrl);
  const names = Object.fromEntries(secretHeaders.map((name) => [name, variable(variableOf(name))]));
  const sent = outgoing(request, { baseUrl: url, key: variable('OPENAI_API_KEY'), headers: names });
  const { options, stdin, ownType } = bodyOf(request, sent);
  const words = [
    '-sS',
    '-i',
    ...(bodyObject(request)['stream'] === true ? ['-N'] : []),
    '--globoff',
    // curl resolves dot segments by itself, unless told not to.
    ...(/\/(\.|%2e){1,2}(\/|\?|$)/i.test(sent.path) ? ['--path-as-is'] : []),
    ...(sent.method === (request.body ? 'POST' : 'GET') ? [] : ['-X', sent.method]),
    shellWord(`${url.origin}${sent.path}`),
    ...headers(request, sent, ownType),
    ...options,
  ];
  return `${stdin ? `${printing(stdin)} | ` : ''}curl ${words.join(' ')}`;
}

const longestShown = 4000;

/** `curl` where it is short enough to be of use among other lines, or else where it stands. */
export function shownCommand(curl: string): string {
  if (curl.length <= longestShown) return curl;
  return `the command is ${curl.length} characters long and stands in the HTML and JSON reports`;
}

// What curl sends of its own accord instead is as good, so that the line may stay short.
const usual = ['accept', 'accept-encoding', 'user-agent'];

function headers(request: Request, sent: Outgoing, ownType: boolean): string[] {
  return Object.entries(sent.headers)
    .filter(
      ([name]) =>
        Object.hasOwn(request.headers ?? {}, name) || !(usual.includes(name) || (ownType && name === 'content-type')),
    )
    .flatMap(([name, value]) => ['-H', header(name, value)]);
}

const marker = '\u{f0000}';

/** Stands for the value of a shell variable in a header; its marks are private use characters. */
function variable(name: string): string {
  return `${marker}${name}${marker}`;
}

function variableOf(header: string): string {
  return header
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '_')
    .replace(/^(?=\d)/, '_');
}

function header(name: string, value: string): string {
  const [before = '', secret, after = ''] = value.split(marker);
  // curl takes `name:` for "leave this header out" and `name;` for an empty one.
  if (secret === undefined) return shellWord(value === '' ? `${name};` : `${name}: ${value}`);
  const line = `${name}: ${before}`;
  return /^[\w:\- ]*$/.test(line + after)
    ? `"${line}$${secret}${after}"`
    : `${shellWord(line)}"$${secret}"${after === '' ? '' : shellWord(after)}`;
}

type Body = { options: string[]; stdin?: Uint8Array; ownType: boolean };

function bodyOf({ body }: Request, sent: Outgoing): Body {
  if (!body || !sent.body) return { options: [], ownType: false };
  return ('parts' in body ? form(body.parts) : undefined) ?? data(sent.body);
}

// Linux takes no argument longer than 128 KiB; what printf writes, being a builtin, has no such limit.
const longestArgument = 100_000;

function data(bytes: Uint8Array): Body {
  const text = textOf(bytes);
  const asArgument = text !== undefined && isPlain(text) && !text.startsWith('@') && bytes.length < longestArgument;
  if (asArgument) return { options: ['--data-binary', shellWord(text)], ownType: false };
  return { options: ['--data-binary', '@-'], stdin: bytes, ownType: false };
}

/** The form in curl's words; undefined where more than one part would have to come from standard input. */
function form(parts: readonly Part[]): Body | undefined {
  const piped = parts.filter(isPiped);
  if (piped.length > 1) return undefined;
  const stdin = piped.map(({ value }) => (typeof value === 'string' ? Buffer.from(value) : value))[0];
  return { options: parts.flatMap(field), ...(stdin && { stdin }), ownType: true };
}

function isPiped({ filename, contentType, value }: Part): boolean {
  if (filename !== undefined || contentType !== undefined || typeof value !== 'string') return true;
  return !isPlain(value) || value.length >= longestArgument / 4;
}

function field(part: Part): string[] {
  const { name, value, filename, contentType } = part;
  if (!isPiped(part)) return ['--form-string', shellWord(`${name}=${String(value)}`)];
  const type = contentType ?? (filename === undefined ? undefined : 'application/octet-stream');
  // `<-` sends standard input as a plain field, `@-` as a file.
  const words = [
    filename === undefined ? `${name}=<-` : `${name}=@-;filename="${filename.replace(/["\\]/g, '\\$&')}"`,
    ...(type === undefined ? [] : [`type=${type}`]),
  ];
  return ['-F', shellWord(words.join(';'))];
}
