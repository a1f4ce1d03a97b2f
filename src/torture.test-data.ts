import { appendFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

import { systemDisk, type Disk } from './run/disk.ts';

/**
 * What becomes of one call: it fails; fails when half of it is done; is done, and a signal comes; is done, and a secret
 * gets into what is written.
 */
export type Torment = 'fails' | 'fails halfway' | 'is interrupted' | 'leaks';

export type Tormented = { disk: Disk; calls: readonly string[]; failed: readonly string[] };

/** A disk that counts its calls and torments those that are chosen, by their place; `failed` tells which have failed. */
export function tormentedDisk(
  chosen: ReadonlyMap<number, Torment>,
  { interrupt, secret }: { interrupt(): void; secret: string },
): Tormented {
  const calls: string[] = [];
  const failed: string[] = [];
  const call = <T>(name: string, path: string, work: (leak: string) => T, half = () => {}): T => {
    const torment = chosen.get(calls.length);
    calls.push(name);
    if (torment === 'is interrupted') interrupt();
    if (torment !== 'fails' && torment !== 'fails halfway') return work(torment === 'leaks' ? secret : '');
    failed.push(path);
    if (torment === 'fails halfway') half();
    throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
  };
  const disk: Disk = {
    folder: (path) => call('folder', path, () => systemDisk.folder(path)),
    write: (path, text) => call('write', path, (leak) => systemDisk.write(path, text + leak)),
    remove: (path) => call('remove', path, () => systemDisk.remove(path)),
    read: (path) => call('read', path, () => systemDisk.read(path)),
    pieces: (path) => call('pieces', path, () => systemDisk.pieces(path)),
    lines(path) {
      const file = call('lines', path, () => systemDisk.lines(path));
      const half = (line: string) => appendFileSync(path, line.slice(0, line.length / 2));
      const leaking = (line: string, leak: string) =>
        leak === '' ? line : line.replace('"type":"', `"x":"${leak}",$&`);
      return {
        append: (line) =>
          call(
            'append',
            path,
            (leak) => file.append(leaking(line, leak)),
            () => half(line),
          ),
        close: () =>
          call(
            'close',
            path,
            () => file.close(),
            () => file.close(),
          ),
      };
    },
  };
  return { disk, calls, failed };
}

/** Where a connection breaks: when it is accepted, when the request comes, amid the reply. */
export type Break = 'accept' | 'request' | 'reply';

/** A way to a server on this machine whose connections break that are chosen, by their place. */
export async function brittleWay(
  url: string,
  chosen: ReadonlyMap<number, Break>,
): Promise<{ url: string; connections(): number; broken(): number; close(): Promise<void> }> {
  const to = new URL(url);
  let connections = 0;
  let broken = 0;
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const where = chosen.get(connections++);
    const reset = () => {
      broken += 1;
      near.resetAndDestroy();
    };
    near.on('error', () => {});
    if (where === 'accept') return reset();
    const far = connect(Number(to.port), to.hostname);
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        near.destroy();
        far.destroy();
        open.delete(socket);
      });
    }
    if (where === 'request') near.once('data', reset);
    else near.pipe(far);
    if (where !== 'reply') return void far.pipe(near);
    far.once('data', (part: Buffer) => near.write(part.subarray(0, part.length / 2), reset));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${to.pathname}`,
    connections: () => connections,
    broken: () => broken,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}
