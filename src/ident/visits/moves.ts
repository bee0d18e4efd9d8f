import type { ReceptionId } from '../../visits/reception.ts';
import type { ReceptionRow } from './reception-rows.ts';

/** Of each reception those that it was moved from or to. */
type Beside = ReadonlyMap<ReceptionId, readonly ReceptionId[]>;

export function besideOf(moves: Iterable<Pick<ReceptionRow, 'id' | 'movedFrom'>>): Beside {
  const beside = new Map<ReceptionId, ReceptionId[]>();
  const join = (a: ReceptionId, b: ReceptionId) => {
    const others = beside.get(a) ?? [];
    beside.set(a, others);
    others.push(b);
  };
  for (const { id, movedFrom } of moves) {
    if (movedFrom === null) continue;
    join(id, movedFrom);
    join(movedFrom, id);
  }
  return beside;
}

/** These, and whatever is reached from them by moves, forth and back. */
export function connected(own: Iterable<ReceptionId>, beside: Beside): ReadonlySet<ReceptionId> {
  const reached = new Set(own);
  // It grows while it is gone through.
  for (const id of reached) for (const other of beside.get(id) ?? []) reached.add(other);
  return reached;
}
