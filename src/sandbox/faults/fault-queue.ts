import type { Fault, FaultRule } from './fault.ts';
import { matches } from './request-match.ts';

/** A rule that waits for its requests. */
export interface ArmedFault {
  readonly id: number;
  readonly rule: FaultRule;
  /** How often it has been played. */
  readonly played: number;
  /** `null` for ever. */
  readonly remaining: number | null;
}

interface Armed {
  id: number;
  rule: FaultRule;
  played: number;
  skip: number;
  remaining: number | null;
}

/** The rules in order; a request gets the first one that matches and is not used up. */
export class FaultQueue {
  #armed: Armed[] = [];
  #ids = 0;

  /** @returns the rule's id. */
  add(rule: FaultRule): number {
    this.#ids += 1;
    const remaining = rule.times === undefined ? 1 : rule.times;
    this.#armed.push({ id: this.#ids, rule, played: 0, skip: rule.skip ?? 0, remaining });
    return this.#ids;
  }

  list(): readonly ArmedFault[] {
    return this.#armed.map(({ id, rule, played, remaining }) => ({ id, rule, played, remaining }));
  }

  /** How often the rule has been played. */
  played(id: number): number {
    return this.#armed.find((one) => one.id === id)?.played ?? 0;
  }

  remove(id: number): void {
    this.#armed = this.#armed.filter((one) => one.id !== id);
  }

  /** The faults stop. */
  clear(): void {
    this.#armed = [];
  }

  /** The fault of this request, if there is one. */
  take(method: string, path: string): Fault | null {
    for (const armed of this.#armed) {
      if (armed.remaining === 0 || !matches(armed.rule.match, method, path)) continue;
      if (armed.skip > 0) {
        armed.skip -= 1;
        continue;
      }
      armed.played += 1;
      if (armed.remaining !== null) armed.remaining -= 1;
      return armed.rule.fault;
    }
    return null;
  }
}
