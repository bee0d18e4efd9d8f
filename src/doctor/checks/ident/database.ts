import type { Clock } from '../../../clock.ts';
import { branchFigures } from '../../../ident/branches/branch-figures.ts';
import type { Ident, Probe } from '../../../ident/ident.ts';
import { describeInstances, type OfferedInstance } from '../../../ident/instances.ts';
import type { SourceMemory } from '../../../ident/profiles/source-memory.ts';
import { both } from '../../../language.ts';
import { allSkipped, type Diagnosis, failed, ok, skipped } from '../../diagnosis.ts';
import { judgeBranches } from './branches.ts';
import type { SeenDatabase } from './database-owner.ts';
import { judgeClock, judgeLogin, judgeProbe, judgeSpeed } from './judgements.ts';

interface DatabaseContext {
  readonly clock: Clock;
  readonly timeZone: string;
  /** An SQLite file has no clock of its own. */
  readonly clockIsOurs: boolean;
  /** Told as soon as it answered. */
  readonly seen?: (database: SeenDatabase) => void;
  /** What passes and people said of this database. */
  readonly memory: SourceMemory;
  /** Of the server, where it tells. */
  readonly instances: Promise<readonly OfferedInstance[]>;
}

const unreached = { ru: 'база недоступна', en: 'the database is out of reach' };

/** The clinic's database, its login, its schema, its speed and its clock. */
export async function checkIdent(
  open: () => Promise<Ident>,
  { clock, timeZone, clockIsOurs, memory, seen, instances }: DatabaseContext,
): Promise<readonly Diagnosis[]> {
  let ident: Ident;
  try {
    ident = await open();
  } catch (error) {
    return unreachable(error, await instances);
  }
  try {
    const server = await ident.server();
    const probe = await ident.probe(memory);
    const readAt = clock.now();
    const count = await ident.count();
    seen?.({ identity: server.identity, count });
    const told = describeInstances(await instances);
    const found = both((language) => {
      const patients = language === 'ru' ? 'пациентов' : 'patients';
      const facts = `${server.version}, ${server.identity}, ${patients}: ${count}`;
      return told === null ? facts : `${facts}. ${told[language]}`;
    });
    const before = ident.queryMs;
    await scan(ident);
    const scanMs = Math.round(ident.queryMs - before);
    const inspection = await ident.inspect();
    return [
      ok('database', found),
      judgeLogin(inspection),
      judgeProbe(probe),
      ...(await judgeChosen(ident, probe)),
      judgeSpeed(scanMs, inspection),
      clockIsOurs
        ? skipped('clock', {
            ru: 'учебная база: часы этого компьютера',
            en: "sample database: this computer's clock",
          })
        : judgeClock(server.now, readAt, timeZone),
    ];
  } catch (error) {
    return unreachable(error, await instances);
  } finally {
    await ident.close();
  }
}

/** Nothing where no branches are chosen; how many patients each has is left out where the database does not tell in time. */
async function judgeChosen(ident: Ident, { branches }: Probe): Promise<readonly Diagnosis[]> {
  if (branches === null) return [];
  const census = await ident.branches().catch(() => null);
  return [judgeBranches(branches, census && branchFigures(census, branches))];
}

/** What an idle pass asks, from the server's present moment on. */
async function scan(ident: Ident): Promise<void> {
  const { next } = await ident.changedSince(null);
  await ident.changedSince(next);
}

function unreachable(error: unknown, instances: readonly OfferedInstance[]): readonly Diagnosis[] {
  const diagnosis = failed('database', error, 'ident-amocrm test-db');
  const told = describeInstances(instances);
  const { advice } = diagnosis;
  return [
    told === null || advice === undefined
      ? diagnosis
      : { ...diagnosis, advice: both((language) => `${advice[language]} ${told[language]}`) },
    ...allSkipped(['login', 'profile', 'speed', 'clock'], unreached),
  ];
}
