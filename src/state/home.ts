import type { Kysely } from 'kysely';
import type { SlotStore } from '../amocrm/limiter/limiter-state.ts';
import type { MutualLock } from './processes/process-lock.ts';
import type { Scratch } from './scratch.ts';
import type { StateTables } from './shape/schema.ts';

/** How whoever takes a lock finds out that the state has fallen back. */
export interface Recognising {
  readonly signal?: AbortSignal;
  /** Called when it has, before what may still be on its way is waited for. */
  readonly onFellBack?: () => void;
}

/** A lock, and how it proves that it keeps others out. */
interface ProvenLock {
  readonly lock: MutualLock;
  /** For whoever holds it. @throws StateError */
  prove(how: Recognising): void | Promise<void>;
}

/** Where a state lives, and all in which one place of living differs from another. */
export interface StateHome {
  readonly db: Kysely<StateTables>;
  /** For people: where it is. */
  readonly name: string;
  /** Keys the hashes. */
  readonly key: string;
  readonly pass: ProvenLock;
  readonly service: ProvenLock;
  /** Of the refresh of tokens. */
  readonly refresh: MutualLock;
  readonly slots: SlotStore;
  /** Whether another one may take a pass over while the process that began it still lives. */
  readonly isShared: boolean;
  scratch(): Scratch;
  /** Whether this process still has the pass lock, where that can be asked without a signature. @throws StateError */
  provePass(): Promise<void>;
  /** One at a time over all processes, all or nothing, durable when it resolves. */
  transaction<T>(work: (tx: Kysely<StateTables>) => Promise<T>): Promise<T>;
  /** Keeps a pair of tokens, all or nothing: whoever finds an older one later knows. */
  keepPair(work: (tx: Kysely<StateTables>) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}
