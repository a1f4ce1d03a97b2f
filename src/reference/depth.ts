/** How deep arrays and objects of a body may be nested. */
export const deepest = 128;

/** Whether the bytes of a JSON text are nested deeper than that; what stands in strings does not count. */
export function isTooDeep(bytes: Uint8Array): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i];
    if (inString && byte === backslash) i += 1;
    else if (byte === quote) inString = !inString;
    else if (inString) continue;
    else if (byte === openArray || byte === openObject) depth += 1;
    else if (byte === closeArray || byte === closeObject) depth -= 1;
    if (depth > deepest) return true;
  }
  return false;
}

const [quote, backslash, openArray, closeArray, openObject, closeObject] = Buffer.from('"\\[]{}');
