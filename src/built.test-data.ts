import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

export type Ended = { code: number | null; signal: string | null; out: string; err: string; ms: number };

export type Built = {
  /** A folder of its own; processes run in it. */
  folder: string;
  /** Runs the command line to its end; a process that hangs is killed after 30 s. The environment holds no key. */
  cli(args: readonly string[], more?: CliOptions): Promise<Ended>;
  remove(): void;
};

export type CliOptions = {
  env?: NodeJS.ProcessEnv;
  /** Called with everything that was printed so far, each time something was; ends the process as it likes. */
  watch?(printed: string, kill: (signal: NodeJS.Signals) => void): void;
};

/** The command line as it is published, compiled into a folder of its own. */
export async function build(): Promise<Built> {
  const folder = mkdtempSync(join(tmpdir(), 'llm-conformance-built-'));
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const project = ['-p', 'tsconfig.build.json', '--outDir', join(folder, 'dist')];
  await new Promise<void>((resolve, reject) => {
    execFile(process.execPath, [tsc, ...project], { cwd: root }, (error, stdout) =>
      error ? reject(new Error(stdout)) : resolve(),
    );
  });
  for (const name of ['specs', 'package.json', 'node_modules']) symlinkSync(join(root, name), join(folder, name));
  return {
    folder,
    cli: (args, more) => cli(folder, args, more),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

function cli(folder: string, args: readonly string[], { env = {}, watch }: CliOptions = {}): Promise<Ended> {
  const started = performance.now();
  const bin = join(folder, 'dist', 'src', 'cli.js');
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], XDG_CACHE_HOME: join(folder, 'cache'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const overdue = setTimeout(() => child.kill('SIGKILL'), 90_000);
  const printed = { out: '', err: '' };
  const keep = (name: 'out' | 'err') => (part: Buffer) => {
    printed[name] += part.toString();
    watch?.(printed.out + printed.err, (signal) => child.kill(signal));
  };
  child.stdout.on('data', keep('out'));
  child.stderr.on('data', keep('err'));
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      clearTimeout(overdue);
      resolve({ code, signal, ...printed, ms: performance.now() - started });
    });
  });
}

export type Listening = { url: string; close(): void };

/** An HTTP server on a free port of this machine. `url` has no path. */
export function listen(answer: RequestListener): Promise<Listening> {
  const server = createServer(answer);
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      const close = () => {
        server.close();
        server.closeAllConnections();
      };
      resolve({ url: `http://127.0.0.1:${port}`, close });
    });
  });
}

/** Answers every request with this. */
export const always =
  (status: number, body: unknown): RequestListener =>
  (_request, response) => {
    const json = typeof body !== 'string';
    response.writeHead(status, { 'content-type': json ? 'application/json' : 'text/html' });
    response.end(json ? JSON.stringify(body) : body);
  };
