import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { SpecError } from './error.ts';
import { mend } from './mend.ts';
import type { Mended, Mending } from './mend.ts';

/** What reading a document may take: milliseconds, MiB of memory, and MiB that it may grow to. */
export type Allowance = { ms: number; memory: number; size: number };

const allowance: Allowance = { ms: 30_000, memory: 768, size: 64 };

/** What the other process says: what it read, or the sentence it refused the text with. */
export type Told = { mended: Mended } | { refused: string };

/**
 * Reads a text in a process of its own, which is ended where it takes too long or too much: a text of some megabytes can
 * ask for minutes and for all memory there is. The sources, which a process cannot run, read it themselves.
 * @throws SpecError
 */
export function mendApart(mending: Mending, { ms, memory, size }: Allowance = allowance): Mended {
  const reader = new URL('./mend-main.js', import.meta.url);
  if (import.meta.url.endsWith('.ts')) return mend(mending);
  const { error, status, stdout } = spawnSync(
    process.execPath,
    [`--max-old-space-size=${memory}`, fileURLToPath(reader)],
    { input: JSON.stringify(mending), timeout: ms, killSignal: 'SIGKILL', maxBuffer: size << 20, env: plain() },
  );
  const smaller = 'cut it down to the operations to be tested';
  const code = error && 'code' in error ? error.code : undefined;
  if (code === 'ETIMEDOUT') throw new SpecError(`${mending.name} takes more than ${ms / 1000} s to read; ${smaller}.`);
  if (code === 'ENOBUFS') throw new SpecError(`${mending.name} unfolds to more than ${size} MiB; ${smaller}.`);
  if (error) throw error;
  if (status !== 0) throw new SpecError(`${mending.name} takes more than ${memory} MiB of memory to read; ${smaller}.`);
  const told = JSON.parse(stdout.toString()) as Told;
  if ('refused' in told) throw new SpecError(told.refused);
  return told.mended;
}

/** No secret of the environment is needed to read a text, nor what it says of Node. */
function plain(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot } = process.env;
  return { ...(PATH === undefined ? {} : { PATH }), ...(SystemRoot === undefined ? {} : { SystemRoot }) };
}
