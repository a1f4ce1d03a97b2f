import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';

import { codeOf, type Disk } from '../run/disk.ts';
import { scan } from '../run/scan.ts';
import type { Redactor } from '../transport/redact.ts';
import { html } from './html.ts';
import { toJson } from './json.ts';
import { junit } from './junit.ts';
import type { Report } from './report.ts';

const reporters: { readonly [file: string]: (report: Report) => string } = {
  'report.html': html,
  'report.json': toJson,
  'junit.xml': junit,
};

/** The names of the files that `writeReports` writes. */
export const reportFiles: readonly string[] = Object.keys(reporters);

/** `faults`: what went wrong, a sentence for each file. */
export type Written = { paths: readonly string[]; faults: readonly string[] };

/** Writes every report into a folder, each whole or not at all, whatever becomes of the others, and looks it over. */
export async function writeReports(
  report: Report,
  folder: string,
  { disk, redactor }: { disk: Disk; redactor: Redactor },
): Promise<Written> {
  const paths: string[] = [];
  const faults: string[] = [];
  for (const [file, render] of Object.entries(reporters)) {
    // A second signal is heard between two of them.
    await setImmediate();
    const path = join(folder, file);
    try {
      disk.write(path, redactor.text(render(report)));
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
