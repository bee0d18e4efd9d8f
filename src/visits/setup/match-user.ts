import type { AmoUser } from '../../amocrm/model/model.ts';
import { named, single } from './named.ts';

/** Who a setting makes responsible for new deals. */
interface Responsible {
  readonly wanted: string;
  /** `left`: has left the clinic. `unseen`: users are shown to administrators alone, and this is no id. */
  readonly status: 'ok' | 'missing' | 'several' | 'left' | 'unseen';
  readonly id: number | null;
}

/** @param users null: this token is not shown them. */
export function matchResponsible(users: readonly AmoUser[] | null, wanted: string): Responsible {
  if (users === null) {
    const id = /^\d{1,15}$/.test(wanted) ? Number(wanted) : null;
    return { wanted, status: id === null ? 'unseen' : 'ok', id };
  }
  const { status, found } = single(named(users, wanted));
  if (found === null) return { wanted, status, id: null };
  return { wanted, status: found.isActive ? status : 'left', id: found.id };
}

/**
 * Who is responsible for a new deal; undefined: whom amoCRM makes it, the user of the token. It refuses one who has left.
 */
export function responsibleFor(
  { responsible, users }: ResponsibleRule,
  ofContact: number | null,
): number | undefined {
  if (responsible?.id != null) return responsible.id;
  if (ofContact === null) return undefined;
  const isThere = users === null || users.some(({ id, isActive }) => id === ofContact && isActive);
  return isThere ? ofContact : undefined;
}

export interface ResponsibleRule {
  /** null: whoever is responsible for the contact. */
  readonly responsible: Responsible | null;
  readonly users: readonly AmoUser[] | null;
}
