import { z } from 'zod';
import { changeCursorSchema } from '../../ident/changes/change-cursor.ts';

/** What the state knows of visits as deals, beside the tables that keep them. */
export const visitFacts = {
  /** By ids: what was made or found of the pipeline, stages, fields and reasons of losses that visits as deals use. */
  visitsSetup: z.object({
    pipeline: z
      .object({
        id: z.number(),
        stages: z.object({
          planned: z.number().exactOptional(),
          appeared: z.number().exactOptional(),
          started: z.number().exactOptional(),
          ended: z.number().exactOptional(),
        }),
      })
      .exactOptional(),
    fields: z.record(z.string(), z.number()),
    /** By IDENT's reason of a cancelling. */
    lossReasons: z.record(z.string(), z.number()),
  }),
  /** From which day on visits have deals where no setting says so: that on which they were switched on. */
  visitsFrom: z.string(),
  /** Where the reading of receptions that changed stands; absent: all of the window is read. */
  visitCursor: changeCursorSchema,
  /** The days whose receptions were read: what enters by the calendar lies behind them. */
  visitDays: z.object({ from: z.string(), to: z.string() }),
  /** All deals of the account were read by their keys since the state was made or put back; what was odd among them. */
  visitsSurveyed: z.object({
    at: z.number(),
    foreign: z.number(),
    doubled: z.number(),
    /** The highest deal that it saw. */
    upTo: z.number(),
  }),
  /**
   * Deals were stopped, or not let in, and none were looked at whole since: why, since when, and until when they are not
   * counted anew, unless a person lets them through.
   */
  dealsRest: z.object({
    since: z.number(),
    until: z.number(),
    code: z.string(),
    /** A look at what changed may miss what stopped a look at all. */
    by: z.enum(['whole', 'changed']).default('whole'),
    /** All were looked at, but for those of a database that is away: not looked at whole again before this. */
    againAt: z.number().optional(),
  }),
  /** Deals without an answer were waited for and looked for: those of runs before this one, and when. */
  dealsLookedFor: z.object({ run: z.number(), at: z.number() }),
  /** When a pass last looked at deals to its end, milliseconds since the epoch; absent: none did, or they are off. */
  dealsLookedAt: z.number(),
  /** When one last looked at all of them, and compared them with amoCRM. */
  dealsAuditedAt: z.number(),
  /** A first load of the window has come to its end: many new deals at once are a mass from then on. */
  visitsLoaded: z.boolean(),
} as const;
