import { describe, expect, it } from 'vitest';
import type { Connection } from '../../../src/ident/connection/connection.ts';
import type { Ident } from '../../../src/ident/ident.ts';
import { mutateSampleDatabase } from '../../../src/sandbox/sample-db/mutate.ts';

/** The sample database that the reader's suite stands on. */
interface ChangeSuiteContext {
  /** Runs with a new reader, as each pass has one. */
  reading<T>(work: (ident: Ident) => Promise<T>): Promise<T>;
  execute(statement: string): Promise<void>;
  writer(): Connection;
  readonly patients: number;
}

/** What a scan for changes must find, and when it must ask for a deep pass instead. */
export function changeSuite({ reading, execute, writer, patients }: ChangeSuiteContext): void {
  describe('changes', () => {
    const start = () => reading((ident) => ident.changedSince(null));

    it('without a cursor: no ids, and a place to go on from', async () => {
      const { ids, reset, next } = await start();
      expect({ ids, reset }).toEqual({ ids: [], reset: 'first' });
      expect(Object.keys(next.sources)).toContain('Receptions.ReceptionEnded');
    });

    it('names every patient that a stretch of the day touched, each once, ascending', async () => {
      const { next } = await start();
      const { patientIds } = await mutateSampleDatabase(writer(), { changes: 60, seed: 5 });
      const { ids, reset } = await reading((ident) => ident.changedSince(next));
      expect(reset).toBeNull();
      expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
      expect(ids).toEqual(expect.arrayContaining([...patientIds]));
      expect(ids.length).toBeLessThan(patients);
    });

    it('a visit that moves no stamp of the patient names him still', async () => {
      const { next } = await start();
      const reception = `update Receptions set ReceptionEnded = '${(await now()).slice(0, 19)}'`;
      await execute(`${reception} where ID_Patients = 1 and ReceptionEnded is not null`);
      expect((await reading((ident) => ident.changedSince(next))).ids).toContain(1);
    });

    it('an idle look takes six statements with server() and the probe', async () => {
      const { next } = await start();
      const asked = await reading(async (ident) => {
        await ident.server();
        await ident.probe();
        await ident.changedSince(next);
        return ident.statements;
      });
      expect(asked).toBeLessThanOrEqual(6);
    });

    it('a stamp in the future is named, but does not move the cursor past what comes', async () => {
      const { next } = await start();
      await execute(`update Persons set DateTimeChanged = '2098-01-01T00:00:00' where ID = 5`);
      const scan = await reading((ident) => ident.changedSince(next));
      expect(scan.ids).toContain(5);
      const stamp = (await now()).slice(0, 19);
      await execute(`update Persons set DateTimeChanged = '${stamp}' where ID = 6`);
      expect((await reading((ident) => ident.changedSince(scan.next))).ids).toContain(6);
      await execute(`update Persons set DateTimeChanged = '${stamp}' where ID = 5`);
    });

    it('a clock far behind the cursor means a restored database', async () => {
      const { next } = await start();
      const later = { ...next, at: '2099-01-01T00:00:00.000' };
      const scan = await reading((ident) => ident.changedSince(later));
      expect(scan).toMatchObject({ ids: [], reset: 'restored' });
      expect(scan.next.at < later.at).toBe(true);
    });

    it('stamps that all lie behind the cursor mean a restored database, whatever the clock', async () => {
      const { next } = await start();
      const ahead = Object.keys(next.sources).map((key) => [key, '2098-06-01T00:00:00.000']);
      const scan = await reading((ident) =>
        ident.changedSince({ ...next, sources: Object.fromEntries(ahead) }),
      );
      expect(scan).toMatchObject({ ids: [], reset: 'restored' });
    });

    it('a cursor of other sources than this database has is dropped', async () => {
      const { next } = await start();
      const { 'Persons.DateTimeChanged': _, ...sources } = next.sources;
      const scan = await reading((ident) => ident.changedSince({ ...next, sources }));
      expect(scan).toMatchObject({ ids: [], reset: 'sources-changed', next: { sources: {} } });
      expect(Object.keys(scan.next.sources)).toContain('Persons.DateTimeChanged');
    });

    const now = async () => (await reading((ident) => ident.server())).now;
  });
}
