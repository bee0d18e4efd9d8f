import type { ContactId } from '../../amocrm/model/model.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import type { Repair, Repairs } from '../../state/patients/repairs.ts';
import type { Change, Item, Verdict } from './verdicts.ts';

const dayMs = 24 * 3_600_000;
/** So often the feed has the same item put right within a day. */
const mostByFeed = 2;
/** After so many days in a row the audit leaves it, too, … */
const daysOfWar = 3;
/** … and tries again after so many more. */
const leftForMs = 7 * dayMs;
/** Nothing older counts. */
const keptMs = 8 * dayMs;
/** An audit of a day may begin a little earlier than that of the day before. */
const slackMs = 3_600_000;

/** Of what is left so many are kept in mind. */
const mostKept = 100;

type By = 'feed' | 'audit';

/** What is left as it stands to whoever changes it. */
export interface Fought {
  readonly patientId: PatientId;
  readonly contactId: ContactId;
  readonly item: Item;
}

/** Whether one item, with this history, is left to whoever changes it. */
function isLeft(history: readonly Pick<Repair, 'at' | 'by'>[], now: number, by: By): boolean {
  const ages = (of: Repair['by']) =>
    history.filter((one) => one.by === of).map(({ at }) => Math.max(0, now - at));
  if (ages('left').some((age) => age < leftForMs)) return true;
  if (by === 'feed') return ages('feed').filter((age) => age < dayMs).length >= mostByFeed;
  const audits = ages('audit');
  const days = new Set(audits.map((age) => Math.round(age / dayMs)));
  const isInARow = Array.from({ length: daysOfWar }, (_, day) => day + 1).every((day) =>
    days.has(day),
  );
  return isInARow && audits.some((age) => age >= daysOfWar * dayMs - slackMs);
}

/**
 * No war with a robot: what somebody changes again and again is put right twice a day by the feed, for three days by the
 * audit, and then left as it stands, with a finding, until it is tried again a week later, IDENT's value changes, or an
 * audit sees ours standing.
 */
export class Truce {
  readonly #histories: Promise<ReadonlyMap<string, readonly Repair[]>>;
  readonly #now: number;
  readonly #by: By;
  /** What drifted in this pass. */
  readonly #drifted = new Set<string>();
  readonly #left = new Map<string, Omit<Repair, 'by' | 'at'>>();
  readonly #fought: Fought[] = [];

  constructor(repairs: Pick<Repairs, 'all'>, now: number, by: By) {
    this.#now = now;
    this.#by = by;
    this.#histories = repairs.all().then((all) => Map.groupBy(all, keyOf));
    // Heard when it is asked for.
    this.#histories.catch(() => undefined);
  }

  /** The change but for what is left to whoever made it. */
  async yielding(): Promise<(patientId: PatientId, change: Change) => Change> {
    const histories = await this.#histories;
    return (patientId, change) => {
      const verdicts = new Map<Item, Verdict>();
      for (const [item, verdict] of change.verdicts) {
        const key = keyOf({ patientId, item });
        const isDrift = verdict.act === 'write' && verdict.why === 'drifted';
        if (isDrift) this.#drifted.add(key);
        const yields = isDrift && isLeft(histories.get(key) ?? [], this.#now, this.#by);
        if (yields) this.#left.set(key, { patientId, item });
        verdicts.set(item, yields ? { act: 'leave', why: 'fought' } : verdict);
      }
      return { ...change, verdicts };
    };
  }

  /** What this audit told to be left. */
  get fought(): readonly Fought[] {
    return this.#fought;
  }

  told(fought: Fought): void {
    if (this.#fought.length < mostKept) this.#fought.push(fought);
  }

  /** What was put right of a patient's contact, to be written down with it. */
  repaired(patientId: PatientId, items: Iterable<string>): readonly Repair[] {
    return [...items].map((item) => ({ patientId, item, at: this.#now, by: this.#by }));
  }

  /** At the end of an audit: what is left from now on, and what nobody fights for any more. */
  async conclude(repairs: Repairs): Promise<void> {
    const histories = await this.#histories;
    await repairs.prune(this.#now - keptMs);
    const isNew = (key: string) =>
      !(histories.get(key) ?? []).some(({ by, at }) => by === 'left' && this.#now - at < leftForMs);
    const left = [...this.#left].filter(([key]) => isNew(key)).map(([, one]) => one);
    await repairs.note(left.map((one) => ({ ...one, at: this.#now, by: 'left' as const })));
    for (const [key, [one]] of histories) {
      if (one !== undefined && !this.#drifted.has(key)) await repairs.end(one.patientId, one.item);
    }
  }
}

const keyOf = ({ patientId, item }: Pick<Repair, 'patientId' | 'item'>): string =>
  `${patientId} ${item}`;
