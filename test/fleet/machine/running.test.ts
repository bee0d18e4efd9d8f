import { expect, test } from 'vitest';
import { RunningTold } from '../../../src/fleet/machine/running.ts';
import type { RunningPass } from '../../../src/health/facts.ts';

test('a deep pass is shown again, with its progress, when a two-minute one between its pages has ended', async () => {
  const shown: (string | null)[] = [];
  let now = 0;
  const told = new RunningTold({ monotonic: () => now }, async (running: RunningPass | null) => {
    shown.push(running && `${running.mode} ${running.progress?.done ?? '–'}`);
  });
  const start = (mode: 'deep' | 'incremental') =>
    told.hear({ type: 'pass-started', mode, at: now });
  const progress = (done: number) => {
    now += 10_000;
    told.hear({ type: 'pass-progress', progress: { phase: 'read-ident', done, total: null } });
  };
  const end = () => told.hear({ type: 'pass-ended', at: now });
  start('deep');
  progress(1);
  start('incremental');
  progress(7);
  end();
  progress(2);
  end();
  await told.flush();
  expect(shown).toEqual([
    ...['deep –', 'deep 1', 'incremental –', 'incremental 7', 'deep 1', 'deep 2', null],
  ]);
});
