import { Repository } from '../shape/repository.ts';
import { type Actor, type By, personOf } from './pauses.ts';

/** Something that a person did. */
export interface Action {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly actor: Actor;
  /** A user of the page, or a login of the computer; null: not known. */
  readonly who: string | null;
  /** A stable word: `pause`, `resume`, `run-now`, `reveal`, `retry`, `sign-in`, `authorise`, … */
  readonly action: string;
  /** Whom or what it was done to: an id, a code or the name of a setting, no value. */
  readonly subject: string | null;
}

/** One that is done now. */
export interface NewAction extends Omit<Action, 'actor' | 'who'> {
  readonly actor: By;
}

interface NumberedAction extends Action {
  readonly id: number;
}

interface ActionChoice {
  /** Older than the action with this number. */
  readonly before?: number | undefined;
  /** Only what was done to this patient, as `patientIdText` writes the key. */
  readonly patient?: string;
}

/** Whose subject is a patient; elsewhere it is a count, an account, a pass, and may be the very same number. */
const toPatients = [
  ...['reveal', 'reveal-patient-visits', 'sync-patient', 'retry', 'separate'],
  ...['forget', 'forget-undo'],
];

const kept = 10_000;

/** The log of what people did. */
export class Actions extends Repository {
  async add({ actor: by, ...action }: NewAction): Promise<void> {
    await this.db
      .insertInto('actions')
      .values({ ...action, ...personOf(by) })
      .execute();
    await this.db
      .deleteFrom('actions')
      .where('id', '<=', (e) =>
        e.selectFrom('actions').select((s) => s(s.fn.max('id'), '-', kept).as('oldest')),
      )
      .execute();
  }

  /** The newest first. */
  async latest(limit: number, choice: ActionChoice = {}): Promise<readonly NumberedAction[]> {
    const { before, patient } = choice;
    let query = this.db.selectFrom('actions').selectAll().orderBy('id', 'desc').limit(limit);
    if (before !== undefined) query = query.where('id', '<', before);
    if (patient !== undefined) {
      query = query.where('subject', '=', patient).where('action', 'in', toPatients);
    }
    // Written by add only.
    return (await query.execute()).map((row) => ({ ...row, actor: row.actor as Actor }));
  }
}
