import { expect, test } from 'vitest';

import { composePersonas } from '../src/reference/persona.ts';
import { personas } from '../src/reference/personas.ts';
import { notes } from './declared.test-data.ts';
import { flagged, rehearse } from './rehearsal.test-data.ts';

// The law of legitimate variation: no check holds against a server what a conformant server may do.

test.for(personas.map(({ id }) => id))('the reference server conforms as %s', async (id) => {
  const persona = personas.find((one) => one.id === id)!;
  // What is exercised takes most of the time, and is the same for all.
  const exercise = id === 'plain';
  const findings = flagged(await rehearse({ persona: composePersonas(persona), confirm: 3, exercise }));
  expect(findings.toSorted()).toEqual(Object.keys(notes[id] ?? {}).toSorted());
});
