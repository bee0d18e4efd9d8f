import { inspect } from 'node:util';
import { type AccessTokens, passTokenMs } from '../../src/amocrm/auth/access-tokens.ts';
import { AppError } from '../../src/app-error.ts';
import { openForPasses } from '../../src/clinic/open-for-passes.ts';
import type { Source } from '../../src/clinic/source.ts';
import {
  patientIdText,
  type SourceName,
  type SourceNumber,
} from '../../src/contact/model/patient-key.ts';
import { defaultManners } from '../../src/sandbox/sandbox-options.ts';
import { passesBetween } from '../../src/sync/pass/first-load.ts';
import type { SyncSetup } from '../../src/sync/pass/pass-context.ts';
import { runDuringAudit } from '../../src/sync/pass/run-during-audit.ts';
import { type PassResult, runPass } from '../../src/sync/pass/run-pass.ts';
import { World } from '../support/world.ts';
import { ClinicDatabase, type ModelPatient, makeDatabase } from './clinic-database.ts';
import { type HangsFrom, hanging } from './hanging.ts';
import { outsideWatch } from './happenings/branches.ts';
import type { Circumstances, PassOptions } from './happenings/circumstances.ts';
import { begin, waitingFor, waitingWatch } from './happenings/first-load.ts';
import { Installation } from './installation.ts';
import { guardWatch } from './judges/guarded.ts';
import { Owners } from './judges/owners.ts';
import { isExplained } from './judges/stops.ts';
import { MortalProcess } from './mortal-process.ts';
import { oauthConnection } from './oauth-connection.ts';
import { visitsOf } from './visits/visits.ts';
import { nextTurn } from './zones.ts';

/** Of each database of a chain. */
const mostOfChain = 7;
const idField = 'ID пациента IDENT';

/** Everything that goes on around a sync: a clinic, a CRM with people in it, faults, deaths; driven by commands. */
export class Simulation implements AsyncDisposable {
  readonly world: World;
  /** Phones that only people typed into amoCRM. */
  readonly peoplesPhones = new Set<string>();
  /** Patients whose contact a person deleted or merged away: it is theirs to decide. */
  readonly peoplesRemovals = new Set<string>();
  /** What happened, for a readable counter-example. */
  readonly story: string[] = [];
  /** What a person would have read of failures. */
  readonly said: string[] = [];
  /** What a pass did that no oracle could see afterwards. */
  readonly wrong: string[] = [];
  /** What amoCRM did against what is assumed of it, so far. */
  readonly broken: string[] = [];
  /** Who stands under another's id, or did. */
  readonly exchanged = new Set<ModelPatient>();
  #deaths = 0;
  #names = 0;
  #saved = false;
  #putBackMs = 0;
  readonly #others = new Map<string, Installation>();
  readonly circumstances: Circumstances;
  /** Those of the settings, by number. */
  readonly databases: ClinicDatabase[];
  /** Numbers of those that do not answer. */
  readonly away = new Set<number>();
  /** Those that hang, and from where on. */
  readonly hangs = new Map<number, HangsFrom>();
  /** Those whose patients nobody had asked for when the last pass began. */
  waiting: ReadonlySet<SourceNumber> = new Set();
  isReordered = false;
  /** Whose papers are whose. */
  readonly owners = new Owners(this);
  /** What was written since the copy is not known to be ours any more: what IDENT empties then stays, and is reported. */
  forgetful = false;
  /** What the last deep pass left to a robot: patient and field. */
  leftToRobots: ReadonlySet<string> = new Set();
  /** Patients whose names the last deep pass reported to be others in amoCRM. */
  reportedNames: ReadonlySet<string> = new Set();

  private constructor(world: World, circumstances: Circumstances) {
    this.world = world;
    this.circumstances = circumstances;
    this.databases = [new ClinicDatabase(1, world.identFile)];
  }

