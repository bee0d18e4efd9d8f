import { pluralEn } from '../../plural.ts';
import type { visitsRu } from '../../ru/start/visits.ts';

export const visitsEn: typeof visitsRu = {
  visits: {
    description: 'Visits as deals: what would be made, the account for them, and the deals',
    planDescription: 'Show how many deals there would be, and in which stages; writes nothing',
    from: 'from which day on (VISITS_FROM by default, today without it)',
    days: 'for how many days (till the 30th day from today by default; with --from for 30)',
    receptionId:
      'show the deal of one reception by its number in IDENT (Receptions.ID); without --from and --days',
    noDay: 'it takes a day, as in 2026-11-27',
    noReception: 'IDENT has no such reception',
    notTold:
      "This database does not tell when a reception is, whose, or that it was cancelled (Receptions: ID, ID_Patients, PlanStart, ReceptionCanceled): see the login's rights, ident-amocrm test-db",
    title: (from, to, shown, count) =>
      `Receptions from ${from} until ${to}: ${shown} ${pluralEn(count, 'deal', 'deals')}, one for each reception however often it was moved`,
    stages: {
      planned: 'Planned',
      open: 'Planned, its time passed, no outcome in IDENT',
      appeared: 'The patient came',
      started: 'In progress',
      ended: 'Completed',
      billed: 'Won: billed',
      cancelled: 'Closed: the reception was cancelled',
    },
    cut: {
      fork: 'of them apart: the reception was moved to two times',
      cycle: 'of them broken up: moves point at each other in a ring',
      patient: "of them apart: the reception became another patient's",
    },
    sameTime: 'of them at the same time as another deal of that patient',
    outcomes: {
      made: 'It would be made',
      known: 'It has a deal already',
      waiting: 'Waits: the reception was cancelled just now, and may be booked anew',
      withoutContact: 'No deal: the patient has no contact yet',
      withoutPatient: 'No deal: a reception without a patient',
      outside:
        'No deal: the day of the reception is not among those that have deals: from VISITS_FROM (today without it), 45 days back and 30 ahead at most',
      elsewhere: 'No deal: the branch of the reception is not among BRANCHES',
      notFirst: 'No deal: it is no first visit (VISITS_WHICH=first)',
      reassigned: "No deal: the reception became another patient's",
    },
    priceOff:
      'Deals get neither price nor sum until these are confirmed: compare the sums of some receptions with the accountant (visits plan --reception-id N), then ident-amocrm fields confirm visit_sum',
    requests: (requests, isAbout) =>
      `Requests to amoCRM: ${isAbout ? 'about' : 'at least'} ${requests}. amoCRM does not tell how many deals your plan allows: compare it yourself.`,
    hours: (shown, hours, perHour) =>
      `By VISITS_PER_HOUR=${perHour} that would take ${shown} ${pluralEn(hours, 'hour', 'hours')}: each deal sets the robots of its pipeline off`,
    onlyShown:
      'Nothing was written. Deals are made with VISITS=deals, once there is a pipeline: ident-amocrm visits setup.',
    one: {
      outcome: 'Deal',
      days: 'Days that have deals',
      until: 'Waits until',
      stage: 'Stage',
      key: 'ID записи IDENT',
      patient: 'Patient',
      members: 'Moves',
      branch: 'Branch',
      doctor: 'Doctor',
      reason: 'Reason of cancelling',
      price: 'Price',
      priceUnknown: 'not to be seen',
    },
    cohort: {
      description: 'How many of the booked came, were billed and paid: bookings of a period',
      from: 'entered from which day on (30 days up to --to by default)',
      to: 'up to which day, that one too (today by default)',
      by: 'by source of the booking, or by branch, as well',
      csv: 'write a table for Excel into a file',
      noLeadsOption: 'do not ask amoCRM how many deals were created there',
      oddDays: 'It takes a period of 1 to 400 days: --from no later than --to',
      notTold:
        "This database does not tell when a booking was entered (Receptions: ReceptionAdded or DateTimeAdded), or when it is, whose, or that it was cancelled: see the login's rights, ident-amocrm test-db",
      title: (from, to, at) => `Bookings entered into IDENT from ${from} to ${to}; as of ${at}`,
      noLeads: (code) => `How many deals were created in amoCRM could not be told: ${code}`,
      notCounted: 'Not counted:',
      exported: (path) => `Written to ${path}`,
      heads: {
        booked: 'Booked',
        came: 'Came',
        billed: 'Billed',
        paid: 'Paid',
        open: 'No outcome',
        cancelled: 'Cancelled',
      },
    },
    list: {
      description:
        'Bookings of today and the next days with their deals; or deals that people changed, that wait, that amoCRM rejected. Without names; writes nothing',
      days: 'today and how many days (7 unless given)',
      stage: 'only this stage in IDENT',
      ledByPeople: 'open deals that somebody else has changed since',
      waiting: 'visits that wait: for what and until when',
      rejected: 'deals that amoCRM rejected, and why',
      title: (from: string, to: string, shown: string, count: number) =>
        `IDENT's bookings from ${from} to ${to}: ${shown} ${count === 1 ? 'visit' : 'visits'}`,
      columns: {
        time: 'Time',
        patient: 'Patient',
        visit: 'Booking',
        stage: 'Stage',
        deal: 'Deal',
        fate: 'What becomes of it',
      },
      told: {
        led: ['Where we put it'],
        waiting: ['Not before', 'Waits for'],
        rejected: ['Why'],
      },
      none: {
        led: 'Nobody but the program has changed an open deal of a visit.',
        waiting: 'Nobody waits.',
        rejected: 'amoCRM has rejected no deal.',
      },
      about: {
        led: 'Their fields of the visit are kept up; the stage moves only on, and while the deal stands where the program put it.',
        waiting: 'The program comes back to them by itself, though nothing changes in IDENT.',
        // What to do is said of each reason.
        rejected: '',
      },
      neverPut: 'never ours',
      retrying: 'being sent',
      more: (count: string) => `${count} more: --json shows all`,
      untold: (sources: string) => `These databases do not tell of bookings: ${sources}`,
      off: 'Deals of visits are off: they are made with VISITS=deals.',
    },
    sync: {
      description: 'Make and update the deals of visits',
      receptionId: "only the visit of this reception, by IDENT's number (Receptions.ID)",
      dryRun: 'only show what would be made and changed',
      off: 'Visits are off: deals are made with VISITS=deals',
      done: 'Deals of visits:',
      wouldBe: 'Deals of visits, were it in earnest:',
      nothing: '  nothing to change',
      onlyShown: 'Nothing was written.',
    },
    setup: {
      description:
        'Make the pipeline and the fields of visits in amoCRM, or find those that are there',
      dryRun: 'only show what there is and what would be made',
      pipelineOf: (name) => `Pipeline "${name}"`,
      pipeline: {
        ok: 'there',
        missing: 'missing',
        several: 'several have this name: put the id into VISITS_PIPELINE',
        archived: 'in the archive: take it out, or name another one in VISITS_PIPELINE',
      },
      stage: {
        ok: 'there',
        missing: 'missing: name it in VISITS_STAGES',
        several: 'several have this name: put the id into VISITS_STAGES',
        unfit: 'incoming leads and closed deals stand there: name another one in VISITS_STAGES',
        backward: 'stands before the stage that leads to it: change the order, or VISITS_STAGES',
      },
      fields: 'Fields of a deal',
      field: {
        ok: 'there',
        adopted: 'found by name, used as it is',
        missing: 'missing',
        off: 'switched off (VISITS_DOCTOR)',
        refused: 'amoCRM refuses to make it',
      },
      made: 'made',
      lossReasons: 'Loss reasons',
      noReason: {
        missing: (wanted) => `"${wanted}" is not there: deals would be closed without a reason`,
        several: (wanted) =>
          `several are called "${wanted}", and deals would be closed without a reason: put the id into VISITS_LOSS_REASONS`,
      },
      protectedStages: 'Stages that deals are not moved out of',
      adoptStages: 'Stages of which a first visit takes a deal over',
      namedStage: {
        ok: () => 'there',
        missing: (setting) => `missing: correct ${setting}`,
        several: () => 'several pipelines have it: write Pipeline/Stage, or the id',
        unfit: (setting) => `incoming leads and closed deals stand there: correct ${setting}`,
      },
      responsible: 'Responsible for new deals',
      user: {
        ok: 'there',
        missing: 'nobody of this name: correct VISITS_RESPONSIBLE',
        several: 'several have this name: put the id into VISITS_RESPONSIBLE',
        left: 'switched off: name somebody else in VISITS_RESPONSIBLE',
        unseen: 'users are shown to administrators alone: put the id into VISITS_RESPONSIBLE',
      },
      correct: 'Nobody touches what others have made: correct it there, and repeat.',
      unnamed:
        'No pipeline has the name or id of VISITS_PIPELINE, and none is made by it: correct the setting. Without it ident-amocrm visits setup makes «Визиты IDENT».',
      allThere:
        'Nothing was written, and nothing is left to make: the account is ready for visits. Deals are made with VISITS=deals.',
      onlyShown: 'Nothing was written. To make what is missing: ident-amocrm visits setup',
      ready:
        'The account is ready for visits. Deals are made with VISITS=deals: ident-amocrm visits plan shows which there will be.',
      incomplete:
        'Not everything is there: what amoCRM refuses to make needs room among its fields.',
    },
  },
};
