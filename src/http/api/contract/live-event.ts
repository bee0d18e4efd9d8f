import { z } from 'zod';
import { count, id, moment } from './common.ts';
import { passMode, pauseReason, progress } from './overview.ts';
import { runOutcome } from './rows/run.ts';

/** The `data` of one message of `GET /api/events` (server-sent events); at most ten `pass-progress` a second. */
export const liveEvent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('pass-started'), mode: passMode, at: moment }),
  z.strictObject({ type: z.literal('pass-progress'), progress }),
  z.strictObject({
    type: z.literal('pass-ended'),
    at: moment,
    runId: id.nullable(),
    outcome: runOutcome.nullable(),
    errorCode: z.string().nullable(),
  }),
  /** Waiting for amoCRM's limit; `paused` is its 429. */
  z.strictObject({ type: z.literal('throttled'), waitMs: count, reason: z.string() }),
  z.strictObject({ type: z.literal('circuit-open'), until: moment }),
  z.strictObject({ type: z.literal('paused'), reason: pauseReason, code: z.string().nullable() }),
  z.strictObject({ type: z.literal('resumed'), reason: pauseReason }),
  /** The service has looked around: everything may be otherwise now, ask again. */
  z.strictObject({ type: z.literal('turn'), at: moment }),
  /** The plan preview moved on. */
  z.strictObject({ type: z.literal('plan'), state: z.enum(['running', 'done', 'failed']) }),
  /** The counting of visits booked in a period moved on. */
  z.strictObject({ type: z.literal('cohort'), state: z.enum(['running', 'done', 'failed']) }),
]);

/** What is streamed. */
export const eventRoutes = {
  events: {
    needs: 'look',
    summary: 'What happens, as it happens',
    answer: 'events',
    event: liveEvent,
  },
} as const;

export type LiveEvent = z.infer<typeof liveEvent>;
