import { limiterBounds } from '../../../amocrm/limiter/limiter-state.ts';
import type { Clock } from '../../../clock.ts';
import { StateError } from '../../file/errors.ts';
import { type LockKey, lockOfTransaction } from '../locks/lock-keys.ts';
import type { Sessions } from '../locks/ready-sessions.ts';
import type { Session } from '../locks/session.ts';
import { addressOf, type StateServer, tableOf } from '../server.ts';
import { serverErrors } from '../server-errors.ts';
import { serverFailure } from '../server-failure.ts';
import type { PaceRow } from './server-pace.ts';

interface PaceLook {
  readonly text: string | null;
  readonly server_ms: number;
  readonly was_used: boolean;
  readonly is_blocked: boolean;
}

/**
 * The row of the limiter. Over a connection of its own: a slot is taken while a transaction of the pass is open, and
 * others may wait for that one with every connection of the pool.
 */
export function paceRow(
  server: StateServer,
  key: LockKey,
  { clock, sessions }: { readonly clock: Clock; readonly sessions: Sessions },
): PaceRow & { close(): Promise<void> } {
  let session: Session | null = null;
  let isClosed = false;
  let before: Promise<unknown> = Promise.resolve();

  const begun = async (): Promise<Session> => {
    session = await sessions.begin(server);
    return session;
  };

  const change: PaceRow['change'] = async (step) => {
    // One that somebody has ended is not asked any more.
    const open = session === null || session.isOver ? await begun() : session;
    const one = open.client;
    try {
      // It need not survive a power cut: nobody waits for the server's disk.
      await one.query(
        `begin; set local synchronous_commit = off;
          select ${lockOfTransaction(key)}`,
      );
      const askedAt = clock.monotonic();
      const { rows } = await one.query<PaceLook>(look(server));
      const answeredAt = clock.monotonic();
      const [row] = rows;
      if (row === undefined) throw new Error('a look without from has one row');
      const [next, result] = step({
        text: row.text,
        serverMs: row.server_ms,
        askedAt,
        answeredAt,
        memory: { wasUsed: row.was_used, isBlocked: row.is_blocked },
      });
      await one.query(
        `insert into ${tableOf(server, 'limiter')} (one, state) values (1, ${one.escapeLiteral(next)})
          on conflict (one) do update set state = excluded.state; commit`,
      );
      return result;
    } catch (error) {
      // Its end rolls back whatever was begun.
      session = null;
      void open.end();
      throw serverFailure(error, server);
    }
  };

  return {
    change: (step) => {
      // The session that it would begin, nobody would end.
      if (isClosed) {
        return Promise.reject(new StateError(serverErrors.closed({ address: addressOf(server) })));
      }
      const turn = before.then(() => change(step));
      before = turn.catch(() => undefined);
      return turn;
    },
    close: async () => {
      isClosed = true;
      await before;
      if (session !== null) await sessions.giveBack(session);
      session = null;
    },
  };
}

/** The row, the server's clock, and what the state tells of the traffic with amoCRM. */
function look(server: StateServer): string {
  const of = (table: string) => tableOf(server, table);
  const now = 'extract(epoch from pg_catalog.clock_timestamp()) * 1000';
  return `select
    (select state from ${of('limiter')}) as text,
    (${now})::double precision as server_ms,
    exists (select 1 from ${of('meta')} where name = 'accountId')
      or exists (select 1 from ${of('runs')}) as was_used,
    exists (select 1 from ${of('pauses')} where reason = 'circuit')
      or exists (select 1 from ${of('runs')} where error_code = 'AMO_RATE_BLOCKED'
        and ended_at > ${now} - ${limiterBounds.blockMs}) as is_blocked`;
}
