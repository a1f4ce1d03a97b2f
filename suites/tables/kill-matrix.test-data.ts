import { personas } from '../../src/reference/personas.ts';
import { notes, occasions } from '../declared.test-data.ts';
import { deviations } from '../deviations.ts';
import type { Account } from '../mutation/account.test-data.ts';
import { catching } from './deviations.test-data.ts';
import { checks } from './sources.test-data.ts';
import { code, jsonOf, pageOf, percent, tableOf } from './written.test-data.ts';

/** What each fault, persona, reported defect and mutant makes the checks say. */
export function killMatrix(account: Account): { json: string; md: string } {
  const { gaps, caught } = account;
  return {
    json: jsonOf({
      faults: faults(),
      personas: personas.map(({ id, title, shows }) => ({
        persona: id,
        title,
        shows,
        notes: Object.keys(notes[id] ?? {}),
      })),
      deviations: Object.entries(deviations).map(([id, one]) => ({ deviation: id, caught: catching(one) })),
      mutants: account.tallies,
      equivalent: account.classes,
      gaps,
      caughtMutants: percent(caught),
    }),
    md: pageOf(
      '# Kill matrix',
      'What every fault, legitimate variation, reported defect and mechanical mutant makes the checks say; tests hold each line (`suites/suites.test.ts`, `personas.test.ts`, `deviations.test.ts`, `mutants.test.ts`). Made by `npm run tables`; `kill-matrix.json` has every row.',
      ...ofFaults(),
      ...ofPersonas(),
      ...ofDeviations(),
      ...ofMutants(account),
    ),
  };
}

function faults(): { fault: string; as: string; caught: readonly string[] }[] {
  return checks.map(({ name, check }) => ({
    fault: name,
    as: occasions[name] ?? 'plain',
    caught: [name, ...(check.also ?? [])],
  }));
}

function ofFaults(): string[] {
  const suites = [...new Set(checks.map(({ suite }) => suite))];
  const others = faults().filter(({ caught }) => caught.length > 1);
  const count = (suite: string, level: string) =>
    checks.filter((one) => one.suite === suite && one.level === level).length;
  return [
    '## Each check catches its own fault',
    `Each of the ${checks.length} checks has the smallest edit of a good reply that breaks its rule. Served, it makes that check fail and no other, but for these:`,
    tableOf(
      ['fault of', 'also seen by'],
      others.map(({ fault, caught }) => [code(fault), caught.slice(1).map(code).join(', ')]),
    ),
    tableOf(
      ['suite', 'MUST', 'SHOULD', 'MAY'],
      suites.map((suite) => [code(suite), count(suite, 'MUST'), count(suite, 'SHOULD'), count(suite, 'MAY')]),
    ),
  ];
}

function ofPersonas(): string[] {
  const noted = personas.filter(({ id }) => notes[id]);
  return [
    '## No check holds a legitimate variation against a server',
    `As each of ${personas.length} personas the reference server differs as conformant servers do (\`specs/tolerances.yaml\`), and nothing is found but what a tolerance lets a check note or warn of:`,
    tableOf(
      ['persona', 'what it does', 'noted by'],
      noted.map(({ id, title }) => [code(id), title, Object.keys(notes[id]!).map(code).join(', ')]),
    ),
  ];
}

function ofDeviations(): string[] {
  const by = new Map<string, string[]>();
  for (const [id, one] of Object.entries(deviations))
    for (const check of catching(one)) by.set(check, [...(by.get(check) ?? []), id]);
  return [
    '## Which checks catch the defects that were reported',
    'What each id stands for is in [deviations.md](deviations.md).',
    tableOf(
      ['check', 'reported defects'],
      [...by].toSorted(([a], [b]) => a.localeCompare(b)).map(([check, ids]) => [code(check), ids.join(', ')]),
    ),
  ];
}

function ofMutants({ tallies, classes, gaps, caught }: Account): string[] {
  const all = tallies.reduce((sum, { mutants }) => sum + mutants, 0);
  return [
    '## Mechanical mutants',
    `Every member of every kind of good reply dropped, renamed, given twice, retyped, set to null or to another value, and events dropped, given twice, swapped, merged, cut: ${all} mutants. Of those that are not equivalent ${percent(caught)} are caught.`,
    tableOf(
      ['reply', 'mutants', 'MUST', 'SHOULD', 'MAY', 'equivalent', 'missed'],
      tallies.map((one) => [code(one.kind), one.mutants, one.MUST, one.SHOULD, one.MAY, one.equivalent, one.gaps]),
    ),
    '### Why a mutant is equivalent',
    tableOf(
      ['class', 'mutants', 'because'],
      classes.map(({ id, mutants, because }) => [id, mutants, because]),
    ),
    ...(gaps.length === 0 ? [] : ['### Missed', gaps.map((gap) => `- ${gap}`).join('\n')]),
  ];
}
