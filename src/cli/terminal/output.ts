import type { Readable } from 'node:stream';
import { withPriority } from '../../log/journal.ts';
import { createPaint, type Paint, wantsColor } from './paint.ts';
import { fitted } from './wrapped.ts';

/** `process.stdout`, `process.stderr`, or what a test gives. */
export interface OutputStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

interface OutputOptions {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly json: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether stderr is a stream to systemd's journal. */
  readonly journal?: boolean;
}

/** What a command says: data on stdout, talk on stderr; with `--json` stdout carries the object alone. */
export class Output {
  readonly json: boolean;
  /** Colours of stdout. */
  readonly paint: Paint;
  /** Colours of stderr. */
  readonly talkPaint: Paint;
  readonly color: boolean;
  /** stderr is read by systemd's journal, which wants the priority before each line. */
  readonly journal: boolean;
  /** For talk and log: a bar that is being drawn gives way to it. */
  readonly stderr: OutputStream;
  /** stderr as it is, for who draws on it. */
  readonly screen: OutputStream;
  /** Whether the line that the cursor stands on is a bar. */
  drawing = false;
  readonly #stdout: OutputStream;

  constructor({ stdout, stderr, json, env, journal = false }: OutputOptions) {
    this.json = json;
    this.journal = journal;
    this.#stdout = stdout;
    this.screen = stderr;
    this.stderr = {
      write: (text) => {
        this.#giveWay();
        return stderr.write(text);
      },
      isTTY: stderr.isTTY ?? false,
      get columns() {
        return stderr.columns ?? 80;
      },
    };
    this.paint = createPaint(!json && wantsColor(stdout, env));
    this.color = wantsColor(stderr, env);
    this.talkPaint = createPaint(this.color);
  }

  /** Columns of the terminal that data goes to; as many as one likes when it is none. */
  get width(): number {
    return this.#stdout.isTTY ? (this.#stdout.columns ?? 80) : Number.POSITIVE_INFINITY;
  }

  /** What was asked for, for people; left out with `--json`. */
  data(text = ''): void {
    if (this.json) return;
    this.#giveWay();
    this.#stdout.write(`${fitted(text, this.width)}\n`);
  }

  /** How it goes. */
  talk(text: string): void {
    const { isTTY = false, columns = 80 } = this.stderr;
    this.stderr.write(`${isTTY ? fitted(text, columns) : text}\n`);
  }

  /** Why it ended badly. */
  alarm(text: string): void {
    this.talk(this.journal ? withPriority(text, 'error') : text);
  }

  /** What was asked for, for programs: with `--json`, the last line of stdout. */
  result(object: object): void {
    if (this.json) this.#stdout.write(`${JSON.stringify(object)}\n`);
  }

  /** Wipes the bar's line; the bar is drawn again below. */
  #giveWay(): void {
    if (this.drawing) this.screen.write('\r\u001B[K');
  }
}

/** `process.stdin`, or what a test gives. */
export type InputStream = Readable & { readonly isTTY?: boolean };
