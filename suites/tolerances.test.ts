import { existsSync, readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { composePersonas, type Persona } from '../src/reference/persona.ts';
import { personas } from '../src/reference/personas.ts';
import { notes } from './declared.test-data.ts';
import { levelOfCheck, tolerances } from './tables/sources.test-data.ts';
import { seenOf, type Seen } from './tolerances/seen.test-data.ts';
import { witnesses } from './tolerances/witnesses.test-data.ts';

// The law of legitimate variation, its other half: what a persona is said to show it shows, and all there is to show
// some persona shows. That no check minds is for personas.test.ts.

const file = (name: string) => new URL(`../${name}`, import.meta.url);
const forms = Object.entries(witnesses).flatMap(([id, own]) =>
  Object.entries(own).map(([form, witness]) => ({ id, form, witness })),
);
const known = new Map(tolerances.map((one) => [one.id, one]));

const seen = new Map<string, Seen>();
function shownBy(persona: Persona): Seen {
  const found = seen.get(persona.id) ?? seenOf(composePersonas(persona));
  seen.set(persona.id, found);
  return found;
}

const plain = personas[0]!;

/** What a persona does: the plain one all that it does, any other one what the plain one does not. */
function shown(persona: Persona): string[] {
  const held = forms.filter(({ witness }) => witness(shownBy(persona)));
  const own = persona === plain ? held : held.filter(({ witness }) => !witness(shownBy(plain)));
  return [...new Set(own.map(({ id }) => id))].toSorted();
}

test.for(personas.map(({ id }) => id))('%s shows what it is said to show, and nothing else', (id) => {
  const persona = personas.find((one) => one.id === id)!;
  expect(shown(persona)).toEqual([...persona.shows].toSorted());
});

test.for(forms.map(({ id, form }) => [id, form] as const))(
  '%s: %s is what some do, and others do not',
  ([id, form]) => {
    const { witness } = forms.find((one) => one.id === id && one.form === form)!;
    const having = personas.filter((persona) => witness(shownBy(persona)));
    expect(having.length).toBeGreaterThan(0);
    expect(having.length).toBeLessThan(personas.length);
  },
);

describe('specs/tolerances.yaml', () => {
  test('every tolerance is shown by a persona, or by a test that names it', () => {
    const ways = ({ id, by }: { id: string; by?: string }) => [Object.hasOwn(witnesses, id), by !== undefined];
    expect(tolerances.filter((one) => ways(one).filter(Boolean).length !== 1).map(({ id }) => id)).toEqual([]);
    expect(Object.keys(witnesses).filter((id) => !known.has(id))).toEqual([]);
  });

  test('only defects of documents are shown by a test', () => {
    const tested = tolerances.filter(({ by }) => by !== undefined);
    expect(tested.filter(({ id }) => !id.startsWith('LEG-S'))).toEqual([]);
    const titled = ({ id, by }: { id: string; by?: string }) =>
      new RegExp(`^ *(?:test\\b.*)?[('"\`\\[]${id}: `, 'm').test(readFileSync(file(by!), 'utf8'));
    expect(tested.filter((one) => !titled(one)).map(({ id, by }) => `${id} in ${by}`)).toEqual([]);
  });

  const catalogue = file('../shared/notes/legitimate-variations.json');
  test.skipIf(!existsSync(catalogue))('every variation of the catalogue is an entry', () => {
    const ids = [...new Set(readFileSync(catalogue, 'utf8').match(/\bLEG-S?\d+\b/g))];
    expect(ids.filter((id) => !known.has(id))).toEqual([]);
    expect(ids.length).toBeGreaterThan(100);
  });
});

describe('what a check says of a persona', () => {
  const said = Object.entries(notes).flatMap(([persona, checks]) =>
    Object.entries(checks).map(([check, tolerance]) => ({ persona, check, tolerance })),
  );

  test('is of a tolerance that the persona shows', () => {
    const shows = (id: string) => personas.find((one) => one.id === id)?.shows ?? [];
    expect(said.filter(({ persona, tolerance }) => !shows(persona).includes(tolerance))).toEqual([]);
  });

  test('is no more than the rule of that tolerance lets it say', () => {
    const may = { MUST: [], SHOULD: ['warn'], MAY: ['warn', 'note'] };
    const lets = ({ check, tolerance }: (typeof said)[number]) =>
      (may[levelOfCheck.get(check)!] as string[]).includes(/^\w+/.exec(known.get(tolerance)!.rule)![0]);
    expect(said.filter((one) => !lets(one))).toEqual([]);
  });
});
