import { expect } from 'vitest';
import type { FieldKey } from '../../../src/contact/model/table.ts';
import { checkFields } from '../../../src/sync/account/fields.ts';
import { World } from '../../support/world.ts';

const none: ReadonlySet<FieldKey> = new Set();

export const setup = ({ amo, state }: World) => ({ amo, state, excluded: none });

export const bare = () => World.open({ fields: false, patients: 3 });

/** Makes a field by hand, past our catalogue; `as` another integration. */
export async function byHand(world: World, made: object): Promise<void> {
  const answer = await fetch(`${world.sandbox.url}/api/v4/contacts/custom_fields`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${world.sandbox.oauth.longLivedToken()}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify([made]),
  });
  expect(answer.status).toBe(201);
}

export const line = async (world: World, key: FieldKey) => {
  const lines = await checkFields(setup(world));
  return lines.find((one) => one.field.key === key);
};

export const choices = (...values: readonly string[]) =>
  values.map((value, at) => ({ value, sort: at + 1 }));
