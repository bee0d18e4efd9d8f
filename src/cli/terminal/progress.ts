import { SingleBar } from 'cli-progress';
import type { Clock } from '../../clock.ts';
import type { Language } from '../../language.ts';
import { formatDuration, formatNumber } from '../../report/format.ts';
import { messages } from '../locale/messages.ts';
import type { Output, OutputStream } from './output.ts';

interface ProgressView {
  readonly done: number;
  /** Absent as long as nobody knows. */
  readonly total?: number;
  /** Why it is not faster just now: amoCRM throttles, another process holds the lock, … */
  readonly note?: string;
}

export interface Progress extends Disposable {
  show(view: ProgressView): void;
  /** Leaves the last state standing; nothing may be shown afterwards. */
  end(): void;
}

interface ProgressContext {
  readonly clock: Clock;
  readonly language: Language;
}

export interface ProgressOptions {
  /** Leaves nothing behind: something else says how it ended. */
  readonly vanishes?: boolean;
}

/** A bar redrawn on a terminal; elsewhere a line every few seconds. Always on stderr. */
export function createProgress(
  output: Output,
  title: string,
  context: ProgressContext,
  { vanishes = false }: ProgressOptions = {},
): Progress {
  const startedAt = context.clock.monotonic();
  const describe = (view: ProgressView) =>
    figures(view, (context.clock.monotonic() - startedAt) / 1000, context.language).join('  ');
  return output.stderr.isTTY
    ? barProgress(output, title, describe, vanishes)
    : lineProgress(output, title, describe, vanishes, context.clock);
}

/** Of a bar, in columns. */
const widest = 24;
const narrowest = 6;

type Describe = (view: ProgressView) => string;

function barProgress(
  output: Output,
  title: string,
  describe: Describe,
  vanishes: boolean,
): Progress {
  let view: ProgressView = { done: 0 };
  const bar = new SingleBar({
    // Of a terminal cli-progress uses write, isTTY and columns, all of which an OutputStream has.
    stream: withoutJumps(output.screen) as NodeJS.WritableStream,
    fps: 5,
    hideCursor: true,
    clearOnComplete: vanishes,
    // Talk and log wipe it.
    forceRedraw: true,
    format: (_options, { progress }) => {
      const words = describe(view);
      // The words matter more than the bar.
      const columns = (output.screen.columns ?? 80) - 1;
      const size = Math.min(widest, columns - title.length - words.length - 2);
      if (size < narrowest) return `${title} ${words}`.slice(0, columns);
      const complete = view.total === undefined ? 0 : Math.round(progress * size);
      const drawn = '█'.repeat(complete) + output.talkPaint.dim('░'.repeat(size - complete));
      return `${title} ${drawn} ${words}`;
    },
  });
  bar.start(1, 0);
  output.drawing = true;
  const end = () => {
    if (bar.isActive) bar.stop();
    output.drawing = false;
  };
  return {
    show(next) {
      view = next;
      if (next.total !== undefined) bar.setTotal(Math.max(next.total, 1));
      bar.update(next.total === 0 ? 1 : next.done);
    },
    end,
    [Symbol.dispose]: end,
  };
}

/** Without saving and restoring the cursor's place: after talk in between it would be the place of other words. */
function withoutJumps(screen: OutputStream): OutputStream {
  return {
    isTTY: true,
    get columns() {
      return screen.columns ?? 80;
    },
    write: (text) => (text === '\u001B7' || text === '\u001B8' ? true : screen.write(text)),
  };
}

const lineEveryMs = 3000;

function lineProgress(
  output: Output,
  title: string,
  describe: Describe,
  vanishes: boolean,
  clock: Clock,
): Progress {
  let lastAt = clock.monotonic();
  let unsaid: ProgressView | undefined;
  const say = (view: ProgressView) => {
    output.talk(`${title.trimEnd()}: ${describe(view)}`);
    lastAt = clock.monotonic();
    unsaid = undefined;
  };
  const end = () => {
    if (unsaid !== undefined && unsaid.done > 0 && !vanishes) say(unsaid);
  };
  return {
    show(view) {
      unsaid = view;
      if (clock.monotonic() - lastAt >= lineEveryMs) say(view);
    },
    end,
    [Symbol.dispose]: end,
  };
}

function figures(view: ProgressView, seconds: number, language: Language): readonly string[] {
  const text = messages[language].progress;
  const { done, total, note } = view;
  const count = formatNumber(done, language);
  const parts = [total === undefined ? count : `${count}/${formatNumber(total, language)}`];
  // Of less than half a second a rate means nothing.
  const rate = seconds >= 0.5 ? done / seconds : 0;
  if (rate > 0) parts.push(text.rate(formatNumber(Math.round(rate), language)));
  // Below 1 % a forecast is guesswork, and what is over at once needs none.
  if (total !== undefined && rate > 0 && done >= total / 100) {
    const leftMs = ((total - done) / rate) * 1000;
    if (leftMs >= 1000) parts.push(text.left(formatDuration(leftMs, language)));
  }
  if (note !== undefined) parts.push(note);
  return parts;
}
