import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { systemClock } from '../../../clock.ts';
import { closeToOthers, codesOf, diskFailure } from '../../file/disk.ts';
import { type Held, ProcessLock } from '../../processes/process-lock.ts';
import type { Seen } from './lineage.ts';

const stored = z.object({ id: z.string(), writes: z.number(), pairs: z.number() });

/** Another process needs a few milliseconds; one that was stopped meanwhile is not waited for. */
const mostTries = 200;
const tryEveryMs = 5;

/** Longer than any content, so that nothing of an older one stays behind it. */
const bytes = 160;

/**
 * What this machine remembers of states on servers, each in a file of its own: no backup of a server brings it back, and
 * schemas of one name on two servers are two states. Other processes write it, too: it is read anew each time.
 */
export class SeenFile {
  readonly #stateFile: string;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(stateFile: string) {
    this.#stateFile = stateFile;
  }

  #of(id: string): string {
    return `${this.#stateFile}.${id}.seen`;
  }

  /** Null: nothing of this state, or nothing that can be read. */
  async read(id: string): Promise<Seen | null> {
    const file = this.#of(id);
    try {
      return stored.safeParse(JSON.parse(await readFile(file, 'utf8'))).data ?? null;
    } catch (error) {
      if (error instanceof SyntaxError || codesOf(error).code === 'ENOENT') return null;
      throw diskFailure(error, file) ?? error;
    }
  }

  /** Durable when it resolves; of one state it only grows. */
  note(seen: Seen): Promise<void> {
    const turn = this.#turn.then(async () => {
      const held = await this.#alone(seen.id);
      try {
        const known = await this.read(seen.id);
        await this.#write({
          id: seen.id,
          writes: Math.max(known?.writes ?? 0, seen.writes),
          pairs: Math.max(known?.pairs ?? 0, seen.pairs),
        });
      } finally {
        held?.release();
      }
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** Between reading and writing no other process does the same. */
  async #alone(id: string): Promise<Held | null> {
    const file = this.#of(id);
    await mkdir(dirname(file), { recursive: true }).catch((error: unknown) => {
      throw diskFailure(error, file) ?? error;
    });
    const lock = new ProcessLock(`${file}-lock`, systemClock);
    for (let tries = 0; tries < mostTries; tries += 1) {
      const held = lock.tryAcquire();
      if (held !== null) return held;
      await delay(tryEveryMs);
    }
    return null;
  }

  async #write(seen: Seen): Promise<void> {
    const file = this.#of(seen.id);
    try {
      closeToOthers(file);
      const handle = await open(file, 'r+');
      try {
        await handle.write(`${JSON.stringify(seen)}\n`.padEnd(bytes), 0);
        await handle.datasync();
      } finally {
        await handle.close();
      }
    } catch (error) {
      throw diskFailure(error, file) ?? error;
    }
  }
}
