import type { CrmData } from '../crm-data.ts';
import type { Route } from '../http/router.ts';
import type { Journal } from '../log/journal.ts';
import { contactListPage } from './contact-list-page.ts';
import { contactPage } from './contact-page.ts';

/** What a person sees of the sandbox in a browser. */
export const pageRoutes = (data: CrmData, journal: Journal | null): readonly Route[] => [
  { method: 'GET', path: '/', handle: (call) => contactListPage(data, call) },
  {
    method: 'GET',
    path: '/contacts/:id',
    handle: ({ params }) => contactPage(data, journal, Number(params[0])),
  },
];
