import { isObject, type Json } from '../src/spec/json.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';

/** All text of the messages of a request. */
export function promptOf(request: Request): string {
  const { messages } = bodyObject(request);
  const text = (content: Json | undefined): string[] =>
    typeof content === 'string'
      ? [content]
      : Array.isArray(content)
        ? content.flatMap((part) => (isObject(part) ? text(part['text']) : []))
        : [];
  return (Array.isArray(messages) ? messages : [])
    .flatMap((message: Json) => (isObject(message) ? text(message['content']) : []))
    .join('\n');
}

/** Passages of several characters beyond ASCII. */
export function foreignPassages(text: string): string[] {
  return text.match(/[^\p{ASCII}]{2,}/gu) ?? [];
}

const latin = new TextDecoder('windows-1252');

/** A passage as it reads where its UTF-8 is taken for another encoding of the west. */
export function misread(passage: string): string[] {
  const bytes = Buffer.from(passage, 'utf8');
  return [bytes.toString('latin1'), latin.decode(bytes)];
}

/** Where the replacement characters begin that end a text: they stand for a character that the limit cut. */
export function endOfText(text: string): number {
  let end = text.length;
  while (end > 0 && text[end - 1] === '\ufffd') end -= 1;
  return end;
}

/** So many characters around a place tell which place it is, and so many code units hold them. */
const telling = 4;
const near = 2 * telling + 2;

/** So many places are looked at: a text that is nothing but replacements shows it by fewer. */
const enough = 50;

/**
 * Replacement characters that stand where a text has characters of its own, each with what is around it. At the very end
 * they stand for a character that the limit cut.
 */
export function replacedIn(copy: string, original: string): string[] {
  const whole = copy.slice(0, endOfText(copy));
  const places = [...whole.matchAll(/\ufffd+/g)].slice(0, enough);
  return places.flatMap(({ 0: run, index }) => {
    const before = lastOf(whole.slice(Math.max(0, index - near), index));
    const after = firstOf(whole.slice(index + run.length, index + run.length + near));
    if (before.length + after.length < telling) return [];
    const place = new RegExp(`${escaped(before)}[^\\p{ASCII}]{1,8}${escaped(after)}`, 'u');
    return place.test(original) ? [`${before}${run}${after}`] : [];
  });
}

function lastOf(text: string): string {
  return Array.from(text.slice(text.lastIndexOf('\ufffd') + 1))
    .slice(-telling)
    .join('');
}

function firstOf(text: string): string {
  return Array.from(text.split('\ufffd', 1)[0] ?? '')
    .slice(0, telling)
    .join('');
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
}
