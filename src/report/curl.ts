import { outgoing, type Outgoing } from '../transport/outgoing.ts';
import { bodyObject, type Part, type Piece, type Request } from '../transport/request.ts';
import { isPlain, printing, shellWord, textOf } from './shell.ts';

/**
 * One line for a POSIX shell that sends `request` again with curl, the body byte for byte. The key stands as
 * `$OPENAI_API_KEY`; each of `secretHeaders` (lower-case names of the headers that a user adds to every request) stands
 * as a variable of its name, `api-key` as `$API_KEY`, and so does a parameter of the base URL that was blanked. The line holds no control character and no newline.
 */
export function curlOf(request: Request, baseUrl: string, secretHeaders: readonly string[]): string {
  const url = new URL(baseUrl);
  const names = Object.fromEntries(secretHeaders.map((name) => [name, variable(variableOf(name))]));
  const sent = outgoing(request, { baseUrl: url, key: variable('OPENAI_API_KEY'), headers: names });
  const { options, stdin, ownType } = bodyOf(request, sent);
  const piped = [...(request.flood ? [flooding(request.flood)] : []), ...(stdin === undefined ? [] : [stdin])];
  const words = [
    '-sS',
    '-i',
    ...(bodyObject(request)['stream'] === true ? ['-N'] : []),
    '--globoff',
    // curl resolves dot segments by itself, unless told not to.
    ...(/\/(\.|%2e){1,2}(\/|\?|$)/i.test(sent.path) ? ['--path-as-is'] : []),
    ...(sent.method === (request.body ? 'POST' : 'GET') ? [] : ['-X', sent.method]),
    address(`${url.origin}${sent.path}`),
    ...headers(request, sent, ownType),
    ...(request.flood ? ['-H', '@-'] : []),
    ...dripping(request, sent),
    ...options,
  ];
  return `${piped.map((command) => `${command} | `).join('')}curl ${words.join(' ')}`;
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
        !/^x-flood-\d+$/.test(name) &&
        (Object.hasOwn(request.headers ?? {}, name) || !(usual.includes(name) || (ownType && name === 'content-type'))),
    )
    .flatMap(([name, value]) => ['-H', header(name, value)]);
}

/** Where `shownUrl` has left `****` of a parameter, the line has a variable. */
function address(url: string): string {
  const [first = '', ...rest] = url.split(/(?<=[?&;][^=&;]*=)\*{4,}(?=[&;]|$)/);
  if (rest.length === 0) return shellWord(url);
  const names = url.matchAll(/[?&;]([^=&;]*)=\*{4,}(?=[&;]|$)/g);
  const words = [...names].map(
    ([, name = ''], i) => `"$${variableOf(name)}"${rest[i] === '' ? '' : shellWord(rest[i]!)}`,
  );
  return [shellWord(first), ...words].join('');
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
  if (secret === undefined && /[^\p{ASCII}]/u.test(value)) return `"$(printf ${inOctal(`${name}: ${value}`)})"`;
  if (secret === undefined) return shellWord(value === '' ? `${name};` : `${name}: ${value}`);
  const line = `${name}: ${before}`;
  return /^[\w:\- ]*$/.test(line + after)
    ? `"${line}$${secret}${after}"`
    : `${shellWord(line)}"$${secret}"${after === '' ? '' : shellWord(after)}`;
}

/** Headers go out one byte a character, and a terminal has others. */
function inOctal(text: string): string {
  const bytes = [...Buffer.from(text, 'latin1')];
  return `'${bytes.map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')}'`;
}

/** `stdin`: the command that writes it. */
type Body = { options: string[]; stdin?: string; ownType: boolean };

function bodyOf({ body }: Request, sent: Outgoing): Body {
  if (!body || !sent.body) return { options: [], ownType: false };
  if ('pieces' in body) return { options: ['--data-binary', '@-'], stdin: writing(body.pieces), ownType: false };
  return ('parts' in body ? form(body.parts) : undefined) ?? data(sent.body);
}

/** A command that writes pieces: awk counts in every POSIX shell, and takes no argument for a file unless it reads. */
function writing(pieces: readonly Piece[]): string {
  const commands = pieces.map((piece) =>
    typeof piece === 'string'
      ? printing(Buffer.from(piece))
      : `awk 'BEGIN { while (n++ < ${piece.times}) printf "%s", ARGV[1] }' ${shellWord(piece.repeat)}`,
  );
  return commands.length === 1 ? commands[0]! : `{ ${commands.join('; ')}; }`;
}

function flooding({ headers, bytes }: NonNullable<Request['flood']>): string {
  const program = `BEGIN { while (length(f) < ${bytes}) f = f "f"; while (n++ < ${headers}) print "x-flood-" n ": " f }`;
  return `awk '${program}'`;
}

/** The pace at which curl sends the body, and when it hangs up; it takes seconds. */
function dripping({ slices }: Request, { body }: Outgoing): string[] {
  if (!slices || !body) return [];
  const { of, apart, sent = of } = slices;
  const rate = Math.max(1, Math.ceil((body.length * 1000) / Math.max(1, of * apart)));
  const until = sent < of ? ['--max-time', String(Math.max(1, Math.ceil((sent * apart) / 1000)))] : [];
  return ['--limit-rate', String(rate), ...until];
}

// Linux takes no argument longer than 128 KiB; what printf writes, being a builtin, has no such limit.
const longestArgument = 100_000;

function data(bytes: Uint8Array): Body {
  const text = textOf(bytes);
  const asArgument = text !== undefined && isPlain(text) && !text.startsWith('@') && bytes.length < longestArgument;
  if (asArgument) return { options: ['--data-binary', shellWord(text)], ownType: false };
  return { options: ['--data-binary', '@-'], stdin: printing(bytes), ownType: false };
}

/** The form in curl's words; undefined where more than one part would have to come from standard input. */
function form(parts: readonly Part[]): Body | undefined {
  const piped = parts.filter(isPiped);
  if (piped.length > 1) return undefined;
  const stdin = piped.map(({ value }) => (typeof value === 'string' ? Buffer.from(value) : value))[0];
  return { options: parts.flatMap(field), ...(stdin && { stdin: printing(stdin) }), ownType: true };
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
