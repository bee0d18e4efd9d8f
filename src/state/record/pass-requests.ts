import { Repository } from '../shape/repository.ts';
import { type Actor, type By, personOf } from './pauses.ts';

/** A pass that a person wants now. */
export interface PassRequest {
  readonly kind: 'incremental' | 'deep';
  /** How large a mass change a person allowed for this one pass (I9); null: none. */
  readonly allowed: number | null;
  readonly actor: Actor;
  readonly askedAt: number;
}

/** One that waits. */
interface NumberedRequest extends PassRequest {
  readonly id: number;
}

/** What people want of the running service, whatever process they say it in. */
export class PassRequests extends Repository {
  async add({
    actor: by,
    ...request
  }: Omit<PassRequest, 'actor'> & { readonly actor: By }): Promise<void> {
    const { kind, allowed, askedAt } = request;
    const { actor } = personOf(by);
    await this.db
      .insertInto('wishes')
      .values({ kind, allowed, actor, asked_at: askedAt })
      .execute();
  }

  /** Whether somebody wants a pass, and which kind at most. */
  async wanted(): Promise<PassRequest['kind'] | null> {
    const rows = await this.db.selectFrom('wishes').select('kind').execute();
    if (rows.length === 0) return null;
    return rows.some(({ kind }) => kind === 'deep') ? 'deep' : 'incremental';
  }

  /** The oldest first. */
  async all(): Promise<readonly NumberedRequest[]> {
    const rows = await this.db.selectFrom('wishes').selectAll().orderBy('id').execute();
    return rows.map(({ id, kind, allowed, actor, asked_at }) => ({
      // Written by add only.
      kind: kind as PassRequest['kind'],
      allowed,
      actor: actor as Actor,
      askedAt: asked_at,
      id,
    }));
  }

  /** Lets go of these, once their pass is over: one that died with its process is made by the next. */
  async fulfil(requests: readonly NumberedRequest[]): Promise<void> {
    if (requests.length === 0) return;
    const ids = requests.map(({ id }) => id);
    await this.db.deleteFrom('wishes').where('id', 'in', ids).execute();
  }
}
