import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { silentLogger } from '../../src/log/logger.ts';
import { ServiceNotifier } from '../../src/service/sd-notify.ts';
import { VirtualClock } from '../support/clock/virtual-clock.ts';

/** Stands in for systemd: Node itself cannot open such a socket. */
const receiver = `
import json, os, socket, sys
server = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
server.bind(sys.argv[1])
print(json.dumps('listening'), flush=True)
while True:
    # Takes no descriptors: the one that systemd-notify waits on is closed, as systemd does.
    print(json.dumps(server.recv(65536).decode()), flush=True)
`;

const missing = ['systemd-notify', 'python3'].filter(
  (tool) => spawnSync(tool, ['--version']).error !== undefined,
);

/** Its words come through two processes, which a busy machine takes its time to start. */
const patience = { timeout: 20_000 };

const log = silentLogger();

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A service manager that listens; what it heard, without the tool's own barrier. */
async function manager(): Promise<{ socket: string; heard: string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'notify-'));
  const socket = join(folder, 'notify');
  const child = spawn('python3', ['-c', receiver, socket], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  closing.push(async () => {
    child.kill();
    await once(child, 'close');
    await rm(folder, { recursive: true });
  });
  const heard: string[] = [];
  const lines = createInterface(child.stdout);
  lines.on('line', (line) => {
    const message: unknown = JSON.parse(line);
    if (message !== 'BARRIER=1' && message !== 'listening') heard.push(String(message));
  });
  await once(lines, 'line');
  return { socket, heard };
}

describe('telling systemd how the service is', () => {
  if (missing.length > 0) {
    it.skip(`not here: ${missing.join(', ')}`, () => {});
    return;
  }

  const watched = (socket: string) => ({
    PATH: process.env['PATH'],
    NOTIFY_SOCKET: socket,
    WATCHDOG_USEC: '60000000',
  });

  const lines = (heard: readonly string[]) => heard.map((line) => line.trim());

  it('says what is said in one turn in one message, and the rest in order', async () => {
    const { socket, heard } = await manager();
    const notifier = new ServiceNotifier(watched(socket), { clock: systemClock, log });
    notifier.alive();
    notifier.ready();
    await notifier[Symbol.asyncDispose]();
    notifier.stopping();
    await notifier[Symbol.asyncDispose]();
    await vi.waitFor(() => expect(heard).toHaveLength(2), patience);
    expect(heard[0]?.split('\n').filter(Boolean)).toEqual(['WATCHDOG=1', 'READY=1']);
    expect(heard[1]?.trim()).toBe('STOPPING=1');
  });

  it('says once what is said again during a delivery', async () => {
    const { socket, heard } = await manager();
    const notifier = new ServiceNotifier(watched(socket), { clock: systemClock, log });
    notifier.alive();
    await Promise.resolve();
    for (let time = 0; time < 3; time += 1) {
      await Promise.resolve();
      notifier.ready();
    }
    await notifier[Symbol.asyncDispose]();
    await vi.waitFor(() => expect(lines(heard)).toEqual(['WATCHDOG=1', 'READY=1']), patience);
  });

  it('feeds the watchdog as often as needed, however often it is asked to', async () => {
    const { socket, heard } = await manager();
    const clock = new VirtualClock();
    const notifier = new ServiceNotifier(watched(socket), { clock, log });
    for (let second = 0; second < 60; second += 5) {
      notifier.alive();
      await notifier[Symbol.asyncDispose]();
      await clock.advance(5_000);
    }
    await vi.waitFor(() => expect(lines(heard)).toEqual(Array(4).fill('WATCHDOG=1')), patience);
  });

  it('feeds no watchdog when another process is meant, or the interval is no number', async () => {
    const { socket, heard } = await manager();
    for (const unwatched of [
      { WATCHDOG_PID: '1' },
      { WATCHDOG_USEC: 'soon' },
      { WATCHDOG_USEC: undefined },
    ]) {
      const env = { ...watched(socket), ...unwatched };
      await using notifier = new ServiceNotifier(env, { clock: systemClock, log });
      notifier.alive();
      notifier.ready();
    }
    const env = { ...watched(socket), WATCHDOG_PID: String(process.pid) };
    await using meant = new ServiceNotifier(env, { clock: systemClock, log });
    meant.alive();
    const said = ['READY=1', 'READY=1', 'READY=1', 'WATCHDOG=1'];
    await vi.waitFor(() => expect(lines(heard)).toEqual(said), patience);
  });
});

describe('a service without systemd', () => {
  it('has nobody to tell, and no watchdog', async () => {
    const env = { WATCHDOG_USEC: '1000000' };
    const logged: unknown[] = [];
    const told = { clock: systemClock, log: { warn: (fields: unknown) => logged.push(fields) } };
    await using notifier = new ServiceNotifier(env, told);
    notifier.ready();
    notifier.alive();
    await notifier[Symbol.asyncDispose]();
    expect(logged).toEqual([]);
  });

  it('lives on when its words cannot be delivered, and says so once', async () => {
    const logged: unknown[] = [];
    const told = { clock: systemClock, log: { warn: (fields: unknown) => logged.push(fields) } };
    const notifier = new ServiceNotifier({ NOTIFY_SOCKET: '/nowhere', PATH: '/nowhere' }, told);
    notifier.ready();
    await notifier[Symbol.asyncDispose]();
    notifier.stopping();
    await notifier[Symbol.asyncDispose]();
    expect(logged).toEqual([{ err: expect.objectContaining({ code: 'ENOENT' }) }]);
  });
});
