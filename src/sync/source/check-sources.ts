import { isDeepStrictEqual } from 'node:util';
import { inputOf, isPatientInput } from '../../contact/model/inputs.ts';
import type { SourceNumber } from '../../contact/model/patient-key.ts';
import type { PatientInput } from '../../contact/model/table.ts';
import type { Probe } from '../../ident/ident.ts';
import type { SourceReport } from '../../ident/patients/resolve.ts';
import type { SourceMemory } from '../../ident/profiles/source-memory.ts';
import type { OpenSource } from '../../ident/sources/databases.ts';
import type { Repositories, State } from '../../state/open-state.ts';
import { SyncError } from '../errors.ts';
import type { OpeningEntry } from '../guard/ledger.ts';
import type { SyncSetup } from '../pass/pass-context.ts';
import { branchMemory } from './check-branches.ts';
import { sourceErrors } from './errors.ts';

/** What the passes before knew of the clinic's database, for the next look into it. */
export async function sourceMemory({
  meta,
  key,
}: Pick<State, 'meta' | 'key'>): Promise<SourceMemory> {
  const known = await meta.read('branchNames', 'origins', 'confirmedSources');
  return {
    branches: branchMemory(known.get('branchNames') ?? {}, key),
    origins: byInput(known.get('origins') ?? {}),
    confirmed: byInput(known.get('confirmedSources') ?? {}),
  };
}

/** Reads a source from now on as the passes before knew it. */
export async function recall(
  { meta, key }: Pick<State, 'meta' | 'key'>,
  { number, ident }: OpenSource,
): Promise<Probe> {
  return await ident.probe(await sourceMemory({ meta: meta.of(number), key }));
}

/**
 * A column that was there before and is gone pauses once (`drift`), whatever it is: an IDENT update may have renamed
 * it, or the login lost a right. Nothing is cleared either way: missing is not empty. The pass after that goes on
 * without what was read from it. Consent alone is claimed of nobody when it cannot be read: that pass looks at everybody.
 *
 * @returns what is to be written down with the first write to a database that is not yet the state's: what it has more
 *   than the one before is not known before.
 * @throws SyncError IDENT_FIELDS_GONE.
 */
export async function checkSources(
  { state }: Pick<SyncSetup, 'state'>,
  source: SourceNumber,
  probe: Probe,
  {
    remember,
    isNew,
  }: {
    /** False for a plan: looking must not use up the pause. */
    readonly remember: boolean;
    /** Whether this is another database than the state's. */
    readonly isNew: boolean;
  },
): Promise<readonly OpeningEntry[]> {
  const written = await state.meta.of(source).read('origins', 'watchedColumns', 'knownInputs');
  const known = byInput(written.get('origins') ?? {});
  const watched = written.get('watchedColumns');
  // What versions before knew by name only.
  const knownByName = new Set(written.get('knownInputs'));
  const losses: Loss[] = [];
  let isConsentLost = false;
  const next: Record<string, NonNullable<ReturnType<typeof known.get>>> = {};
  for (const [input, report] of probe.inputs) {
    const before = known.get(input);
    const loss = lossOf(input, report, before, knownByName.has(input));
    if (loss) losses.push(loss);
    if (loss && tellsConsent.has(input)) isConsentLost = probe.inputs.has('conformToSending');
    const origin = probe.origins.get(input);
    if (origin) next[input] = { ...origin, gone: [] };
    // What is switched off stays known: it comes back by a person's will. So does what is lost: it may come back too.
    else if (before && report.status !== 'missing') {
      next[input] = { ...before, gone: [...(report.gone ?? before.gone)] };
    }
  }
  const unwatched = (watched ?? []).filter((column) => !probe.watchable.includes(column));
  if (unwatched.length > 0) losses.push({ name: 'Отметки изменений', columns: unwatched });
  const write = (origins: typeof next, columns: readonly string[]) => async (tx: Repositories) => {
    const own = tx.meta.of(source);
    await own.set('origins', origins);
    await own.set('watchedColumns', [...columns]);
  };
  const all = async (tx: Repositories) => {
    await write(next, probe.watchable)(tx);
    await tx.meta.of(source).clear('knownInputs');
  };
  // Nearly every pass finds what the one before did: nothing is written for it.
  const isAsBefore =
    !isNew &&
    !isConsentLost &&
    isDeepStrictEqual(written.get('origins'), next) &&
    isDeepStrictEqual(watched, [...probe.watchable]) &&
    written.get('knownInputs') === undefined;
  if (remember && !isAsBefore) {
    const onlyKnown = write(
      Object.fromEntries(
        Object.entries(next).filter(([input]) => isPatientInput(input) && known.has(input)),
      ),
      probe.watchable.filter((column) => watched?.includes(column)),
    );
    await state.transaction(async (tx) => {
      await (isNew ? onlyKnown : all)(tx);
      if (isConsentLost) await tx.meta.makeDeepDue('consent-unread');
    });
  }
  if (losses.length > 0) {
    throw new SyncError(
      sourceErrors.identFieldsGone({
        names: losses.map(({ name }) => name),
        columns: [...new Set(losses.flatMap(({ columns }) => columns))],
      }),
    );
  }
  return isNew ? [all] : [];
}

const tellsConsent: ReadonlySet<PatientInput> = new Set(['conformToSending', 'smsRefusal']);

interface Loss {
  readonly name: string;
  readonly columns: readonly string[];
}

/** What is lost since the last look; `null` when nothing is, or it was told already. */
function lossOf(
  input: PatientInput,
  { status, gone = [] }: SourceReport,
  before: { readonly columns: readonly string[]; readonly gone: readonly string[] } | undefined,
  knownByName: boolean,
): Loss | null {
  const { name } = inputOf(input);
  if (status === 'lost') {
    const fresh = gone.filter((column) => !before?.gone.includes(column));
    return fresh.length > 0 ? { name, columns: fresh } : null;
  }
  if (status !== 'missing' || !(before || knownByName)) return null;
  return { name, columns: before?.columns ?? [] };
}

function byInput<T>(record: Readonly<Record<string, T>>): ReadonlyMap<PatientInput, T> {
  return new Map(
    Object.entries(record).flatMap(([input, value]) =>
      isPatientInput(input) ? [[input, value] as const] : [],
    ),
  );
}
