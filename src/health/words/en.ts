import type { IncidentTexts } from './incident-text.ts';

export const incidentsEn: IncidentTexts = {
  guard: {
    title: 'The sync was stopped: too many changes at once',
    meaning: ({ since }) =>
      `At ${since} unusually many removals or replacements were seen, and the sync stopped and wrote none of them. This happens after a database was restored or replaced, or when rights were cut. It does not go on by itself: a person decides.`,
    advice:
      "The command ident-amocrm runs and the dashboard's first page show who is concerned. If the database is wrong: mend it, then ident-amocrm resume. If it is meant to be so: once ident-amocrm sync --deep --allow-mass-change N.",
    over: 'The sync is allowed again',
  },
  auth: {
    title: 'No access to amoCRM',
    meaning: ({ since }) =>
      `Since ${since} amoCRM has not accepted our access (revoked, expired or not yet granted). The sync rests; a service that runs goes on by itself as soon as there is access.`,
    advice:
      'An amoCRM administrator connects anew: the page Setup, ident-amocrm auth, or a new long-lived token: on the page Setup at once, or in AMOCRM_LONG_LIVED_TOKEN with a restart.',
    over: 'Access to amoCRM is back',
  },
  account: {
    title: 'The amoCRM account takes no data',
    meaning: ({ since }) =>
      `Since ${since} amoCRM has refused because of the account itself: not paid for, a limit of the plan used up, rights missing, or the address not allowed. The sync rests and tries every half hour.`,
    advice: "Check amoCRM's payment, plan and rights; its code names the exact cause.",
    over: 'The amoCRM account takes data again',
  },
  drift: {
    title: "IDENT's database or amoCRM's fields have changed",
    meaning: ({ since }) =>
      `Since ${since} the sync has rested: a field that was read or written before is gone or has become another. This happens after an update of IDENT or an edit of fields in amoCRM.`,
    advice:
      'Run ident-amocrm test-db and ident-amocrm fields check: they name the field. Make anew what is gone, or switch it off (EXCLUDE_FIELDS).',
    over: 'Database and fields fit again',
  },
  circuit: {
    title: 'amoCRM has blocked our requests',
    meaning: ({ since }) =>
      `Since ${since} amoCRM has not let requests from our address in. Nothing is sent, so as not to prolong the block; probes are made by themselves.`,
    advice:
      'If it does not pass within an hour, write to amoCRM support, naming the account and the external IP address. See whether other integrations overload the account.',
    over: 'amoCRM lets requests in again',
  },
  state: {
    title: 'The program cannot read its state',
    meaning: ({ since }) =>
      `Since ${since} the state file has not been usable: usually the disk is full or another program holds it. The sync rests.`,
    advice:
      'Check the free space and the rights on the state folder; then ident-amocrm state check.',
    over: 'The state can be read again',
  },
  database: {
    title: "IDENT's database cannot be reached",
    meaning: ({ since }) =>
      `Since ${since} IDENT's database has not answered. As long as it does not, changes do not reach amoCRM; nothing is lost.`,
    advice: "Check IDENT's server and the network; details: ident-amocrm test-db.",
    over: "IDENT's database is back",
  },
  off: {
    title: 'The service does not run: nobody carries changes over',
    meaning: ({ since }) =>
      `The last good pass was at ${since}. Changes in IDENT have not reached amoCRM since.`,
    advice:
      'Start the service: ident-amocrm run (or docker compose up -d, or systemctl start ident-amocrm). A clinic of a fleet is carried over by ident-amocrm fleet run; why it has no machine is told by ident-amocrm fleet status.',
    over: 'Changes are carried over again',
  },
  stale: {
    title: 'The data in amoCRM gets no newer',
    meaning: ({ since }) =>
      `The last good pass was at ${since}. Changes in IDENT have not reached amoCRM since. Nothing is lost: once passes succeed again, everything catches up by itself.`,
    advice: 'Look for the cause with ident-amocrm runs and ident-amocrm doctor.',
    over: 'The data in amoCRM is up to date again',
  },
  late: {
    title: 'The data in amoCRM is catching up with IDENT',
    meaning: ({ since }) =>
      `The last good pass was at ${since}. A long pass is under way, or the service has only begun to work: changes since then are not carried over yet.`,
    advice: null,
    over: 'The data in amoCRM is up to date again',
  },
  setup: {
    title: 'It is not connected yet',
    meaning: () => 'No patient is in amoCRM yet: the first load has not begun.',
    advice:
      'Go through the steps of the page Setup, or: ident-amocrm test-db, fields create, plan, then ident-amocrm sync (in a fleet: ident-amocrm fleet add NAME --start).',
    over: 'It is connected',
  },
  'first-load-asks': {
    title: 'The first load waits for your "Begin"',
    meaning: ({ since }) =>
      `It has waited since ${since}. Until somebody begins, the service writes nothing to amoCRM and reads nothing of IDENT by itself.`,
    advice:
      'Go through the steps of the page Setup, look at the plan and press "Begin"; or ident-amocrm fields create, plan, then ident-amocrm sync (in a fleet: ident-amocrm fleet add NAME --start). To begin without a question always: FIRST_LOAD=start.',
    over: 'The first load has begun',
  },
  'source-asks': {
    title: 'A new database waits for your "Begin"',
    meaning: ({ since, count, total }) =>
      `Databases whose patients nobody has asked for have waited since ${since}: ${count} of ${total}. The others are carried over as ever.`,
    advice:
      'Look at the plan and press "Begin" on the page Setup; or ident-amocrm plan, then ident-amocrm sync.',
    over: 'No new database waits any more',
  },
  'first-load': {
    title: 'The first load is under way',
    meaning: () =>
      'Not every patient is in amoCRM yet. It may be interrupted: the load goes on where it was.',
    advice: null,
    over: 'The first load is done',
  },
  'rejected-many': {
    title: 'amoCRM does not accept many patients',
    meaning: ({ since, count, total }) =>
      `Rejected: ${count} of ${total}; the oldest since ${since}. Their changes do not reach amoCRM. As a rule there is one cause for all.`,
    advice:
      'The command ident-amocrm rejected list and the page Rejected show the cause and what to mend.',
    over: 'Rejected patients are few again',
  },
  failing: {
    title: 'The last pass failed',
    meaning: ({ since, count, isSeveral }) =>
      isSeveral
        ? `Failures in a row since ${since}: ${count}. What was written is kept.`
        : `The pass of ${since} did not come to its end. What was written is kept.`,
    advice: 'The commands ident-amocrm runs and the page Passes tell the cause in words.',
    over: 'Passes succeed again',
  },
  taken: {
    title: 'The clinic is stopped: its account or its database is another clinic’s of the fleet',
    meaning: ({ since }) =>
      `Since ${since} no pass begins: the amoCRM account or the IDENT database of this clinic is already another one’s. This clinic neither reads nor writes there.`,
    advice:
      'Mend CONFIG_FILE: two clinics share neither an account nor a database (but for different branches of it). Which clinic has them, ident-amocrm fleet add NAME tells; if that is needed no more: ident-amocrm fleet remove.',
    over: 'Account and database are no other clinic’s any more',
  },
  stopped: {
    title: 'The last pass was stopped: too many changes at once',
    meaning: ({ since }) =>
      `The pass of ${since} wrote none of these changes; the next one checks again. Until then it is not known whether both sides agree.`,
    advice:
      'If the cause is mended, compare everything: ident-amocrm sync --deep, or "Compare everything" on the page.',
    over: 'The pass went through',
  },
  deep: {
    title: 'There has been no deep pass for long',
    meaning: ({ since }) =>
      `The last one ended at ${since}. Ordinary changes are carried over, but unstamped edits and removals wait for one.`,
    advice: 'See how they ended: ident-amocrm runs. To run one: ident-amocrm sync --deep.',
    over: 'A deep pass has ended well',
  },
  'mass-change': {
    title: 'A mass change that was allowed is being carried out',
    meaning: ({ since }) =>
      `A person allowed it; it has been under way since ${since}. Until it is done amoCRM does not show everything.`,
    advice: null,
    over: 'The mass change is done',
  },
  resting: {
    title: 'The sync is paused',
    meaning: ({ since }) => `A person paused it at ${since}. Changes in IDENT wait.`,
    advice: null,
    option: 'It can go on at any time: ident-amocrm resume.',
    over: 'The pause was ended',
  },
  paused: {
    title: 'The sync has been paused for more than a day',
    meaning: ({ since }) =>
      `A person paused it at ${since}. As long as it stands, the data in amoCRM gets no newer.`,
    advice: 'If it was forgotten, end it: ident-amocrm resume.',
    over: 'The pause was ended',
  },
  token: {
    title: 'The amoCRM token has to be replaced',
    meaning: ({ until }) =>
      `The long-lived token is good until ${until}; from then on the sync stands still until it is replaced.`,
    advice:
      "Make a new token in the settings of amoCRM's integration and give it on the page Setup; or put it into AMOCRM_LONG_LIVED_TOKEN and restart the service.",
    over: "amoCRM's token was renewed",
  },
  lock: {
    title: 'One pass takes too long',
    meaning: ({ since }) =>
      `Since ${since} another process has been at work on the account; until it is done all others wait.`,
    advice:
      'See whether it hangs: ident-amocrm status names it. Once it is stopped, the lock is free by itself.',
    over: 'The long pass has ended',
  },
  rejected: {
    title: 'amoCRM does not accept some patients',
    meaning: ({ since, count, total }) =>
      `Waiting: ${count} of ${total}; the oldest since ${since}. All other patients are kept up to date.`,
    advice:
      'The command ident-amocrm rejected list shows their numbers, the field and what to mend.',
    over: 'No patient is rejected any more',
  },
  postponed: {
    title: 'Some changes wait: there were too many of their kind within a day',
    meaning: ({ since, count, kinds }) =>
      `Patients: ${count} (${kinds}); the first has waited since ${since}. Everything else is carried over.`,
    advice: ({ allow }) =>
      `Check the IDENT database. If it is right: ident-amocrm sync --deep --allow-mass-change ${allow}; else they wait until there are fewer of them within a day.`,
    over: 'No change waits any more',
  },
  missing: {
    title: 'Contacts of patients were deleted in amoCRM',
    meaning: ({ count }) => `Contacts: ${count}. These patients are not in amoCRM now.`,
    advice:
      'Restore them from the trash if they are needed; to have such made anew: POLICY_MISSING=repair. The list: ident-amocrm runs report.',
    over: 'No contact is missing any more',
  },
  findings: {
    title: 'The deep pass found what a person has to decide',
    meaning: ({ since, count }) => `Findings: ${count}, by the deep pass of ${since}.`,
    advice:
      'The report of that pass and ident-amocrm runs report tell what was found and what to do.',
    over: 'No finding waits for a person any more',
  },
  unreadable: {
    title: 'Not every value of IDENT can be read',
    meaning: ({ since, count }) =>
      `Values: ${count}, by the deep pass of ${since}. amoCRM keeps what it has.`,
    advice:
      'The command ident-amocrm runs report tells whose they are; correct them in IDENT. Where many are written so, describe the values in a profile of your own (IDENT_PROFILE).',
    over: 'The values of IDENT can be read again',
  },
  uncertain: {
    title: 'The outcome of some writes is not known yet',
    meaning: ({ since, count }) =>
      `Patients: ${count}, since ${since}: an answer of amoCRM was lost. The next pass finds out by itself; nobody is created twice.`,
    advice: 'Where no service runs, find out: ident-amocrm sync.',
    over: 'The outcome of every write is known',
  },
  unserved: {
    title: 'Nobody carries this clinic over',
    meaning: ({ since }) =>
      `Since ${since} no machine of the fleet that works can make its passes: changes in IDENT do not reach amoCRM.`,
    advice:
      'ident-amocrm fleet status names the reason of each machine: their files differ, have a mistake, or a key is missing.',
    over: 'The clinic is carried over again',
  },
  'tokens-behind': {
    title: 'The tokens of amoCRM are older than those that were there',
    meaning: ({ since }) =>
      `At ${since} the PostgreSQL server with the state was seen to have fallen back to an older state (a fail-over to a copy that was behind, or a backup that was put back). A newer pair of tokens is lost with it, and amoCRM exchanges the old one no more: access ends within a day.`,
    advice: 'An amoCRM administrator connects anew: ident-amocrm auth.',
    over: 'There is a new pair of tokens',
  },
  'other-writer': {
    title: 'A second installation works in this amoCRM account',
    meaning: ({ since, count }) =>
      `Since ${since} there have been contacts with patients' ids that this installation did not make (${count}). So that nobody is doubled no contacts are created; changes of patients who were carried over go on as ever.`,
    advice:
      'Find the second copy (an old server, a trial) and stop it. Where a colleague loaded a list with the id of the IDENT patient into amoCRM there is none. A deep pass that has seen none of its contacts for six hours goes on creating by itself; at once: ident-amocrm sync --deep --allow-mass-change 1.',
    over: 'The second installation has ceased to write: contacts are created again',
  },
  source: {
    title: 'One of the sources is not read: its patients get no newer',
    meaning: ({ since, sources }) =>
      `Since ${since} passes leave sources out: ${sources}. They do not answer, or are not what they were. Their patients stay in amoCRM as they were; the other sources are carried over as ever. Nothing is lost: when it is back, it is compared as a whole.`,
    advice:
      'Check the database of the source: ident-amocrm doctor. The program tries it by itself until it answers.',
    over: 'All sources are read again',
  },
  deals: {
    title: 'Deals of visits rest',
    meaning: ({ since, cause }) =>
      `Since ${since} deals of visits are neither made nor moved: ${cause === 'VISITS_REFUSED' ? 'amoCRM does not take them' : 'too many changes at once'}. Contacts are not held up by it; the program tries again once an hour.`,
    advice: ({ cause }) =>
      cause === 'VISITS_REFUSED'
        ? "Check the rights on leads of the user who granted access, and the plan's limit of leads; then ident-amocrm visits sync."
        : 'The run that stopped them tells how many of what: ident-amocrm runs. If IDENT is wrong, correct it. If this is right, run once: ident-amocrm visits sync --allow-mass-change N.',
    over: 'Deals of visits rest no more',
  },
  'deals-late': {
    title: 'Deals of visits do not follow IDENT',
    meaning: ({ since, count }) =>
      `In IDENT the visit is further on, and its deal stands still: ${count} of them, the oldest since ${since}. Contacts are carried over; passes do not bring the deals up to date.`,
    advice:
      'The last run names the cause: ident-amocrm runs. To bring the deals up to date now: ident-amocrm visits sync.',
    over: 'Deals of visits move again',
  },
  'deals-foreign': {
    title: 'No new deals of visits are made: the account has deals of a strange database',
    meaning: ({ since, count }) =>
      `The reading of all deals at ${since} found deals with booking ids of a database that this installation does not have (${count}). So that no visit gets two deals, none is made. Those that exist move as ever, and contacts go over.`,
    advice:
      'The report of the pass that found them names the deals: ident-amocrm runs. Find the second copy (an old server, a trial) and stop it, or bring a database back that was taken out of the settings. Delete the deals that are too many. A deep pass lifts the stop, at once: ident-amocrm visits sync.',
    over: 'The deals of a strange database are gone: new deals of visits are made again',
  },
  'deals-rejected': {
    title: 'amoCRM rejects some deals of visits',
    meaning: ({ since, count }) =>
      `Deals rejected: ${count}; the oldest since ${since}. The others are made and moved.`,
    advice:
      'The page «Visits» of the dashboard says why. Once it is mended, ident-amocrm rejected retry sends them again.',
    over: 'No deal is rejected any more',
  },
  events: {
    title: 'What people change in amoCRM is not seen at once',
    meaning: ({ since }) =>
      `Since ${since} amoCRM's event feed is refused, fails or tells nothing (plan, rights, trouble). Changes of IDENT are carried over as ever; what was changed in amoCRM the next deep pass sees and puts right. The feed is tried again by itself.`,
    advice: 'There is nothing to do; to do without the feed: EVENTS_INTERVAL=0.',
    over: 'What people change in amoCRM is seen at once again',
  },
};
