import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  type BrotliDecompress,
  type Gunzip,
  type Inflate,
} from 'node:zlib';

/** Undoes a content coding, or undefined where the coding is none, more than one, or not known here. */
export function inflaterFor(contentEncoding: string | undefined): Gunzip | Inflate | BrotliDecompress | undefined {
  const coding = contentEncoding?.trim().toLowerCase();
  if (coding === 'gzip' || coding === 'x-gzip') return createGunzip();
  if (coding === 'deflate') return createInflate();
  return coding === 'br' ? createBrotliDecompress() : undefined;
}
