import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import {
  type LimiterState,
  limiterStateSchema,
  lostLimiterState,
  type SlotStore,
} from '../../../amocrm/limiter/limiter-state.ts';
import type { Clock } from '../../../clock.ts';
import type { TrafficMemory } from '../../processes/slot-store.ts';
import { type ServerTime, shifted, timeFrom } from './server-time.ts';

const stored = z.object({
  state: limiterStateSchema,
  /** By whose look at the server's clock its times were reckoned, … */
  by: z.string(),
  /** … and by how much that may have been wrong, ms. */
  errorMs: z.number(),
  /** The server's time when it was written: one that is still to come was told by a clock that was put back since. */
  at: z.number(),
});

/** One row under one lock, and the server's clock. */
export interface PaceRow {
  /** Runs `step` while nobody else runs any, and keeps what it returns; `text` is null where nothing is kept. */
  change<T>(
    step: (row: {
      readonly text: string | null;
      /** The server's clock, as it was asked between these two moments. */
      readonly serverMs: number;
      readonly askedAt: number;
      readonly answeredAt: number;
      readonly memory: TrafficMemory;
    }) => readonly [string, T],
  ): Promise<T>;
}

/**
 * The limiter's state for all machines of an account. Times are kept by the server's clock: each process reckons them
 * into its own, and what its reckoning may be wrong by counts as if requests had arrived that much later (I4).
 */
export class ServerPace implements SlotStore {
  readonly #row: PaceRow;
  readonly #clock: Clock;
  readonly #self = randomBytes(9).toString('base64url');
  #looks = 0;
  #time: ServerTime | null = null;

  constructor(row: PaceRow, clock: Clock) {
    this.#row = row;
    this.#clock = clock;
  }

  async transact<T>(step: (state: LimiterState | null) => readonly [LimiterState, T]): Promise<T> {
    return await this.#row.change(({ text, memory, ...look }) => {
      const known = this.#time;
      const time = this.#look(look);
      const wasSet = known?.isFarFrom(time, look.answeredAt) === true;
      const here = wasSet ? this.#lost(memory) : this.#here(text, time, memory);
      const [next, result] = step(here);
      return [this.#there(next, time), result];
    });
  }

  /** The best look at the server's clock so far: an older one is worth less, since clocks drift. */
  #look(look: Parameters<typeof timeFrom>[0]): ServerTime {
    const fresh = timeFrom(look);
    const now = look.answeredAt;
    const known = this.#time;
    if (known === null || fresh.errorAt(now) <= known.errorAt(now) || known.isFarFrom(fresh, now)) {
      this.#time = fresh;
      this.#looks += 1;
      return fresh;
    }
    return known;
  }

  #here(text: string | null, time: ServerTime, memory: TrafficMemory): LimiterState | null {
    if (text === null) return memory.wasUsed ? this.#lost(memory) : null;
    const row = parsed(text);
    const now = this.#clock.monotonic();
    const slackMs = (row?.errorMs ?? 0) + time.errorAt(now);
    if (row === null || row.at > now + time.offsetMs + slackMs) return this.#lost(memory);
    const errorMs = row.by === this.#name ? 0 : slackMs;
    return shifted(row.state, {
      monotonic: -time.offsetMs + errorMs,
      wall: this.#clock.now() - now - time.offsetMs,
    });
  }

  #there(state: LimiterState, time: ServerTime): string {
    const monotonic = time.offsetMs;
    const now = this.#clock.monotonic();
    const wall = now - this.#clock.now() + time.offsetMs;
    return JSON.stringify({
      state: shifted(state, { monotonic, wall }),
      by: this.#name,
      errorMs: time.errorAt(now),
      at: now + time.offsetMs,
    });
  }

  #lost({ isBlocked }: TrafficMemory): LimiterState {
    const now = { monotonic: this.#clock.monotonic(), wall: this.#clock.now() };
    return lostLimiterState(now, isBlocked);
  }

  /** What was reckoned by another look is another's. */
  get #name(): string {
    return `${this.#self}:${this.#looks}`;
  }
}

function parsed(text: string): z.infer<typeof stored> | null {
  try {
    return stored.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
