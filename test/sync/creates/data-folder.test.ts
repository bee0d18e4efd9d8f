import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { Cluster } from '../../support/postgres/postgres-cluster.ts';
import { StatePlace } from '../../support/state/state-place.ts';
import { World } from '../../support/world.ts';

test.each([
  ['the machine that worked on it', false],
  ['a machine that has never seen it', true],
])(
  'the data folder of a PostgreSQL server is put back, a hundred creates old: %s doubles nobody',
  async (_, forgets) => {
    await using world = await World.open({ patients: 20 });
    using cluster = await Cluster.own();
    await world.installation('server', (folder) => StatePlace.on(cluster.server, folder));
    await world.sync();
    expect(world.contacts()).toHaveLength(20);
    const whileStopped = (meanwhile: () => void) =>
      world.restart(() => {
        cluster.stop();
        meanwhile();
        cluster.start();
      });
    await whileStopped(() => cluster.keepCopy());
    for (let id = 1_001; id <= 1_100; id += 1) {
      world.addPatient(id, { Surname: 'Новиков', Name: `Пациент ${id}` });
    }
    await world.sync();
    expect(world.contacts()).toHaveLength(120);
    await whileStopped(() => {
      cluster.putCopyBack();
      if (forgets) forget(dirname(world.stateFile));
    });
    await world.sync();
    await world.deep();
    expect(world.contacts()).toHaveLength(120);
    expect(world.notOnce()).toEqual([]);
  },
);

/** What a machine remembers of states on servers. */
function forget(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name.endsWith('.seen')) rmSync(join(folder, name));
  }
}
