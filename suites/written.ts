/** Members whose strings a model wrote. Those of `same` may say one and the same thing twice. */
const apart = ['content', 'refusal', 'arguments', 'input'];
const same = ['text', 'reasoning', 'reasoning_content', 'thinking'];
const written = new Set([...apart, ...same]);

/**
 * Counts the bytes that a model wrote in a body as it comes, read by read, JSON or an event stream of it: those of the
 * strings under the names that hold text, and not what stands around them. What is no JSON is passed over, not refused.
 */
export function countWritten(): (bytes: Uint8Array) => number {
  const counts = new Map<string, number>();
  const of = (name: string) => counts.get(name) ?? 0;
  const scan = scanner((name, length) => counts.set(name, of(name) + length));
  return (bytes) => {
    scan(bytes);
    return apart.reduce((sum, name) => sum + of(name), 0) + Math.max(...same.map(of));
  };
}

const [QUOTE, BACKSLASH, COLON, LF, CR] = [0x22, 0x5c, 0x3a, 0x0a, 0x0d];
const isBlank = (byte: number) => byte === 0x20 || byte === 0x09 || byte === LF || byte === CR;
const longestName = Math.max(...[...written].map((name) => name.length));

/** Tells of each stretch of a string that is the value of a member of interest. Linear, and keeps no text but names. */
function scanner(tell: (name: string, length: number) => void): (bytes: Uint8Array) => void {
  let inside = false;
  let escaped = false;
  /** The string that is read or was read last, as far as it may be a name; the name whose value comes next. */
  let text = '';
  let name: string | undefined;
  return (bytes) => {
    let counted = 0;
    for (const byte of bytes) {
      if (!inside) {
        if (byte === QUOTE) {
          inside = true;
          text = '';
        } else if (byte === COLON) name = written.has(text) ? text : undefined;
        else if (!isBlank(byte)) [text, name] = ['', undefined];
      } else if (byte === LF || byte === CR || (byte === QUOTE && !escaped)) {
        // No string of JSON goes on behind the end of a line: it was none.
        inside = escaped = false;
        if (name !== undefined && counted > 0) tell(name, counted);
        if (name !== undefined || byte !== QUOTE) text = '';
        name = undefined;
        counted = 0;
      } else {
        escaped = byte === BACKSLASH && !escaped;
        counted += 1;
        if (text.length <= longestName) text += String.fromCharCode(byte);
      }
    }
    if (inside && name !== undefined && counted > 0) tell(name, counted);
  };
}
