import { systemClock } from '../clock.ts';
import type { SandboxAccount } from './account.ts';
import { accountRoutes } from './api/account.ts';
import { contactReadRoutes } from './api/contacts-read.ts';
import { contactWriteRoutes } from './api/contacts-write.ts';
import { customFieldRoutes } from './api/custom-fields.ts';
import { eventRoutes } from './api/events.ts';
import { fieldGroupRoutes } from './api/field-groups.ts';
import { leadLinkRoutes } from './api/leads/lead-links.ts';
import { leadReadRoutes } from './api/leads/leads-read.ts';
import { leadWriteRoutes } from './api/leads/leads-write.ts';
import { pipelineRoutes } from './api/leads/pipelines.ts';
import { controlRoutes } from './control/control-routes.ts';
import { type CrmData, openCrmData } from './crm-data.ts';
import { SandboxError, sandboxErrors } from './errors.ts';
import { FaultQueue } from './faults/fault-queue.ts';
import { LateCommits } from './faults/late-commits.ts';
import { isApi, makeApiServer } from './http/api-server.ts';
import { Listener } from './http/listener.ts';
import { RateWindow } from './http/rate-window.ts';
import { makeRouter } from './http/router.ts';
import { makeSiteServer } from './http/site-server.ts';
import type { Robots } from './lead/robots.ts';
import { Journal } from './log/journal.ts';
import { Recorder } from './log/recorder.ts';
import { RequestLog } from './log/request-log.ts';
import { authorizeRoutes } from './oauth/authorize-page.ts';
import { makeOAuth, type SandboxOAuth } from './oauth/sandbox-oauth.ts';
import { TokenBook } from './oauth/token-book.ts';
import { tokenRoutes } from './oauth/token-endpoint.ts';
import { pageRoutes } from './page/page-routes.ts';
import { type Crm, makeCrm } from './people/crm.ts';
import { type Deals, makeDeals } from './people/deals.ts';
import { type Funnel, makeFunnel } from './people/funnel.ts';
import { Unrest } from './people/unrest.ts';
import {
  defaultIntegration,
  defaultManners,
  defaultRate,
  type Manners,
  type SandboxOptions,
} from './sandbox-options.ts';
import { Database } from './store/database.ts';

/** A running sandbox: amoCRM v4 over real HTTP, and behind it everything that a test or a demo wants to see or do. */
export interface Sandbox {
  /** `http://127.0.0.1:8080`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  readonly account: SandboxAccount;
  /** May be changed at any time. */
  readonly manners: Manners;
  /** What people see and do in the CRM. */
  readonly crm: Crm;
  /** The same of leads, … */
  readonly deals: Deals;
  /** … and of the pipelines that they go through. */
  readonly funnel: Funnel;
  /** Robots of the digital pipeline, to order. */
  readonly robots: Robots;
  readonly faults: FaultQueue;
  /** People who work in the CRM between the pages of a reading. */
  readonly unrest: Unrest;
  /** The ids of all further contacts lie above this one. */
  idsAbove(id: number): void;
  /** Effects that are still to come after their connection ended. */
  readonly late: LateCommits;
  readonly log: RequestLog;
  /** Only with the option `journal`. */
  readonly journal: Journal | null;
  readonly oauth: SandboxOAuth;
  /** The rate limit and its ban. */
  readonly limiter: RateWindow;
  /** Commits what is still to come, ends all connections and closes the file. */
  close(): Promise<void>;
}

/** @throws SandboxError when the port or the file cannot be had. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { host = '127.0.0.1', clock = systemClock } = options;
  const integration = { ...defaultIntegration, ...options.integration };
  const manners: Manners = {
    ...defaultManners,
    ...(options.latencyMs !== undefined && { latencyMs: options.latencyMs }),
    ...(options.requireAuth !== undefined && { requireAuth: options.requireAuth }),
    ...options.manners,
  };
  let url = '';
  const db = openDatabase(options.file ?? null);
  const data = openCrmData({
    db,
    accountId: options.accountId ?? 31_361_462,
    accountName: options.accountName ?? 'Стоматология «Песочница»',
    timeZone: options.timeZone ?? 'Europe/Moscow',
    fixedOffsetHours: options.fixedOffsetHours,
    manners,
    clock,
    url: () => url,
  });
  const tokens = new TokenBook(data, integration);
  const limiter = new RateWindow(options.rate === undefined ? defaultRate : options.rate);
  const log = new RequestLog(options.logLimit ?? 100_000);
  const journal = options.journal ? new Journal() : null;
  const recorder = new Recorder(data, log, journal);
  const faults = new FaultQueue();
  const late = new LateCommits(clock);
  const route = makeRouter(
    [...apiRoutes(data), ...tokenRoutes(data, tokens, integration)],
    () => url,
  );
  const crm = makeCrm(data, recorder);
  const deals = makeDeals(data, recorder);
  const unrest = new Unrest({ crm, deals }, () => data.contacts.liveIds(), clock);
  const api = makeApiServer({ data, tokens, limiter, faults, late, recorder, route, unrest });
  const oauth = makeOAuth(data, tokens, integration);
  const parts = {
    deals,
    funnel: makeFunnel(data, recorder),
    robots: data.robots,
    account: data.account,
    manners,
    crm,
    faults,
    late,
    log,
    journal,
    oauth,
    limiter,
    unrest,
    idsAbove: (id: number) => data.contacts.ids.goOnAbove(id),
  };
  const site = makeSiteServer(
    data,
    makeRouter(
      [
        ...pageRoutes(data, journal),
        ...authorizeRoutes(data, oauth, tokens),
        ...controlRoutes(parts),
      ],
      () => url,
    ),
  );
  const listener = new Listener({
    clock,
    manners,
    serve: (received) => (isApi(received.path) ? api(received) : site(received)),
  });
  const port = await listener.listen(host, options.port ?? 0).catch((error: unknown) => {
    db.close();
    throw error;
  });
  url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const close = async (): Promise<void> => {
    late.commitAll();
    await listener.close();
    db.close();
  };
  let closed: Promise<void> | undefined;
  return {
    url,
    port,
    ...parts,
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

const apiRoutes = (data: CrmData) => [
  ...accountRoutes(data),
  ...contactReadRoutes(data),
  ...contactWriteRoutes(data),
  ...leadReadRoutes(data),
  ...leadWriteRoutes(data),
  ...leadLinkRoutes(data),
  ...pipelineRoutes(data),
  ...customFieldRoutes(data, 'contacts'),
  ...fieldGroupRoutes(data, 'contacts'),
  ...customFieldRoutes(data, 'leads'),
  ...fieldGroupRoutes(data, 'leads'),
  ...eventRoutes(data),
];

function openDatabase(file: string | null): Database {
  try {
    return new Database(file);
  } catch (cause) {
    throw new SandboxError(sandboxErrors.fileUnusable(file ?? ':memory:'), { cause });
  }
}
