import { upkeep } from '../../../health/upkeep.ts';
import { upkeepWords } from '../../../health/words/upkeep.ts';
import { both } from '../../../language.ts';
import { channelsOf } from '../../../service/watch/channels/configured.ts';
import { tryChannels } from '../../../service/watch/channels/try-channels.ts';
import { type ApiTools, record } from '../api-tools.ts';
import type { Handlers } from '../handlers.ts';
import { problemOf } from '../problem.ts';

/** Alerts and backups: what is missed only once it is needed. */
export function upkeepHandlers({
  clinic,
  reads,
  alerts,
}: Pick<ApiTools, 'clinic' | 'reads' | 'alerts'>): Handlers<'upkeep' | 'testAlerts'> {
  const { stateSource, clock, log } = clinic;
  const isOnServer = stateSource.server !== undefined;
  const channels = alerts === null ? [] : channelsOf(alerts);
  return {
    upkeep: async () => {
      const backupAt = (await reads.meta.get('backupAt')) ?? null;
      const found = upkeep({ channels: channels.length, backupAt, now: clock.now(), isOnServer });
      return {
        channels,
        backupAt,
        heartbeat: alerts?.heartbeatUrl !== undefined,
        notes: found.map((code) => ({
          code,
          text: both((language) => upkeepWords[language][code]),
        })),
      };
    },
    testAlerts: async (_given, { who }) => {
      await record(clinic, who, 'test-alerts');
      const tried =
        alerts === null ? [] : await tryChannels(alerts, { fetch: globalThis.fetch, clock });
      for (const { name, failure } of tried)
        log.info({ name, code: failure?.code }, 'alert tested');
      return {
        channels: tried.map(({ name, failure }) => ({
          name,
          problem: failure === null ? null : problemOf(failure),
        })),
      };
    },
  };
}
