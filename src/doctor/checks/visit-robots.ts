import type { AmoClient } from '../../amocrm/amo-client.ts';
import type { AmoPipeline, LeadId } from '../../amocrm/model/lead.ts';
import { both } from '../../language.ts';
import type { State } from '../../state/open-state.ts';
import { parseVisitKey } from '../../visits/visit-key.ts';
import { type Diagnosis, warning } from '../diagnosis.ts';

/** So many moves are looked at: they tell the triggers. */
const most = 5;

/** What robots of the account did to deals of visits, as the last deep pass found them, by the stages that they are set on. */
export async function judgeRobots(
  { leads }: Pick<AmoClient, 'leads'>,
  state: Pick<State, 'runs' | 'findings' | 'visitDeals'>,
  pipelines: readonly AmoPipeline[],
): Promise<readonly Diagnosis[]> {
  const run = await state.runs.lastWhole('deep');
  if (run === undefined) return [];
  const kind = 'deal-by-robot';
  const count = (await state.findings.counts(run.id)).get(kind) ?? 0;
  if (count === 0) return [];
  const found = await state.findings.page(run.id, kind, { after: 0, limit: most });
  const moves = new Set<string>();
  for (const { subject } of found) {
    const [, id, key] = /^deal:(\d+):(.+)$/.exec(subject ?? '') ?? [];
    const visit = key === undefined ? null : parseVisitKey(key);
    if (visit === null) continue;
    const put = (await state.visitDeals.ofVisits([visit])).get(visit)?.put;
    // The audit has written it down as it stood in amoCRM.
    const lead = await leads.one(Number(id) as LeadId);
    if (put && lead)
      moves.add(
        `${nameOf(pipelines, put)} → ${nameOf(pipelines, { pipeline: lead.pipelineId, status: lead.statusId })}`,
      );
  }
  const list = [...moves].join('; ');
  return [
    warning('visits', {
      code: 'DOCTOR_VISITS_ROBOT',
      found: both((language) =>
        [
          language === 'ru'
            ? `сделок визитов не на своём этапе, которые последним менял робот: ${count}`
            : `deals of visits off their stage that a robot changed last: ${count}`,
          ...(list === '' ? [] : [list]),
        ].join('; '),
      ),
      advice: {
        ru: 'Уберите из Digital Pipeline этих этапов триггер «Сменить этап сделки»: за переведённой сделкой программа больше не идёт. Какие это сделки, скажет отчёт',
        en: 'Take the trigger that changes the stage of a deal out of the digital pipeline of these stages: a deal that was moved is followed no more. Which deals these are the report tells',
      },
      command: 'ident-amocrm runs report',
    }),
  ];
}

function nameOf(
  pipelines: readonly AmoPipeline[],
  at: { readonly pipeline: number; readonly status: number },
): string {
  const pipeline = pipelines.find(({ id }) => id === at.pipeline);
  const stage = pipeline?.statuses.find(({ id }) => id === at.status)?.name ?? String(at.status);
  return `«${pipeline?.name ?? at.pipeline}: ${stage}»`;
}
