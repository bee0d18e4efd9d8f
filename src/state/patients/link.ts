import type { ContactId } from '../../amocrm/model/model.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import type { PatientEvidence } from '../../contact/person/person-evidence.ts';
import type { RowOf } from '../shape/schema.ts';

/**
 * `linked`: the contact carries the patient. `missing`: the contact was not found in amoCRM when last looked for.
 * `removed`: the patient vanished from IDENT and the contact says so. `orphan`: a contact carries this IDENT id, but
 * IDENT showed no such patient.
 */
export type LinkStatus = 'linked' | 'missing' | 'removed' | 'orphan';

/** A phone or e-mail of the contact that IDENT has too. */
export interface OwnedHash {
  readonly hash: string;
  /** True when we appended it: only then do we take it out again. */
  readonly ours: boolean;
}

export interface Link {
  readonly patientId: PatientId;
  readonly contactId: ContactId;
  readonly status: LinkStatus;
  readonly acknowledged: ReadonlyMap<string, string>;
  readonly ownForm: ReadonlyMap<string, string>;
  readonly phones: readonly OwnedHash[];
  readonly emails: readonly OwnedHash[];
  /** Who IDENT said the patient is when that was last acknowledged; absent: not known. */
  readonly person?: PatientEvidence | undefined;
}

/** What of a contact is acknowledged, and nothing else of its link: for looking at very many. */
export interface Acknowledged extends Pick<Link, 'ownForm' | 'phones' | 'emails'> {
  readonly acknowledged: Pick<Link['acknowledged'], 'get'>;
}

/** Which contact carries a patient, and whether it does. */
export type LinkState = Pick<Link, 'patientId' | 'contactId' | 'status'>;

type LinkRow = RowOf<'links'>;

/** Whose a link is, of the row that tells. */
export const toLinkState = (
  row: Pick<LinkRow, 'patient_id' | 'contact_id' | 'status'>,
): LinkState => ({
  patientId: row.patient_id,
  contactId: row.contact_id,
  status: row.status as LinkStatus,
});

/** A link, of the row that keeps it, and who its patient is. */
export function toLink(row: LinkRow & { readonly person: string | null }): Link {
  return {
    ...toLinkState(row),
    acknowledged: fromJson(row.acknowledged),
    ownForm: fromJson(row.own_form),
    phones: ownedFromJson(row.phones),
    emails: ownedFromJson(row.emails),
    // Our own JSON.
    person: row.person === null ? undefined : (JSON.parse(row.person) as PatientEvidence),
  };
}

/** As they stand in the row, without a map of what is asked for once. */
export function toAcknowledged(
  row: Pick<LinkRow, 'acknowledged' | 'own_form' | 'phones' | 'emails'>,
): Acknowledged {
  // Our own JSON: an object of strings.
  const stored = JSON.parse(row.acknowledged) as Record<string, string | undefined>;
  return {
    acknowledged: { get: (item) => stored[item] },
    ownForm: fromJson(row.own_form),
    phones: ownedFromJson(row.phones),
    emails: ownedFromJson(row.emails),
  };
}

export function toRow(link: Link, runId: number): LinkRow {
  return {
    patient_id: link.patientId,
    contact_id: link.contactId,
    status: link.status,
    acknowledged: toJson(link.acknowledged),
    own_form: toJson(link.ownForm),
    phones: ownedToJson(link.phones),
    emails: ownedToJson(link.emails),
    run_id: runId,
  };
}

const none: ReadonlyMap<string, string> = new Map();

function fromJson(text: string): ReadonlyMap<string, string> {
  if (text === '{}') return none;
  // Our own JSON: an object of strings.
  const stored = JSON.parse(text) as Record<string, string>;
  const map = new Map<string, string>();
  for (const key in stored) map.set(key, stored[key] ?? '');
  return map;
}

const toJson = (map: ReadonlyMap<string, string>): string =>
  JSON.stringify(Object.fromEntries(map));

const ownedFromJson = (text: string): readonly OwnedHash[] =>
  // Our own JSON: pairs of hash and flag.
  (JSON.parse(text) as [string, 0 | 1][]).map(([hash, ours]) => ({ hash, ours: ours === 1 }));

const ownedToJson = (entries: readonly OwnedHash[]): string =>
  JSON.stringify(entries.map(({ hash, ours }) => [hash, ours ? 1 : 0]));
