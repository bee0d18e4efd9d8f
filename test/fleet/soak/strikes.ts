import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Fault } from '../../../src/sandbox/faults/fault.ts';
import type { Written } from '../fleet-ground.ts';
import type { SoakFleet } from './soak-fleet.ts';
import type { SoakMachine } from './soak-machine.ts';

export const blows = ['kill', 'freeze', 'sessions', 'server'] as const;
export type Blow = (typeof blows)[number];

/** At any moment; while amoCRM has carried a write out and holds its answer back; while the state takes the answer down. */
export type Moment = 'any' | 'answer' | 'acknowledgement';

const held: readonly Fault[] = [
  { kind: 'slow', ms: 8_000 },
  { kind: 'hang', when: 'after' },
  { kind: 'hang', when: 'before' },
];

/** Hits machines and the server, and counts what it hit. */
export class Strikes {
  readonly #fleet: SoakFleet;
  readonly #random: () => number;
  readonly counts = new Map<string, number>();
  /** Moments that did not come. */
  missed = 0;

  constructor(fleet: SoakFleet, random: () => number) {
    this.#fleet = fleet;
    this.#random = random;
  }

  get total(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Nothing happens where the moment does not come within 20 s. */
  async strike(moment: Moment, blow: Blow): Promise<void> {
    const clinic = this.#oneOf(this.#fleet.clinics);
    if (moment === 'answer') await this.#beforeAnswer(clinic, blow);
    else if (moment === 'acknowledgement') await this.#inAcknowledgement(clinic, blow);
    else await this.#hit(blow, moment, this.#oneOf(this.#fleet.machines));
  }

  async #beforeAnswer(clinic: Written, blow: Blow): Promise<void> {
    const rule = await this.#holdAnswer(clinic, this.#oneOf(held));
    if (rule !== null) await this.#hit(blow, 'answer', await this.#fleet.holderOf(clinic));
  }

  /** The answer is let through to a state whose links nobody may write just now. */
  async #inAcknowledgement(clinic: Written, blow: Blow): Promise<void> {
    const rule = await this.#holdAnswer(clinic, { kind: 'slow', ms: 2_000 });
    if (rule === null) return;
    const holder = await this.#fleet.holderOf(clinic);
    const client = new pg.Client({ connectionString: this.#fleet.ground.url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query(`begin; lock table ${clinic.schema}.links in share row exclusive mode`);
      for (let tries = 0; tries < 100; tries += 1) {
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

  /** @returns `null` when the clinic wrote nothing within 20 s. */
  async #holdAnswer(clinic: Written, fault: Fault): Promise<number | null> {
    const { faults } = clinic.sandbox;
    const method = this.#random() < 0.7 ? 'POST' : 'PATCH';
    const rule = faults.add({ match: { method, path: '/api/v4/contacts' }, fault });
    // Among any dozen of changes in a row is a new patient.
    await this.#fleet.mutate(clinic, 12, this.#seed()).catch(() => undefined);
    for (let tries = 0; tries < 400; tries += 1) {
      if (faults.played(rule) > 0) return rule;
      await delay(50);
    }
    faults.remove(rule);
    this.missed += 1;
    return null;
  }

  async #hit(blow: Blow, moment: Moment, machine: SoakMachine | undefined): Promise<void> {
    if ((blow === 'kill' || blow === 'freeze') && machine?.isWell !== true) {
      this.missed += 1;
      return;
    }
    const name = `${blow}, ${moment}`;
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    if (blow === 'kill') machine?.kill();
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
