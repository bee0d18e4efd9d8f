import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { InterruptedError, Interruption } from '../../../src/cli/ends/interruption.ts';

function listen() {
  let now = 1000;
  const source = new EventEmitter();
  const seen: string[] = [];
  const interruption = new Interruption({
    source,
    clock: { now: () => now, monotonic: () => now, sleep: () => Promise.resolve() },
    onFirst: () => seen.push('first'),
    onSecond: (signal) => seen.push(signal),
  });
  const press = (signal: string, afterMs: number) => {
    now += afterMs;
    source.emit(signal);
  };
  return { interruption, seen, press, source };
}

describe('stop signals', () => {
  it('first abort the signal, with the reason', () => {
    const { interruption, seen, press } = listen();
    press('SIGTERM', 0);
    expect(seen).toEqual(['first']);
    expect(interruption.signal.reason).toBeInstanceOf(InterruptedError);
    expect(interruption.signal.reason).toMatchObject({ signal: 'SIGTERM', exit: 130 });
  });

  it('end the process at once when they come a second time', () => {
    const { seen, press } = listen();
    press('SIGINT', 0);
    press('SIGINT', 400);
    expect(seen).toEqual(['first', 'SIGINT']);
  });

  it('count once when the terminal and a parent process both deliver the same Ctrl-C', () => {
    const { seen, press } = listen();
    press('SIGINT', 0);
    press('SIGINT', 20);
    press('SIGINT', 20);
    expect(seen).toEqual(['first']);
  });

  it('are not listened to any more afterwards', () => {
    const { interruption, seen, press } = listen();
    interruption[Symbol.dispose]();
    press('SIGINT', 0);
    expect(seen).toEqual([]);
  });
});
