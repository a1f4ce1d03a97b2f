import type { Exchange, Reply } from './exchange.ts';

/** About how many bytes a reply takes up when it is read: what stands in it becomes objects. */
export function weightOf({ reads }: Reply): number {
  return reads.reduce((sum, { bytes }) => sum + bytes.length + perPart * partsIn(bytes), 0);
}

/** The same of an exchange: requests are ours, and small. */
export function weightOfExchange({ reply }: Exchange): number {
  return weightOf(reply);
}

/** At most how many values and lines stand in a text: as many as there are `{`, `[`, `,` and line feeds. */
export function partsIn(bytes: Uint8Array): number {
  let parts = 0;
  for (const byte of bytes) if (byte === 0x2c || byte === 0x7b || byte === 0x5b || byte === 0x0a) parts++;
  return parts;
}

const perPart = 100;