  static async open(circumstances: Circumstances): Promise<Simulation> {
    const { sample, sources, policies, clinicZone, accountZone, account, feed, crowd } =
      circumstances;
    const world = await World.open({
      patients: sources === 'one' ? 12 : mostOfChain,
      seed: sample,
      identPage: 5,
      sandbox: { journal: true, timeZone: accountZone, manners: { ...account, ...feed } },
      sync: {
        ...{ batchSize: 4, policies, timeZone: clinicZone, eventsMs: 0 },
        extra: visitsOf(sample, clinicZone),
      },
    });
    const { crm } = world.sandbox;
    const simulation = new Simulation(world, circumstances);
    for (let n = 0; n < crowd; n += 1) {
      simulation.crowd.push(crm.create({ name: `Заметки ${n}`, phones: ['+7 999 000-00-00'] }));
    }
    if (sources === 'two') await simulation.addSecond();
    if (circumstances.firstLoad === 'asked') await begin(simulation);
    await simulation.connect();
    return simulation;
  }

  /** A branch more, with the same ids in its database as in the first one. */
  async addSecond(): Promise<void> {
    if (this.databases.length > 1) return;
    const file = `${this.world.identFile}.second`;
    await makeDatabase(this.world, file, {
      patients: mostOfChain,
      seed: this.circumstances.sample + 10_000,
    });
    this.databases.push(new ClinicDatabase(2, file));
  }

  /** A number that nobody in IDENT has. */
  newPhone(): string {
    this.#names += 1;
    const phone = `+7999${String(1_000_000 + this.#names)}`;
    this.peoplesPhones.add(phone);
    return phone;
  }

  get patients(): readonly ModelPatient[] {
    return this.databases.flatMap((database) => database.patients);
  }

  /** Contacts of others, which carry nobody. */
  readonly crowd: number[] = [];

  get contacts(): readonly number[] {
    return this.world.sandbox.crm.contacts().map(({ id }) => id);
  }

  /** The contact that a patient is linked to and that carries it, if nothing of it is under way. */
  async settledContactOf({ key, text }: ModelPatient): Promise<number | null> {
    const { links, intents } = this.world.state;
    const link = await links.ofPatient(key);
    const late = (await intents.late()).some(({ patientId }) => patientId === key);
    if (link?.status !== 'linked' || late) return null;
    return this.carries(link.contactId) === text ? link.contactId : null;
  }

  /** Which patient a contact carries, as amoCRM shows it. */
  carries(contact: number): string | null {
    const found = this.world.contacts().find(({ id }) => id === contact);
    const text = found?.fields[idField];
    return typeof text === 'string' ? text : null;
  }

  /** Every patient that a contact has ever named, whatever stands there now. */
  everCarried(contact: number): readonly string[] {
    const entries = this.world.sandbox.journal?.ofContact(contact) ?? [];
    return entries
      .filter(({ fieldName }) => fieldName === idField)
      .flatMap(({ before, after }) => [before, after])
      .flatMap(textsOf);
  }

