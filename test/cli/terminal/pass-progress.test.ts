import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { messages } from '../../../src/cli/locale/messages.ts';
import { Output } from '../../../src/cli/terminal/output.ts';
import { createPassProgress } from '../../../src/cli/terminal/pass-progress.ts';
import type { PassProgress } from '../../../src/sync/pass/pass-context.ts';
import { VirtualClock } from '../../support/clock/virtual-clock.ts';

/** What a pass of these steps shows on a terminal. */
function shown(
  play: (view: ReturnType<typeof createPassProgress>) => void,
  isTTY = true,
  columns = 100,
): string {
  let written = '';
  const stream = {
    isTTY,
    columns,
    write(text: string) {
      written += text;
    },
  };
  const output = new Output({
    stdout: stream,
    stderr: stream,
    json: false,
    env: { NO_COLOR: '1' },
  });
  const clock = new VirtualClock();
  const view = createPassProgress({ output, text: messages.ru, language: 'ru', clock });
  play(view);
  view.end();
  clock.stop();
  return written;
}

const step = (phase: PassProgress['phase'], done: number, total: number | null): PassProgress => ({
  ...{ phase, done, total },
});

describe('the progress of a pass', () => {
  it('fits the terminal, whatever it has to say', () => {
    for (const columns of [80, 50, 30]) {
      const text = shown(
        ({ onProgress, onEvent }) => {
          onProgress(step('read-crm', 123_456, 1_234_567));
          onEvent({
            type: 'retry',
            route: 'GET /x',
            tries: 1,
            waitMs: 299_000,
            reason: 'no-answer',
          });
          onProgress(step('read-crm', 123_457, 1_234_567));
        },
        true,
        columns,
      );
      // Where the cursor goes back to the left, a line is drawn anew.
      const lines = text
        .replaceAll('\u001B[0G', '\n')
        .replaceAll('\u001B[1G', '\n')
        .split(/[\r\n]/)
        .map(stripVTControlCharacters);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(columns);
    }
  });

  it('names the phase and counts', () => {
    const text = shown(({ onProgress }) => {
      onProgress(step('read-ident', 500, 1000));
      onProgress(step('write', 0, 1000));
      onProgress(step('write', 250, 1000));
    });
    expect(text).toMatch(/Читаем IDENT +█+░+ 500\/1\s000/);
    expect(text).toMatch(/Записываем +█+░+ 250\/1\s000/);
  });

  it('says what holds it up, until the next answer', () => {
    const text = shown(({ onProgress, onEvent }) => {
      onProgress(step('write', 10, 20));
      onEvent({ type: 'throttled', waitMs: 3000, reason: 'paused' });
    });
    expect(text).toContain('amoCRM просит паузу 3 с');
    const last = shown(({ onProgress, onEvent }) => {
      onProgress(step('write', 10, 20));
      onEvent({ type: 'throttled', waitMs: 3000, reason: 'slowed' });
      onEvent({
        ...{ type: 'request', route: 'PATCH /contacts', status: 200, ms: 9, write: true },
      });
    });
    expect(last.split('\r').at(-1) ?? last).not.toContain('ждём лимит');
  });

  it('says nothing of the ordinary spacing of requests', () => {
    const text = shown(({ onProgress, onEvent }) => {
      onProgress(step('write', 10, 20));
      onEvent({ type: 'throttled', waitMs: 150, reason: 'pacing' });
    });
    expect(text).not.toContain('лимит');
  });

  it('shows no bar for what is over in one step', () => {
    expect(shown(({ onProgress }) => onProgress(step('read-ident', 3, 3)))).toBe('');
  });

  it('believes no total that is less than what is done', () => {
    const text = shown(({ onProgress }) => onProgress(step('read-crm', 250, 100)));
    expect(text).toContain('250');
    expect(text).not.toContain('/100');
  });

  it('is a plain line elsewhere than on a terminal', () => {
    const text = shown(({ onProgress }) => onProgress(step('write', 10, 20)), false);
    expect(text).toBe('Записываем: 10/20\n');
  });
});
