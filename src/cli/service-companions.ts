import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Config } from '../config/load-config.ts';
import type { Language } from '../language.ts';
import type { Service } from '../service/service.ts';
import type { State } from '../state/open-state.ts';
import { site } from './companions/site.ts';
import { watchers } from './companions/watchers.ts';
import type { Resources } from './runtime.ts';

/** Settings that the service and its companions work by. */
export const serviceParts = ['amocrm', 'ident', 'state', 'sync', 'http', 'alerts'] as const;

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
  /** What it holds, and gives back when the service ends; in reverse order, before state and database are closed. */
  readonly resources: Resources;
}

/** Something that works beside the passes. An error while it starts ends the service before its first pass. */
export type Companion = (tools: CompanionTools) => Promise<void>;

/** All of them, started in this order. */
export const companions: readonly Companion[] = [site, watchers];
