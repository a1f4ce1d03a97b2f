import {
  closeSync,
  fstatSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** All that a run asks of the file system. Every member throws what the system throws. */
export type Disk = {
  /** Makes a folder, and those above it. */
  folder(path: string): void;
  /** Begins a file anew that only grows, line by line. */
  lines(path: string): Lines;
  /** Writes a file whole or not at all. */
  write(path: string, text: string): void;
  /** Takes a file away, where there is one. */
  remove(path: string): void;
  read(path: string): string;
  /** The bytes of a file in pieces, each with the end of the one before; one stays what it is until the next is read. */
  pieces(path: string): Iterable<Uint8Array>;
};

export type Lines = {
  /** Adds a line, its line feed included, whole or not at all. */
  append(line: string): void;
  close(): void;
};

/** A link, a folder or a pipe stands where a file of ours is to be: who writes there changes what is not ours. */
export class NotPlainFile extends Error {
  override name = 'NotPlainFile';
}

/** Another took the file away, or put its own there: what was written is gone. */
export class Replaced extends Error {
  override name = 'Replaced';
}

/** What the system calls an error; what we say of it where the error is ours. */
export function codeOf(error: unknown): string {
  if (error instanceof NotPlainFile) return error.message;
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

/** The disk of this machine. */
export const systemDisk: Disk = {
  folder(path) {
    if (isFolder(path)) return;
    // The system's own way to make them all never ends below /proc (Node 20).
    systemDisk.folder(dirname(path));
    try {
      mkdirSync(path);
    } catch (error) {
      // Another may have been faster.
      if (!isFolder(path)) throw error;
    }
  },
  lines(path) {
    const file = begun(path);
    let whole = 0;
    return {
      append(line) {
        const bytes = Buffer.from(line);
        try {
          writeAll(file, bytes);
        } catch (error) {
          cutBack(file, whole);
          throw error;
        }
        whole += bytes.length;
      },
      close: () => {
        const still = isStill(path, file);
        closeSync(file);
        if (!still) throw new Replaced(path);
      },
    };
  },
  write(path, text) {
    const temporary = `${path}.tmp`;
    systemDisk.remove(temporary);
    try {
      writeFileSync(temporary, text, { flag: 'wx', flush: true });
      renameSync(temporary, path);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  },
  remove(path) {
    const there = lstatSync(path, { throwIfNoEntry: false });
    if (!there) return;
    if (!there.isFile()) throw new NotPlainFile(`${path} is no plain file`);
    rmSync(path);
  },
  read(path) {
    refuseDevice(path);
    return readFileSync(path, 'utf8');
  },
  *pieces(path) {
    refuseDevice(path);
    const file = openSync(path, 'r');
    const buffer = Buffer.alloc(piece + overlap);
    try {
      let kept = 0;
      for (let read = 0; (read = readSync(file, buffer, kept, piece, null)) > 0;) {
        const end = kept + read;
        yield buffer.subarray(0, end);
        buffer.copyWithin(0, Math.max(0, end - overlap), end);
        kept = Math.min(end, overlap);
      }
    } finally {
      closeSync(file);
    }
  },
};

const piece = 1 << 20;
/** More bytes than an encoding of a secret takes. */
const overlap = 1 << 14;

/** A device may have no end. */
function refuseDevice(path: string): void {
  if (!statSync(path).isFile()) throw new NotPlainFile(`${path} is no plain file`);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Never what another may have put there: it is made anew. Only a device holds nothing that could be lost. */
function begun(path: string): number {
  if (statSync(path, { throwIfNoEntry: false })?.isCharacterDevice()) return openSync(path, 'a');
  systemDisk.remove(path);
  return openSync(path, 'ax');
}

function isStill(path: string, file: number): boolean {
  const there = statSync(path, { throwIfNoEntry: false });
  const ours = fstatSync(file);
  return there !== undefined && there.ino === ours.ino && there.dev === ours.dev;
}

/** The system may write less than it is given. */
function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) {
    const written = writeSync(file, bytes, done);
    if (written === 0) throw new Error('the system wrote nothing');
    done += written;
  }
}

function cutBack(file: number, length: number): void {
  try {
    if (fstatSync(file).isFile()) ftruncateSync(file, length);
  } catch {
    // Whoever reads passes over a last line that was cut off.
  }
}
