import type { Clinic } from '../../../../clinic/clinic.ts';
import type { Incident } from '../../../../health/incident.ts';
import { lastGoodPassAt } from '../../../../health/last-good-pass.ts';
import { isUnasked } from '../../../../health/rules/beginning.ts';
import { pauseIncident } from '../../../../health/rules/pauses.ts';
import { incidents } from '../../../../health/rules.ts';
import { standing } from '../../../../health/standing.ts';
import { headline, incidentWords, meaningOf } from '../../../../health/words/words.ts';
import { both } from '../../../../language.ts';
import { pauseReasons } from '../../../../state/record/pause-reasons.ts';
import type { Pause } from '../../../../state/record/pauses.ts';
import { type ApiTools, byUser } from '../../api-tools.ts';
import { ApiError, apiErrors } from '../../errors.ts';
import type { Answer, Handlers } from '../../handlers.ts';
import { coverageOf } from './coverage.ts';
import { activityChart, recentDays } from './history.ts';
import { stoppedChange } from './stopped-change.ts';

type Overview = Answer<'overview'>;

/** The first screen: in sync or not, how old, how many wait, does it need anybody. */
export function overviewHandlers(
  tools: ApiTools,
): Handlers<'overview' | 'chart' | 'days' | 'pause' | 'resume' | 'runNow'> {
  const { service, clinic, reads } = tools;
  return {
    overview: async () => {
      const facts = await service.facts(reads);
      const found = incidents(facts);
      const { now, deepReport, waitsFor } = facts;
      return {
        now,
        startedAt: facts.startedAt,
        intervalMs: facts.intervalMs,
        firstLoadDone: facts.firstLoadDone,
        lastRun: facts.lastRun,
        running: facts.running,
        lastIncrementalAt: facts.lastIncrementalAt,
        lastDeepAt: facts.lastDeepAt,
        nextIncrementalAt: facts.nextIncrementalAt,
        nextDeepAt: facts.nextDeepAt,
        databaseLostSince: facts.databaseLostSince,
        access: facts.access,
        rejected: facts.rejected,
        uncertain: facts.uncertain,
        patients: facts.links,
        deepReport: deepReport && {
          runId: deepReport.runId,
          endedAt: deepReport.endedAt,
          attention: deepReport.attention,
        },
        // The page says what every other view says.
        ...standing(found),
        headline: headline(found, clinic.timeZone),
        incidents: found.map((incident) => incidentOf(clinic, incident)),
        coverage: coverageOf(clinic, facts),
        pauses: await Promise.all(facts.pauses.map((pause) => pauseOf(tools, pause, now))),
        dataAt: lastGoodPassAt(facts),
        waitsFor: waitsFor && {
          command: waitsFor.command,
          pid: waitsFor.pid,
          since: waitsFor.since,
        },
        alerts: (await reads.alerts.all()).map(({ kind, since, code }) => ({ kind, since, code })),
      };
    },
    chart: async ({ query }) => await activityChart(tools, query.span),
    days: async ({ query }) => {
      const { intervalMs } = await service.facts(reads);
      return await recentDays(tools, { span: Number(query.span), intervalMs });
    },
    pause: async (_given, { who }) => {
      await service.pause(byUser(who));
      return {};
    },
    resume: async ({ body }, { who }) => {
      const { reasons = pauseReasons } = body;
      await service.resume(byUser(who), reasons);
      return {};
    },
    runNow: async ({ body: { kind, allowed = null } }, { who }) => {
      if (isUnasked(await service.facts())) throw new ApiError(apiErrors.firstLoadWaits);
      await service.runNow({ kind, allowed, actor: byUser(who) });
      return {};
    },
  };
}

function incidentOf({ timeZone }: Clinic, incident: Incident): Overview['incidents'][number] {
  const { code, since, severity, affair, cause, count, total, until, runId } = incident;
  return {
    code,
    since,
    severity,
    affair,
    cause,
    count: count ?? null,
    total: total ?? null,
    until: until ?? null,
    runId: runId ?? null,
    text: both((language) => incidentWords(incident, { language, timeZone })),
  };
}

async function pauseOf(
  tools: ApiTools,
  pause: Pause,
  now: number,
): Promise<Overview['pauses'][number]> {
  const { reason, since, code, actor } = pause;
  const text = meaningOf(pauseIncident(pause, now), tools.clinic.timeZone);
  const guard = reason === 'guard' ? await stoppedChange(tools) : null;
  return { reason, since, code, actor, text, guard };
}
