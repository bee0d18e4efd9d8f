import { nothing } from '../common.ts';
import { session } from '../session.ts';
import {
  formBody,
  formSaved,
  instancesBody,
  instancesFound,
  newPasswordBody,
  setUpForm,
} from './form.ts';
import {
  amoTest,
  databaseTest,
  oauthBegun,
  oauthFinishBody,
  planJob,
  setup,
  tokenBody,
} from './setup.ts';

/** The routes of the set-up page. */
export const setUpRoutes = {
  setUpForm: {
    needs: 'operate',
    summary: 'What the set-up page asks for, without secrets',
    answer: setUpForm,
  },
  findInstances: {
    needs: 'operate',
    summary: 'Which instances of SQL Server a computer has',
    body: instancesBody,
    answer: instancesFound,
  },
  saveDatabase: {
    needs: 'operate',
    summary: "Look at the clinic's database with these settings, and keep them if it answers",
    body: formBody,
    answer: formSaved,
  },
  saveAmo: {
    needs: 'operate',
    summary: 'Look at amoCRM with these settings, and keep them if it takes them',
    body: formBody,
    answer: formSaved,
  },
  savePassword: {
    needs: 'operate',
    summary: 'The first password of the page',
    body: newPasswordBody,
    answer: session,
  },
  setup: { needs: 'look', summary: 'How far the installation is set up', answer: setup },
  testDatabase: { needs: 'operate', summary: "Ask the clinic's database", answer: databaseTest },
  testAmo: { needs: 'operate', summary: 'Ask amoCRM', answer: amoTest },
  beginOauth: { needs: 'operate', summary: 'Where to authorise at amoCRM', answer: oauthBegun },
  finishOauth: {
    needs: 'operate',
    summary: 'Authorise by the code that amoCRM showed',
    body: oauthFinishBody,
    answer: amoTest,
  },
  giveToken: {
    needs: 'operate',
    summary: 'Use this long-lived token from now on, if amoCRM takes it',
    body: tokenBody,
    answer: amoTest,
  },
  plan: { needs: 'look', summary: 'The plan preview', answer: planJob },
  makePlan: {
    needs: 'operate',
    summary: 'Make a plan of everything; nothing is written',
    answer: planJob,
  },
  start: { needs: 'operate', summary: 'Begin the first load', answer: nothing },
} as const;
