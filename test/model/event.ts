import fc from 'fast-check';
import type { Simulation } from './simulation.ts';

/** One thing that happens; its text is what a shrunk counter-example shows. */
export class Event implements fc.AsyncCommand<object, Simulation> {
  readonly #text: string;
  readonly #run: (simulation: Simulation) => Promise<void> | void;

  constructor(text: string, run: (simulation: Simulation) => Promise<void> | void) {
    this.#text = text;
    this.#run = run;
  }

  check(): boolean {
    return true;
  }

  async run(_model: object, simulation: Simulation): Promise<void> {
    simulation.story.push(this.#text);
    await this.#run(simulation);
  }

  toString(): string {
    return this.#text;
  }
}

/** Which of the patients or contacts there are. */
export const index = fc.nat({ max: 40 });
export const pick = <T>(list: readonly T[], at: number): T | undefined =>
  list.length === 0 ? undefined : list[at % list.length];
