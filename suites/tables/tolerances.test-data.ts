import { personas } from '../../src/reference/personas.ts';
import { notes } from '../declared.test-data.ts';
import { tolerances, type Tolerance } from './sources.test-data.ts';
import { code, jsonOf, pageOf, tableOf } from './written.test-data.ts';

/** Every legitimate variation, what a check may do with it, and the personas or the test that show it. */
export function tolerancesTable(): { json: string; md: string } {
  const rows = tolerances.map(rowOf);
  const shown = rows.filter((row) => row.personas.length > 0);
  return {
    json: jsonOf({ tolerances: rows }),
    md: pageOf(
      '# Legitimate variations, and what shows them',
      'What conformant servers do differently from one another (`specs/tolerances.yaml`), the most that a check may do with it, and the personas of the reference server that show it (`llm-conformance serve --persona bare`). A test holds that each of them does what it is said to do, that others do not, and that no check says more of it than it may. Made by `npm run tables`.',
      `${rows.length} variations: ${shown.length} are shown by ${personas.length} personas, ${rows.length - shown.length} are defects of documents that tests show.`,
      tableOf(
        ['id', 'variation', 'a check may', 'shown by', 'noted by'],
        rows.map((row) => [row.id, row.says, row.rule, shownBy(row), row.notes.map(code).join(', ')]),
      ),
    ),
  };
}

type Row = Omit<Tolerance, 'because'> & { personas: readonly string[]; notes: readonly string[] };

function rowOf({ id, says, rule, by, unseen }: Tolerance): Row {
  const noted = Object.values(notes).flatMap((checks) => Object.keys(checks).filter((check) => checks[check] === id));
  return {
    id,
    says: says.trim(),
    rule,
    personas: personas.filter(({ shows }) => shows.includes(id)).map((persona) => persona.id),
    notes: [...new Set(noted)],
    ...(by === undefined ? {} : { by }),
    ...(unseen === undefined ? {} : { unseen: unseen.trim() }),
  };
}

function shownBy({ personas: showing, by, unseen }: Row): string {
  const all = by === undefined ? showing.map(code).join(', ') : `${code(by)}, a test`;
  return unseen === undefined ? all : `${all}; *not shown:* ${unseen}`;
}
