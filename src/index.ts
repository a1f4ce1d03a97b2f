import { registryFor } from '../suites/index.ts';
import { contractOf, factsOf, readText, type Judging } from './contract.ts';
import { rewriteReports } from './output.ts';
import { compile } from './report/compile.ts';
import type { Report } from './report/report.ts';
import type { ReporterId } from './report/write.ts';
import { bundled, specOf, toolNow } from './run-header.ts';
import { assess } from './run/assess.ts';
import { systemDisk } from './run/disk.ts';
import { readJournal } from './run/journal.ts';
import { UsageError } from './run/usage-error.ts';
import { witnessed } from './run/witness.ts';
import { createRedactor } from './transport/redact.ts';

export { configOf, type Config } from './config.ts';
export { registry } from '../suites/index.ts';
export { contractOf, factsOf, lint, type Judging } from './contract.ts';
export type { Report } from './report/report.ts';
export { planOf, run, type Outcome, type Planned, type Surroundings, type Watcher } from './whole-run.ts';
export { UsageError } from './run/usage-error.ts';
export { SpecError } from './spec/error.ts';
export { JournalError } from './run/journal.ts';

/**
 * Judges a journal again: by the document it was judged by, or by another, and by the suites of today.
 * @throws UsageError, SpecError, JournalError
 */
export function judgeJournal(path: string, judging: Partial<Judging> = {}): Report {
  const recording = readJournal(readText(path, 'journal'));
  const { name, off = [] } = recording.header.spec;
  if (judging.spec === undefined && name !== bundled) {
    throw new UsageError(
      `this run was judged by ${name}; pass --spec ${name} to judge by it again, or another document`,
    );
  }
  const whole: Judging = { spec: undefined, cache: undefined, errataOff: off, ...judging };
  const contract = contractOf(whole);
  const registry = registryFor(contract);
  const header = { ...recording.header, tool: toolNow(registry), spec: specOf(contract, whole) };
  const assessment = witnessed(assess(recording, registry, contract), recording.conversations, { registry, contract });
  return compile({ ...recording, header }, assessment, factsOf(contract, whole));
}

/** Writes the reports of a judged journal into a folder and returns their paths. @throws UsageError where it cannot */
export function writeJudged(
  report: Report,
  folder: string,
  also: readonly ReporterId[] = [],
): Promise<readonly string[]> {
  // The journal held no secret, and which they were is not known here.
  return rewriteReports(report, folder, { disk: systemDisk, redactor: createRedactor([]), also });
}
