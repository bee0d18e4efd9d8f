import { type ErrorKind, errorKind, exitCode } from '../../app-error.ts';

/** Why deals of visits cannot be made or moved. */
export const visitErrors = {
  notSetUp: (): ErrorKind =>
    errorKind('VISITS_NOT_SET_UP', exitCode.usage, false, {
      ru: 'VISITS=deals, а воронки и полей визитов в amoCRM ещё нет. Сделки не созданы.',
      ruHint:
        'Создайте их: ident-amocrm visits setup. Контакты переносятся как обычно; без сделок – VISITS=off.',
      en: 'VISITS=deals, but amoCRM has no pipeline and fields of visits yet. No deal was made.',
      enHint:
        'Make them: ident-amocrm visits setup. Contacts are carried over as ever; without deals: VISITS=off.',
    }),
  setUpGone: (): ErrorKind =>
    errorKind('VISITS_SETUP_GONE', exitCode.failed, false, {
      ru: 'Воронка визитов в amoCRM больше не та, что была найдена: её, этапа или поля нет, или VISITS_PIPELINE называет другую. Сделки остались как были.',
      ruHint:
        'Посмотрите, чего нет: ident-amocrm visits setup --dry-run. Затем: ident-amocrm visits setup.',
      en: 'The pipeline of visits in amoCRM is not what was found before: it, a stage or a field is gone, or VISITS_PIPELINE names another one. Deals were left as they stand.',
      enHint:
        'See what is missing: ident-amocrm visits setup --dry-run. Then: ident-amocrm visits setup.',
    }),
  refused: (p: { code: string }): ErrorKind =>
    errorKind('VISITS_REFUSED', exitCode.failed, false, {
      ru: `amoCRM не принимает сделки визитов (${p.code}); контакты это не задерживает.`,
      ruHint:
        'Проверьте права пользователя, выдавшего доступ, на сделки и предел сделок тарифа: ident-amocrm doctor. Через час программа попробует снова; без сделок – VISITS=off.',
      en: `amoCRM does not take deals of visits (${p.code}); contacts are not held up by it.`,
      enHint:
        "See the rights on leads of the user who granted access, and the plan's limit of leads: ident-amocrm doctor. The program tries again in an hour; without deals: VISITS=off.",
    }),
  surveyUnsure: (): ErrorKind =>
    errorKind('VISITS_SURVEY_UNSURE', exitCode.temporary, true, {
      ru: 'Список сделок amoCRM не удалось прочитать целиком: он меняется быстрее, чем читается, или идёт не по порядку. Без этого неизвестно, у каких визитов сделки уже есть, и новые не созданы.',
      ruHint:
        'Следующий проход попробует снова. Если так каждый раз, дождитесь конца массового удаления сделок.',
      en: 'The list of deals in amoCRM could not be read whole: it changes faster than it can be read, or is out of order. Without it nobody knows which visits have deals already, and none were made.',
      enHint:
        'The next pass tries again. If it is so each time, wait until the bulk deletion of deals is over.',
    }),
} as const;
