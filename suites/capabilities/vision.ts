import type { Json, JsonObject } from '../../src/spec/json.ts';
import { square } from '../requests/image.ts';
import { asked } from './chat.ts';

/** A question about an image, or about none. */
export function seeing(url: string | undefined, more: JsonObject = {}): { messages: Json } {
  const image = url === undefined ? [] : [{ type: 'image_url', image_url: { url, ...more } }];
  return { messages: [{ role: 'user', content: [{ type: 'text', text: 'Name one colour.' }, ...image] }] };
}

export const red = square(220, 20, 30);
export const images = asked('images', 'images in messages', seeing(red));
