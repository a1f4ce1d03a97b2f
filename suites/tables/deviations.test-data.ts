import { deviations, type Deviation } from '../deviations.ts';
import { checks, levelOfCheck } from './sources.test-data.ts';
import { code, jsonOf, pageOf, tableOf } from './written.test-data.ts';

/** Every reported defect, and the checks that catch it or the reason why none does. */
export function deviationsTable(): { json: string; md: string } {
  const rows = Object.entries(deviations).map(([id, one]) => ({ id, ...rowOf(one) }));
  const caught = rows.filter((one) => one.caught.length > 0);
  const uncaught = rows.filter((one) => one.caught.length === 0);
  return {
    json: jsonOf({ deviations: rows }),
    md: pageOf(
      '# Defects reported of real servers, and what catches them',
      `Defects that users of servers and gateways reported, in our own words. Each is a fault of the reference server under its id (\`llm-conformance serve --fault SHP-01\`), and a test holds that the checks named catch it and no other MUST or SHOULD does. Made by \`npm run tables\`.`,
      `${caught.length} of ${rows.length} are caught.`,
      '## Caught',
      tableOf(
        ['id', 'defect', 'caught by'],
        caught.map(({ id, says, caught: by }) => [
          id,
          says,
          by.map(({ check, level }) => `${code(check)} ${level}`).join(', '),
        ]),
      ),
      '## Not caught, and why',
      tableOf(
        ['id', 'defect', 'why'],
        uncaught.map(({ id, says, uncaught: why }) => [id, says, why ?? '']),
      ),
    ),
  };
}

type Row = { says: string; caught: { check: string; level: string }[]; shownBy?: string; uncaught?: string };

/** The checks that speak of a reported defect. */
export function catching(one: Deviation): readonly string[] {
  if ('uncaught' in one) return [];
  if ('fault' in one) return one.caught;
  const { check } = checks.find(({ name }) => name === one.as) ?? {};
  return [one.as, ...(check?.also ?? [])];
}

function rowOf(one: Deviation): Row {
  return {
    says: one.says,
    caught: catching(one).map((check) => ({ check, level: levelOfCheck.get(check) ?? '' })),
    ...('as' in one ? { shownBy: one.as } : {}),
    ...('uncaught' in one ? { uncaught: one.uncaught } : {}),
  };
}
