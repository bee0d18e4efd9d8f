import type { AmoEvent } from '../../amocrm/amo-event.ts';
import { formatDuration } from '../../report/format.ts';
import type { PassProgress } from '../../sync/pass/pass-context.ts';
import type { CliContext } from '../context.ts';
import { createProgress, type Progress, type ProgressOptions } from './progress.ts';

export interface PassProgressView extends Disposable {
  readonly onProgress: (progress: PassProgress) => void;
  readonly onEvent: (event: AmoEvent) => void;
  /** A pass has ended; another one may begin. */
  end(): void;
}

/** Shorter waits are the ordinary spacing of requests, which nobody needs to read of. */
const worthTellingMs = 1000;

/** A pass as a person follows it: a bar for each phase that takes time, with what holds it up just now. */
export function createPassProgress(
  context: Pick<CliContext, 'output' | 'text' | 'clock' | 'language'>,
  options: ProgressOptions = {},
): PassProgressView {
  const { output, text, language } = context;
  const words = text.pass;
  const width = Math.max(...Object.values(words.phases).map((title) => title.length));
  let phase: PassProgress['phase'] | null = null;
  let bar: Progress | null = null;
  let view: { readonly done: number; readonly total?: number } = { done: 0 };
  let note: string | undefined;

  const end = () => {
    bar?.end();
    bar = null;
    phase = null;
    note = undefined;
  };
  const show = () => bar?.show(note === undefined ? view : { ...view, note });
  const tell = (next: string | undefined) => {
    if (next === note) return;
    note = next;
    show();
  };
  return {
    onProgress: (progress) => {
      if (progress.phase !== phase) {
        end();
        phase = progress.phase;
      }
      const { done, total } = progress;
      // What was expected may have been too little.
      view = total === null || total < done ? { done } : { done, total };
      // What is over in one step, or has nothing yet to show, deserves no bar.
      if (bar === null && (done === total || (done === 0 && total === null))) return;
      bar ??= createProgress(output, words.phases[progress.phase].padEnd(width), context, options);
      show();
    },
    onEvent: (event) => {
      if (event.type === 'request') return tell(undefined);
      if (event.type === 'circuit-open' || event.waitMs < worthTellingMs) return;
      const duration = formatDuration(event.waitMs, language);
      tell(
        event.type === 'throttled'
          ? words.throttled[event.reason](duration)
          : words.retry(duration),
      );
    },
    end,
    [Symbol.dispose]: end,
  };
}
