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

/** So many characters around a place tell which place it is. */
const telling = 4;

/**
 * Replacement characters that stand where a text has characters of its own, each with what is around it. At the very end
 * they stand for a character that the limit cut.
 */
export function replacedIn(copy: string, original: string): string[] {
  const whole = copy.replace(/\ufffd+$/, '');
  return [...whole.matchAll(/\ufffd+/g)].flatMap(({ 0: run, index }) => {
    const before = lastOf(whole.slice(0, index));
    const after = firstOf(whole.slice(index + run.length));
    if (before.length + after.length < telling) return [];
    const place = new RegExp(`${escaped(before)}[^\\p{ASCII}]{1,8}${escaped(after)}`, 'u');
    return place.test(original) ? [`${before}${run}${after}`] : [];
  });
}

function lastOf(text: string): string {
  return [...(text.match(/[^\ufffd]*$/)?.[0] ?? '')].slice(-telling).join('');
}

function firstOf(text: string): string {
  return [...(text.match(/^[^\ufffd]*/)?.[0] ?? '')].slice(0, telling).join('');
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
}
