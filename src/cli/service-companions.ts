import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Config } from '../config/load-config.ts';
import type { SettingSource } from '../config/shown-settings.ts';
import type { Ident } from '../ident/ident.ts';
import type { Language } from '../language.ts';
import type { Service } from '../service/service.ts';
import type { State } from '../state/open-state.ts';
import type { SyncOptions } from '../sync/pass/pass-context.ts';
import { site } from './companions/site.ts';
import { watchers } from './companions/watchers.ts';
import type { Messages } from './locale/messages.ts';
import type { AmoConnection, Resources } from './runtime.ts';

/** Settings that the service and its companions work by. */
export const serviceParts = [
  'amocrm',
  'ident',
  'state',
  'sync',
  'http',
  'alerts',
  'dashboard',
] as const;

/** What a companion of the service works with. */
export interface CompanionTools {
  readonly service: Service;
  readonly state: State;
  readonly config: Config<(typeof serviceParts)[number]>;
  readonly log: Logger;
  readonly clock: Clock;
  /** Of people who read what it says: alerts, pages. */
  readonly language: Language;
  readonly version: string;
  /** The line to amoCRM that the passes use. */
  readonly amo: AmoConnection;
  readonly openIdent: () => Promise<Ident>;
  readonly openIdentInPass: () => Promise<Ident>;
  readonly options: SyncOptions;
  /** Aborted when the service is to end. */
  readonly signal: AbortSignal;
  /** Where the settings were read. */
  readonly source: SettingSource;
  readonly text: Messages;
  /** To people at a terminal, where there is one: nothing of it gets into a log. */
  readonly say: (text: string) => void;
  /** What it holds, and gives back when the service ends; in reverse order, before state and database are closed. */
  readonly resources: Resources;
}

/** Something that works beside the passes. An error while it starts ends the service before its first pass. */
export type Companion = (tools: CompanionTools) => Promise<void>;

/** All of them, started in this order. */
export const companions: readonly Companion[] = [site, watchers];
