import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { QuickClock } from '../support/clock/quick-clock.ts';
import { copySample } from '../support/made-once.ts';
import { type CliOptions, type CliRun, cli, temporaryFolder } from './cli-harness.ts';

type Env = Readonly<Record<string, string>>;

/** Until when something lives: a test, or a file of tests. */
export interface Life {
  readonly onTestFinished: (end: () => Promise<void>) => void;
}

/** A clinic's folder with a sample database, and the command line in it. */
export class Clinic {
  readonly folder = temporaryFolder();
  readonly env: Env;

  /** Its own where commands wait for amoCRM and a test need not; else the machine's. */
  readonly #clock: QuickClock | undefined;

  private constructor(env: Env, clock?: QuickClock) {
    this.#clock = clock;
    this.env = { DB_CLIENT: 'sqlite', DB_FILE: 'ident.db', IDENT_PROFILE: 'sample', ...env };
  }

  /** With an amoCRM of its own as people try it: `USE_MOCK_AMOCRM`. */
  static mocked(patients: number): Promise<Clinic> {
    return Clinic.#open(patients, { USE_MOCK_AMOCRM: 'true' });
  }

  /**
   * With a sandbox that a test can play faults and people in; as fast as the client goes.
   *
   * @param quick commands do not wait for what amoCRM may show later.
   */
  static async withSandbox(
    patients: number,
    { onTestFinished }: Life,
    { quick = false } = {},
  ): Promise<{ clinic: Clinic; sandbox: Sandbox }> {
    const sandbox = await startSandbox({ rate: null });
    onTestFinished(() => sandbox.close());
    const clock = quick ? new QuickClock(sandbox.url) : undefined;
    onTestFinished(async () => clock?.[Symbol.dispose]());
    const env = {
      AMOCRM_BASE_URL: sandbox.url,
      AMOCRM_LONG_LIVED_TOKEN: sandbox.oauth.longLivedToken(),
      RATE_LIMIT_REQUESTS: '500',
    };
    const clinic = await Clinic.#open(patients, env, clock);
    return { clinic, sandbox };
  }

  static async #open(patients: number, env: Env, clock?: QuickClock): Promise<Clinic> {
    const clinic = new Clinic(env, clock);
    await copySample(clinic.database, { patients, seed: 1 });
    return clinic;
  }

  get database(): string {
    return join(this.folder, 'ident.db');
  }

  run(...argv: readonly string[]): Promise<CliRun> {
    return this.runWith({}, ...argv);
  }

  /** With other settings than the clinic's own. */
  runWith(env: Env, ...argv: readonly string[]): Promise<CliRun> {
    return cli(argv, this.options(env));
  }

  options(env: Env = {}): CliOptions {
    const clock = this.#clock && { clock: this.#clock };
    return { cwd: this.folder, env: { ...this.env, ...env }, ...clock };
  }

  /** {@link options} for a service, which goes on at the time that the commands have come to. */
  serviceOptions(env: Env = {}): CliOptions {
    const clock = this.#clock && { clock: this.#clock.patient() };
    return { ...this.options(env), ...clock };
  }

  /** What somebody does in IDENT's database. */
  sql(statement: string, ...parameters: readonly (string | number | null)[]): void {
    const database = new DatabaseSync(this.database);
    database.prepare(statement).run(...parameters);
    database.close();
  }

  /** Edits a person as IDENT does: with a stamp. */
  editPerson(id: number, column: string, value: string): void {
    this.sql(
      `update Persons set ${column} = ?, DateTimeChanged = strftime('%Y-%m-%d %H:%M:%f','now','localtime') where ID = ?`,
      value,
      id,
    );
  }

  /** Every text of the database that tells of a person. */
  personalTexts(): readonly string[] {
    const database = new DatabaseSync(this.database, { readOnly: true });
    const rows = database
      .prepare(
        `select p.Surname, p.Name, p.Patronymic, p.MobilePhone, p.Phone, p.Email, p.Address, p.INN, p.SNILS,
           p.Passport, t.Comment, t.ParentSNP, t.CardNumber, t.PatientNumber
         from Patients t join Persons p on p.ID = t.ID_Persons`,
      )
      .all();
    database.close();
    return rows.flatMap((row) =>
      Object.values(row)
        .map((cell) => String(cell ?? '').trim())
        .filter((text) => text.length >= 4),
    );
  }
}
