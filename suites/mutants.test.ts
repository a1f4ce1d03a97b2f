import { beforeAll, describe, expect, test } from 'vitest';

import { accountOf, type Account } from './mutation/account.test-data.ts';
import { judgedMutants } from './mutation/judged.test-data.ts';
import { killMatrix } from './tables/kill-matrix.test-data.ts';

describe('mutants of conformant replies', () => {
  let account: Account;
  beforeAll(async () => {
    account = accountOf(await judgedMutants());
  }, 600_000);

  test('there are 2,000 of them at least, all different', () => {
    expect(account.tallies.reduce((sum, { mutants }) => sum + mutants, 0)).toBeGreaterThanOrEqual(2000);
  });

  test('of those that are not equivalent 97 in 100 are caught', () => {
    expect(account.caught < 0.97 ? account.gaps : []).toEqual([]);
  });

  test('every class of equivalent mutants explains some', () => {
    expect(account.classes.filter(({ mutants }) => mutants === 0).map(({ id }) => id)).toEqual([]);
  });

  test.for(['json', 'md'] as const)(
    'reports/kill-matrix.%s tells of them (npm run tables writes it anew)',
    async (form) => {
      await expect(killMatrix(account)[form]).toMatchFileSnapshot(`../reports/kill-matrix.${form}`);
    },
  );
});
