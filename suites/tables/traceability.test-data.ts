import { checks, requirements, type Requirement } from './sources.test-data.ts';
import { code, jsonOf, pageOf, tableOf } from './written.test-data.ts';

/** Every requirement, and the checks that decide it or the reason why none does. */
export function traceability(): { json: string; md: string } {
  const rows = requirements.map((one) => ({ ...one, checks: covering(one.id) }));
  const decided = rows.filter((one) => one.checks.length > 0);
  const tested = rows.filter(({ by }) => by !== undefined);
  return {
    json: jsonOf({
      requirements: rows.map(({ id, level, says, source, checks: own, lowered, undecided, by }) => ({
        id,
        level,
        says: says.trim(),
        source,
        checks: own,
        ...(by === undefined ? {} : { by }),
        ...(lowered === undefined ? {} : { lowered: lowered.trim() }),
        ...(undecided === undefined ? {} : { undecided: undecided.trim() }),
      })),
    }),
    md: pageOf(
      '# Requirements, and what checks them',
      `What a conforming endpoint does (\`specs/requirements.yaml\`), with the checks that decide each requirement, or the reason why none can. Made by \`npm run tables\`.`,
      `${requirements.length} requirements: ${decided.length} are decided by ${checks.length} checks, ${tested.length} are about this program and decided by its tests, ${rows.length - decided.length - tested.length} are not decided, each for a reason. A check may be weaker than the requirement it covers, and then the table says why; it is never stronger.`,
      ...[...areas()].map(([area, own]) =>
        pageOf(
          `## ${area}`,
          tableOf(
            ['id', 'level', 'what holds', 'checked by'],
            own.map(({ id, level, says, ...rest }) => [id, level, says, howChecked(id, rest)]),
          ),
        ).trimEnd(),
      ),
    ),
  };
}

function covering(id: string): { check: string; level: string }[] {
  return checks.filter(({ check }) => check.covers.includes(id)).map(({ name, level }) => ({ check: name, level }));
}

function howChecked(id: string, { lowered, undecided, by: test }: Omit<Requirement, 'id' | 'level' | 'says'>): string {
  if (test !== undefined) return `the test ${code(test)}`;
  const by = covering(id).map(({ check, level }) => `${code(check)} ${level}`);
  if (undecided !== undefined) return `*not decided:* ${undecided}`;
  return `${by.join(', ')}${lowered === undefined ? '' : `; *weaker, for:* ${lowered}`}`;
}

/** By the words that their ids begin with. */
function areas(): Map<string, Requirement[]> {
  const found = new Map<string, Requirement[]>();
  for (const one of requirements) {
    const area = one.id.replace(/-\d+$/, '');
    found.set(area, [...(found.get(area) ?? []), one]);
  }
  return found;
}
