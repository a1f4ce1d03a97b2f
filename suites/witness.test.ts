import { describe, expect, test } from 'vitest';

import { isStream } from '../src/transport/guards.ts';
import type { Located } from '../src/run/judge.ts';
import { witnessed } from '../src/run/witness.ts';
import { occasions } from './declared.test-data.ts';
import { registry } from './index.ts';
import { contract, rehearseFault } from './rehearsal.test-data.ts';

describe('the fault of a check over streams is shown by few events', () => {
  // What is counted over the whole stream takes the whole stream.
  const most = 3;
  const suites = registry.suites.filter(({ id }) => ['stream-delta', 'stream-usage', 'stream-tools'].includes(id));
  const checks = suites.flatMap((suite) =>
    Object.entries(suite.checks).map(([key, check]) => ({ name: `${suite.id}/${key}`, check })),
  );
  test.for(checks.map(({ name }) => name))('%s', async (name) => {
    const { check } = checks.find((one) => one.name === name)!;
    const rehearsed = await rehearseFault(check.fault, occasions[name]);
    const own = { ...rehearsed, verdicts: rehearsed.verdicts.filter((one) => one.check === name) };
    const { verdicts } = witnessed(own, rehearsed.recording.conversations, { registry, contract });
    const shown = verdicts.flatMap(({ findings }) => findings.filter(({ witness }) => witness !== undefined));
    expect(shown.length).toBeGreaterThan(0);
    const streams = shown.filter(({ exchange }) => isStream(exchange.exchange.reply));
    const long = ({ witness }: Located) => !witness || witness.events.length > most;
    expect(streams.filter(long)).toEqual([]);
  });
});
