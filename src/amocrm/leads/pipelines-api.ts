import { z } from 'zod';
import type { Call } from '../api-caller.ts';
import { wholeList } from '../lists/whole-list.ts';
import { pageSchema, writtenSchema } from '../model/wire.ts';
import { lossReasonSchema, pipelineSchema } from './lead-wire.ts';
import type { LeadsClient } from './leads-client.ts';

const route = '/leads/pipelines';
const pipelines = pageSchema('pipelines', pipelineSchema);
const written = writtenSchema('pipelines', pipelineSchema, pipelineSchema);
const reasonsRoute = '/leads/loss_reasons';
const reasons = pageSchema('loss_reasons', lossReasonSchema);

/** `/api/v4/leads/pipelines` and `/api/v4/leads/loss_reasons`: everybody may read both. */
export function pipelinesApi(
  call: Call,
): Pick<LeadsClient, 'pipelines' | 'createPipeline' | 'lossReasons'> {
  return {
    // At most 50, without pages.
    pipelines: async () => {
      const whenEmpty = { items: [], hasNext: false };
      return (await call({ method: 'GET', route, schema: pipelines, whenEmpty })).items;
    },

    createPipeline: (pipeline) =>
      call({
        method: 'POST',
        route,
        body: [pipeline],
        schema: written.transform((made, context) => {
          const [one] = made;
          if (one !== undefined) return one;
          context.addIssue({ code: 'custom', message: 'no pipeline in the answer' });
          return z.NEVER;
        }),
      }),

    lossReasons: () => wholeList(call, reasonsRoute, reasons),
  };
}
