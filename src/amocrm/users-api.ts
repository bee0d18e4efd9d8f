import { z } from 'zod';
import type { AmoClient } from './amo-client.ts';
import type { Call } from './api-caller.ts';
import { wholeList } from './lists/whole-list.ts';
import type { AmoUser } from './model/model.ts';
import { id, pageSchema, text } from './model/wire.ts';

const user = z
  .object({ id, name: text, rights: z.object({ is_active: z.boolean() }).nullish().catch(null) })
  // Whoever is not said to have left is there.
  .transform(
    (raw): AmoUser => ({ id: raw.id, name: raw.name, isActive: raw.rights?.is_active ?? true }),
  );

/** `/api/v4/users`: for administrators alone. */
export const usersApi = (call: Call): Pick<AmoClient, 'users'> => ({
  users: () => wholeList(call, '/users', pageSchema('users', user)),
});
