import { type CrmData, refreshFields } from '../crm-data.ts';
import type { Outcome } from '../faults/play.ts';
import { problem } from './answer.ts';
import type { Received } from './api-server.ts';
import type { Handler } from './router.ts';

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** What is not amoCRM's API: the pages and the sandbox's own switches. No limit, no faults, no log. */
export function makeSiteServer(data: CrmData, route: Handler): (received: Received) => Outcome {
  return (received) => {
    const bound = new URL(data.url()).hostname;
    const asked = hostnameOf(received.headers['host']);
    // On a loopback address only loopback names count: another site's name that points here could read patients.
    if (loopback.has(bound) && !loopback.has(asked)) {
      return { kind: 'answer', answer: problem(403, 'Use the address of the loopback interface') };
    }
    refreshFields(data);
    const user = data.account.admin;
    const call = { ...received, params: [], user, refuseRow: null, fault: null };
    return { kind: 'answer', answer: route(call) };
  };
}

const hostnameOf = (host: string | string[] | undefined): string => {
  const url = `http://${String(host)}`;
  return URL.canParse(url) ? new URL(url).hostname : '';
};
