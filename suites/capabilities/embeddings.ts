import type { Capability } from '../../src/check/capability.ts';
import type { Json, JsonObject } from '../../src/spec/json.ts';
import { bytesOf, type Exchange } from '../../src/transport/exchange.ts';
import { readEmbeddings } from '../../src/transport/embeddings.ts';
import { embeddings as request } from '../requests/embeddings.ts';

/** Every model that shortens its vectors has this length among those it offers. */
const shortened = 256;

export const embeddings = asked('embeddings', 'embeddings', 'A lighthouse stands at the end of the pier.');
export const embeddingBatches = part('embedding-batches', 'embeddings of several texts at once', ['salt', 'pepper']);
export const embeddingTokens = part('embedding-tokens', 'embeddings of token ids', [1212, 318, 257]);
export const embeddingDimensions = part('embedding-dimensions', 'embeddings of another length (dimensions)', 'salt', {
  dimensions: shortened,
});
export const base64Embeddings = part('embedding-encoding', 'embeddings in base64', 'salt', {
  encoding_format: 'base64',
});

export const ofEmbeddings = [
  embeddings,
  embeddingBatches,
  embeddingTokens,
  embeddingDimensions,
  base64Embeddings,
] as const;

function part(id: string, title: string, input: Json, more: JsonObject = {}): Capability {
  return { ...asked(id, title, input, more), of: embeddings };
}

function asked(id: string, title: string, input: Json, more: JsonObject = {}): Capability {
  return { id, title, request: request(input, more), shown, lacking };
}

/** An error in the place of vectors, or anything else, is a defect of its own. */
function shown(exchange: Exchange): boolean {
  return readEmbeddings(exchange).entries.length > 0;
}

/**
 * Where no model of embeddings is named, one that writes texts is asked. Many servers then fail instead of declining,
 * and say why; gateways tell a key that is good for chat that it is not good for this.
 */
function lacking({ reply }: Exchange): boolean {
  if (reply.status === 401 || reply.status === 403) return true;
  const text = Buffer.from(bytesOf(reply)).toString('utf8');
  return (
    reply.status === 500 && /embed|pooling/i.test(text) && /\bnot?\b|n't\b|\bonly\b|unsupported|without/i.test(text)
  );
}
