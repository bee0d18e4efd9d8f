import { pluralRu } from '../../plural.ts';

export const visitsRu = {
  visits: {
    description: 'Визиты как сделки: что будет создано, аккаунт для них и сами сделки',
    planDescription: 'Показать, сколько было бы сделок и в каких этапах; ничего не записывает',
    from: 'с какого дня (по умолчанию с VISITS_FROM, а без него с сегодняшнего)',
    days: 'на сколько дней (по умолчанию до 30-го дня от сегодня; с --from – на 30)',
    receptionId:
      'показать сделку одного приёма по номеру записи в IDENT (Receptions.ID); без --from и --days',
    noDay: 'нужен день, например 2026-11-27',
    noReception: 'Такого приёма в IDENT нет',
    notTold:
      'По этой базе не видно, на когда, на кого записан приём или что он отменён (Receptions: ID, ID_Patients, PlanStart, ReceptionCanceled): проверьте права входа, ident-amocrm test-db',
    title: (from: string, to: string, shown: string, count: number) =>
      `Приёмы с ${from} до ${to}: ${shown} ${pluralRu(count, 'сделка', 'сделки', 'сделок')}, на каждый приём одна, сколько бы раз его ни переносили`,
    stages: {
      planned: 'Запланирован',
      open: 'Запланирован, время прошло, исхода в IDENT нет',
      appeared: 'Пациент пришёл',
      started: 'В процессе',
      ended: 'Завершён',
      billed: 'Успешно: выставлен счёт',
      cancelled: 'Закрыта: приём отменён',
    },
    cut: {
      fork: 'из них отдельно: приём перенесли на два времени',
      cycle: 'из них разорвано: переносы указывают друг на друга по кругу',
      patient: 'из них отдельно: приём перешёл другому пациенту',
    },
    sameTime: 'из них на одно время с другой сделкой того же пациента',
    outcomes: {
      made: 'Была бы создана',
      known: 'Сделка уже есть',
      waiting: 'Ждёт: приём отменён только что, его могут записать заново',
      withoutContact: 'Без сделки: у пациента ещё нет контакта',
      withoutPatient: 'Без сделки: приём без пациента',
      outside:
        'Без сделки: день приёма не из тех, за которые есть сделки: с VISITS_FROM (без него с сегодняшнего), не раньше 45 дней назад и не позже 30 дней вперёд',
      elsewhere: 'Без сделки: приём в филиале не из BRANCHES',
      notFirst: 'Без сделки: визит не первый (VISITS_WHICH=first)',
      reassigned: 'Без сделки: приём перешёл другому пациенту',
    },
    priceOff:
      'Бюджет и сумма приёма в сделки не пойдут, пока их не подтвердят: сверьте с бухгалтером суммы нескольких приёмов (visits plan --reception-id N), затем ident-amocrm fields confirm visit_sum',
    requests: (requests: string, isAbout: boolean) =>
      `Запросов к amoCRM: ${isAbout ? 'около' : 'не меньше'} ${requests}. Предел сделок вашего тарифа amoCRM не сообщает: сверьте сами.`,
    hours: (shown: string, hours: number, perHour: string) =>
      `По VISITS_PER_HOUR=${perHour} это заняло бы ${shown} ${pluralRu(hours, 'час', 'часа', 'часов')}: каждая сделка запускает роботов воронки`,
    onlyShown:
      'Ничего не записано. Сделки создаются при VISITS=deals, когда есть воронка: ident-amocrm visits setup.',
    one: {
      outcome: 'Сделка',
      days: 'Дни со сделками',
      until: 'Ждёт до',
      stage: 'Этап',
      key: 'ID записи IDENT',
      patient: 'Пациент',
      members: 'Переносы',
      branch: 'Филиал',
      doctor: 'Врач',
      reason: 'Причина отмены',
      price: 'Бюджет',
      priceUnknown: 'не виден',
    },
    cohort: {
      description: 'Сколько записанных пришло, получило счёт и оплатило: записи за период',
      from: 'с какого дня внесены записи (по умолчанию 30 дней по --to)',
      to: 'по какой день включительно (по умолчанию по сегодня)',
      by: 'ещё и по источнику записи или по филиалу',
      csv: 'записать таблицу для Excel в файл',
      noLeadsOption: 'не спрашивать amoCRM, сколько в ней создано сделок',
      oddDays: 'Нужен период от 1 до 400 дней: --from не позже --to',
      notTold:
        'По этой базе не видно, когда внесена запись (Receptions: ReceptionAdded или DateTimeAdded) либо на когда она, на кого и отменена ли: проверьте права входа, ident-amocrm test-db',
      title: (from: string, to: string, at: string) =>
        `Записи, внесённые в IDENT с ${from} по ${to}; состояние на ${at}`,
      noLeads: (code: string) => `Сколько сделок создано в amoCRM, узнать не удалось: ${code}`,
      notCounted: 'Не сосчитано:',
      exported: (path: string) => `Записано в ${path}`,
      heads: {
        booked: 'Записано',
        came: 'Пришли',
        billed: 'Счёт',
        paid: 'Оплата',
        open: 'Без исхода',
        cancelled: 'Отмена',
      },
    },
    list: {
      description:
        'Приёмы сегодня и ближайших дней со сделками; или сделки, которые меняли люди, которые ждут, которые amoCRM отклонила. Без имён; ничего не записывает',
      days: 'сегодня и сколько дней (по умолчанию 7)',
      stage: 'только этот этап в IDENT',
      ledByPeople: 'открытые сделки, которые после нас менял кто-то ещё',
      waiting: 'визиты, которые ждут: чего и до какого времени',
      rejected: 'сделки, которые amoCRM отклонила, и почему',
      title: (from: string, to: string, shown: string, count: number) =>
        `Приёмы IDENT с ${from} по ${to}: ${shown} ${pluralRu(count, 'визит', 'визита', 'визитов')}`,
      columns: {
        time: 'Время',
        patient: 'Пациент',
        visit: 'ID записи',
        stage: 'Этап',
        deal: 'Сделка',
        fate: 'Что с ней',
      },
      told: {
        led: ['Куда поставили мы'],
        waiting: ['Не раньше', 'Чего ждёт'],
        rejected: ['Почему'],
      },
      none: {
        led: 'Открытых сделок визитов никто, кроме программы, не менял.',
        waiting: 'Никто не ждёт.',
        rejected: 'amoCRM не отклонила ни одной сделки.',
      },
      about: {
        led: 'Поля визита в них обновляются; этап – только вперёд и пока сделка стоит там, куда её поставила программа.',
        waiting: 'Программа вернётся к ним сама, хотя в IDENT ничего не изменится.',
        // What to do is said of each reason.
        rejected: '',
      },
      neverPut: 'этап не наш',
      retrying: 'отправляется',
      more: (count: string) => `Ещё ${count}: все покажет --json`,
      untold: (sources: string) => `По этим базам приёмов не видно: ${sources}`,
      off: 'Сделки визитов выключены: они создаются при VISITS=deals.',
    },
    sync: {
      description: 'Создать и обновить сделки визитов',
      receptionId: 'только визит этого приёма по номеру записи в IDENT (Receptions.ID)',
      dryRun: 'только показать, что будет создано и изменено',
      off: 'Визиты выключены: сделки создаются при VISITS=deals',
      done: 'Сделки визитов:',
      wouldBe: 'Сделки визитов, если бы это было всерьёз:',
      nothing: '  изменять нечего',
      onlyShown: 'Ничего не записано.',
    },
    setup: {
      description: 'Создать в amoCRM воронку и поля визитов или найти имеющиеся',
      dryRun: 'только показать, что есть и что будет создано',
      pipelineOf: (name: string) => `Воронка «${name}»`,
      pipeline: {
        ok: 'есть',
        missing: 'нет',
        several: 'так называются несколько: впишите ID в VISITS_PIPELINE',
        archived: 'в архиве: верните её или назовите другую в VISITS_PIPELINE',
      },
      stage: {
        ok: 'есть',
        missing: 'нет: назовите его в VISITS_STAGES',
        several: 'так называются несколько: впишите ID в VISITS_STAGES',
        unfit: 'там стоят неразобранные или закрытые сделки: назовите другой в VISITS_STAGES',
        backward: 'стоит раньше этапа, который к нему ведёт: поправьте порядок или VISITS_STAGES',
      },
      fields: 'Поля сделки',
      field: {
        ok: 'есть',
        adopted: 'найдено по имени, используется как есть',
        missing: 'нет',
        off: 'выключено (VISITS_DOCTOR)',
        refused: 'amoCRM не даёт создать',
      },
      made: 'создано',
      lossReasons: 'Причины отказа',
      noReason: {
        missing: (wanted: string) => `«${wanted}» нет: сделки закрывались бы без причины`,
        several: (wanted: string) =>
          `«${wanted}» называются несколько, сделки закрывались бы без причины: впишите ID в VISITS_LOSS_REASONS`,
      },
      protectedStages: 'Этапы, из которых сделки не выводятся',
      adoptStages: 'Этапы, сделку из которых первый визит берёт себе',
      namedStage: {
        ok: () => 'есть',
        missing: (setting: string) => `нет: поправьте ${setting}`,
        several: () => 'есть в нескольких воронках: впишите Воронка/Этап или ID',
        unfit: (setting: string) =>
          `там стоят неразобранные или закрытые сделки: поправьте ${setting}`,
      },
      responsible: 'Ответственный за новые сделки',
      user: {
        ok: 'есть',
        missing: 'нет такого сотрудника: поправьте VISITS_RESPONSIBLE',
        several: 'так зовут нескольких: впишите ID в VISITS_RESPONSIBLE',
        left: 'доступ отключён: назовите другого в VISITS_RESPONSIBLE',
        unseen: 'сотрудники видны только администратору: впишите ID в VISITS_RESPONSIBLE',
      },
      correct: 'Созданного другими программа не трогает: поправьте там и повторите.',
      unnamed:
        'Воронки с названием или ID из VISITS_PIPELINE нет, и по этой настройке её не создают: поправьте настройку. Без неё ident-amocrm visits setup создаёт «Визиты IDENT».',
      allThere:
        'Ничего не записано, и создавать нечего: аккаунт готов к визитам. Сделки создаются при VISITS=deals.',
      onlyShown: 'Ничего не записано. Создать недостающее: ident-amocrm visits setup',
      ready:
        'Аккаунт готов к визитам. Сделки создаются при VISITS=deals: какими они будут, покажет ident-amocrm visits plan.',
      incomplete: 'Есть не всё: для того, чего amoCRM не даёт создать, нужно место среди её полей.',
    },
  },
};
