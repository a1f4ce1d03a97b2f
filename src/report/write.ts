import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

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

/** Writes every report into a folder, each whole or not at all, and returns their paths. Throws what the disk throws. */
export function writeReports(report: Report, folder: string, clean: (text: string) => string): string[] {
  return Object.entries(reporters).map(([file, render]) => {
    const path = join(folder, file);
    writeFileSync(`${path}.tmp`, clean(render(report)));
    renameSync(`${path}.tmp`, path);
    return path;
  });
}
