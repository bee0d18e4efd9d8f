import { z } from 'zod';

/**
 * Where the incremental reading stands, kept by the state as JSON. Layers (DESIGN §4): a rowversion per table that has
 * one, else a date stamp per column.
 */
export const changeCursorSchema = z.object({
  /** By `Table.Column`: hex of the rowversion, or the wall-clock stamp `YYYY-MM-DDTHH:MM:SS.fff`. */
  sources: z.record(z.string(), z.string()),
  /** The server's wall clock when the scan began. */
  at: z.string(),
});

export type ChangeCursor = z.infer<typeof changeCursorSchema>;
