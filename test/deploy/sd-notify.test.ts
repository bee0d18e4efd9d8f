import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { createServiceNotifier } from '../../src/service/sd-notify.ts';
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

  it('says what is said in one turn in one message, and the rest in order', async () => {
    const { socket, heard } = await manager();
    const notifier = createServiceNotifier(watched(socket), systemClock);
    notifier.status('waiting for tokens');
    notifier.ready();
    await notifier.flush();
    notifier.stopping();
    await notifier.flush();
    await vi.waitFor(() => expect(heard).toHaveLength(2), patience);
    expect(heard[0]?.split('\n').filter(Boolean)).toEqual(['STATUS=waiting for tokens', 'READY=1']);
    expect(heard[1]?.trim()).toBe('STOPPING=1');
  });

  it('keeps of what is said during a delivery only the latest', async () => {
    const { socket, heard } = await manager();
    const notifier = createServiceNotifier(watched(socket), systemClock);
    notifier.status('first');
    await Promise.resolve();
    for (const text of ['second', 'third', 'fourth']) {
      await Promise.resolve();
      notifier.status(text);
    }
    await notifier.flush();
    await vi.waitFor(() => expect(heard.at(-1)?.trim()).toBe('STATUS=fourth'), patience);
    expect(heard).toHaveLength(2);
  });

  it('lets no line break of a status begin another variable', async () => {
    const { socket, heard } = await manager();
    const notifier = createServiceNotifier(watched(socket), systemClock);
    notifier.status('paused\nSTOPPING=1');
    await notifier.flush();
    await vi.waitFor(
      () => expect(heard.map((line) => line.trim())).toEqual(['STATUS=paused STOPPING=1']),
      patience,
    );
  });

  it('feeds the watchdog as often as needed, however often it is asked to', async () => {
    const { socket, heard } = await manager();
    const clock = new VirtualClock();
    const notifier = createServiceNotifier(watched(socket), clock);
    expect(notifier.watchdogMs).toBe(30_000);
    for (let second = 0; second < 60; second += 5) {
      notifier.alive();
      await notifier.flush();
      await clock.advance(5_000);
    }
    await vi.waitFor(
      () => expect(heard.map((line) => line.trim())).toEqual(Array(4).fill('WATCHDOG=1')),
      patience,
    );
  });
});

describe('a service without systemd', () => {
  it('has nobody to tell, and no watchdog', async () => {
    const notifier = createServiceNotifier({ WATCHDOG_USEC: '1000000' }, systemClock);
    notifier.ready();
    notifier.alive();
    await notifier.flush();
    expect(notifier.watchdogMs).toBeUndefined();
  });

  it('is not watched when another process is meant, or the interval is no number', () => {
    const watchdog = (env: Record<string, string>) =>
      createServiceNotifier({ NOTIFY_SOCKET: '/nowhere', ...env }, systemClock).watchdogMs;
    expect(watchdog({ WATCHDOG_USEC: '2000000', WATCHDOG_PID: '1' })).toBeUndefined();
    expect(watchdog({ WATCHDOG_USEC: 'soon' })).toBeUndefined();
    expect(watchdog({ WATCHDOG_USEC: '2000000', WATCHDOG_PID: String(process.pid) })).toBe(1000);
  });

  it('lives on when its words cannot be delivered, and says so once', async () => {
    const failures: Error[] = [];
    const env = { NOTIFY_SOCKET: '/nowhere', PATH: '/nowhere' };
    const notifier = createServiceNotifier(env, systemClock, (error) => failures.push(error));
    notifier.ready();
    await notifier.flush();
    notifier.stopping();
    await notifier.flush();
    expect(failures).toEqual([expect.objectContaining({ code: 'ENOENT' })]);
  });
});
