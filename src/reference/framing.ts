import type { Json } from '../spec/json.ts';

/**
 * How chunks are put into an event stream: one of the many ways that say the same.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export type Framing = {
  lineEnd: '\n' | '\r\n' | '\r';
  /** Whether one space stands behind a colon. */
  space: boolean;
  /** Whether a chunk is spread over several data lines. */
  pretty: boolean;
  /** Lines before an event; an empty string is a blank line. */
  before: readonly ((index: number) => readonly string[])[];
  /** Further lines of an event, above its data. */
  fields: readonly ((index: number) => readonly string[])[];
  /** Lines behind `[DONE]`. */
  tail: readonly string[];
};

export const plainFraming: Framing = { lineEnd: '\n', space: true, pretty: false, before: [], fields: [], tail: [] };

/** The bytes of each event, `[DONE]` the last. */
export function eventsOf(chunks: readonly Json[], framing: Framing): Uint8Array[] {
  const { lineEnd, pretty, before, fields, tail } = framing;
  const texts = chunks.map((chunk) => JSON.stringify(chunk, null, pretty ? 1 : undefined));
  return [...texts, '[DONE]'].map((text, i) => {
    const data = text.split('\n').map((line) => `data:${framing.space ? ' ' : ''}${line}`);
    const extra = [...before, ...fields].flatMap((lines) => lines(i));
    const last = i === texts.length ? tail : [];
    return Buffer.from([...extra, ...data, '', ...last].map((line) => `${line}${lineEnd}`).join(''), 'utf8');
  });
}
