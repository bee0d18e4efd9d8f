/** Where a process is to die: at which of its requests, before it is sent or after amoCRM has carried it out. */
export interface Death {
  readonly atRequest: number;
  readonly when: 'before' | 'after';
}

/**
 * A process that can die at any request: from then on nothing that it waits for ever comes, so that it does nothing
 * more, as after SIGKILL.
 */
export class MortalProcess {
  readonly died: Promise<'died'>;
  readonly #death: Death;
  #die: (word: 'died') => void = () => undefined;
  #alive = true;
  #requests = 0;

  constructor(death: Death) {
    this.#death = death;
    this.died = new Promise((resolve) => {
      this.#die = resolve;
    });
  }

  /** Put around the client's fetch. */
  readonly wrap =
    (fetch: typeof globalThis.fetch): typeof globalThis.fetch =>
    async (input, init) => {
      if (!this.#alive) return await never();
      this.#requests += 1;
      const last = this.#requests === this.#death.atRequest;
      if (last && this.#death.when === 'before') return await this.#end();
      const response = await fetch(input, init);
      if (!this.#alive) return await never();
      return last ? await this.#end() : response;
    };

  async #end(): Promise<Response> {
    this.#alive = false;
    this.#die('died');
    return await never();
  }
}

const never = (): Promise<Response> => new Promise(() => undefined);
