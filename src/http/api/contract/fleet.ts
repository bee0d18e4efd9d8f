import { z } from 'zod';
import { count, localized, moment } from './common.ts';
import { incident, runningPass, verdict } from './overview.ts';
import { actionsPage, actionsQuery } from './rows/records.ts';

const titled = localized(z.strictObject({ title: z.string(), meaning: z.string() }));

/** How a clinic of a fleet is named in addresses, and called by people. */
const named = {
  key: z.string(),
  name: z.string(),
};

const clinicName = z.strictObject({
  ...named,
  /** Every moment of it is shown in it. */
  timeZone: z.string(),
});

const clinicRow = z.strictObject({
  ...named,
  /** Null: the machine that was asked could not look at its state (yet). */
  verdict: verdict.nullable(),
  /** `unknown`: it could not be looked at. */
  tone: z.enum(['good', 'info', 'warn', 'bad', 'unknown']),
  needsPerson: z.boolean(),
  /** The gravest incident, that there is none, or why nothing is known. */
  headline: titled,
  /** Everything that is the matter, the gravest first. */
  incidents: z.array(
    incident
      .pick({ code: true, severity: true, since: true, text: true })
      .extend({ needsPerson: z.boolean() }),
  ),
  /** As of when amoCRM shows what IDENT shows; null: not known, or never. */
  dataAt: moment.nullable(),
  rejected: count.nullable(),
  /** How many patients of IDENT are in amoCRM, of how many; null: not known. */
  patients: z.strictObject({ inAmo: count, total: count }).nullable(),
  /** When its next pass is due; null: a person is waited for, or no machine makes it. */
  nextAt: moment.nullable(),
  running: runningPass.nullable(),
  /** The computer that made its last pass, or makes it. */
  machine: z.string().nullable(),
});

/** The worst first. */
export const clinicList = z.strictObject({
  now: moment,
  clinics: z.array(clinicRow),
});

/** Machines of the fleet, as they told last of themselves. */
export const machineList = z.strictObject({
  now: moment,
  machines: z.array(
    z.strictObject({
      host: z.string(),
      pid: count,
      version: z.string(),
      isLive: z.boolean(),
      /** It stands still for a migration of the fleet's tables. */
      isStopped: z.boolean(),
      /** Passes at the same time: now, and at most. */
      running: count,
      places: count,
      /** Passes that were given to another one since it was silent. */
      lost: count,
      startedAt: moment,
      seenAt: moment,
    }),
  ),
});

/** What a fleet alone has: the list of its clinics, its machines, what was done that is no single clinic's affair. */
export const fleetRoutes = {
  clinics: {
    needs: 'look',
    summary: 'Clinics of the fleet that are the affair of whoever asks, the worst first',
    answer: clinicList,
  },
  clinic: { needs: 'look', summary: 'How the clinic is called', answer: clinicName },
  machines: { needs: 'fleet', summary: 'Machines of the fleet', answer: machineList },
  fleetActions: {
    needs: 'fleet',
    summary: "What people did that is no single clinic's affair",
    query: actionsQuery,
    answer: actionsPage,
  },
} as const;

export type ClinicList = z.infer<typeof clinicList>;
export type ClinicListRow = ClinicList['clinics'][number];
export type MachineList = z.infer<typeof machineList>;
