import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Keeps what took time to make. A cache that cannot be read or written costs the time again and nothing else. */
export type Cache = {
  /** The value made earlier of the same ingredients, by whatever process; otherwise it is made now. It must be JSON. */
  remember<T>(ingredients: readonly string[], make: () => T): T;
};

/** Makes everything anew. */
export const noCache: Cache = { remember: (_, make) => make() };

/**
 * A cache in a folder, which is made when it is first needed; none where there is no folder.
 * @param maker what else the values depend on: this program, and its version
 */
export function cacheIn(folder: string | undefined, maker: string): Cache {
  if (folder === undefined) return noCache;
  return {
    remember<T>(ingredients: readonly string[], make: () => T): T {
      const path = join(folder, `${sha256(JSON.stringify([maker, ...ingredients]))}.json`);
      const known = read<T>(path);
      if (known) return known.value;
      const value = make();
      write(folder, path, value);
      return value;
    },
  };
}

/** The folder for what this program may lose, by the custom of the platform; undefined where the user has none. */
export function cacheFolder(
  env: NodeJS.ProcessEnv,
  { platform, home }: { platform: NodeJS.Platform; home: string } = { platform: process.platform, home: homedir() },
): string | undefined {
  const folder = () => {
    if (env['XDG_CACHE_HOME']?.startsWith('/')) return env['XDG_CACHE_HOME'];
    if (platform === 'win32') return env['LOCALAPPDATA'];
    if (home === '') return undefined;
    return platform === 'darwin' ? join(home, 'Library', 'Caches') : join(home, '.cache');
  };
  const base = folder();
  return base === undefined || base === '' ? undefined : join(base, 'llm-conformance');
}

/** The first line is the digest of the rest: what another process left half done, or the disk changed, is not read. */
function read<T>(path: string): { value: T } | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    const end = text.indexOf('\n');
    const rest = text.slice(end + 1);
    return text.slice(0, end) === sha256(rest) ? { value: JSON.parse(rest) as T } : undefined;
  } catch {
    return undefined;
  }
}

function write(folder: string, path: string, value: unknown): void {
  const temporary = join(folder, `${randomUUID()}.tmp`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const text = JSON.stringify(value);
    writeFileSync(temporary, `${sha256(text)}\n${text}`, { mode: 0o600 });
    renameSync(temporary, path);
    prune(folder);
  } catch {
    discard(temporary);
  }
}

function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Where nothing can be written there is nothing to be taken away.
  }
}

/** Entries kept: those of some documents, under some versions of this program. */
const most = 32;

function prune(folder: string): void {
  const entries = readdirSync(folder).map((name) => ({ name, at: statSync(join(folder, name)).mtimeMs }));
  for (const { name } of entries.sort((a, b) => b.at - a.at).slice(most)) rmSync(join(folder, name), { force: true });
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
