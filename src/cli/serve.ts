import { registryFor } from '../../suites/index.ts';
import { contractOf } from '../contract.ts';
import { cacheFolder } from '../spec/cache.ts';
import { faultOf } from './fault.ts';
import { composePersonas, type Persona } from '../reference/persona.ts';
import { personas } from '../reference/personas.ts';
import { serve } from '../reference/server.ts';
import { nearest } from '../run/nearest.ts';
import { UsageError } from '../run/usage-error.ts';

type ServeOptions = { port?: string; persona?: string[]; fault?: string; key?: string; spec?: string };

/** Serves until a signal comes. @throws UsageError for an unknown persona or check, or a port that cannot be had */
export async function serveReference({ port = '0', persona = [], fault, key, spec }: ServeOptions): Promise<void> {
  const document = contractOf({ spec, errataOff: [], cache: cacheFolder(process.env) });
  const number = Number(port);
  if (!/^\d+$/.test(port) || number > 65_535)
    throw new UsageError(`--port takes a number from 0 to 65535, not "${port}"`);
  const options = {
    port: number,
    pace: true,
    persona: composePersonas(...(persona.length === 0 ? ['plain'] : persona).map(personaOf)),
    ...(spec === undefined ? {} : { document }),
    ...(fault === undefined ? {} : { fault: faultOf(fault, registryFor(document)) }),
    ...(key === undefined ? {} : { key }),
  };
  const served = await serve(options).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`cannot listen on port ${port} (${error.code ?? error.message}); name another with --port`);
  });
  const broken = fault === undefined ? '' : `, with the fault ${fault}`;
  const asked = key === undefined ? 'no key needed' : 'with the key it was given';
  process.stderr.write(`the reference server, as ${options.persona.id}${broken}; ${asked}; Ctrl-C ends it\n`);
  process.stdout.write(`${served.url}\n`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  await served.close();
}

function personaOf(id: string): Persona {
  const found = personas.find((one) => one.id === id);
  if (found) return found;
  const near = nearest(
    id,
    personas.map((one) => one.id),
  );
  throw new UsageError(
    `no persona is called "${id}"; ${near ? `did you mean "${near}"? ` : ''}There are: ${personas.map((one) => one.id).join(', ')}`,
  );
}
