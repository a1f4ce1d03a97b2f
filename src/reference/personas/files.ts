import type { Persona } from '../persona.ts';
import { without } from './choices.ts';

const noFiles: Persona = {
  id: 'no-files',
  title: 'Keeps no files',
  shows: [],
  files: { offered: false },
};

const forbiddenFiles: Persona = {
  id: 'forbidden-files',
  title: 'Keeps files for other keys than this',
  shows: [],
  files: { offered: 'to others' },
};

const fewPurposes: Persona = {
  id: 'few-purposes',
  title: 'Files for assistants only, which cannot be read again; an empty one may be uploaded',
  shows: [],
  files: { purposes: ['assistants'], readable: [], empty: true },
};

const slowFiles: Persona = {
  id: 'slow-files',
  title: 'Files that are listed, and gone, a moment later',
  shows: [],
  files: { lag: 2 },
};

const plainLists: Persona = {
  id: 'plain-file-lists',
  title:
    'Files for purposes of its own as well, of no status, in lists without pages; content as the document has it, a JSON text',
  shows: [],
  files: { purposes: ['batch', 'fine-tune', 'file-extract'], paged: false, content: 'json' },
  edits: { file: (file) => without(file, 'status') },
};

const unsettledFiles: Persona = {
  id: 'unsettled-files',
  title:
    'Files that expire, have members of a vendor, and are taken in after the reply, so that they are not counted yet',
  shows: [],
  edits: {
    file: (file) => ({
      ...file,
      bytes: 0,
      status: 'pending',
      status_details: null,
      expires_at: Number(file['created_at']) + 86_400,
      sha256: null,
    }),
  },
};

export const files: readonly Persona[] = [noFiles, forbiddenFiles, fewPurposes, slowFiles, plainLists, unsettledFiles];
