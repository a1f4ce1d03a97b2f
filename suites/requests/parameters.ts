import * as fc from 'fast-check';

import { word } from '../../src/generate/text.ts';
import type { Json, JsonObject } from '../../src/spec/json.ts';

/**
 * The optional members of a chat completion request that cost nothing and that no conformant endpoint refuses, each an
 * arbitrary of the members that go together.
 * @param fixed members that are given anyway and are left out here
 * @param declared whether the contract has a member
 */
export function parameters(fixed: JsonObject, declared: (name: string) => boolean): fc.Arbitrary<JsonObject>[] {
  const open = (name: string) => declared(name) && !Object.hasOwn(fixed, name);
  const sampling = Object.keys(samplings).filter(open);
  const members = Object.entries(singles)
    .filter(([name]) => open(name))
    .map(([name, values]) => named(name, values));
  // The documents advise against changing both ways of sampling at once.
  if (!Object.keys(samplings).some((name) => Object.hasOwn(fixed, name)) && sampling.length > 0)
    members.push(fc.oneof(...sampling.map((name) => named(name, samplings[name]!))));
  const stream = streaming(fixed, open);
  return stream ? [...members, stream] : members;
}

function named(name: string, values: fc.Arbitrary<Json>): fc.Arbitrary<JsonObject> {
  return values.map((value) => ({ [name]: value }));
}

const tenths = (min: number, max: number) => fc.integer({ min, max }).map((count) => count / 10);
const penalty = fc.integer({ min: -4, max: 4 }).map((count) => count / 2);

const samplings: { readonly [name: string]: fc.Arbitrary<Json> } = {
  temperature: tenths(0, 10),
  // A mass of 0 leaves nothing to sample from, and some engines refuse it.
  top_p: tenths(1, 10),
};

// Texts that no answer contains by chance.
const stops = ['<<END>>', '@@stop@@', '[[fin]]', '%%halt%%', '§§§§'];

const singles: { readonly [name: string]: fc.Arbitrary<Json> } = {
  stop: fc.oneof(
    { depthSize: 'max', withCrossShrink: true },
    fc.constantFrom(...stops),
    // Vendors that take fewer than the four of the documents decline them; more than two is a request of its own.
    fc.integer({ min: 1, max: 2 }).map((count) => stops.slice(0, count)),
  ),
  // Engines keep seeds in 32 bits, and say so.
  seed: fc.nat(),
  presence_penalty: penalty,
  frequency_penalty: penalty,
  user: word.map((name) => `user-${name}`),
  response_format: fc.constant({ type: 'text' }),
};

function streaming(fixed: JsonObject, open: (name: string) => boolean): fc.Arbitrary<JsonObject> | undefined {
  const usage = fc.boolean().map((include) => ({ stream_options: { include_usage: include } }));
  if (!open('stream')) return fixed['stream'] === true && open('stream_options') ? usage : undefined;
  const options = fc.oneof({ depthSize: 'max', withCrossShrink: true }, fc.constant({}), usage);
  return fc
    .tuple(fc.boolean(), open('stream_options') ? options : fc.constant({}))
    .map(([stream, more]) => ({ stream, ...(stream && more) }));
}