  /**
   * A pass as a process makes it; it may fail for every reason that we foresee, and for no other.
   *
   * @returns the code of its end, `ok` where there was none.
   */
  async pass(mode: 'auto' | 'deep', options: PassOptions = {}): Promise<string> {
    const { world } = this;
    const { death } = options;
    this.waiting = await waitingFor(this, options.settings);
    if (this.waiting.size === (options.settings ?? this.databases).length) {
      this.story.push(`${mode}: nobody has asked`);
      return 'waits';
    }
    const guardBroken = await guardWatch(this);
    const outsiders = outsideWatch(this);
    const untouched = waitingWatch(this, this.waiting);
    this.owners.note();
    const process = death && new MortalProcess(death);
    const connection = this.circumstances.oauth ? oauthConnection(world, process?.wrap) : null;
    if (connection) world.amo = connection.amo;
    else if (process) world.amo = world.client(globalThis.fetch, process.wrap);
    const state = process ? process.state(world.state) : world.state;
    const work = this.#run(mode, state, options, connection?.tokens).then(
      () => 'ok' as const,
      (error: unknown) => {
        this.said.push(textOf(error));
        if (error instanceof AppError) return error.code;
        // A dead process's writes meet a closed store.
        if (process) return 'dead';
        throw error;
      },
    );
    const end = await (process ? Promise.race([work, process.died]) : work);
    this.story.push(`${mode}: ${end}`);
    this.#judgeEnd(end, options);
    if (process) {
      this.#deaths += 1;
      await world.restart();
    }
    if (options.guarded) this.wrong.push(...guardBroken());
    this.wrong.push(...outsiders(), ...untouched());
    return end;
  }

  /** Whether every database answers. */
  get allAnswer(): boolean {
    return this.away.size === 0 && this.hangs.size === 0;
  }

  #judgeEnd(code: string, options: PassOptions): void {
    if (['ok', 'dead', 'died'].includes(code) || isExplained(code, this, options)) return;
    this.wrong.push(`a pass ended with ${code} and without a reason`);
  }

  async #run(
    mode: 'auto' | 'deep',
    state: World['state'],
    { interludes = [], guarded = false, settings }: PassOptions,
    tokens: AccessTokens | undefined,
  ): Promise<void> {
    await tokens?.prepare(passTokenMs);
    const { world } = this;
    const allowed = guarded ? {} : everything;
    const { waiting: withheld } = this;
    await using opened = await openForPasses(this.#sources(settings), {
      ...{ clock: world.clock, signal: new AbortController().signal, withheld },
    });
    let times = 0;
    const setup: SyncSetup = {
      ...world.setup(opened.ident),
      state,
      betweenPages: async (firstLoad) => {
        const now = interludes.filter(({ after }) => after === times);
        times += 1;
        for (const { events } of now) {
          for (const event of events) await event.run(this.circumstances, this);
          this.owners.note();
          for (const within of passesBetween(firstLoad)) {
            const end = await runDuringAudit(setup, { ...allowed, firstLoad: within });
            this.story.push(`between: ${end.kind}`);
            if (end.kind !== 'failed') continue;
            this.said.push(textOf(end.error));
            // One that is a bug may not hide behind the deep pass that goes on.
            if (!(end.error instanceof AppError)) throw end.error;
            this.#judgeEnd(end.error.code, { guarded });
          }
        }
      },
    };
    await runPass(setup, { mode, ...allowed });
  }

  /** Where nothing can go wrong any more. */
  async quietPass(mode: 'auto' | 'deep'): Promise<PassResult> {
    const { world } = this;
    return await world
      .clinic({ sources: this.#sources() })
      .connected((setup) => runPass({ ...setup, amo: world.amo }, { mode, ...everything }));
  }

  /** As a process reads them from its settings. */
  #sources(given?: readonly ClinicDatabase[]): readonly Source[] {
    const own = this.isReordered ? this.databases.toReversed() : this.databases;
    const { world } = this;
    return (given ?? own).map(({ number, file }) => {
      const source = world.source(this.away.has(number) ? `${file}.away` : file);
      const from = this.hangs.get(number);
      return {
        number,
        name: `branch ${number}` as SourceName,
        ident: from === undefined ? source : hanging(source, { clock: world.clock, from }),
      };
    });
  }

  /**
   * A pass of another installation, on these databases or on ours. By when amoCRM shows all that was done, before and
   * behind it: of creates that are under way elsewhere nobody can know (SPEC §7).
   */
  async passBeside(mode: 'auto' | 'deep', databases?: readonly ClinicDatabase[]): Promise<void> {
    const { world } = this;
    const name = databases === undefined ? 'beside' : 'another';
    const open = this.#others.get(name) ?? (await Installation.open(world, name));
    this.#others.set(name, open);
    // What it writes passes for people's with us.
    this.forgetful = true;
    this.owners.note();
    await this.#allIsShown();
    const end = await open.pass(mode, this.#sources(databases));
    await this.#allIsShown();
    this.story.push(`${name}: ${end}`);
    this.#judgeEnd(end, { guarded: true, ...(databases && { settings: databases }) });
  }

  async #allIsShown(): Promise<void> {
    await this.world.clock.advance(120_000);
    await this.world.sandbox.late.commitAll();
  }

  /** A person connects amoCRM, anew as a rule. */
  async connect(): Promise<void> {
    const { world } = this;
    if (!this.circumstances.oauth) {
      world.amo = world.client();
      return;
    }
    const connection = oauthConnection(world);
    world.amo = connection.amo;
    await connection.authorise().catch((error: unknown) => {
      this.said.push(textOf(error));
      if (!(error instanceof AppError)) throw error;
    });
  }

  /**
   * Creates of two patients became one contact, and the answer that told it may have been lost or not believed: what the
   * other one brought in passes for people's then (SPEC §7).
   */
  get lostMerge(): boolean {
    const others = this.broken.filter((what) => !what.includes('become one'));
    if (others.length === this.broken.length) return false;
    const hasFaults = this.world.sandbox.log.entries.some(
      ({ fault }) => fault !== null && fault !== 'one-id',
    );
    return others.length > 0 || hasFaults || this.#deaths > 0 || this.forgetful;
  }

  /** amoCRM is as assumed again; what it did stays. */
  mend(): void {
    const { sandbox } = this.world;
    const { idOrder, newIds, endlessPages, listLagMs } = {
      ...defaultManners,
      ...this.circumstances.account,
    };
    Object.assign(sandbox.manners, { idOrder, newIds, endlessPages, listLagMs });
  }

  /** Somebody sets the wall clock. */
  jump(ms: number): void {
    this.world.clock.jump(ms);
    this.#putBackMs += Math.max(0, -ms);
  }

  /** Goes on to shortly before or after the clinic's clocks are turned; where they never are, nothing happens. */
  async toNextTurn(minutes: number): Promise<void> {
    const { clock } = this.world;
    const turn = nextTurn(this.circumstances.clinicZone, clock.now());
    if (turn !== null) await clock.advance(Math.max(0, turn + minutes * 60_000 - clock.now()));
  }

  /** What must never be said or kept, with a word for what it is. */
  secrets(): readonly (readonly [string, string])[] {
    const people = this.databases.flatMap((database) => database.persons());
    return [
      ...people.flatMap((row) =>
        ['Surname', 'MobilePhone', 'Email', 'Passport'].flatMap((what) => {
          const value = row[what];
          return typeof value === 'string' ? [[`${what} of ${row['ID']}`, value] as const] : [];
        }),
      ),
      ...[...this.peoplesPhones].map((phone) => ['a phone that people typed', phone] as const),
    ];
  }

  /** Keeps a copy of the state, as a backup of the machine would. */
  async saveState(): Promise<void> {
    await this.world.place.save();
    this.#saved = true;
  }

  /** Whether the state belongs to the database of each number. */
  async knowsDatabases(): Promise<boolean> {
    const known = await this.world.state.meta.ofSources('databaseIdentity');
    return this.databases.every(({ number }) => known.has(number));
  }

  /** The state is gone, and a new one is begun, by when amoCRM shows all that was done. */
  async loseState(): Promise<void> {
    this.forgetful = true;
    await this.world.clock.advance(120_000);
    await this.world.restart(() => this.world.place.lose());
    await this.connect();
  }

  /** By when amoCRM shows all that was done: what the copy does not know of nobody can wait for (SPEC §7). */
  async restoreState(): Promise<void> {
    if (!this.#saved) return;
    this.forgetful = true;
    await this.world.clock.advance(120_000);
    await this.world.restart(() => this.world.place.putBack());
  }

  /**
   * The faults stop, what was under way arrives, blocks are lifted, and one deep pass runs; a second one where amoCRM broke
   * what is assumed of it.
   */
  async settle(): Promise<void> {
    const { sandbox, clock } = this.world;
    this.away.clear();
    this.hangs.clear();
    sandbox.faults.clear();
    sandbox.unrest.clear();
    this.mend();
    await clock.advance(61_000);
    await sandbox.late.commitAll();
    sandbox.limiter.liftBan();
    // A block ends by the wall clock: one that was put back meanwhile puts its end off.
    await clock.advance(16 * 60_000 + this.#putBackMs);
    await this.connect();
    await begin(this);
    if (this.broken.length > 0) await this.pass('deep');
    this.owners.note();
    const { runId } = await this.quietPass('deep');
    const findings = await this.world.state.findings.ofRun(runId);
    const names = findings.filter(({ kind }) => kind === 'name-edited');
    const fought = findings.filter(({ kind }) => kind === 'fought');
    this.leftToRobots = new Set(
      fought.map(
        (one) => `${one.patientId === null ? '' : patientIdText(one.patientId)} ${one.subject}`,
      ),
    );
    this.reportedNames = new Set(
      names.flatMap(({ patientId }) => (patientId === null ? [] : patientIdText(patientId))),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const other of this.#others.values()) await other[Symbol.asyncDispose]();
    await this.world[Symbol.asyncDispose]();
  }
}

/** A person allows it in all databases, whichever asked. */
const everything = { allowMassChange: 10_000, allowIn: [1, 2, 3] as SourceNumber[] };

/** A value of a field of text, as the journal has it. */
const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.map((one: { readonly value?: unknown }) => String(one.value)) : [];

/** All that an error could tell, its cause included. */
const textOf = (error: unknown): string => inspect(error, { depth: 8 });
