import { encodedBy, type Rendered } from './encoded.ts';
import type { Report } from './report.ts';

/**
 * The text of report.json, described by `reports/report.schema.json`. Bytes stand as `{"base64": …}`. Characters that
 * steer a terminal, and CI commands, are written as `\u` escapes: printing the file is as harmless as reading it.
 */
export function toJson(report: Report): Rendered {
  return encodedBy<'json'>(`${JSON.stringify(report, bytesAsText, 2).replace(live, escaped)}\n`).source;
}

// What JSON.stringify leaves as it is: DEL, C1 controls, format characters, line separators, `##[` and its kin.
const live = /(?<=#)#|(?<=\[)\[|[\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}]/gu;

function escaped(character: string): string {
  return character.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

// Read from the holder: a Buffer reaches `value` already turned into something else by its toJSON.
function bytesAsText(this: { readonly [key: string]: unknown }, key: string, value: unknown): unknown {
  const held = this[key];
  return held instanceof Uint8Array ? { base64: Buffer.from(held).toString('base64') } : value;
}
