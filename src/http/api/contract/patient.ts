import { z } from 'zod';
import {
  count,
  id,
  localized,
  moment,
  patientId,
  patientIdInPath,
  problem,
  source,
  whose,
  words,
} from './common.ts';
import { rejectedRow } from './rows/rejected.ts';
import { changeKind } from './rows/run.ts';

export const patientParams = z.strictObject({ patientId: patientIdInPath });

/**
 * One box for all: an IDENT id, a card number or a contact id, how a surname begins (three letters at least, and perhaps
 * how the name does), or seven digits of a phone at least. Sent in a body: a URL gets into logs.
 */
const searchBody = z.strictObject({ value: z.string().trim().min(1).max(100) });
const searchAnswer = z.strictObject({
  matches: z.array(
    z.strictObject({
      patientId,
      source,
      contactId: id.nullable(),
      foundBy: z.enum(['patient-id', 'card-number', 'contact-id', 'name', 'phone']),
    }),
  ),
  /** There are more than these twenty. */
  more: z.boolean(),
  /** Databases that could not be asked: who is there is not known. */
  away: z.array(z.strictObject({ source: z.string(), problem })),
});

/** One thing that a contact holds, seen from three sides. */
export const patientItem = z.strictObject({
  /** A field's key, or `name`, `phones`, `emails`. */
  item: z.string(),
  /** Null for name, phones and e-mails, which stand first. */
  no: z.number().int().nullable(),
  name: words,
  /** `text`, `textarea`, `numeric`, `select`, `checkbox`, `date`, `date_time`; null where it is no field. */
  type: z.string().nullable(),
  sensitive: z.boolean(),
  /** False: switched off; nothing is read, sent or compared. */
  on: z.boolean(),
  /**
   * In canonical form, masked unless revealed: `true`/`false`, `YYYY-MM-DD`, `YYYY-MM-DDTHH:MM:SSZ` (UTC), decimal point;
   * null: empty.
   */
  ident: z.string().nullable(),
  /** False: IDENT's value is not known (off, no such column, unreadable, not in IDENT): not to be taken for empty. */
  identKnown: z.boolean(),
  amo: z.string().nullable(),
  /** Whether both sides are the same; null: there is nothing to compare. */
  same: z.boolean().nullable(),
  /** How amoCRM's last acknowledgement stands to IDENT's present value, told by hashes: the value itself is not kept. */
  acknowledged: z.enum(['same', 'differs', 'none', 'unknown']),
});

/** A patient as IDENT and amoCRM show it now; read from both for this answer. */
export const patientView = z.strictObject({
  ...whose,
  /** Whether values are masked. */
  masked: z.boolean(),
  readAt: moment,
  /** False: IDENT shows no such patient (any more). */
  inIdent: z.boolean(),
  /** False: amoCRM has no such contact (any more), or none is known. */
  inAmo: z.boolean(),
  link: z.enum(['linked', 'missing', 'removed', 'orphan']).nullable(),
  /** In none of the branches that `BRANCHES` chooses, so that nothing of the patient is written: booked elsewhere alone, or nowhere. */
  outside: z.enum(['elsewhere', 'nowhere']).nullable(),
  /** On the do-not-sync list (`ident-amocrm forget`). */
  forgotten: z.boolean(),
  /** Since when a create of unknown outcome is looked for. */
  uncertainSince: moment.nullable(),
  rejected: rejectedRow.nullable(),
  items: z.array(patientItem),
});

const syncAnswer = z.strictObject({
  outcome: z.enum([
    'created',
    'adopted',
    'updated',
    'unchanged',
    'rejected',
    'waiting',
    'uncertain',
    'missing',
    'identity-changed',
  ]),
  runId: id,
  /** What was sent: items' keys. */
  sent: z.array(z.string()),
  requests: count,
  /** As both sides are afterwards, masked. */
  view: patientView,
});

/** What is known of the patient's past, the newest first. */
export const patientHistory = z.strictObject({
  events: z.array(
    z.discriminatedUnion('type', [
      z.strictObject({
        type: z.literal('finding'),
        at: moment,
        runId: id,
        kind: z.string(),
        severity: z.enum(['attention', 'done']),
        text: localized(z.strictObject({ label: z.string(), advice: z.string() })),
        subject: words.nullable(),
      }),
      z.strictObject({
        type: z.literal('change'),
        at: moment,
        runId: id,
        kind: changeKind,
        /** None: the contact as a whole. */
        items: z.array(words),
      }),
      z.strictObject({
        type: z.literal('action'),
        at: moment,
        actor: z.enum(['service', 'cli', 'dashboard']),
        /** `reveal`, `sync-patient`, `retry`, … */
        action: z.string(),
      }),
    ]),
  ),
});

/** Single patients. */
export const patientRoutes = {
  searchPatients: {
    needs: 'look',
    summary: 'Patients by IDENT id, card number, contact id, name or phone',
    body: searchBody,
    answer: searchAnswer,
  },
  patient: {
    needs: 'look',
    summary: 'A patient in IDENT and in amoCRM, masked',
    params: patientParams,
    answer: patientView,
  },
  revealPatient: {
    needs: 'operate',
    summary: 'The same with values; it is recorded',
    params: patientParams,
    answer: patientView,
  },
  syncPatient: {
    needs: 'operate',
    summary: 'Carry one patient over now',
    params: patientParams,
    answer: syncAnswer,
  },
  patientHistory: {
    needs: 'look',
    summary: 'What is known of the past of a patient',
    params: patientParams,
    answer: patientHistory,
  },
} as const;

export type PatientView = z.infer<typeof patientView>;
export type PatientItem = z.infer<typeof patientItem>;
export type PatientHistory = z.infer<typeof patientHistory>;
