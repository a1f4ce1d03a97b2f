import type { Config } from './config.ts';

/** Names of headers that carry credentials. */
const telling = /authorization|cookie|key|token|secret|password|signature/i;

/** What only a credential looks like, whatever its header is called: long, in one piece, with digits in it. */
const opaque = /^(?=.*\d)(?!.*:\/\/)\S{16,}$/;

/**
 * The texts that no output may hold: the key, and what is secret of the headers, whole and without their scheme. The
 * value of a header such as Accept is none: taken out of replies, it would rewrite them.
 */
export function secretsOf({ key, headers }: Pick<Config, 'key' | 'headers'>): readonly string[] {
  const values = Object.entries(headers).filter(([name, value]) => telling.test(name) || opaque.test(value));
  const parts = values.flatMap(([, value]) => [value, ...value.split(/[\s;,]+|(?<=^[\w-]+)=/)]);
  return [...new Set([...(key === undefined ? [] : [key]), ...parts.filter(isCredential)])];
}

/** Not the name of a scheme or of a cookie. */
function isCredential(text: string): boolean {
  return text !== '' && !/^(?:bearer|basic|token|digest|apikey|[a-z_-]{1,12})$/i.test(text);
}
