import type { ContactId } from '../../amocrm/model/model.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import type { PatientEvidence } from '../../contact/person/person-evidence.ts';
import { Repository } from '../shape/repository.ts';
import type { RowOf } from '../shape/schema.ts';
import { upsert } from '../shape/upsert.ts';

/** What a create carries, hashed: if its contact is found later, just this is what we wrote there. */
export interface SentHashes {
  /** Item → hash; only what is not empty. */
  readonly items: readonly (readonly [string, string])[];
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  /** Whom it is to carry; absent: not known. */
  readonly person?: PatientEvidence | undefined;
}

/** A create that may have been sent: durable before the request, gone with the answer that names it. */
export interface Intent {
  readonly patientId: PatientId;
  readonly runId: number;
  readonly highestContactId: ContactId;
  readonly createdAt: number;
  readonly sent: SentHashes;
}

/** An update that may have been sent and may yet arrive: to be read back when it cannot any more. */
export interface LateUpdate {
  readonly patientId: PatientId;
  readonly contactId: ContactId;
  readonly dueAt: number;
  /** Item → hashes of what requests of unknown outcome carried; `''` is empty. */
  readonly sent: ReadonlyMap<string, readonly string[]>;
}

/** An update that is about to be sent. */
export type UpdateNote = Omit<LateUpdate, 'dueAt'>;

/** What was sent and is not decided. */
export class Intents extends Repository {
  async declare(intents: readonly Intent[]): Promise<void> {
    await upsert(
      this.db,
      'intents',
      intents.map((intent) => ({
        patient_id: intent.patientId,
        run_id: intent.runId,
        highest_contact_id: intent.highestContactId,
        created_at: intent.createdAt,
        sent: JSON.stringify(intent.sent),
      })),
    );
  }

  remove(ids: readonly PatientId[]): Promise<void> {
    return this.deleteAmong('intents', 'patient_id', ids);
  }

  async all(): Promise<readonly Intent[]> {
    const rows = await this.db.selectFrom('intents').selectAll().orderBy('patient_id').execute();
    return rows.map(toIntent);
  }

  /** Those of these patients whose creates are not decided. */
  among(ids: readonly PatientId[]): Promise<ReadonlySet<PatientId>> {
    return this.keysAmong('intents', 'patient_id', ids);
  }

  async ofPatient(id: PatientId): Promise<Intent | undefined> {
    const row = await this.db
      .selectFrom('intents')
      .selectAll()
      .where('patient_id', '=', id)
      .executeTakeFirst();
    return row && toIntent(row);
  }

  /** Keeps also what earlier requests for the same contact carried: any of them may be the one that arrives. */
  async declareLate(updates: readonly LateUpdate[]): Promise<void> {
    const known = new Map((await this.late()).map((late) => [late.patientId, late]));
    const rows = updates.map((update) => {
      const before = known.get(update.patientId);
      const same = before?.contactId === update.contactId ? before.sent : [];
      return {
        patient_id: update.patientId,
        contact_id: update.contactId,
        due_at: update.dueAt,
        sent: JSON.stringify([...united([...same, ...update.sent])]),
      };
    });
    await upsert(this.db, 'late_updates', rows);
  }

  /** Updates that go out in one request; again where they did not go out at once. */
  async noteUpdates(request: string, updates: readonly UpdateNote[]): Promise<void> {
    const rows = updates.map(({ patientId, contactId, sent }) => ({
      request,
      patient_id: patientId,
      contact_id: contactId,
      sent: JSON.stringify([...sent]),
    }));
    await upsert(this.db, 'update_notes', rows, { updates: [] });
  }

  /** What became of the request is known. */
  async dropNotes(request: string): Promise<void> {
    await this.db.deleteFrom('update_notes').where('request', '=', request).execute();
  }

  /** Requests of a pass that is over and did not learn what became of them: any of them may yet arrive. */
  async adoptNotes(dueAt: number): Promise<number> {
    const rows = await this.db
      .selectFrom('update_notes')
      .selectAll()
      .orderBy('request')
      .orderBy('patient_id')
      .execute();
    // One after the other: several of one patient are united.
    for (const { patient_id, contact_id, sent } of rows) {
      const late = { patientId: patient_id, contactId: contact_id, sent: sentOf(sent) };
      await this.declareLate([{ ...late, dueAt }]);
    }
    if (rows.length > 0) await this.db.deleteFrom('update_notes').execute();
    return rows.length;
  }

  /** Whether there are any such notes. */
  async hasNotes(): Promise<boolean> {
    const row = await this.db
      .selectFrom('update_notes')
      .select('request')
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }

  async removeLate(id: PatientId): Promise<void> {
    await this.db.deleteFrom('late_updates').where('patient_id', '=', id).execute();
  }

  async late(): Promise<readonly LateUpdate[]> {
    const rows = await this.db.selectFrom('late_updates').selectAll().orderBy('due_at').execute();
    return rows.map((row) => ({
      patientId: row.patient_id,
      contactId: row.contact_id,
      dueAt: row.due_at,
      sent: sentOf(row.sent),
    }));
  }
}

const sentOf = (text: string): LateUpdate['sent'] =>
  // Our own JSON: pairs of item and hashes.
  new Map(JSON.parse(text) as [string, string[]][]);

const toIntent = (row: RowOf<'intents'>): Intent => ({
  patientId: row.patient_id,
  runId: row.run_id,
  highestContactId: row.highest_contact_id,
  createdAt: row.created_at,
  sent: JSON.parse(row.sent) as SentHashes,
});

function united(
  entries: Iterable<readonly [string, readonly string[]]>,
): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, readonly string[]>();
  for (const [item, hashes] of entries) {
    all.set(item, [...new Set([...(all.get(item) ?? []), ...hashes])]);
  }
  return all;
}
