import { test } from 'vitest';
import { writeFileSync } from 'node:fs';
import { judgedMutants } from './mutation/judged.test-data.ts';
test('try', async () => {
  const t = Date.now();
  const all = await judgedMutants();
  const kinds = new Map<string, number[]>();
  for (const { kind, level } of all) {
    const c = kinds.get(kind) ?? [0, 0, 0, 0];
    c[0]!++;
    c[level === undefined ? 3 : level === 'MAY' ? 2 : 1]!++;
    kinds.set(kind, c);
  }
  console.log(all.length, Date.now() - t, [...kinds].map(([k, c]) => `${k}: ${c}`).join('\n'));
  writeFileSync(
    '/tmp/w/survivors.txt',
    all
      .filter(({ level }) => !level)
      .map((m) => `${m.kind} | ${m.place} | ${m.at} | ${m.edit}`)
      .join('\n'),
  );
  writeFileSync(
    '/tmp/w/notes.txt',
    all
      .filter(({ level }) => level === 'MAY')
      .map((m) => `${m.kind} | ${m.place} | ${m.at} | ${m.edit}`)
      .join('\n'),
  );
});
