import type { healthcheckRu } from '../../ru/daily/healthcheck.ts';

export const healthcheckEn: typeof healthcheckRu = {
  healthcheck: {
    description: 'Whether the service is alive: asks its /healthz, exit 0 or 1',
    alive: 'The service works.',
    down: (url, reason) => `The service does not answer: ${url} (${reason})`,
  },
};
