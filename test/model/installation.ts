import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { longLivedTokens } from '../../src/amocrm/auth/long-lived-tokens.ts';
import { createLimiter } from '../../src/amocrm/limiter/limiter.ts';
import { AppError } from '../../src/app-error.ts';
import { AmoLine } from '../../src/clinic/amo-line.ts';
import type { Source } from '../../src/clinic/source.ts';
import type { State } from '../../src/state/open-state.ts';
import { runPass } from '../../src/sync/pass/run-pass.ts';
import { StatePlace } from '../support/state/state-place.ts';
import type { World } from '../support/world.ts';

/** Another installation that writes to the account, with a state and a pace of its own, and nobody who allows it a mass change. */
export class Installation implements AsyncDisposable {
  readonly #world: World;
  readonly #place: StatePlace;
  readonly #state: State;

  private constructor(world: World, place: StatePlace, state: State) {
    this.#world = world;
    this.#place = place;
    this.#state = state;
  }

  static async open(world: World, name: string): Promise<Installation> {
    const folder = join(world.folder, name);
    mkdirSync(folder, { recursive: true });
    const place = await StatePlace.in(folder);
    return new Installation(world, place, await place.open(world.clock));
  }

  /** @returns how it ended: `ok`, or the code of what ended it */
  async pass(mode: 'auto' | 'deep', sources: readonly Source[]): Promise<string> {
    const { clock, log, sandbox } = this.#world;
    const random = () => 0.5;
    const line = new AmoLine({
      baseUrl: sandbox.url,
      tokens: longLivedTokens(sandbox.oauth.longLivedToken(), clock),
      limiter: createLimiter({ store: this.#state.slots, clock, random }),
      fetch: clock.wrapFetch(globalThis.fetch),
      ...{ clock, log, random },
    });
    try {
      await this.#world
        .clinic({ state: this.#state, line, sources })
        .connected((setup) => runPass(setup, { mode }));
      return 'ok';
    } catch (error) {
      if (error instanceof AppError) return error.code;
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#state.close();
    await this.#place[Symbol.asyncDispose]();
  }
}
