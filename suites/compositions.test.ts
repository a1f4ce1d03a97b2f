import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { composePersonas, type Persona } from '../src/reference/persona.ts';
import { personas } from '../src/reference/personas.ts';
import { notes } from './declared.test-data.ts';
import { flagged, referenceModel, rehearse } from './rehearsal.test-data.ts';
import { levelOfCheck } from './tables/sources.test-data.ts';

// Servers differ in several ways at once. What no part of a composition may be accused of, the whole may not either.
// COMPOSITIONS=300 COMPOSITIONS_SEED=7 draws more, and others.

const numRuns = Number(process.env['COMPOSITIONS'] ?? 26);
const seed = Number(process.env['COMPOSITIONS_SEED'] ?? 1);
/** No server is both. */
const contradictions: readonly (readonly [string, string, because: string])[] = [
  ['signed-calls', 'strict-members', 'It would refuse what it wants back.'],
  ['reasoning', 'no-max-completion-tokens', 'It would take no limit under either name.'],
];

const drawn = fc
  .sample(fc.shuffledSubarray(personas.slice(1), { minLength: 2, maxLength: 4 }).filter(isOneServer), { seed, numRuns })
  .map((parts) => composePersonas(...parts));

test.for(drawn.map(({ id }) => id))('the reference server conforms as %s', async (id) => {
  const persona = drawn.find((one) => one.id === id)!;
  const findings = flagged(await rehearse({ persona, cases: 1, confirm: 3, exercise: false, model: referenceModel }));
  const declared = id.split('+').flatMap((part) => Object.keys(notes[part] ?? {}));
  // That two notes meet in a third is for nobody to worry about.
  const accusations = findings.filter((check) => levelOfCheck.get(check) !== 'MAY');
  expect(accusations.filter((check) => !declared.includes(check))).toEqual([]);
});

function isOneServer(parts: readonly Persona[]): boolean {
  const has = (id: string) => parts.some((part) => part.id === id);
  return !contradictions.some(([a, b]) => has(a) && has(b));
}
