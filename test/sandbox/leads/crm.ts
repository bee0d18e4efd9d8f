import { sandboxApi } from '../support/api.ts';

export const leads = '/api/v4/leads';

/** A sandbox with a pipeline of visits beside the main one, and a patient's contact. */
export async function crm(options: Parameters<typeof sandboxApi>[0] = {}) {
  const api = await sandboxApi(options);
  const { funnel } = api.sandbox;
  const visits = funnel.createPipeline({
    name: 'Визиты',
    isUnsortedOn: false,
    statuses: [{ name: 'Запланирован' }, { name: 'Пришёл' }],
  });
  const [main] = funnel.pipelines();
  if (main === undefined) throw new Error('no main pipeline');
  const stages = (of: typeof main) =>
    of.statuses.filter(({ id, isUnsorted }) => !isUnsorted && id > 143).map(({ id }) => id);
  const [planned = 0, came = 0] = stages(visits);
  const [fresh = 0] = stages(main);
  const anna = api.sandbox.crm.create({ name: 'Анна', phones: ['+7 912 000-11-22'] });
  const post = async (...rows: object[]) => {
    const reply = await api.call('POST', leads, rows);
    if (reply.status !== 200) throw new Error(reply.text);
    return reply.json._embedded.leads.map(({ id }: { id: number }) => id) as number[];
  };
  const one = async (id: number) => (await api.call('GET', `${leads}/${id}?with=contacts`)).json;
  const patch = (row: object) => api.call('PATCH', leads, [row]);
  const visit = { pipeline_id: visits.id, status_id: planned };
  return { ...api, visits, main, planned, came, fresh, anna, post, one, patch, visit };
}
