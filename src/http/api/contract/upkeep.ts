import { z } from 'zod';
import { localized, moment, problem } from './common.ts';

const channel = z.enum(['telegram', 'email', 'webhook']);

/** What somebody should see to while all is well. */
export const upkeep = z.strictObject({
  /** How people are told of troubles. */
  channels: z.array(channel),
  /** Whether an outside watcher is told that all is well. */
  heartbeat: z.boolean(),
  /** When `state backup` last made one; null: it is not known to have made any. */
  backupAt: moment.nullable(),
  notes: z.array(
    z.strictObject({
      /** `no-channel`, `no-backup`, `backup-old`; values may be added. */
      code: z.string(),
      text: localized(z.strictObject({ title: z.string(), advice: z.string() })),
    }),
  ),
});

/** How a sample message went, channel by channel; none: nothing is set up. */
export const alertsTest = z.strictObject({
  channels: z.array(
    z.strictObject({
      name: z.enum([...channel.options, 'heartbeat']),
      /** Null: it arrived. */
      problem: problem.nullable(),
    }),
  ),
});

/** Alerts and backups. */
export const upkeepRoutes = {
  upkeep: { needs: 'look', summary: 'Alerts and backups', answer: upkeep },
  testAlerts: {
    needs: 'operate',
    summary: 'A sample message through every channel',
    answer: alertsTest,
  },
} as const;

export type Upkeep = z.infer<typeof upkeep>;
export type AlertsTest = z.infer<typeof alertsTest>;
