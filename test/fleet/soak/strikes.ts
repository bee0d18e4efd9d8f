import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Fault } from '../../../src/sandbox/faults/fault.ts';
import type { Written } from '../fleet-ground.ts';
import type { SoakFleet } from './soak-fleet.ts';
import type { SoakMachine } from './soak-machine.ts';

export const blows = ['kill', 'freeze', 'sessions', 'server'] as const;
export type Blow = (typeof blows)[number];

/** At any moment; while amoCRM holds the answer to a create or to an update back; while the state takes an answer down. */
export type Moment = 'any' | 'create' | 'update' | 'acknowledgement';

const held: readonly Fault[] = [
  { kind: 'slow', ms: 6_000 },
  { kind: 'hang', when: 'after' },
  { kind: 'hang', when: 'before' },
];

/** Hits machines and the server, and counts what it hit. */
export class Strikes {
  readonly #fleet: SoakFleet;
  readonly #random: () => number;
  readonly #isLoaded: (schema: string) => boolean;
  /** By kind and moment. */
  readonly counts = new Map<string, number>();
  /** By clinic: how often its machine was killed in the midst of its first load. */
  readonly killedLoads = new Map<string, number>();
  /** Moments that did not come. */
  missed = 0;

  /** @param isLoaded whether the first load of this clinic has ended. */
  constructor(fleet: SoakFleet, random: () => number, isLoaded: (schema: string) => boolean) {
    this.#fleet = fleet;
    this.#isLoaded = isLoaded;
    this.#random = random;
  }

  get total(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** How many machines were killed at this moment. */
  killsAt(moment: Moment): number {
    return this.counts.get(nameOf('kill', moment)) ?? 0;
  }

  /** Nothing happens where the moment does not come within 40 s. */
  async strike(moment: Moment, blow: Blow): Promise<void> {
    if (moment === 'create' || moment === 'update') await this.#beforeAnswer(blow, moment);
    else if (moment === 'acknowledgement') await this.#inAcknowledgement(blow);
    else await this.#hit(blow, moment, this.#oneOf(this.#fleet.machines));
  }

  async #beforeAnswer(blow: Blow, to: 'create' | 'update'): Promise<void> {
    const method = to === 'create' ? 'POST' : 'PATCH';
    const clinic = await this.#whoWaits(method, this.#oneOf(held));
    if (clinic !== null) await this.#hit(blow, to, await this.#fleet.holderOf(clinic));
  }

  /** The answer is let through to a state whose links nobody may write just now. */
  async #inAcknowledgement(blow: Blow): Promise<void> {
    const method = this.#random() < 0.7 ? 'POST' : 'PATCH';
    const clinic = await this.#whoWaits(method, { kind: 'slow', ms: 2_000 });
    if (clinic === null) return;
    const holder = await this.#fleet.holderOf(clinic);
    const client = new pg.Client({ connectionString: this.#fleet.ground.url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query(`begin; lock table ${clinic.schema}.links in share row exclusive mode`);
      for (let tries = 0; tries < 300; tries += 1) {
        const { rows } = await client.query(
          'select 1 from pg_stat_activity where pg_backend_pid() = any (pg_blocking_pids(pid))',
        );
        if (rows.length > 0) {
          await this.#hit(blow, 'acknowledgement', holder);
          return;
        }
        await delay(50);
      }
      this.missed += 1;
    } finally {
      // It lets go by its end; the server may be away by now.
      await client.end().catch(() => undefined);
    }
  }

  /**
   * Holds back the next answer to a write, of whichever clinic it is.
   *
   * @returns the clinic; `null` when none wrote anything within 40 s.
   */
  async #whoWaits(method: 'POST' | 'PATCH', fault: Fault): Promise<Written | null> {
    const armed = this.#fleet.clinics.map((clinic) => ({
      clinic,
      rule: clinic.sandbox.faults.add({ match: { method, path: '/api/v4/contacts' }, fault }),
    }));
    try {
      // Among any dozen of changes in a row is a new patient. Somebody else may write before they are made.
      const busy = this.#oneOf(this.#fleet.clinics);
      this.#fleet.mutate(busy, 12, this.#seed()).catch(() => undefined);
      for (let tries = 0; tries < 800; tries += 1) {
        const met = armed.find(({ clinic, rule }) => clinic.sandbox.faults.played(rule) > 0);
        if (met !== undefined) return met.clinic;
        await delay(50);
      }
    } finally {
      for (const { clinic, rule } of armed) clinic.sandbox.faults.remove(rule);
    }
    this.missed += 1;
    return null;
  }

  async #hit(blow: Blow, moment: Moment, machine: SoakMachine | undefined): Promise<void> {
    if ((blow === 'kill' || blow === 'freeze') && machine?.isWell !== true) {
      this.missed += 1;
      return;
    }
    if (blow === 'kill' && machine !== undefined) {
      const held = await this.#fleet.heldBy(machine);
      machine.kill();
      for (const schema of held) if (!this.#isLoaded(schema)) count(this.killedLoads, schema);
    }
    count(this.counts, nameOf(blow, moment));
    if (blow === 'freeze') {
      machine?.freeze();
      setTimeout(() => machine?.thaw(), 5_000 + this.#random() * 25_000);
    }
    if (blow === 'sessions') {
      await this.#fleet.rowsOrNull(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where pid <> pg_backend_pid() and backend_type = 'client backend' and random() < 0.7`,
      );
    }
    if (blow === 'server') {
      this.#fleet.stopServer();
      await delay(1_000 + this.#random() * 7_000);
      this.#fleet.startServer();
    }
  }

  #oneOf<T>(all: readonly T[]): T {
    return all[Math.floor(this.#random() * all.length)] as T; // nobody asks for one of none
  }

  #seed(): number {
    return 1 + Math.floor(this.#random() * 1_000_000);
  }
}

const nameOf = (blow: Blow, moment: Moment): string => `${blow}, ${moments[moment]}`;

const moments: Readonly<Record<Moment, string>> = {
  any: 'at any moment',
  create: 'between an intent and its answer',
  update: 'between the note of an update and its answer',
  acknowledgement: 'in an acknowledgement',
};

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
