import { mediaType } from '../spec/operations.ts';
import type { Content } from '../spec/operations.ts';

/** The schema pointer for a content type: exact, then `text/*`, then and last anything. */
export function contentFor(content: Content, contentType: string): string | undefined {
  const type = mediaType(contentType);
  return content.get(type) ?? content.get(`${type.split('/')[0]}/*`) ?? content.get('*/*');
}

/** The content for a status: exact, then `2XX`, then the default. */
export function responseFor(responses: ReadonlyMap<string, Content>, status: number): Content | undefined {
  return responses.get(String(status)) ?? responses.get(`${Math.floor(status / 100)}XX`) ?? responses.get('DEFAULT');
}
