/**
 * One departure from a rule. `at`: a JSON Pointer into the view; in a suite over a probe its first token names the
 * exchange. `expected` completes "expected …"; `actual` is the value found, or a phrase in a `Phrase`.
 */
export type Finding = { at: string; expected: string; actual: string };

/** A finding; values are shown as JSON, `undefined` as "nothing", and a long text by its head and tail. */
export function finding(at: string, expected: unknown, actual: unknown): Finding {
  return { at, expected: shown(expected), actual: shown(actual) };
}

/** Words to be shown as they stand, where a value would be shown as JSON. */
export function words(text: string): Words {
  return { words: text };
}

type Words = { words: string };

const longest = 300;

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'object' && value !== null && 'words' in value) return String((value as Words).words);
  const text = JSON.stringify(value) ?? String(value);
  if (text.length <= longest) return text;
  return `${text.slice(0, longest - 60)} … ${text.slice(-40)} (${text.length} characters)`;
}
