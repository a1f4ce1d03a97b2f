import { readFileSync, writeFileSync } from 'node:fs';

import { SpecError } from './error.ts';
import { mend } from './mend.ts';
import type { Mending } from './mend.ts';
import type { Told } from './mend-apart.ts';

const stdin = 0;
const stdout = 1;

/** The process that reads a text for another: what to read comes in, and what it says goes out, both as JSON. */
writeFileSync(stdout, JSON.stringify(tell(JSON.parse(readFileSync(stdin, 'utf8')) as Mending)));

function tell(mending: Mending): Told {
  try {
    return { mended: mend(mending) };
  } catch (error) {
    if (error instanceof SpecError) return { refused: error.message };
    throw error;
  }
}
