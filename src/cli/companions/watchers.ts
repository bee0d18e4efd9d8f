import type { Companion } from '../service-companions.ts';

/** Alerts to people, and the heartbeat for an outside watcher. */
export const watchers: Companion = async ({ service, state, config, log, clock, resources }) => {
  const { startWatchers } = await import('../../service/watch/start-watchers.ts');
  const { alerts, timeZone } = config;
  resources.use(
    await startWatchers({
      ...{ service, timeZone, clock, log },
      ...{ config: alerts, alerts: state.alerts },
    }),
  );
};
