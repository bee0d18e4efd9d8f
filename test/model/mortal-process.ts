import type { Repositories, State } from '../../src/state/open-state.ts';

/**
 * Where a process is to die: at which of its requests to amoCRM, or of its steps in the state, before it is done or when
 * it is done and nobody has been told.
 */
export interface Death {
  readonly at: 'request' | 'step';
  readonly nth: number;
  readonly when: 'before' | 'after';
}

/**
 * A process that can die wherever it waits for something that lasts: from then on nothing that it waits for ever comes,
 * so that it does nothing more, as after SIGKILL.
 */
export class MortalProcess {
  readonly died: Promise<'died'>;
  readonly #death: Death;
  #die: (word: 'died') => void = () => undefined;
  #alive = true;
  readonly #seen = { request: 0, step: 0 };

  constructor(death: Death) {
    this.#death = death;
    this.died = new Promise((resolve) => {
      this.#die = resolve;
    });
  }

  /** Put around the client's fetch. */
  readonly wrap =
    (fetch: typeof globalThis.fetch): typeof globalThis.fetch =>
    (input, init) =>
      this.#around('request', () => fetch(input, init));

  /** A state whose every step may be the last. */
  state(state: State): State {
    const doors: Partial<Record<keyof Repositories, object>> = {};
    for (const name of doorNames) doors[name] = this.#door(state[name]);
    return {
      ...state,
      // Every door is the one of that name, with each call counted.
      ...(doors as unknown as Repositories),
      inRun: (runId) => this.state(state.inRun(runId)),
      transaction: (work) => this.#around('step', () => state.transaction(work)),
    };
  }

  #door<T extends object>(door: T): T {
    return new Proxy(door, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        return (...given: unknown[]) => {
          const call = () => Reflect.apply(value, target, given);
          return this.#around('step', async () => await call());
        };
      },
    });
  }

  async #around<T>(at: Death['at'], work: () => Promise<T>): Promise<T> {
    if (!this.#alive) return await never<T>();
    this.#seen[at] += 1;
    const last = at === this.#death.at && this.#seen[at] === this.#death.nth;
    if (last && this.#death.when === 'before') return await this.#end<T>();
    const outcome = await work().then(
      (value) => () => value,
      (error: unknown) => () => {
        throw error;
      },
    );
    if (!this.#alive) return await never<T>();
    return last ? await this.#end<T>() : outcome();
  }

  async #end<T>(): Promise<T> {
    this.#alive = false;
    this.#die('died');
    return await never<T>();
  }
}

const doorNames = [
  'meta',
  'links',
  'intents',
  'rejected',
  'forgotten',
  'fields',
  'findings',
  'runs',
] as const satisfies (keyof Repositories)[];

const never = <T>(): Promise<T> => new Promise(() => undefined);
