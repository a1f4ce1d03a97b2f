import { expect, test } from 'vitest';

import { composePersonas } from '../src/reference/persona.ts';
import { personas } from '../src/reference/personas.ts';
import { flagged, rehearse } from './rehearsal.test-data.ts';

// What is hostile takes as long as all the rest, so that the laws are held against it apart.

const hostile = { profiles: ['hostile'], hostile: true, confirm: 1 };

/** Those that refuse, or answer, other things than the rest: how an answer looks is nothing to these rules. */
const different = personas.filter(
  ({ id, rules, edits = {} }) => id === 'plain' || rules || edits.refuse || edits.error,
);

test.for(different.map(({ id }) => id))('nothing hostile is held against the reference server as %s', async (id) => {
  const persona = composePersonas(personas.find((one) => one.id === id)!);
  const rehearsed = await rehearse({ persona, ...hostile, exercise: false });
  expect(flagged(rehearsed)).toEqual([]);
});

test('the reference server shows each of the rules on what is hostile', async () => {
  const { verdicts } = await rehearse(hostile);
  expect(verdicts.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
});
