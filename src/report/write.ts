import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';

import { codeOf, type Disk } from '../run/disk.ts';
import { scan } from '../run/scan.ts';
import type { Redactor } from '../transport/redact.ts';
import { csv } from './csv.ts';
import type { Rendered } from './encoded.ts';
import { annotations } from './github.ts';
import { html } from './html.ts';
import { toJson } from './json.ts';
import { junit } from './junit.ts';
import { markdownReport } from './markdown.ts';
import type { Report } from './report.ts';

type Reporter = { render(report: Report): Rendered; file?: string };

/** A reporter without a file is printed. */
const reporters = {
  html: { file: 'report.html', render: html },
  json: { file: 'report.json', render: toJson },
  junit: { file: 'junit.xml', render: junit },
  markdown: { file: 'report.md', render: markdownReport },
  csv: { file: 'report.csv', render: csv },
  github: { render: annotations },
} as const satisfies { readonly [id: string]: Reporter };

export type ReporterId = keyof typeof reporters;

const always: readonly ReporterId[] = ['html', 'json', 'junit'];

/** What `--reporter` may name. */
export const reporterIds = Object.keys(reporters) as readonly ReporterId[];

/** The names of the files that `writeReports` writes. */
export const reportFiles: readonly string[] = reporterIds.map(fileOf).filter((file) => file !== undefined);

/** `faults`: what went wrong, a sentence for each file. */
export type Written = { paths: readonly string[]; faults: readonly string[] };

/**
 * Writes the reports that every run has, and those of `also`, into a folder, each whole or not at all, whatever becomes of
 * the others, and looks it over.
 */
export async function writeReports(
  report: Report,
  folder: string,
  { disk, redactor, also = [] }: { disk: Disk; redactor: Redactor; also?: readonly ReporterId[] },
): Promise<Written> {
  const paths: string[] = [];
  const faults: string[] = [];
  for (const id of reporterIds) {
    const file = fileOf(id);
    if (file === undefined || !(always.includes(id) || also.includes(id))) continue;
    // A second signal is heard between two of them.
    await setImmediate();
    const path = join(folder, file);
    try {
      disk.write(path, redactor.text(reporters[id].render(report)));
      paths.push(path);
    } catch (error) {
      faults.push(
        `the report ${path} could not be written (${codeOf(error)}); make room there or name another folder with --out`,
      );
      continue;
    }
    const leak = scan(disk, path, redactor, redactor.text);
    if (leak !== undefined) faults.push(leak);
  }
  return { paths, faults };
}

/** What the reporters among `ids` that have no file say; it stands on lines of its own. */
export function printedReports(report: Report, ids: readonly ReporterId[]): string {
  return ids
    .filter((id, i) => fileOf(id) === undefined && ids.indexOf(id) === i)
    .map((id) => reporters[id].render(report))
    .join('');
}

function fileOf(id: ReporterId): string | undefined {
  const reporter: Reporter = reporters[id];
  return reporter.file;
}
