import { join } from 'node:path';
import { systemClock } from '../../src/clock.ts';
import { moveState } from '../../src/state/move/move-state.ts';
import type { StateServer } from '../../src/state/postgres/server.ts';
import { Cluster } from '../../test/support/postgres/postgres-cluster.ts';
import type { Part } from '../part.ts';
import type { PassCost, SyncQuestion } from '../processes/sync.child.ts';
import type { Row } from '../row.ts';
import { Account, type Clinic, unlimited } from '../world.ts';

export const stateOnServer: Part = {
  name: 'server-state',
  what: 'a deep pass with nothing changed, with the state on PostgreSQL beside one in a file: requests and CPU',
  async run({ clinics, quick, tell }) {
    const patients = quick ? 2_000 : 100_000;
    const what = `deep pass, ${patients.toLocaleString('en')} unchanged, state on PostgreSQL ÷ in a file`;
    tell(what);
    const clinic = await clinics.synced(patients);
    const inFile = await deepPass(clinic, patients);
    using cluster = await Cluster.own();
    await move(clinic, cluster.server);
    const onServer = await deepPass(clinic, patients, cluster.server);
    return [
      {
        part: this.name,
        what: `${what}: requests`,
        measured: onServer.requests / inFile.requests,
        unit: '×',
        goal: { atMost: 1 },
        aside: `${onServer.requests} and ${inFile.requests}`,
      },
      {
        part: this.name,
        what: `${what}: CPU of our process`,
        measured: onServer.cpuMs / inFile.cpuMs,
        unit: '×',
        goal: { atMost: 1.5 },
        aside: `${seconds(onServer.cpuMs)} and ${seconds(inFile.cpuMs)} of CPU, ${seconds(onServer.ms)} and ${seconds(inFile.ms)} on the clock; peak memory ${onServer.peakMb.toFixed(0)} and ${inFile.peakMb.toFixed(0)} MB`,
      },
    ] satisfies readonly Row[];
  },
};

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

async function deepPass(clinic: Clinic, patients: number, server?: StateServer): Promise<PassCost> {
  await using account = await Account.open(clinic, unlimited);
  const cost = await account.inSync<PassCost>(
    (sync, task) => sync.ask({ ask: 'pass', task, mode: 'deep' } satisfies SyncQuestion),
    server === undefined ? {} : { server },
  );
  if (cost.counts['unchanged'] !== patients) throw new Error(JSON.stringify(cost.counts));
  return cost;
}

async function move({ state }: Clinic, server: StateServer): Promise<void> {
  const files = { file: join(state, 'state.db'), keyFile: join(state, 'state.key') };
  await moveState(files, { ...files, server }, systemClock);
}
