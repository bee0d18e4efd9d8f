import { Worker } from 'node:worker_threads';

/** As long as systemd's WatchdogSec; nothing that the service does keeps its thread so long. */
const defaultPatienceMs = 120_000;
const looks = 12;

/**
 * Ends the process when its main thread has stood still, so that whoever started it starts it again: container engines
 * and WinSW only see that a process ends. Looks are counted, not time: a machine that slept is none that hangs.
 */
export function startOwnWatchdog(patienceMs: number = defaultPatienceMs): Disposable {
  const beats = new Int32Array(new SharedArrayBuffer(4));
  const timer = setInterval(() => Atomics.add(beats, 0, 1), patienceMs / looks / 2);
  timer.unref();
  const worker = new Worker(watch, {
    eval: true,
    workerData: { beats, looks, everyMs: patienceMs / looks },
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 },
  });
  worker.unref();
  // Without a watcher the service works on.
  worker.on('error', () => {});
  return {
    [Symbol.dispose]: () => {
      clearInterval(timer);
      void worker.terminate();
    },
  };
}

/** Plain JavaScript in a thread of its own: it has to run while the other one does not. */
const watch = `
const { workerData: { beats, looks, everyMs } } = require('node:worker_threads');
const { writeSync } = require('node:fs');
let last = -1;
let still = 0;
setInterval(() => {
  const now = Atomics.load(beats, 0);
  still = now === last ? still + 1 : 0;
  last = now;
  if (still < looks) return;
  try {
    writeSync(2, JSON.stringify({ level: 'fatal', time: new Date().toISOString(), pid: process.pid, msg: 'the process hangs: it ends itself to be started again' }) + '\\n');
  } catch {}
  process.kill(process.pid, 'SIGKILL');
}, everyMs);
`;
