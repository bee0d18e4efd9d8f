import { type ApiTools, pageOf } from '../api-tools.ts';
import type { Handlers } from '../handlers.ts';

/** What is only looked at: settings, and what people did. */
export function recordsHandlers({
  reads,
  settings,
}: Pick<ApiTools, 'reads' | 'settings'>): Handlers<'settings' | 'actions'> {
  return {
    settings: async () => ({ groups: settings() }),
    actions: async ({ query: { limit, before } }) => {
      const { page, next } = pageOf(await reads.actions.latest(limit + 1, { before }), limit);
      return { actions: page, next };
    },
  };
}
