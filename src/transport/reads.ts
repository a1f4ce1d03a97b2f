import type { Read } from './exchange.ts';

/** Collects a body: what comes within a millisecond is one read, however small the pieces were that it came in. */
export type Reads = {
  /** The bytes are copied: a parser's buffer is larger than the piece, and would live as long. */
  add(bytes: Uint8Array, at: number): void;
  all(): readonly Read[];
  /** Bytes that they take up. */
  weight(): number;
};

export function createReads(): Reads {
  const whole: Read[] = [];
  let open: { at: number; parts: Uint8Array[] } | undefined;
  let bytes = 0;
  const close = () => {
    if (open) whole.push({ at: open.at, bytes: new Uint8Array(joined(open.parts)) });
    open = undefined;
  };
  return {
    add(piece, at) {
      bytes += piece.length;
      if (open && at - open.at >= 1) close();
      open ??= { at, parts: [] };
      open.parts.push(piece);
      if (open.parts.length >= mostParts) open.parts = [joined(open.parts)];
    },
    all() {
      close();
      return whole;
    },
    weight: () => bytes + perRead * whole.length,
  };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}

/** Pieces of one byte each must not become a flood of objects. */
const mostParts = 1000;
const perRead = 250;
