import type { Policies } from '../../../../src/sync/item/policies.ts';
import { World } from '../../../support/world.ts';

export const loaded = (policies: Partial<Policies>, patients = 3) =>
  World.loaded({ patients, sync: { policies } });

export const kinds = (
  findings: readonly { readonly kind: string; readonly subject: string | null }[],
) =>
  findings.map(({ kind, subject }) => (subject === null ? kind : `${kind} ${subject}`)).toSorted();
