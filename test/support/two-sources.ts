import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { IdentSource } from '../../src/clinic/ident-source.ts';
import type { Source } from '../../src/clinic/source.ts';
import type { SourceName, SourceNumber } from '../../src/contact/model/patient-key.ts';
import { openWritable } from '../../src/ident/open-connection.ts';
import { createSampleDatabase } from '../../src/sandbox/sample-db/create.ts';
import type { RunOptions } from '../../src/sync/pass/attempt.ts';
import { type PassResult, runPass } from '../../src/sync/pass/run-pass.ts';
import { World } from './world.ts';
import type { WorldOptions } from './world-options.ts';

/** A chain: two databases of IDENT with the same ids in both, and one account. */
export class TwoSources implements AsyncDisposable {
  readonly world: World;
  readonly files: readonly [string, string];
  /** By place in the settings. */
  sources: Source[];

  private constructor(world: World) {
    this.world = world;
    this.files = [world.identFile, join(world.folder, 'second.db')];
    this.sources = [this.source(1, this.files[0]), this.source(2, this.files[1])];
  }

  static async open(options: WorldOptions = {}): Promise<TwoSources> {
    const two = new TwoSources(await World.open({ patients: 6, seed: 7, ...options }));
    await two.makeSecond(options.patients);
    return two;
  }

  /** In a world that is there already; its second database is to be made yet. */
  static in(world: World): TwoSources {
    return new TwoSources(world);
  }

  async makeSecond(patients = 6): Promise<void> {
    const [, file] = this.files;
    const connection = await openWritable({ client: 'sqlite', file }, { log: this.world.log });
    await createSampleDatabase(connection, { patients, seed: 99 });
    await connection.close();
  }

  source(number: number, file: string): Source {
    const { clock, log, stateFile, options } = this.world;
    return {
      number: number as SourceNumber,
      name: `branch ${number}` as SourceName,
      ident: new IdentSource({
        ...{
          clock,
          log,
          stateFile,
          excluded: options.excluded,
          extra: options.extra,
          profile: 'sample',
        },
        database: { client: 'sqlite', file },
        signal: new AbortController().signal,
      }),
    };
  }

  async sync(options: Partial<RunOptions> = {}): Promise<PassResult> {
    return await this.world
      .clinic({ sources: this.sources })
      .connected((setup) => runPass(setup, { mode: 'auto', ...options }));
  }

  /** Changes the second database by plain SQL. */
  second(statement: string, ...parameters: (string | number | null)[]): void {
    const database = new DatabaseSync(this.files[1]);
    database.prepare(statement).run(...parameters);
    database.close();
  }

  /** A person of the second database is renamed, and stamped so. */
  rename(id: number, surname: string, which: 1 | 2 = 2): void {
    const database = new DatabaseSync(this.files[which - 1] ?? '');
    database
      .prepare(
        "update Persons set SurName = ?, DateTimeChanged = strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime') where ID = ?",
      )
      .run(surname, id);
    database.close();
  }

  /** The source's database is away from now on. */
  away(number: 1 | 2): void {
    this.sources = this.sources.map((source) =>
      source.number === number ? this.source(number, join(this.world.folder, 'away.db')) : source,
    );
  }

  /** Under its number another database answers. */
  async exchange(number: 1 | 2): Promise<void> {
    const file = join(this.world.folder, 'exchanged.db');
    if (!existsSync(file)) {
      const connection = await openWritable({ client: 'sqlite', file }, { log: this.world.log });
      await createSampleDatabase(connection, { patients: 6, seed: 123 });
      await connection.close();
    }
    this.sources = this.sources.map((source) =>
      source.number === number ? this.source(number, file) : source,
    );
  }

  back(): void {
    this.sources = [this.source(1, this.files[0]), this.source(2, this.files[1])];
  }

  ids(): readonly string[] {
    return this.world
      .contacts()
      .map(({ fields }) => String(fields['ID пациента IDENT']))
      .toSorted();
  }

  contactOf(id: string) {
    const found = this.world.contacts().filter(({ fields }) => fields['ID пациента IDENT'] === id);
    const [contact] = found;
    if (contact === undefined || found.length > 1) throw new Error(`${found.length} of ${id}`);
    return contact;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.world[Symbol.asyncDispose]();
  }
}
