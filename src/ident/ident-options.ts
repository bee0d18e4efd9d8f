import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { FieldChoice } from '../contact/model/field-choice.ts';
import type { BranchChoice } from './branches/branch-choice.ts';
import type { ScanMemory } from './changes/overlap-memory.ts';
import type { DatabaseConfig } from './connection/connection.ts';
import type { ConnectionLane } from './connection/connection-lane.ts';
import type { Profile } from './profiles/profile.ts';
import type { KnownCatalogue } from './sql/known-catalogue.ts';

export interface IdentOptions extends FieldChoice {
  readonly database: DatabaseConfig;
  readonly profile: Profile;
  /** Whose patients are wanted; absent: everybody. */
  readonly branches?: BranchChoice | undefined;
  /** Patients a page. */
  readonly pageSize?: number;
  /** Of the passes before, where one process makes many; else each scan reads its overlap anew. */
  readonly memory?: ScanMemory | undefined;
  /** The same of the columns; else each reader asks for them. */
  readonly catalogue?: KnownCatalogue | undefined;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'warn'>;
  /** Ends a statement at once, whatever the server does. */
  readonly signal?: AbortSignal | undefined;
  /** Whose connection it uses; absent: one of its own. */
  readonly lane?: Pick<ConnectionLane, 'open'> | undefined;
}
