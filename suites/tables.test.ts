import { expect, test } from 'vitest';

import { deviationsTable } from './tables/deviations.test-data.ts';
import { tolerancesTable } from './tables/tolerances.test-data.ts';
import { traceability } from './tables/traceability.test-data.ts';

// The kill matrix is held by mutants.test.ts, which measures a part of it.

test.for(['json', 'md'] as const)(
  'reports/traceability.%s is what the requirements and the checks say (npm run tables writes it anew)',
  async (form) => {
    await expect(traceability()[form]).toMatchFileSnapshot(`../reports/traceability.${form}`);
  },
);

test.for(['json', 'md'] as const)(
  'reports/deviations.%s is what the reported defects say (npm run tables writes it anew)',
  async (form) => {
    await expect(deviationsTable()[form]).toMatchFileSnapshot(`../reports/deviations.${form}`);
  },
);

test.for(['json', 'md'] as const)(
  'reports/tolerances.%s is what the variations and the personas say (npm run tables writes it anew)',
  async (form) => {
    await expect(tolerancesTable()[form]).toMatchFileSnapshot(`../reports/tolerances.${form}`);
  },
);
