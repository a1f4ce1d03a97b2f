import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SpecError } from './error.ts';

/** The text of a file in `specs/`, which stands above both the sources and the built code. */
export function bundledText(file: 'openai.yaml' | 'errata.yaml'): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'specs', 'openai.yaml'))) return readFileSync(join(folder, 'specs', file), 'utf8');
    if (folder === dirname(folder)) {
      throw new SpecError(`specs/${file} is missing; install the package again, or name a document of your own.`);
    }
  }
}
