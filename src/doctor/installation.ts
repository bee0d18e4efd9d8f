import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Config, ConfigPart } from '../config/load-config.ts';
import type { Mistake } from '../config/mistake.ts';
import type { SourceConfig } from '../config/parts/database-config.ts';
import type { Ident } from '../ident/ident.ts';

/** The settings as far as they could be read: a part with a mistake is null. */
export type ReadParts = { readonly [Part in ConfigPart]: Config<Part>[Part] | null };

/** What the doctor looks at. */
export interface Installation {
  readonly base: Config;
  readonly parts: ReadParts;
  readonly mistakes: readonly Mistake[];
  readonly clock: Clock;
  readonly log: Logger;
  readonly platform: NodeJS.Platform;
  /** The clinic's databases; null: their settings are wrong. */
  readonly sources: readonly SourceConfig[] | null;
  /** One of them, opened for reading. */
  readonly openIdent: (source: SourceConfig) => Promise<Ident>;
}
