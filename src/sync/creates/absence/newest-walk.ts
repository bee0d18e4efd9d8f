import type { AmoContact } from '../../../amocrm/model/model.ts';
import { contactReading } from './contact-reading.ts';

interface Looker {
  /** Contacts newer than this are looked at. */
  readonly downTo: number;
  readonly see: (contacts: readonly AmoContact[]) => void;
  /** Whether those were surely all shown. */
  readonly isComplete: PromiseWithResolvers<boolean>;
}

/**
 * One walk through the newest contacts for all who look for creates at a time, each of whom is shown and told what a walk
 * of one's own would. What a walk has shown before somebody's request ended proves nothing of it: so who comes while one
 * is under way shares the next one.
 */
export class NewestWalk {
  readonly #pass: Parameters<typeof contactReading>[0];
  #running: Promise<void> = Promise.resolve();
  /** Who shares the walk that has not begun yet; null: nobody waits for one. */
  #next: Looker[] | null = null;

  constructor(pass: Parameters<typeof contactReading>[0]) {
    this.#pass = pass;
  }

  /**
   * Contacts at and below `downTo` are shown, too, where they stand on a page that it takes to show all above it.
   *
   * @returns whether those above it were surely all shown.
   */
  async read(downTo: number, see: Looker['see']): Promise<boolean> {
    const looker = { downTo, see, isComplete: Promise.withResolvers<boolean>() };
    this.#following().push(looker);
    return await looker.isComplete.promise;
  }

  #following(): Looker[] {
    if (this.#next !== null) return this.#next;
    const lookers: Looker[] = [];
    this.#next = lookers;
    this.#running = this.#running.then(async () => {
      this.#next = null;
      await this.#walk(lookers);
    });
    return lookers;
  }

  /** Further and further down, until all are shown what they look for; never rejects. */
  async #walk(lookers: readonly Looker[]): Promise<void> {
    const waiting = lookers.toSorted((a, b) => b.downTo - a.downTo);
    const reading = contactReading(this.#pass, {
      order: 'id-desc',
      see: async (contacts) => {
        for (const { see } of waiting) see(contacts);
      },
      enough: (id) => id <= (waiting[0]?.downTo ?? id),
    });
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      try {
        next.isComplete.resolve(await reading.finish());
        waiting.shift();
      } catch (error) {
        // What ends the walk ends it for those who are not shown all yet.
        for (const { isComplete } of waiting.splice(0)) isComplete.reject(error);
      }
    }
  }
}
