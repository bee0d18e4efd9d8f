import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { Report, StateFlaw } from './state-flaw.ts';

/** As the hasher makes them. */
const hash = z.string().regex(/^[\w-]{16}$/);
const hashes = z.record(z.string().min(1), hash);
const owned = z.array(z.tuple([hash, z.union([z.literal(0), z.literal(1)])]));
const id = z.number().int().positive();

const link = z.object({
  patient_id: id,
  contact_id: id,
  status: z.enum(['linked', 'missing', 'removed', 'orphan']),
});
const intent = z.object({
  patient_id: id,
  highest_contact_id: z.number().int().min(0),
  created_at: z.number().int().positive(),
});

/** What must hold of the rows: links, hashes, and what is under way. Counts only; no row is named. */
export function checkRows(database: DatabaseSync, report: Report): void {
  const counts = new Map<StateFlaw, number>();
  const add = (flaw: StateFlaw, n = 1) => counts.set(flaw, (counts.get(flaw) ?? 0) + n);
  for (const row of database.prepare('select * from links').iterate()) {
    if (!link.safeParse(row).success) add('link-malformed');
    const kept = [
      json(row['acknowledged'], hashes),
      json(row['own_form'], hashes),
      json(row['phones'], owned),
      json(row['emails'], owned),
    ];
    if (kept.includes(false)) add('hash-malformed');
  }
  for (const row of database.prepare('select * from patient_phones').iterate()) {
    if (!hash.safeParse(row['hash']).success || !id.safeParse(row['patient_id']).success) {
      add('phone-malformed');
    }
  }
  for (const row of database.prepare('select * from intents').iterate()) {
    if (!intent.safeParse(row).success) add('intent-malformed');
  }
  const one = (query: string) => database.prepare(query).get() ?? {};
  // The unique index says so already; a damaged one may not.
  const twice = one(
    `select count(*) as n from (select 1 from links not indexed group by contact_id having count(*) > 1)`,
  );
  add('contact-linked-twice', Number(twice['n']));
  for (const [flaw, count] of counts) if (count > 0) report({ flaw, severity: 'problem', count });

  const undecided = one('select count(*) as n, min(created_at) as since from intents');
  if (Number(undecided['n']) > 0) {
    const since = Number(undecided['since']);
    report({ flaw: 'undecided', severity: 'note', count: Number(undecided['n']), since });
  }
  const kept = one(
    `select count(distinct f.patient_id) as n, min(f.since) as since from forgotten f where f.undone = 0 and (
       exists (select 1 from links l where l.patient_id = f.patient_id)
       or exists (select 1 from intents i where i.patient_id = f.patient_id)
       or exists (select 1 from rejected r where r.patient_id = f.patient_id))`,
  );
  if (Number(kept['n']) > 0) {
    const since = Number(kept['since']);
    report({ flaw: 'forget-unfinished', severity: 'note', count: Number(kept['n']), since });
  }
}

function json(text: unknown, schema: z.ZodType): boolean {
  try {
    return schema.safeParse(JSON.parse(String(text))).success;
  } catch {
    return false;
  }
}
