import type { Part } from '../transport/request.ts';

/**
 * The parts of a multipart/form-data body (RFC 7578), values that have no file name as text; undefined where it is none:
 * without a boundary, without its last delimiter, or with a part that has no name.
 */
export function partsOf(contentType: string, body: Uint8Array): Part[] | undefined {
  const boundary = /^multipart\/form-data\s*;.*?\bboundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(contentType);
  if (!boundary) return undefined;
  const sections = sectionsOf(Buffer.from(body), `--${boundary[1] ?? boundary[2]}`);
  const parts = sections?.map(partOf);
  return parts?.every((part) => part !== undefined) ? parts : undefined;
}

/** What stands between the delimiters; what comes before the first and behind the last is of no account. */
function sectionsOf(body: Buffer, delimiter: string): Buffer[] | undefined {
  // Latin-1 is one character for one byte, so that offsets in the text are offsets in the body.
  const text = `\r\n${body.toString('latin1')}`;
  const [, ...behind] = text.split(`\r\n${Buffer.from(delimiter).toString('latin1')}`);
  const end = behind.findIndex((one) => one.startsWith('--'));
  if (end === -1) return undefined;
  const sections = behind.slice(0, end);
  if (!sections.every((one) => /^[ \t]*\r\n/.test(one))) return undefined;
  return sections.map((one) => Buffer.from(one.slice(one.indexOf('\r\n')), 'latin1'));
}

/** Header lines, each behind a line break; an empty line; the value. */
function partOf(section: Buffer): Part | undefined {
  const end = section.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const head = section.subarray(0, end).toString('utf8');
  const bytes = section.subarray(end + 4);
  const disposition = headerIn(head, 'content-disposition');
  const name = disposition && parameterIn(disposition, 'name');
  if (name === undefined) return undefined;
  const filename = parameterIn(disposition!, 'filename');
  const contentType = headerIn(head, 'content-type');
  return {
    name,
    value: filename === undefined ? bytes.toString('utf8') : new Uint8Array(bytes),
    ...(filename === undefined ? {} : { filename }),
    ...(contentType === undefined ? {} : { contentType }),
  };
}

function headerIn(head: string, name: string): string | undefined {
  const line = head.split('\r\n').find((one) => one.toLowerCase().startsWith(`${name}:`));
  return line?.slice(name.length + 1).trim();
}

/** Escaped as browsers do it, or with backslashes as older clients do (WHATWG HTML, §4.10.21.8; RFC 9110 §5.6.4). */
function parameterIn(disposition: string, name: string): string | undefined {
  const [, quoted, token] =
    new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;"]+))`, 'i').exec(disposition) ?? [];
  const plain = quoted === undefined ? token : quoted.replaceAll(/\\(["\\])/g, '$1');
  return plain?.replaceAll('%22', '"').replaceAll('%0D', '\r').replaceAll('%0A', '\n');
}
