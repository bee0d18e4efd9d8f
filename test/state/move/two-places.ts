import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Clock, systemClock } from '../../../src/clock.ts';
import type { StateKeySource } from '../../../src/state/file/state-key.ts';
import { moveState } from '../../../src/state/move/move-state.ts';
import { openState } from '../../../src/state/open-state.ts';
import { TestSchema } from '../../support/postgres/test-schema.ts';
import { contentOf, fillAtRandom } from '../../support/state/random-state.ts';
import { StateFolder } from '../folder.ts';

/** A state in a file, and a schema of a server with nothing in it. */
export class TwoPlaces implements AsyncDisposable {
  readonly folder = new StateFolder();
  readonly schema: TestSchema;

  private constructor(schema: TestSchema) {
    this.schema = schema;
  }

  static async make(): Promise<TwoPlaces> {
    return new TwoPlaces(await TestSchema.take());
  }

  get file(): StateKeySource {
    return { file: this.folder.file, keyFile: this.folder.keyFile };
  }

  get server(): StateKeySource {
    const { path } = this.folder;
    return {
      ...{ file: join(path, 'server', 'clinic.db'), keyFile: join(path, 'server', 'clinic.key') },
      server: this.schema.server,
    };
  }

  there = () => moveState(this.file, this.server, systemClock);
  back = (clock: Clock = systemClock) => moveState(this.server, this.file, clock);

  /** What the mark of a move says, in the file's state. */
  async mark(): Promise<unknown> {
    const database = new DatabaseSync(this.folder.file, { readOnly: true });
    const row = database.prepare("select value from meta where name = 'moved'").get();
    database.close();
    return row === undefined ? undefined : JSON.parse(String(row['value']));
  }

  /** What stands in a place, or why it is not to be had. */
  async content(place: 'file' | 'server'): Promise<unknown> {
    try {
      await using state = await openState(this[place], systemClock);
      return await contentOf(state.db);
    } catch (error) {
      return error instanceof Error && 'code' in error ? error.code : error;
    }
  }

  ofFile(sql: string): void {
    const database = new DatabaseSync(this.folder.file);
    database.exec(sql);
    database.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.folder[Symbol.asyncDispose]();
    await this.schema.giveBack();
  }
}

/** A state in a file with rows of all kinds. */
export async function filled(seed = 1): Promise<TwoPlaces> {
  const places = await TwoPlaces.make();
  const state = await places.folder.open();
  await fillAtRandom(state.db, seed);
  await state.db.deleteFrom('lock_holder').execute();
  await places.folder.close();
  return places;
}
