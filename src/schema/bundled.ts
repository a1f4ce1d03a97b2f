import { bundledText } from '../spec/bundled.ts';
import type { Contract } from './contract.ts';
import { loadContract } from './load.ts';

let loaded: Contract | undefined;

/** The contract of `specs/openai.yaml`; loaded once. */
export function bundledContract(): Contract {
  loaded ??= loadContract(bundledText('openai.yaml'), 'specs/openai.yaml', { errata: '' });
  return loaded;
}
