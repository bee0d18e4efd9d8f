import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import type { FleetGround } from '../fleet-ground.ts';

const bin = join(import.meta.dirname, '..', '..', '..', 'bin', 'ident-amocrm.js');

const mayBePersonal = /[\w.+-]+@[\w.-]+|\p{Script=Cyrillic}{3,}|\d{10,11}/gu;

/** A host whose `fleet run` is begun anew whenever it has ended, as by a service manager. */
export class SoakMachine {
  readonly #ground: FleetGround;
  readonly #port: number;
  readonly #places: number;
  #child: ChildProcess | null = null;
  readonly #words = new Set<string>();
  #works = false;
  #frozen = false;
  #isWanted = true;
  #killed = false;
  #left = '';
  #last: readonly string[] = [];
  /** What was logged as an error, by its code, and how often; what nobody has worded, by its place. */
  readonly errors = new Map<string, number>();
  /** How processes ended that nobody had killed, and what they said last. */
  readonly ends: { readonly code: number | null; readonly lastLines: string }[] = [];

  constructor(ground: FleetGround, places: number) {
    this.#ground = ground;
    this.#port = ground.takePort();
    this.#places = places;
    this.#begin();
  }

  /** Whatever it has said that may be a name, a phone or an e-mail. */
  get words(): ReadonlySet<string> {
    return this.#words;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** It has begun to work for the fleet, and nothing was done to it since. */
  get isWell(): boolean {
    return this.#works && !this.#frozen && this.#child !== null;
  }

  kill(): void {
    this.#killed = true;
    this.#child?.kill('SIGKILL');
  }

  freeze(): void {
    this.#frozen = true;
    this.#child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#frozen = false;
    this.#child?.kill('SIGCONT');
  }

  /** @returns the code that it ended with. */
  async stop(): Promise<number | null> {
    this.#isWanted = false;
    const child = this.#child;
    if (child === null) return null;
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    child.kill('SIGTERM');
    return await ended;
  }

  /** At once. */
  [Symbol.dispose](): void {
    this.#isWanted = false;
    this.#child?.kill('SIGKILL');
  }

  #begin(): void {
    const child = spawn(process.execPath, [bin, 'fleet', 'run'], {
      cwd: this.#ground.folder,
      env: {
        ...{ PATH: process.env['PATH'], LANG: 'en_US.UTF-8', LOG_FORMAT: 'json' },
        ...{ NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'], TMPDIR: process.env['TMPDIR'] },
        ...{ ...this.#ground.env, FLEET_PLACES: String(this.#places) },
        HTTP_PORT: String(this.#port),
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child = child;
    child.stderr?.on('data', (chunk) => this.#hear(String(chunk)));
    child.once('close', (code) => this.#ended(code));
  }

  #hear(text: string): void {
    const lines = `${this.#left}${text}`.split('\n');
    this.#left = lines.pop() ?? '';
    this.#last = [...this.#last, ...lines].slice(-6);
    for (const line of lines) {
      for (const [word] of line.matchAll(mayBePersonal)) this.#words.add(word);
      if (line.includes('works for the fleet')) this.#works = true;
      if (!/"level":("error"|"fatal"|50|60)/.test(line)) continue;
      const kind = kindOf(line);
      this.errors.set(kind, (this.errors.get(kind) ?? 0) + 1);
    }
  }

  #ended(code: number | null): void {
    if (this.#isWanted && !this.#killed) {
      this.ends.push({ code, lastLines: [...this.#last, this.#left].join('\n') });
    }
    this.#child = null;
    this.#works = false;
    this.#frozen = false;
    this.#killed = false;
    this.#left = '';
    if (this.#isWanted) {
      setTimeout(() => {
        if (this.#isWanted) this.#begin();
      }, 1_000);
    }
  }
}

const logged = z.object({
  code: z.string().optional(),
  err: z
    .object({
      type: z.string(),
      code: z.string().optional(),
      stack: z.array(z.string()).optional(),
    })
    .optional(),
});

/** The code of ours; of an error without one where it was made, so that its cause can be found. */
function kindOf(line: string): string {
  const { code, err } = logged.parse(JSON.parse(line));
  if (code !== undefined || err === undefined) return code ?? 'without a code';
  return `INTERNAL (${[err.type, err.code, err.stack?.[0]].filter(Boolean).join(' ')})`;
}
