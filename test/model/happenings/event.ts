import fc from 'fast-check';
import type { Simulation } from '../simulation.ts';
import type { Circumstances } from './circumstances.ts';

/** One thing that happens; its text is what a shrunk counter-example shows. */
export class Event implements fc.AsyncCommand<Circumstances, Simulation> {
  readonly #text: string;
  readonly #run: (simulation: Simulation) => unknown;

  constructor(text: string, run: (simulation: Simulation) => unknown) {
    this.#text = text;
    this.#run = run;
  }

  check(_circumstances: Circumstances): boolean {
    return true;
  }

  async run(_model: Circumstances, simulation: Simulation): Promise<void> {
    simulation.story.push(this.#text);
    await this.#run(simulation);
  }

  toString(): string {
    return this.#text;
  }
}

/** Something that is assumed of amoCRM never to happen; only where the circumstances let it. */
export class Break extends Event {
  constructor(what: string, run: (simulation: Simulation) => unknown) {
    super(`amoCRM: ${what}`, async (simulation) => {
      simulation.broken.push(what);
      await run(simulation);
    });
  }

  override check({ breaks }: Circumstances): boolean {
    return breaks;
  }
}

/** Which of the patients or contacts there are. */
export const index = fc.nat({ max: 40 });
export const pick = <T>(list: readonly T[], at: number): T | undefined =>
  list.length === 0 ? undefined : list[at % list.length];
