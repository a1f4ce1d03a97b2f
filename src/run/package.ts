import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Name and version of this package, from its package.json, which stands above both the sources and the built code. */
export function thisPackage(): { name: string; version: string } {
  for (let folder = dirname(fileURLToPath(import.meta.url)); folder !== dirname(folder); folder = dirname(folder)) {
    const path = join(folder, 'package.json');
    if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as { name: string; version: string };
  }
  return { name: 'llm-conformance', version: 'unknown' };
}
