import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChangeCursor } from '../../../src/ident/changes/change-cursor.ts';
import { ScanMemory } from '../../../src/ident/changes/overlap-memory.ts';
import { World } from '../../support/world.ts';

const patients = 12;

/**
 * A transaction stamps its row when it writes and shows it when it commits, up to an hour later (SPEC B4): so rows turn
 * up behind stamps that were already read. Ties are everywhere: an import stamps hundreds of rows alike.
 */
const commit = fc.record({
  patient: fc.integer({ min: 1, max: patients }),
  table: fc.constantFrom('Persons' as const, 'Patients' as const),
  /** Minutes between stamp and commit; negative: the writer's clock runs ahead. */
  lateBy: fc.constantFrom(0, 0, 0, 1, 5, 30, 59, -1, -30),
});
const step = fc.oneof(
  fc.record({
    kind: fc.constant('commit' as const),
    rows: fc.array(commit, { minLength: 1, maxLength: 6 }),
  }),
  fc.constant({ kind: 'scan' as const }),
);

test('the cursor never skips a row, for any interleaving of late commits, ties and clocks that run ahead', async () => {
  await neverSkips(() => undefined);
});

test('a cursor that remembers what it has read of the overlap never skips a row', async () => {
  await neverSkips(() => new ScanMemory());
});

async function neverSkips(memoryOf: () => ScanMemory | undefined): Promise<void> {
  await using world = await World.open({ patients, fields: false });
  const database = new DatabaseSync(world.identFile);
  const write = {
    Persons: database.prepare(
      "update Persons set DateTimeChanged = strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime', ?) where ID = ?",
    ),
    Patients: database.prepare(
      "update Patients set DateTimeChanged = strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime', ?) where ID_Persons = ?",
    ),
  };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 14 }), async (steps) => {
      let cursor: ChangeCursor | null = null;
      const memory = memoryOf();
      let unseen = new Set<number>();
      for (const one of [...steps, { kind: 'scan' as const }]) {
        if (one.kind === 'commit') {
          for (const { patient, table, lateBy } of one.rows) {
            write[table].run(`${-lateBy} minutes`, patient);
            unseen.add(patient);
          }
          continue;
        }
        const ident = await world.ident(memory);
        const scan = await ident.changedSince(cursor);
        await ident.close();
        // Without a cursor, or with one that fits no more, a deep pass reads everything.
        if (scan.reset === null) {
          const named = new Set<number>(scan.ids);
          expect([...unseen].filter((patient) => !named.has(patient))).toEqual([]);
        }
        unseen = new Set();
        cursor = scan.next;
      }
    }),
    { numRuns: 60 },
  );
  database.close();
}
