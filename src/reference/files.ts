import type { JsonObject } from '../spec/json.ts';
import { letters, randomOf } from './random.ts';

/** How a server keeps files, within what the contract leaves open. */
export type FileRules = {
  /** Whether there are files at all, and for this key. */
  offered: boolean | 'to others';
  /** Purposes that files can be uploaded for. */
  purposes: readonly string[];
  /** Purposes whose files can be read again. */
  readable: readonly string[];
  /** Whether a file of no bytes is taken. */
  empty: boolean;
  /** Calls after which a file that came is listed, and one that was deleted is gone. */
  lag: number;
  /** Whether lists are cut into pages, and say so. */
  paged: boolean;
  /** How the content comes. */
  content: 'bytes' | 'json';
};

export const plainFileRules: FileRules = {
  offered: true,
  purposes: ['assistants', 'batch', 'fine-tune', 'vision', 'user_data', 'evals'],
  readable: ['batch', 'fine-tune'],
  empty: false,
  lag: 0,
  paged: true,
  content: 'bytes',
};

/** A file as it is kept. `from` and `until`: the first call that sees it, and the first that does not. */
export type StoredFile = {
  id: string;
  filename: string;
  purpose: string;
  bytes: Uint8Array;
  createdAt: number;
  lifetime: number | undefined;
  from: number;
  until: number;
};

/** The files of one server, oldest first. */
export type FileStore = {
  add(file: Omit<StoredFile, 'id' | 'from' | 'until'>, call: number): StoredFile;
  /** What a call sees. */
  list(call: number): readonly StoredFile[];
  find(id: string, call: number): StoredFile | undefined;
  remove(id: string, call: number): void;
};

export function createFileStore(seed: number, { lag }: FileRules): FileStore {
  const files = new Map<string, StoredFile>();
  const seen = ({ from, until }: StoredFile, call: number) => from <= call && call < until;
  return {
    add(file, call) {
      const id = `file-${letters(randomOf(`file/${seed}/${call}`), 22)}`;
      const stored = { ...file, id, from: call + lag, until: Infinity };
      files.set(id, stored);
      return stored;
    },
    list: (call) => [...files.values()].filter((file) => seen(file, call)),
    find(id, call) {
      const file = files.get(id);
      // Its own id is known at once; that it is gone may be slow to show.
      return file && call < file.until ? file : undefined;
    },
    remove(id, call) {
      const file = files.get(id);
      if (file) files.set(id, { ...file, until: call + lag });
    },
  };
}

/** The file object of the contract (`OpenAIFile`). */
export function fileObject({ id, bytes, createdAt, filename, purpose, lifetime }: StoredFile): JsonObject {
  const created = { id, object: 'file', bytes: bytes.length, created_at: createdAt, filename, purpose };
  const expires = lifetime === undefined ? {} : { expires_at: createdAt + lifetime };
  return { ...created, status: 'processed', ...expires };
}
