import { upkeep } from '../../../health/upkeep.ts';
import { upkeepWords } from '../../../health/words/upkeep.ts';
import { both } from '../../../language.ts';
import { channelsOf } from '../../../service/watch/channels/configured.ts';
import { tryChannels } from '../../../service/watch/channels/try-channels.ts';
import { type ApiTools, pageOf, record } from '../api-tools.ts';
import type { Handlers } from '../handlers.ts';
import { problemOf } from '../problem.ts';

/** What is looked at now and then: settings, what people did; alerts and backups, which are missed only once they are needed. */
export function recordsHandlers(
  tools: ApiTools,
): Handlers<'settings' | 'actions' | 'upkeep' | 'testAlerts'> {
  const { clinic, reads, alerts, settings } = tools;
  const { stateSource, clock, log } = clinic;
  const isOnServer = stateSource.server !== undefined;
  const channels = alerts === null ? [] : channelsOf(alerts);
  return {
    settings: async () => ({ groups: settings() }),
    actions: async ({ query: { limit, before } }) => {
      const { page, next } = pageOf(await reads.actions.latest(limit + 1, { before }), limit);
      return { actions: page, next };
    },
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
