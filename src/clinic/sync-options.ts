import type { Config } from '../config/load-config.ts';
import type { SyncOptions } from '../sync/pass/pass-context.ts';

/** The settings that a pass works by. */
export function syncOptions({
  amocrm,
  sync,
  timeZone,
  excluded,
  extra,
  visits,
}: Config<'amocrm' | 'sync'>): SyncOptions {
  const { tags, responsibleUserId } = amocrm;
  const { batchSize, policies, guard, eventsMs } = sync;
  return {
    timeZone,
    excluded,
    extra,
    tags,
    batchSize,
    policies,
    guard,
    cancelReasons: visits.cancelReasons,
    ...(visits.isOn ? { visits } : {}),
    ...(eventsMs === undefined ? {} : { eventsMs }),
    ...(responsibleUserId === undefined ? {} : { responsibleUserId }),
  };
}
