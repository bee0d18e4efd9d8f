import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { Instant } from '../amocrm/limiter/limiter-state.ts';
import { exitCode } from '../app-error.ts';
import type { Circuit, Circuits } from '../clinic/source-pace.ts';
import type { SourceConfig } from '../config/parts/database-config.ts';
import type { SourceNumber } from '../contact/model/patient-key.ts';
import { IdentError } from '../ident/connection/errors.ts';

const text = z.object({ message: z.string(), hint: z.string() });

/** A source that passes do without for a while. */
export const savedCircuit = z.object({
  source: z.int(),
  failures: z.int().min(1),
  /** The server's time, ms. */
  until: z.number(),
  /** By which settings it failed; an older build wrote none. */
  settings: z.string().optional(),
  /** Why, in the words in which it was told. */
  error: z.object({
    code: z.string(),
    exit: z.literal(Object.values(exitCode)),
    retryable: z.boolean(),
    ru: text,
    en: text,
  }),
});
type SavedCircuit = z.infer<typeof savedCircuit>;

/** What tells one source's settings, its password among them, from others, and gives none of them away. */
export type SettingsMarks = ReadonlyMap<number, string>;

/** @param key that of the clinic's state: all machines have it, and whoever reads the tables alone has not. */
export const settingsMarks = (
  sources: readonly Pick<SourceConfig, 'number' | 'connection'>[],
  key: string,
): SettingsMarks =>
  new Map(
    sources.map(({ number, connection }) => [
      number,
      createHmac('sha256', key)
        .update(JSON.stringify(Object.entries(connection).toSorted()))
        .digest('base64url'),
    ]),
  );

/** The same moment by this machine's monotonic clock and by the server's. */
type Moment = Pick<Instant, 'monotonic'> & { readonly server: number };

export const savedCircuits = (
  circuits: Circuits,
  now: Moment,
  marks: SettingsMarks,
): readonly SavedCircuit[] =>
  [...circuits].map(([source, { failures, until, error }]) => ({
    source,
    failures,
    settings: marks.get(source),
    error: error.kind,
    until: Math.round(now.server + until - now.monotonic),
  }));

/** Those that failed by the settings that hold: by others they have not been tried. */
export const restoredCircuits = (
  circuits: readonly SavedCircuit[],
  now: Moment,
  marks: SettingsMarks,
): Circuits =>
  new Map(
    circuits
      .filter(({ source, settings }) => settings === undefined || settings === marks.get(source))
      .map(({ source, failures, until, error }): [SourceNumber, Circuit] => [
        // It was one when it was saved.
        source as SourceNumber,
        { failures, error: new IdentError(error), until: now.monotonic + until - now.server },
      ]),
  );
