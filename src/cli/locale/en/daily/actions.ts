import type { actionsRu } from '../../ru/daily/actions.ts';

export const actionsEn: typeof actionsRu = {
  actions: {
    description: 'Who did what: by commands and on the page',
    limit: 'how many of the last actions to show',
    none: 'No action yet.',
    columns: { at: 'When', who: 'Who, and from where', what: 'What' },
    places: { cli: 'command', dashboard: 'page', service: 'service' },
  },
};
