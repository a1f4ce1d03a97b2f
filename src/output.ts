import { join } from 'node:path';

import type { Report } from './report/report.ts';
import { reportFiles, writeReports, type ReporterId } from './report/write.ts';
import { codeOf, Replaced, type Disk } from './run/disk.ts';
import { rechained } from './run/journal.ts';
import { journalFile, type JournalFile } from './run/journal-file.ts';
import { scan } from './run/scan.ts';
import { UsageError } from './run/usage-error.ts';
import type { Redactor } from './transport/redact.ts';

/** What a run leaves in its folder, and what went wrong with it. */
export type Output = {
  journal: JournalFile;
  /** Closes the journal and looks it over. */
  closeJournal(): void;
  /** Why the journal is not whole, in one sentence; undefined where it is. */
  loss(): string | undefined;
  /** Writes the reports and returns the paths of all files. */
  report(report: Report): Promise<readonly string[]>;
  /** A sentence for every file that is not what it should be. */
  faults(): readonly string[];
};

type Means = { disk: Disk; redactor: Redactor; also?: readonly ReporterId[]; onLoss(): void };

/**
 * Makes the folder of a run ready and begins the journal. `onLoss` is called when what the run learns can no longer be
 * recorded. @throws UsageError where nothing can be written there
 */
export function openOutput(folder: string, { disk, redactor, also = [], onLoss }: Means): Output {
  const path = join(folder, 'journal.ndjson');
  const journal = refused(folder, () => {
    disk.folder(folder);
    // A run that is killed must not leave the report of another behind.
    for (const file of reportFiles) disk.remove(join(folder, file));
    return journalFile(disk, path, onLoss);
  });
  const faults: string[] = [];
  const loss = () => {
    const failure = journal.failure();
    return failure && lostJournal(path, failure.error);
  };
  let closed = false;
  return {
    journal,
    closeJournal() {
      if (closed) return;
      closed = true;
      journal.close();
      const lost = loss();
      const leak = scan(disk, path, redactor, (text) => rechained(text, redactor.text));
      faults.push(...[lost, leak].filter((one) => one !== undefined));
    },
    loss,
    async report(report) {
      const written = await writeReports(report, folder, { disk, redactor, also });
      faults.push(...written.faults);
      return [...written.paths, path];
    },
    faults: () => faults,
  };
}

/** Writes the reports of a journal that was judged again. @throws UsageError where one cannot be written */
export async function rewriteReports(
  report: Report,
  folder: string,
  means: Omit<Means, 'onLoss'>,
): Promise<readonly string[]> {
  refused(folder, () => {
    means.disk.folder(folder);
    for (const file of reportFiles) means.disk.remove(join(folder, file));
  });
  const { paths, faults } = await writeReports(report, folder, means);
  if (faults.length > 0) throw new UsageError(faults.join('; '));
  return paths;
}

function refused<T>(folder: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    throw new UsageError(`cannot write to ${folder} (${codeOf(error)}); name another folder with --out`);
  }
}

function lostJournal(path: string, error: unknown): string {
  if (error instanceof Replaced)
    return `the journal ${path} was replaced or removed while the run went on; give every run a folder of its own with --out`;
  return `the journal ${path} could not be written any further (${codeOf(error)}), so nothing more was sent; make room there or name another folder with --out`;
}
