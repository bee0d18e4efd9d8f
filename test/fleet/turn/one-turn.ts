import { type Logger, pino } from 'pino';
import { type Clock, systemClock } from '../../../src/clock.ts';
import { loadEach } from '../../../src/config/load-config.ts';
import { type FleetClinicConfig, fleetClinicParts } from '../../../src/fleet/clinic/own-clinics.ts';
import { clinicTurn, type TurnEnd } from '../../../src/fleet/machine/clinic-turn.ts';
import type { PassClass } from '../../../src/fleet/machine/places.ts';
import type { BegunTurn } from '../../../src/fleet/tables/due-times.ts';
import type { Shown } from '../../../src/fleet/tables/watch-rows.ts';
import { HealthKeeper } from '../../../src/fleet/watch/health-keeper.ts';
import { DatabaseMemories } from '../../../src/ident/database-memory.ts';
import type { ServiceEvent } from '../../../src/service/service-event.ts';
import { poolOf } from '../../../src/state/postgres/connections.ts';
import { ReadySessions, sessionsFor } from '../../../src/state/postgres/locks/ready-sessions.ts';
import type { FleetGround } from '../fleet-ground.ts';

const silent = pino({ level: 'silent' });

export interface Given {
  readonly begun?: Partial<BegunTurn>;
  readonly place?: PassClass;
  readonly signal?: AbortSignal;
  /** The settings as turns before have read them, and what those have learnt by them. */
  readonly known?: { readonly config: FleetClinicConfig; readonly memories: DatabaseMemories };
  readonly listener?: (event: ServiceEvent) => void;
  readonly log?: Logger;
  /** Its own; absent: the machine's. */
  readonly clock?: Clock;
  /** The way to the server, and how long an answer is waited for by it; absent: its own, and as every machine waits. */
  readonly by?: { readonly port: number; readonly answerMs: number };
}

/** The clinic's settings, read anew. */
export const settingsOf = ({ env, folder: cwd }: FleetGround, name: string): FleetClinicConfig =>
  loadEach({ env, cwd, needs: fleetClinicParts })(name);

/** One turn of the clinic, as a machine makes it that has never heard of it before; no database of IDENT rests. */
export async function oneTurn(
  ground: FleetGround,
  name: string,
  {
    begun,
    place = 'long',
    known,
    signal,
    listener = () => undefined,
    log = silent,
    clock = systemClock,
    by,
  }: Given = {},
): Promise<TurnEnd & { readonly shown: readonly Shown[] }> {
  const pool = poolOf({ ...ground.server, ...by, schema: 'ident_amocrm' }, { most: 4, ...by });
  const ready = new ReadySessions(systemClock);
  const sessions = by === undefined ? ready : sessionsFor(by.answerMs);
  const shown: Shown[] = [];
  const { config: read, memories } = known ?? {
    config: settingsOf(ground, name),
    memories: new DatabaseMemories(systemClock),
  };
  const { server } = read.state;
  const state = { ...read.state, ...(server && by && { server: { ...server, port: by.port } }) };
  const config = { ...read, state };
  await ground.sql(`delete from ${server?.schema}.meta where name like '%estUntil%'`);
  try {
    const end = await clinicTurn({
      ...{ config, place, shared: { pool, sessions }, clock, log, listener },
      begun: {
        ...{ failures: 0, history: null, serverMs: Date.now(), hasState: true, lateMs: 0 },
        ...{ isTakenOver: false, ...begun },
      },
      signal: signal ?? new AbortController().signal,
      silence: { longestMs: 0 },
      memories,
      admit: async () => undefined,
      health: new HealthKeeper({
        rows: { show: async (_, one) => void shown.push(one), hide: async () => undefined },
        ...{ number: 1, clock, log },
      }),
    });
    return { ...end, shown };
  } finally {
    await ready.close();
    await pool.end();
  }
}
