import { ruleVersions } from '../../contact/model/fields.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import type { State } from '../../state/open-state.ts';
import type { Link } from '../../state/patients/link.ts';
import { type Change, isWritten } from '../item/verdicts.ts';
import type { OpeningEntry } from './ledger.ts';

/** What a new version of our own rule does to one item of the contacts. */
export interface RuleChange {
  readonly item: string;
  /** Contacts that hold the item by the old rule, and that will by the new one. */
  readonly before: number;
  readonly after: number;
  /** Patients for whom it changes. */
  readonly changed: number;
}

interface Tally {
  readonly patients: Set<PatientId>;
  cleared: number;
  filled: number;
}

/**
 * What changes because a rule of ours did, not IDENT: the state was written by other versions of these rules. It is no
 * mass change of IDENT's, is counted apart, and asks once.
 */
export class RuleChanges {
  /** Items whose rule is another than the one that the state was written by. */
  readonly moved: ReadonlySet<string>;
  readonly isAllowed: boolean;
  readonly #tallies = new Map<string, Tally>();
  #told: readonly RuleChange[] | null = null;

  constructor(moved: ReadonlySet<string>, isAllowed: boolean) {
    this.moved = moved;
    this.isAllowed = isAllowed;
  }

  /** Counts the items of a patient that change because a rule of ours did, and not IDENT. */
  count(link: Link, change: Change): void {
    if (this.moved.size === 0) return;
    for (const [item, verdict] of change.verdicts) {
      if (!this.moved.has(item) || !isWritten(verdict)) continue;
      // What somebody changed in amoCRM is not of our making.
      if (verdict.act === 'write' && verdict.why === 'drifted') continue;
      const tally = this.#tallies.get(item) ?? { patients: new Set(), cleared: 0, filled: 0 };
      this.#tallies.set(item, tally);
      if (tally.patients.has(link.patientId)) continue;
      tally.patients.add(link.patientId);
      if (verdict.act === 'clear') tally.cleared += 1;
      else if (!holds(link, item)) tally.filled += 1;
    }
  }

  /** As it is the first time that it is asked for: before anything of it is written. */
  async told({ links }: Pick<State, 'links'>): Promise<readonly RuleChange[]> {
    if (this.#told !== null) return this.#told;
    const changes: RuleChange[] = [];
    for (const [item, { patients, cleared, filled }] of this.#tallies) {
      const before = await links.countHolding(item);
      changes.push({ item, before, after: before - cleared + filled, changed: patients.size });
    }
    this.#told = changes.toSorted((a, b) => b.changed - a.changed);
    return this.#told;
  }

  patientsOf(item: string): readonly PatientId[] {
    return [...(this.#tallies.get(item)?.patients ?? [])];
  }
}

/** Where no state is concerned, or one that these rules wrote. */
export const noRuleChanges = (): RuleChanges => new RuleChanges(new Set(), true);

/**
 * Which rules moved since the state was written. A state without a link is these rules' with its first write.
 *
 * @returns besides, what is to be written down with the first write.
 */
export async function openRules({ meta, links }: Pick<State, 'meta' | 'links'>): Promise<{
  readonly rules: RuleChanges;
  readonly entries: readonly OpeningEntry[];
}> {
  if ((await links.count()) === 0) return { rules: noRuleChanges(), entries: [adoptRules] };
  const known = await meta.read('rules', 'rulesAllowed');
  const [written, allowed] = [known.get('rules') ?? {}, known.get('rulesAllowed') ?? {}];
  const names = Object.keys(ruleVersions);
  const moved = names.filter((item) => (written[item] ?? 1) !== ruleVersions[item]);
  const isAllowed = moved.every((item) => allowed[item] === ruleVersions[item]);
  return { rules: new RuleChanges(new Set(moved), isAllowed), entries: [] };
}

/** From now on the state is written by the rules of this version. */
export const adoptRules: OpeningEntry = (tx) => tx.meta.set('rules', { ...ruleVersions });

/** A person agreed to what they change: nobody is asked again, though it may take several passes. */
export const allowRules: OpeningEntry = (tx) => tx.meta.set('rulesAllowed', { ...ruleVersions });

function holds(link: Link, item: string): boolean {
  if (item === 'phones' || item === 'emails') return link[item].length > 0;
  return link.acknowledged.has(item);
}
