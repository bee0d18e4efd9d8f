import { itemWords } from '../../../report/item-names.ts';
import { guardedWords, pauseTexts } from '../../../report/pause-texts.ts';
import { reportOf } from '../../../report/run-report.ts';
import { judge } from '../../../report/verdict.ts';
import { lastGoodPassAt } from '../../../service/watch/staleness.ts';
import { type Pause, pauseReasons } from '../../../state/pauses.ts';
import { stoppedPrefix } from '../../../sync/stopped-change.ts';
import type { ApiTools } from '../api-tools.ts';
import { activityChart } from '../chart.ts';
import type { Answer, Handlers } from '../handlers.ts';

type Overview = Answer<'overview'>;

/** The first screen: in sync or not, how old, how many wait, does it need anybody. */
export function overviewHandlers(
  tools: ApiTools,
): Handlers<'overview' | 'chart' | 'pause' | 'resume' | 'runNow'> {
  const { service, state } = tools;
  return {
    overview: async () => {
      const facts = await service.facts();
      const deepReport = await deepReportOf(tools);
      const { now, startedAt, intervalMs, firstLoadDone, lastRun, running, waitsFor } = facts;
      const { lastIncrementalAt, lastDeepAt, nextIncrementalAt, nextDeepAt } = facts;
      const { databaseLostSince, access, rejected, uncertain, links } = facts;
      return {
        ...{ now, startedAt, intervalMs, firstLoadDone, lastRun, running },
        ...{ lastIncrementalAt, lastDeepAt, nextIncrementalAt, nextDeepAt },
        ...{ databaseLostSince, access, rejected, uncertain, patients: links, deepReport },
        ...judge(facts, deepReport?.attention ?? 0),
        pauses: await Promise.all(facts.pauses.map((pause) => pauseOf(tools, pause))),
        dataAt: lastGoodPassAt(facts),
        waitsFor: waitsFor && {
          ...{ command: waitsFor.command, pid: waitsFor.pid, since: waitsFor.since },
        },
        alerts: (await state.alerts.all()).map(({ kind, since, code }) => ({ kind, since, code })),
      };
    },
    chart: async ({ query }) => await activityChart(tools, query.span),
    pause: async () => {
      await service.pause('dashboard');
      return {};
    },
    resume: async ({ body }) => {
      const { reasons = pauseReasons } = body;
      await service.resume('dashboard', reasons);
      return {};
    },
    runNow: async ({ body }) => {
      await service.runNow({ kind: body.kind, allowed: body.allowed ?? null, actor: 'dashboard' });
      return {};
    },
  };
}

async function pauseOf(tools: ApiTools, pause: Pause): Promise<Overview['pauses'][number]> {
  const { reason, since, code, actor } = pause;
  const text = pauseTexts[reason];
  const guard = reason === 'guard' ? await stoppedChange(tools) : null;
  return { reason, since, code, actor, text, guard };
}

/** What the guard stopped last, as that run recorded it. */
async function stoppedChange({ state }: ApiTools): Promise<Overview['pauses'][number]['guard']> {
  const [run] = await state.runs.latest(1, { outcome: 'stopped' });
  if (run === undefined) return null;
  const kinds = Object.entries(run.counts).flatMap(([name, count]) => {
    if (!name.startsWith(stoppedPrefix)) return [];
    const kind = name.slice(stoppedPrefix.length);
    return [{ kind, count, text: guardedWords(kind, itemWords) }];
  });
  const allow = kinds.length === 0 ? null : Math.max(...kinds.map(({ count }) => count));
  return { runId: run.id, kinds, allow };
}

async function deepReportOf({ state }: ApiTools): Promise<Overview['deepReport']> {
  const run = await state.runs.lastWhole('deep');
  if (run?.endedAt === null || run === undefined) return null;
  const { kinds } = await reportOf(state.runs, run);
  const attention = kinds
    .filter(({ severity }) => severity === 'attention')
    .reduce((sum, { count }) => sum + count, 0);
  return { runId: run.id, endedAt: run.endedAt, attention };
}
