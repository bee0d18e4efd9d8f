import { pluralRu } from '../../plural.ts';

const dealsRu = (count: number) => pluralRu(count, 'сделка', 'сделки', 'сделок');

/** What IDENT did with receptions. */
interface Happened {
  readonly booked: number;
  readonly came: number;
  readonly cancelled: number;
  readonly movedOn: number;
}

export const demoVisitsRu = {
  demoVisits: {
    steps: {
      setup: 'Воронка визитов',
      load: 'Сделки визитов',
      day: 'День записи',
      person: 'Менеджер и сделка',
      again: 'Ещё проход',
      audit: 'Сверка сделок',
    },
    setup: (stages: readonly string[], fields: number) =>
      `${stages.join(' → ')}; ${pluralRu(fields, 'создано', 'созданы', 'создано')} ${fields} ${pluralRu(fields, 'поле', 'поля', 'полей')} сделки`,
    load: (deals: string, count: number, perHour: number, waiting: string) =>
      `${deals} ${dealsRu(count)} за первый час (VISITS_PER_HOUR=${perHour}), ждут: ${waiting}`,
    allowed: (perHour: number, deals: string) =>
      `человек разрешил больше (VISITS_PER_HOUR=${perHour}): созданы остальные, ${deals}`,
    happened: ({ booked, came, cancelled, movedOn }: Happened) =>
      `в IDENT записей ${booked}, пришли ${came}, отменено ${cancelled}, перенесено ${movedOn}`,
    day: (created: string, moved: string, closed: string) =>
      `сделок создано ${created}, переведено дальше ${moved}, закрыто ${closed}; перенос остаётся в той же сделке`,
    dayCost: (duration: string, writes: number) =>
      `от изменения до amoCRM ${duration}, запросов на запись: ${writes}`,
    dragged: (deal: number) =>
      `менеджер вернул сделку ${deal} на первый этап; в IDENT всем выдан счёт`,
    led: (won: string, left: string) =>
      `закрыто успешно: ${won}; этап менеджера не тронут: ${left}`,
    again: (requests: string) => `ничего не изменилось, запросов: ${requests}`,
    audit: (led: string, odd: number) =>
      `сделок, которые ведёт человек: ${led}; ${odd === 0 ? 'остальные там, где их визит в IDENT' : `других находок: ${odd}`}`,
  },
};
