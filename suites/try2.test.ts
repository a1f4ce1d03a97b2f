import { test } from 'vitest';
import { rehearse } from './rehearsal.test-data.ts';
import { registry } from './index.ts';
test('faults', async () => {
  const t = Date.now();
  let bad = 0;
  for (const suite of registry.suites)
    for (const [key, check] of Object.entries(suite.checks)) {
      const name = `${suite.id}/${key}`;
      const a = await rehearse({ fault: check.fault, cases: 2, confirm: 1, exercise: false });
      const hit = a.verdicts.filter((v) => ['fail', 'warn', 'note', 'error'].includes(v.verdict)).map((v) => v.check);
      const expected = new Set([name, ...(check.also ?? [])]);
      const missing = hit.includes(name) ? '' : 'MISSED';
      const extra = hit.filter((h) => !expected.has(h));
      const unneeded = (check.also ?? []).filter((x) => !hit.includes(x));
      if (missing || extra.length || unneeded.length) {
        bad++;
        console.log(
          name,
          missing,
          extra.join(' '),
          unneeded.length ? 'ALSO-NOT: ' + unneeded : '',
          a.recording.end?.stopped ?? '',
          a.recording.conversations
            .filter((c) => c.broken)
            .map((c) => c.broken)
            .slice(0, 1),
        );
      }
      if (missing) {
        const v = a.verdicts.find((v) => v.check === name)!;
        console.log('    ', v.verdict, v.because?.slice(0, 300), v.examined, v.exercised);
      }
    }
  console.log(bad, Date.now() - t);
}, 600000);
