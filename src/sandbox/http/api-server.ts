import { type CrmData, refreshFields } from '../crm-data.ts';
import type { Fault } from '../faults/fault.ts';
import type { FaultQueue } from '../faults/fault-queue.ts';
import type { LateCommits } from '../faults/late-commits.ts';
import { type Outcome, play, type Stage } from '../faults/play.ts';
import { rowRefusal } from '../faults/row-refusal.ts';
import { withConsequences } from '../lead/consequences.ts';
import type { Recorder } from '../log/recorder.ts';
import type { LogLine } from '../log/request-log.ts';
import type { Bearer, TokenBook } from '../oauth/token-book.ts';
import type { Unrest } from '../people/unrest.ts';
import { type Answer, nginx, problem, throttled, unauthorized } from './answer.ts';
import type { Call } from './call.ts';
import type { RateWindow } from './rate-window.ts';
import type { Handler } from './router.ts';

/** A request as it came off the wire. */
export type Received = Pick<Call, 'method' | 'path' | 'query' | 'headers' | 'body'>;

export interface ApiParts {
  readonly data: CrmData;
  readonly tokens: TokenBook;
  readonly limiter: RateWindow;
  readonly faults: FaultQueue;
  readonly late: LateCommits;
  readonly recorder: Recorder;
  readonly route: Handler;
  readonly unrest: Unrest;
}

/** Whether a path is amoCRM's API: counted, limited, logged and open to faults. */
export const isApi = (path: string): boolean =>
  path.startsWith('/api/') || path.startsWith('/oauth2/');

/** The API in front of the CRM: first nginx and its limit, then faults, then the token, then the rules. */
export function makeApiServer(parts: ApiParts): (received: Received) => Outcome {
  const { data, tokens, limiter, faults, late, recorder, route, unrest } = parts;

  const bearerOf = ({ path, headers }: Received): Bearer | null => {
    const { authorization } = headers;
    if (path.startsWith('/oauth2/') || !data.manners.requireAuth) {
      return { tokenId: '', user: data.account.admin };
    }
    return tokens.bearer(typeof authorization === 'string' ? authorization : undefined);
  };

  const handle = (received: Received, bearer: Bearer | null, fault: Fault | null): Answer => {
    if (!bearer) return unauthorized;
    const fields = received.path.startsWith('/api/v4/leads') ? data.leadFields : data.fields;
    const refuseRow = fault?.kind === 'reject' ? rowRefusal(fault, fields) : null;
    return route({ ...received, params: [], user: bearer.user, refuseRow, fault });
  };

  /** One request, one transaction: it happens wholly or not at all. */
  const commit = (
    received: Received,
    line: LogLine,
    bearer: Bearer | null,
    fault: Fault | null,
  ): Answer => {
    try {
      const work = () => {
        // Inside the transaction, where no other process can change the fields any more.
        refreshFields(data);
        return handle(received, bearer, fault);
      };
      const answer = received.method === 'GET' ? work() : data.db.transaction(work);
      if (answer.written) recorder.committed(line, answer.written);
      return answer;
    } catch (error) {
      // A mistake of the sandbox: say where, so that a test that meets it can be understood.
      process.emitWarning(error instanceof Error ? error : String(error), 'SandboxFailure');
      return problem(500, 'The sandbox itself has failed');
    }
  };

  /** What robots were to do later has its turn. */
  const robots = (): void => {
    const effects = data.db.transaction(() => withConsequences(data, data.robots.due(data)));
    if (effects.leads.length > 0) recorder.acted('robot', 'edit', '/leads', effects);
  };

  const refusal = (monotonic: number): Answer | null => {
    const verdict = limiter.arrive(monotonic);
    if (verdict === 'ban') return nginx(403);
    if (verdict === 'pass') return null;
    const every = data.manners.htmlThrottleEvery;
    return every > 0 && limiter.violations % every === 0 ? nginx(429) : throttled;
  };

  return (received) => {
    const { method, path, query } = received;
    const { clock } = data;
    unrest.before(method, path);
    robots();
    const monotonic = clock.monotonic();
    const line = recorder.log.open({
      at: clock.now(),
      monotonic,
      source: 'api',
      method,
      path,
      query: String(query),
      tokenId: null,
      fault: null,
    });
    const refused = refusal(monotonic);
    const fault = refused ? null : faults.take(method, path);
    const bearer = refused ? null : bearerOf(received);
    line.bearer(bearer?.tokenId || null);
    if (fault) line.fault(fault.kind);
    const now = (): Answer => commit(received, line, bearer, fault);
    const outcome = outcomeOf(refused, fault, {
      commit: now,
      carryOut: () => commit(received, line, bearer, null),
      later: (ms) => late.later(ms, now),
    });
    if (outcome.kind === 'answer') line.answered(outcome.answer.status);
    return outcome;
  };
}

function outcomeOf(refused: Answer | null, fault: Fault | null, stage: Stage): Outcome {
  if (refused) return { kind: 'answer', answer: refused };
  return fault ? play(fault, stage) : { kind: 'answer', answer: stage.commit() };
}
