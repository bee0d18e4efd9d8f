import type { ApiTools } from '../api-tools.ts';
import type { Handlers } from '../handlers.ts';

/** What is only looked at: settings, and what people did. */
export function recordsHandlers({
  reads,
  settings,
}: Pick<ApiTools, 'reads' | 'settings'>): Handlers<'settings' | 'actions'> {
  return {
    settings: async () => ({ groups: settings() }),
    actions: async ({ query: { limit, before } }) => {
      const found = await reads.actions.latest(limit + 1, { before });
      const page = found.slice(0, limit);
      return { actions: page, next: found.length > limit ? (page.at(-1)?.id ?? null) : null };
    },
  };
}
