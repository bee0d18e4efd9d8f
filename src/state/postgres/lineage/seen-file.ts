import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { closeToOthers, codesOf, diskFailure } from '../../file/disk.ts';
import type { Seen } from './lineage.ts';

const stored = z.object({ id: z.string(), writes: z.number(), pairs: z.number() });

/** Longer than any content, so that nothing of an older one stays behind it. */
const bytes = 160;

/** What this machine remembers of a state on a server, in a file of its own: no backup of the server brings it back. */
export class SeenFile {
  readonly #file: string;
  #known: Seen | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(stateFile: string) {
    this.#file = `${stateFile}.seen`;
  }

  /** Null: nothing, or nothing that can be read. */
  async read(): Promise<Seen | null> {
    if (this.#known === null) this.#known = await this.#stored();
    return this.#known;
  }

  async #stored(): Promise<Seen | null> {
    try {
      return stored.safeParse(JSON.parse(await readFile(this.#file, 'utf8'))).data ?? null;
    } catch (error) {
      if (error instanceof SyntaxError || codesOf(error).code === 'ENOENT') return null;
      throw diskFailure(error, this.#file) ?? error;
    }
  }

  /** Durable when it resolves; of one state it only grows. */
  note(seen: Seen): Promise<void> {
    const turn = this.#turn.then(async () => {
      const known = await this.read();
      const isOlder = known?.id === seen.id;
      await this.#write({
        id: seen.id,
        writes: isOlder ? Math.max(known.writes, seen.writes) : seen.writes,
        pairs: isOlder ? Math.max(known.pairs, seen.pairs) : seen.pairs,
      });
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #write(seen: Seen): Promise<void> {
    try {
      await mkdir(dirname(this.#file), { recursive: true });
      closeToOthers(this.#file);
      const handle = await open(this.#file, 'r+');
      try {
        await handle.write(`${JSON.stringify(seen)}\n`.padEnd(bytes), 0);
        await handle.datasync();
      } finally {
        await handle.close();
      }
      this.#known = seen;
    } catch (error) {
      throw diskFailure(error, this.#file) ?? error;
    }
  }
}
