import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { AmoClient } from '../../src/amocrm/amo-client.ts';
import { longLivedTokens } from '../../src/amocrm/auth/long-lived-tokens.ts';
import { createLimiter } from '../../src/amocrm/limiter/limiter.ts';
import { AmoLine } from '../../src/clinic/amo-line.ts';
import { Clinic, type ClinicOptions } from '../../src/clinic/clinic.ts';
import { IdentSource } from '../../src/clinic/ident-source.ts';
import type { FieldKey } from '../../src/contact/model/table.ts';
import type { BranchChoice } from '../../src/ident/branches/branch-choice.ts';
import type { ScanMemory } from '../../src/ident/changes/overlap-memory.ts';
import { loadProfile } from '../../src/ident/profiles/load-profile.ts';
import { createIdent } from '../../src/ident/reader.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import type { State } from '../../src/state/open-state.ts';
import { createFields } from '../../src/sync/account/fields.ts';
import type { RunOptions } from '../../src/sync/pass/attempt.ts';
import type { SyncOptions, SyncSetup } from '../../src/sync/pass/pass-context.ts';
import { type PassResult, runPass } from '../../src/sync/pass/run-pass.ts';
import { BothSides } from './both-sides.ts';
import { VirtualClock } from './clock/virtual-clock.ts';
import { tellingFetch } from './http/telling-fetch.ts';
import { copyOfOnce, copySample } from './made-once.ts';
import { holdDuringQueries } from './postgres/held-queries.ts';
import { homeOfRun, StatePlace } from './state/state-place.ts';
import { theOnly } from './the-only.ts';
import { beginsAsOthers, unpack, type WorldOptions } from './world-options.ts';

/** A clinic's database, an amoCRM and a sync between them, in a folder of their own and in simulated time. */
export class World extends BothSides implements AsyncDisposable {
  readonly folder: string;
  readonly clock: VirtualClock;
  readonly sandbox: Sandbox;
  state: State;
  line: AmoLine;
  /** The line's client, unless a test puts another one in its place. */
  amo: AmoClient;
  options: SyncOptions;
  /** Whose patients are wanted; absent: everybody. */
  branches: BranchChoice | undefined;
  /** Everything that was logged. */
  readonly logged: string[] = [];
  readonly #held: Disposable;
  /** Where the state lives, the last of those that there were. */
  readonly #places: StatePlace[];
  readonly #identPage: number | undefined;

  private constructor(
    parts: Pick<World, 'folder' | 'clock' | 'sandbox' | 'state' | 'options' | 'place'> &
      Pick<WorldOptions, 'identPage'> & { readonly held: Disposable },
  ) {
    super();
    this.folder = parts.folder;
    this.#identPage = parts.identPage;
    this.#places = [parts.place];
    this.#held = parts.held;
    this.clock = parts.clock;
    this.sandbox = parts.sandbox;
    this.state = parts.state;
    this.options = parts.options;
    this.line = this.#line();
    this.amo = this.line.client;
  }

  static async open(options: WorldOptions = {}): Promise<World> {
    const folder = mkdtempSync(join(tmpdir(), 'ident-amocrm-world-'));
    const { kept, patients = 20, seed = 7 } = options;
    if (kept !== undefined) {
      unpack(kept, folder);
      return await World.#in(folder, options);
    }
    await copySample(join(folder, identFile), { patients, seed });
    if (!beginsAsOthers(options)) {
      const world = await World.#in(folder, options);
      if (options.fields !== false) await world.#makeFields();
      return world;
    }
    await copyOfOnce('fields', folder, async (made) => {
      writeFileSync(join(made, accountFile), '');
      const first = await World.#in(made, {});
      await first.#makeFields();
      await first.#close();
      writeFileSync(join(made, elapsedFile), String(first.clock.elapsed));
    });
    // Not in the folder: what is in there is ours, and holds nothing of a person.
    renameSync(join(folder, accountFile), besideOf(folder));
    const world = await World.#in(folder, options);
    await world.clock.advance(Number(readFileSync(join(folder, elapsedFile), 'utf8')));
    return world;
  }

  /** After its first load. */
  static async loaded(options: WorldOptions = {}): Promise<World> {
    const world = await World.open(options);
    await world.sync();
    return world;
  }

