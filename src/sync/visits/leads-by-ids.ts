import type { AmoLead, LeadId } from '../../amocrm/model/lead.ts';
import { chunks } from '../../chunks.ts';
import { isIdFilterIgnored, noteIdFilterIgnored } from '../crm/read-contact.ts';
import type { DealTools } from './deal/deal-tools.ts';

/** Rows of a page. */
const most = 250;
/** Fewer are read one by one where the filter is ignored. */
const fewest = 5;

type Tools = Pick<DealTools, 'leads' | 'state' | 'clock' | 'signal'>;

/** Those of these deals that are there, with their contacts; one that is not was deleted, or is not shown yet. */
export async function leadsByIds(
  tools: Tools,
  ids: readonly LeadId[],
): Promise<ReadonlyMap<LeadId, AmoLead>> {
  const reading = new Wanted(ids);
  if (reading.left.length === 0) return reading.found;
  const isIgnored = (await isIdFilterIgnored(tools)) || (await readFiltered(tools, reading));
  if (isIgnored && reading.left.length >= fewest) await readNewest(tools, reading);
  // A list proves of none that it is not there.
  for (const id of reading.left) {
    tools.signal?.throwIfAborted();
    const lead = await tools.leads.one(id);
    if (lead !== null) reading.see([lead]);
  }
  return reading.found;
}

/** Deals that are looked for, and those of them that were found. */
class Wanted {
  readonly #ids: ReadonlySet<LeadId>;
  readonly #found = new Map<LeadId, AmoLead>();

  constructor(ids: readonly LeadId[]) {
    this.#ids = new Set(ids);
  }

  get found(): ReadonlyMap<LeadId, AmoLead> {
    return this.#found;
  }

  get left(): readonly LeadId[] {
    return [...this.#ids].filter((id) => !this.#found.has(id));
  }

  /** @returns whether all of them were asked for. */
  see(leads: readonly AmoLead[]): boolean {
    for (const lead of leads) if (this.#ids.has(lead.id)) this.#found.set(lead.id, lead);
    return leads.every(({ id }) => this.#ids.has(id));
  }
}

/** @returns whether the filter is ignored: then everything is answered, and what was asked for need not be on the page. */
async function readFiltered(tools: Tools, reading: Wanted): Promise<boolean> {
  for (const some of chunks(reading.left, most)) {
    tools.signal?.throwIfAborted();
    if (reading.see((await tools.leads.page({ ids: some })).leads)) continue;
    await noteIdFilterIgnored(tools);
    return true;
  }
  return false;
}

/** Deals of visits are among the newest of an account: a page of those is cheaper than each by itself. */
async function readNewest({ leads, signal }: Tools, reading: Wanted): Promise<void> {
  const { left } = reading;
  const lowest = left.reduce((a, b) => (b < a ? b : a));
  // Where they lie among many others it costs half as much again at most.
  const pages = Math.ceil(left.length / 2);
  for (let page = 1; page <= pages; page += 1) {
    signal?.throwIfAborted();
    const { leads: rows, hasNext } = await leads.page({ page, order: 'id-desc' });
    reading.see(rows);
    if (!hasNext || rows.some(({ id }) => id <= lowest) || reading.left.length === 0) return;
  }
}
