import type { AmoContact } from '../../../amocrm/model/model.ts';
import { readNewest } from './newest.ts';

interface Looker {
  /** Contacts newer than this are looked at. */
  readonly downTo: number;
  see(contacts: readonly AmoContact[]): void;
}

interface Walk {
  readonly lookers: Looker[];
  readonly isComplete: Promise<boolean>;
}

/**
 * One walk through the newest contacts for all who look for creates at a time. What a walk has shown before somebody's
 * request ended proves nothing of it: so who comes while one is under way shares the next one.
 */
export class NewestWalk {
  readonly #pass: Parameters<typeof readNewest>[0];
  #running: Promise<unknown> = Promise.resolve();
  #next: Walk | null = null;

  constructor(pass: Parameters<typeof readNewest>[0]) {
    this.#pass = pass;
  }

  /**
   * Contacts at and below `downTo` are shown, too, where they stand on a page with newer ones, or on the first page.
   *
   * @returns whether those above it were surely all shown.
   */
  read(downTo: number, see: Looker['see']): Promise<boolean> {
    this.#next ??= this.#following();
    this.#next.lookers.push({ downTo, see });
    return this.#next.isComplete;
  }

  #following(): Walk {
    const lookers: Looker[] = [];
    const isComplete = this.#running
      .catch(() => undefined)
      .then(async () => {
        this.#next = null;
        const lowest = Math.min(...lookers.map(({ downTo }) => downTo));
        let isFirst = true;
        return await readNewest(this.#pass, lowest, async (contacts) => {
          for (const { downTo, see } of lookers) {
            if (isFirst || contacts.some(({ id }) => id > downTo)) see(contacts);
          }
          isFirst = false;
        });
      });
    this.#running = isComplete;
    return { lookers, isComplete };
  }
}
