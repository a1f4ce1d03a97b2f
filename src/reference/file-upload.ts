import type { Part } from '../transport/request.ts';
import { invalid, type Problem, wrongMediaType } from './errors.ts';
import type { FileRules } from './files.ts';
import type { Incoming } from './incoming.ts';
import { partsOf } from './multipart.ts';

/** What an upload asks to be kept. */
export type Upload = { filename: string; bytes: Uint8Array; purpose: string; lifetime: number | undefined };

/** Reads an upload, or the first reason why it is none. */
export function uploadOf({ headers, body }: Incoming, rules: FileRules): { upload: Upload } | { problem: Problem } {
  const type = headers['content-type'] ?? '';
  if (!/^multipart\/form-data\b/i.test(type)) return { problem: wrongMediaType(type, 'multipart/form-data') };
  const parts = partsOf(type, body);
  if (!parts) return { problem: invalid('The body is no multipart/form-data (RFC 7578).', null, 'invalid_form') };
  const file = parts.find(({ name }) => name === 'file');
  const purpose = textIn(parts, 'purpose');
  if (file?.filename === undefined) return { problem: missing('file', 'a file with its name') };
  if (purpose === undefined) return { problem: missing('purpose', 'a text') };
  const refused = refusal(purpose, file, rules) ?? lifetimeProblem(parts);
  if (refused) return { problem: refused };
  const seconds = textIn(parts, 'expires_after[seconds]');
  const bytes = file.value as Uint8Array;
  return {
    upload: { filename: file.filename, bytes, purpose, lifetime: seconds === undefined ? undefined : Number(seconds) },
  };
}

function refusal(purpose: string, { value }: Part, { purposes, empty }: FileRules): Problem | undefined {
  if (!purposes.includes(purpose))
    return invalid(`purpose must be one of ${purposes.join(', ')}.`, 'purpose', 'invalid_value');
  return value.length === 0 && !empty ? invalid('The file is empty.', 'file', 'empty_file') : undefined;
}

/** The bounds of the contract (`FileExpirationAfter`). */
function lifetimeProblem(parts: readonly Part[]): Problem | undefined {
  const [anchor, seconds] = ['anchor', 'seconds'].map((name) => textIn(parts, `expires_after[${name}]`));
  if (anchor === undefined && seconds === undefined) return undefined;
  const sound = anchor === 'created_at' && /^\d+$/.test(seconds ?? '');
  if (sound && Number(seconds) >= 3600 && Number(seconds) <= 2_592_000) return undefined;
  return invalid(
    'expires_after needs the anchor created_at and 3600 to 2592000 seconds.',
    'expires_after',
    'invalid_value',
  );
}

function textIn(parts: readonly Part[], wanted: string): string | undefined {
  const value = parts.find(({ name, filename }) => name === wanted && filename === undefined)?.value;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function missing(name: string, what: string): Problem {
  return invalid(`The part ${name} is missing; it holds ${what}.`, name, 'missing_required_parameter');
}
