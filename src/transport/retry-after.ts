/**
 * Milliseconds that a Retry-After header asks to wait from `now` (milliseconds since 1970), or undefined where it is
 * neither whole seconds nor an IMF-fixdate (RFC 9110 §10.2.3, §5.6.7). A date that is over asks for 0.
 */
export function retryAfter(header: string, now: number): number | undefined {
  // Optional white space is SP and HTAB, and nothing else.
  const value = header.replaceAll(/^[ \t]+|[ \t]+$/g, '');
  if (/^[0-9]+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  // Written again it must be the same text: Date.parse is far more lenient than the grammar.
  if (Number.isNaN(date) || new Date(date).toUTCString() !== value) return undefined;
  return Math.max(0, date - now);
}
