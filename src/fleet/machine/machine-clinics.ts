import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import { logFields } from '../../app-error.ts';
import type { Clock } from '../../clock.ts';
import type { StateServer } from '../../state/postgres/server.ts';
import { claimsOf } from '../clinic/identity.ts';
import type { OwnClinic, OwnRead } from '../clinic/own-clinics.ts';
import { FleetError } from '../errors.ts';
import { withoutPass } from '../pass-lock.ts';
import type { KnownClinic } from '../tables/clinic-rows.ts';
import type { FleetTables } from '../tables/fleet-tables.ts';
import type { ShownClinic } from '../tables/machine-rows.ts';
import { type Fitness, faults, fitness, notAdded } from './fitness.ts';

export interface MachineClinicsOptions {
  readonly tables: FleetTables;
  readonly machine: string;
  /** Reads the file; null: it is as it was when it was read last. */
  readonly readFile: () => Promise<readonly OwnRead[] | null>;
  /** That of the fleet. */
  readonly server: StateServer;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface OwnNumbered {
  readonly number: number;
  readonly own: OwnClinic;
}

const showEvery = 20;
/** A key that did not fit may have been put right. */
const unfitMs = 60_000;

/** Which clinics' passes this machine may make, by what the fleet and its own file say of them. */
export class MachineClinics {
  readonly #options: MachineClinicsOptions;
  #file: readonly OwnRead[] = [];
  #all: readonly Fitness[] = [];
  readonly #unfit = new Map<number, { readonly code: string; readonly until: number }>();
  /** What was said of each clinic last. */
  readonly #said = new Map<string, string>();
  /** Identities that another clinic's stand in the way of. */
  readonly #refused = new Set<string>();
  #shown = '';
  #looks = 0;

  constructor(options: MachineClinicsOptions) {
    this.#options = options;
  }

  /** All of the fleet, and what this machine's file says of them. */
  get all(): readonly Fitness[] {
    return this.#all;
  }

  /** Numbers of those whose passes it may make. */
  get mine(): readonly number[] {
    return this.#all.filter(({ fault }) => fault === null).map(({ known }) => known.number);
  }

  get others(): readonly number[] {
    return this.#all.filter(({ fault }) => fault !== null).map(({ known }) => known.number);
  }

  /** Those that its file tells of, whether it may make their passes or not: their people can be called from here. */
  get told(): readonly OwnNumbered[] {
    return this.#all.flatMap(({ known, own }) =>
      own === null ? [] : [{ number: known.number, own }],
    );
  }

  /** Null: it may not, or not any more. */
  find(number: number): { readonly known: KnownClinic; readonly own: OwnClinic } | null {
    const found = this.#all.find(({ known, fault }) => known.number === number && fault === null);
    return found?.own == null ? null : { known: found.known, own: found.own };
  }

  /** This machine cannot do it, whoever else can. */
  unfit(number: number, code: string): void {
    this.#unfit.set(number, { code, until: this.#options.clock.monotonic() + unfitMs });
    this.#compare(this.#all.map(({ known }) => known));
  }

  /** Looks at the file and at the fleet, shows the others what it found, and says so. */
  async look(): Promise<void> {
    const { tables, readFile, clock } = this.#options;
    const read = await readFile();
    if (read !== null) this.#file = read.map((one) => this.#asBefore(one));
    for (const [number, { until }] of this.#unfit) {
      if (clock.monotonic() >= until) this.#unfit.delete(number);
    }
    this.#compare(await tables.clinics.all());
    await this.#show();
    await this.#agree();
  }

  /** A clinic of which the file says what it said is the same one: nobody who works with it begins anew. */
  #asBefore(read: OwnRead): OwnRead {
    if (!('clinic' in read)) return read;
    const before = this.#file.find(({ name }) => name === read.name);
    const isSame =
      before !== undefined &&
      'clinic' in before &&
      isDeepStrictEqual(before.clinic.config, read.clinic.config);
    return isSame ? before : read;
  }

  #compare(fleet: readonly KnownClinic[]): void {
    const unfit = new Map([...this.#unfit].map(([number, { code }]) => [number, code]));
    this.#all = fitness(fleet, this.#file, unfit);
    const told = new Map<string, string>([
      ...this.#all.flatMap(({ known, fault }) =>
        fault === null ? [] : [[known.name, fault] as const],
      ),
      ...notAdded(fleet, this.#file).map((name) => [name, 'NOT_ADDED'] as const),
    ]);
    this.#say(told);
  }

  #say(told: ReadonlyMap<string, string>): void {
    const { log } = this.#options;
    for (const [clinic, fault] of told) {
      if (this.#said.get(clinic) === fault) continue;
      log.warn({ clinic, fault }, 'this machine makes no passes of the clinic');
    }
    for (const clinic of this.#said.keys()) {
      if (!told.has(clinic)) log.info({ clinic }, 'this machine makes passes of the clinic again');
    }
    this.#said.clear();
    for (const [clinic, fault] of told) this.#said.set(clinic, fault);
  }

  async #show(): Promise<void> {
    const shown: readonly ShownClinic[] = this.#all.flatMap(({ known, own, fault }) =>
      fault === faults.notInFile
        ? []
        : [{ number: known.number, digest: own?.digest ?? null, fault }],
    );
    const text = JSON.stringify(shown);
    this.#looks += 1;
    // Now and then all the same: whoever forgot this machine has forgotten what it shows.
    if (text === this.#shown && this.#looks % showEvery !== 0) return;
    await this.#options.tables.machines.show(this.#options.machine, shown);
    this.#shown = text;
  }

  /** What all live machines say of a clinic holds from now on. */
  async #agree(): Promise<void> {
    const { tables, log, server, clock } = this.#options;
    for (const [number, digest] of await tables.machines.agreed()) {
      const one = this.#all.find(({ known }) => known.number === number);
      if (one?.own?.digest !== digest || this.#refused.has(`${number} ${digest}`)) continue;
      const { known, own } = one;
      const { schema } = own.identity;
      try {
        // What the former identity named is free for others then: not while a pass of it is under way.
        const put = await withoutPass({ ...server, schema }, { number, clock, wait: false }, () =>
          tables.clinics.put({ ...known, digest, claims: claimsOf(own.identity) }),
        );
        if (put === null) continue;
        log.info({ clinic: known.name }, 'all machines name the clinic so: it holds from now on');
      } catch (error) {
        if (!(error instanceof FleetError)) throw error;
        this.#refused.add(`${number} ${digest}`);
        log.error({ clinic: known.name, ...logFields(error) }, 'the clinic cannot be named so');
      }
    }
  }
}
