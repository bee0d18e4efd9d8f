export const visitsEn = {
  visits: {
    title: 'Visits',
    about:
      "IDENT's bookings and their deals in amoCRM: what moves by itself, what people lead, what waits.",
    off: 'Deals of visits are off',
    offHint:
      'The bookings on this page are from IDENT. They become deals with VISITS=deals, once amoCRM has a pipeline: ident-amocrm visits setup.',
    offKept:
      'Deals that were made before stay in amoCRM as they are: the program changes them no more. The bookings on this page are from IDENT.',
    noSetUp: 'amoCRM has no pipeline and fields of visits yet',
    noSetUpHint:
      'No deals are made before: ident-amocrm visits setup. Contacts are carried over as ever.',
    halfSetUp: 'The pipeline of visits is not whole',
    halfSetUpHint:
      'ident-amocrm visits setup --dry-run shows what is missing; then call it without --dry-run.',
    rest: 'Deals of visits rest until {{until}}',
    loading: 'The first load of deals is under way',
    loadingHint:
      "They are made in portions, VISITS_PER_HOUR an hour: each sets off the pipeline's robots.",
    figures: {
      deals: 'Visits with a deal',
      led: 'Changed by people',
      waiting: 'Waiting',
      rejected: 'Rejected',
      deleted: 'Deleted by people',
      doubled: 'Visits in several deals',
    },
    stages: {
      planned: 'Planned',
      open: 'No outcome',
      appeared: 'Came',
      started: 'In progress',
      ended: 'Ended',
      billed: 'Billed',
      cancelled: 'Cancelled',
    },
    columns: {
      patient: 'Patient',
      deal: 'Deal',
      visit: 'Booking',
      put: 'Where we put it',
      why: 'Waits for',
      until: 'Until',
      since: 'Since',
      reason: 'Why',
      advice: 'What to do',
    },
    led: 'Changed by people',
    ledAbout:
      'Open deals of visits that somebody else has changed since. Their fields of the visit are kept up all the same; the stage moves only on, and only while the deal stands where we put it. A name and a price that people gave stay.',
    ledNone: 'Nobody but us has changed an open deal of a visit',
    neverPut: 'never ours',
    waiting: 'Waiting',
    waitingAbout: 'The program comes back to them by itself, though nothing changes in IDENT.',
    waitingNone: 'Nobody waits',
    waits: {
      quiet:
        'the stage to stand in IDENT for a while: who clicked wrongly corrects it at once; a cancelled booking may be made anew',
      contact: 'the contact of the patient in amoCRM',
      portion: 'its turn in the first load (VISITS_PER_HOUR)',
      guard: 'room in what the day may change of deals',
      answer: 'an answer: the deal was sent, and amoCRM has not shown it yet',
    },
    onceThere: 'once it is there',
    nextPass: 'the next pass',
    rejected: 'Rejected by amoCRM',
    rejectedAbout:
      'The same is not sent again before the booking changes in IDENT, or you press “Retry”.',
    rejectedNone: 'amoCRM has rejected no deal',
    retryVisit: 'Retry visit {{visit}}',
    noDeal: 'no deal yet',
    deleted: 'deleted',
    doubled: 'several',
  },
};
