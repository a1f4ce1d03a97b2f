import type { Redactor } from '../transport/redact.ts';
import { codeOf, type Disk } from './disk.ts';

/**
 * The last look at a file of ours: whether it holds a secret. One that does is written again as `mend` makes it, and
 * removed where that is not enough. Returns what was wrong, in one sentence that names the file, or undefined.
 */
export function scan(
  disk: Disk,
  path: string,
  { containsSecret }: Pick<Redactor, 'containsSecret'>,
  mend: (text: string) => string,
): string | undefined {
  try {
    if (!holdsSecret(disk, path, containsSecret)) return undefined;
    return `the file ${path} held a secret, ${remedied(disk, path, () => mend(disk.read(path)), containsSecret)}`;
  } catch (error) {
    return `the file ${path} could not be read back (${codeOf(error)}), so that nobody knows what it holds; write to another folder with --out`;
  }
}

function holdsSecret(disk: Disk, path: string, containsSecret: Redactor['containsSecret']): boolean {
  for (const piece of disk.pieces(path)) if (containsSecret(piece)) return true;
  return false;
}

function remedied(disk: Disk, path: string, mended: () => string, containsSecret: Redactor['containsSecret']): string {
  try {
    disk.write(path, mended());
    if (!holdsSecret(disk, path, containsSecret)) return 'and was written again without it; please report this';
  } catch {
    // It still holds the secret.
  }
  try {
    disk.remove(path);
    return 'could not be written without it, and was removed; please report this';
  } catch (error) {
    return `could not be written without it, and could not be removed (${codeOf(error)}): remove it and withdraw the secret`;
  }
}
