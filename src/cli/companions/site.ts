import { dashboardOf } from '../dashboard-of.ts';
import type { Companion } from '../service-companions.ts';

/** Health checks, metrics and the dashboard on HTTP_HOST:HTTP_PORT. */
export const site: Companion = async (tools) => {
  const { service, config, log, clock, version, resources, say, text } = tools;
  const { startHttp } = await import('../../http/start-http.ts');
  const { intervalMs } = config.sync;
  const dashboard = await dashboardOf(tools);
  const plugins = [dashboard.plugin];
  const { url } = resources.use(
    await startHttp({
      ...config.http,
      publicUrl: config.dashboard.publicUrl,
      service,
      intervalMs,
      version,
      clock,
      log,
      plugins,
    }),
  );
  const { page, signIn } = text.run;
  say(page(config.dashboard.publicUrl?.origin ?? url));
  // Without a password nobody could sign in otherwise; it works once, and not for long.
  const link = (await dashboard.hasPassword()) ? null : dashboard.signInLink(url);
  if (link !== null) say(signIn(link));
};
