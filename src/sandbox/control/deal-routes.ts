import { plainJson } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import type { Handler } from '../http/router.ts';
import type { Sandbox } from '../sandbox.ts';
import { done, read } from './control-call.ts';
import * as schemas from './control-schemas.ts';

/** What people do with leads and pipelines, over HTTP. */
export function dealRoutes({
  deals,
  funnel,
  robots,
}: Pick<Sandbox, 'deals' | 'funnel' | 'robots'>): Readonly<Record<string, Handler>> {
  const id = (call: Call): number => Number(call.params[0]);
  const other = (call: Call): number => Number(call.params[1]);
  return {
    'GET /crm/leads': () => plainJson(deals.all()),
    'GET /crm/leads/trash': () => plainJson(deals.trash()),
    'GET /crm/leads/:id': (call) => plainJson(deals.get(id(call))),
    'POST /crm/leads': (call) =>
      plainJson({ id: deals.create(read(call, schemas.dealInputSchema)) }),
    'POST /crm/leads/arrive': (call) =>
      plainJson({ id: deals.arrive(read(call, schemas.dealInputSchema)) }),
    'PATCH /crm/leads/:id': (call) =>
      done(() => deals.edit(id(call), read(call, schemas.dealInputSchema))),
    'POST /crm/leads/:id/delete': (call) => done(() => deals.delete(id(call))),
    'POST /crm/leads/:id/restore': (call) => done(() => deals.restore(id(call))),
    'POST /crm/leads/merge': (call) => {
      const { survivorId, loserId } = read(call, schemas.mergeSchema);
      return done(() => deals.merge(survivorId, loserId));
    },
    'GET /crm/leads/fields': () => plainJson(deals.fields()),
    'DELETE /crm/leads/fields/:id': (call) => done(() => deals.deleteField(id(call))),
    'GET /crm/pipelines': () => plainJson(funnel.pipelines()),
    'POST /crm/pipelines': (call) =>
      plainJson(funnel.createPipeline(read(call, schemas.pipelineSchema))),
    'PATCH /crm/pipelines/:id': (call) =>
      done(() => funnel.changePipeline(id(call), read(call, schemas.pipelineChangeSchema))),
    'DELETE /crm/pipelines/:id': (call) => done(() => funnel.deletePipeline(id(call))),
    'PATCH /crm/pipelines/:id/stages/:id': (call) =>
      done(() => funnel.renameStage(id(call), other(call), read(call, schemas.namedSchema).name)),
    'DELETE /crm/pipelines/:id/stages/:id': (call) =>
      done(() => funnel.deleteStage(id(call), other(call))),
    'GET /crm/loss-reasons': () => plainJson(funnel.lossReasons()),
    'POST /crm/loss-reasons': (call) =>
      plainJson(funnel.createLossReason(read(call, schemas.namedSchema).name)),
    'DELETE /crm/loss-reasons/:id': (call) => done(() => funnel.deleteLossReason(id(call))),
    'POST /robots': (call) => done(() => robots.add(read(call, schemas.robotSchema))),
    'DELETE /robots': () => done(() => robots.clear()),
  };
}
