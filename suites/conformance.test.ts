import { describe, test, type TestContext } from 'vitest';

import { levelOf, saysOf } from '../src/check/suite.ts';
import { configOf, run } from '../src/index.ts';
import { isHostile } from '../src/run/select.ts';
import type { Report } from '../src/report/report.ts';
import { inert, visible } from '../src/report/visible.ts';
import { registry } from './index.ts';

// The vitest front end: the same suites through the same executor, one test for each check. What -t leaves out is not
// sent. OPENAI_BASE_URL=http://localhost:8000/v1 npx vitest run --project conformance
// LLM_CONFORMANCE_MODEL, LLM_CONFORMANCE_OUT and LLM_CONFORMANCE_HOSTILE=1 are --model, --out and --hostile.

if (!process.env['OPENAI_BASE_URL'])
  throw new Error('Set OPENAI_BASE_URL to the endpoint, such as http://localhost:8000/v1');

type Task = { name: string; mode: string; tasks?: readonly Task[] };

const hostile = process.env['LLM_CONFORMANCE_HOSTILE'] === '1';
const suites = registry.suites.filter((suite) => hostile || !isHostile(suite));
const everything = suites.flatMap(({ id, checks }) => Object.keys(checks).map((key) => `${id}/${key}`));
let session: Promise<Report> | undefined;

for (const suite of suites) {
  describe(suite.id, () => {
    for (const [key, check] of Object.entries(suite.checks)) {
      test(`${key}: ${levelOf(check)} ${saysOf(check)}`, async (context) => {
        session ??= runFor(context.task.file.tasks as readonly Task[]);
        show(await session, `${suite.id}/${key}`, context);
      });
    }
  });
}

/** One run serves all tests; the first of them starts it. */
async function runFor(tasks: readonly Task[]): Promise<Report> {
  const { LLM_CONFORMANCE_MODEL: model, LLM_CONFORMANCE_OUT: out } = process.env;
  const selected = selectedIn(tasks);
  const options = {
    hostile,
    ...(model ? { model } : {}),
    ...(out ? { out } : {}),
    ...(selected.length === everything.length ? {} : { only: selected }),
  };
  const { report } = await run(configOf(options, process.env), new AbortController().signal);
  return report;
}

/** By the time a test runs, vitest has marked what -t and the like leave out. */
function selectedIn(groups: readonly Task[]): string[] {
  return groups.flatMap(({ name, tasks = [] }) =>
    tasks.filter(({ mode }) => mode !== 'skip').map((task) => `${name}/${task.name.split(':')[0]}`),
  );
}

/** What gates fails, and so does what could not be decided; what is no claim is skipped; all else passes. */
function show(report: Report, id: string, context: TestContext): void {
  const result = report.checks.find((check) => check.id === id);
  if (!result) throw new Error(oneLine(report.run.stopped ?? `${id} was not judged`));
  const { verdict, because, findings, says } = result;
  if (verdict === 'unsupported' || verdict === 'not-exercised') context.skip(oneLine(because ?? verdict));
  if (!['fail', 'error', 'inconclusive'].includes(verdict)) return;
  const departures = findings.flatMap(({ at, expected, actual, evidence }) => [
    `${at}: expected ${expected}, got ${actual}`,
    `again: ${evidence.curl}`,
  ]);
  throw new Error([says, because ?? '', ...departures].filter(Boolean).map(oneLine).join('\n'));
}

/** What the endpoint says neither steers the terminal nor begins a line. */
function oneLine(text: string): string {
  return inert(visible(text));
}