  /** On what is in the folder. */
  static async #in(folder: string, options: WorldOptions): Promise<World> {
    const { start, identPage, kept } = options;
    const clock = new VirtualClock(start === undefined ? {} : { start });
    const release = clock.hold();
    const held = holdDuringQueries(clock);
    const account = [besideOf(folder), join(folder, accountFile)].find((file) => existsSync(file));
    const sandbox = await startSandbox({
      clock: clock.serverSide(),
      ...(account !== undefined && { file: account }),
      ...options.sandbox,
    });
    // What an older version left is in files.
    const place = await StatePlace.in(folder, kept === undefined ? homeOfRun() : 'SQLite');
    const state = await place.open(clock);
    const world = new World({
      folder,
      place,
      held,
      clock,
      sandbox,
      state,
      options: {
        timeZone: 'Europe/Moscow',
        batchSize: 50,
        excluded: new Set<FieldKey>(),
        tags: ['IDENT'],
        ...options.sync,
      },
      ...(identPage === undefined ? {} : { identPage }),
    });
    release();
    return world;
  }

  async #makeFields(): Promise<void> {
    const { amo, state } = this;
    await createFields({ amo, state, ...choiceOf(this.options) });
  }

  get place(): StatePlace {
    const place = this.#places.at(-1);
    if (place === undefined) throw new Error('a world begins with a place for its state');
    return place;
  }

  /** Of a state on a server: where it would be. */
  get stateFile(): string {
    return this.place.source.file;
  }

  readonly log = pino(
    { level: 'debug' },
    {
      write: (line: string) => {
        this.logged.push(line);
      },
    },
  );

  /** A client of its own, as another process has. */
  client(
    fetch: typeof globalThis.fetch = globalThis.fetch,
    /** Stands between the client and time: what it holds back holds no clock. */
    outer: (fetch: typeof globalThis.fetch) => typeof globalThis.fetch = (inner) => inner,
    signal?: AbortSignal,
  ): AmoClient {
    return this.#line(fetch, outer, signal).client;
  }

  #line(
    fetch = globalThis.fetch,
    outer: (fetch: typeof globalThis.fetch) => typeof globalThis.fetch = (inner) => inner,
    signal?: AbortSignal,
  ): AmoLine {
    const { clock, sandbox } = this;
    return new AmoLine({
      baseUrl: sandbox.url,
      tokens: longLivedTokens(sandbox.oauth.longLivedToken(), clock),
      limiter: createLimiter({ store: this.state.slots, clock, random: () => 0.5 }),
      clock,
      log: this.log,
      fetch: tellingFetch(outer(clock.wrapFetch(fetch))),
      random: () => 0.5,
      ...(signal === undefined ? {} : { signal }),
    });
  }

  /** One pass, as `sync` makes it; `over` puts other parts into it. */
  async sync(
    options: Partial<RunOptions> = {},
    over: Partial<SyncSetup> = {},
  ): Promise<PassResult> {
    const { amo } = this;
    return await this.clinic().connected((setup) =>
      runPass({ ...setup, amo, ...over }, { mode: 'auto', ...options }),
    );
  }

  /** The clinic put together as a process has it, on this state and in this world's time; `over` puts other parts into it. */
  clinic(over: Partial<ClinicOptions> = {}): Clinic {
    const { state, line, options, clock, log } = this;
    return new Clinic({
      ...{ state, line, options, clock, log },
      stateSource: this.place.source,
      sources: [theOnly(this.source())],
      rate: { requests: 7, periodMs: 1_000 },
      access: async () => ({ kind: 'long-lived', expiresAt: null }),
      signal: new AbortController().signal,
      ...over,
    });
  }

  /** The clinic's database as a process has it. */
  source(file = this.identFile): IdentSource {
    const { clock, log, stateFile } = this;
    return new IdentSource({
      ...{ clock, log, stateFile, ...choiceOf(this.options), profile: 'sample' },
      branches: this.branches,
      database: { client: 'sqlite', file },
      signal: new AbortController().signal,
      ...(this.#identPage === undefined ? {} : { pageSize: this.#identPage }),
    });
  }

  deep(options: Partial<RunOptions> = {}): Promise<PassResult> {
    return this.sync({ ...options, mode: 'deep' });
  }

  /** @param memory of the passes before, as a service has it. @param file of another database. */
  async ident(memory?: ScanMemory, file = this.identFile) {
    return await createIdent({
      memory,
      database: { client: 'sqlite', file },
      profile: await loadProfile('sample'),
      ...choiceOf(this.options),
      branches: this.branches,
      clock: this.clock,
      log: this.log,
      ...(this.#identPage === undefined ? {} : { pageSize: this.#identPage }),
    });
  }

  setup(ident: SyncSetup['ident']): SyncSetup {
    const { amo, state, clock, log, options } = this;
    return { ident, amo, state, clock, log, options };
  }

  /** The process dies and starts anew: what was not durable is gone. */
  async restart(meanwhile: () => void | Promise<void> = () => undefined): Promise<void> {
    await this.state.close();
    await meanwhile();
    this.state = await this.place.open(this.clock);
    this.line = this.#line();
    this.amo = this.line.client;
  }

  /** Goes on as another installation on the same account and database, with a state and key of its own. */
  async installation(
    name: string,
    made: (folder: string) => StatePlace | Promise<StatePlace> = (it) => StatePlace.in(it),
  ): Promise<void> {
    const folder = join(this.folder, name);
    const file = join(folder, 'state.db');
    const known = this.#places.findIndex(({ source }) => source.file === file);
    const [place] = known < 0 ? [await made(folder)] : this.#places.splice(known, 1);
    if (place !== undefined) this.#places.push(place);
    await this.restart();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
    rmSync(this.folder, { recursive: true, force: true });
    rmSync(besideOf(this.folder), { force: true });
  }

  async #close(): Promise<void> {
    await this.state.close();
    await this.sandbox.close();
    this.#held[Symbol.dispose]();
    this.clock.stop();
    for (const place of this.#places) await place[Symbol.asyncDispose]();
  }
}

const [identFile, accountFile, elapsedFile] = ['ident.db', 'crm.db', 'elapsed'] as const;

/** Where the account of a world is kept that begins as others do. */
const besideOf = (folder: string): string => `${folder}-${accountFile}`;

const choiceOf = ({ excluded, extra }: SyncOptions) => ({ excluded, extra });
