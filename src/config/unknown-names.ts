import type { Mistake } from './mistake.ts';

/** Names that belong to us in the environment, where everybody else's stand too. */
const ownPrefixes = [
  'ALERT_',
  'AMOCRM_',
  'DB_',
  'SYNC_',
  'DEEP_SYNC_',
  'IDENT_',
  'STATE_',
  'RATE_LIMIT_',
  'EXCLUDE_',
  'USE_MOCK_',
];

/** What a `.env` may hold for others: the shell, Node, Docker Compose. */
const foreignNames =
  /^(TZ|LANG|LANGUAGE|LC_\w+|PATH|TERM|NO_COLOR|FORCE_COLOR|NODE_\w+|COMPOSE_\w+|DOCKER_\w+|(https?|all|no)_proxy|TEST_MSSQL_\w+)$/i;

/** What other tools call it: too far away for an edit distance. */
const otherNames: Readonly<Record<string, string>> = {
  AMOCRM_ACCESS_TOKEN: 'AMOCRM_LONG_LIVED_TOKEN',
  AMOCRM_ACCOUNT: 'AMOCRM_SUBDOMAIN',
  AMOCRM_DOMAIN: 'AMOCRM_SUBDOMAIN',
  AMOCRM_HOST: 'AMOCRM_SUBDOMAIN',
  AMOCRM_REDIRECT_URL: 'AMOCRM_REDIRECT_URI',
  AMOCRM_SECRET: 'AMOCRM_CLIENT_SECRET',
  AMOCRM_TOKEN: 'AMOCRM_LONG_LIVED_TOKEN',
  AMOCRM_URL: 'AMOCRM_BASE_URL',
  DB_DATABASE: 'DB_NAME',
  DB_LOGIN: 'DB_USER',
  DB_PASS: 'DB_PASSWORD',
  DB_PWD: 'DB_PASSWORD',
  DB_SERVER: 'DB_HOST',
  DB_TYPE: 'DB_CLIENT',
  DB_UID: 'DB_USER',
  DB_USERNAME: 'DB_USER',
  EXCLUDED_FIELDS: 'EXCLUDE_FIELDS',
  SYNC_BATCH_SIZE: 'BATCH_SIZE',
  SYNC_INTERVAL: 'SYNC_INTERVAL_MINUTES',
  TIME_ZONE: 'TIMEZONE',
};

/** Every name in the file that is no setting, and those in the environment that look like ours. */
export function unknownNames(p: {
  readonly fileNames: readonly string[];
  readonly environmentNames: readonly string[];
  readonly known: readonly string[];
}): readonly Mistake[] {
  const known = new Set(p.known);
  const suspects = new Set([
    ...p.fileNames.filter((name) => !foreignNames.test(name)),
    ...p.environmentNames.filter((name) => ownPrefixes.some((prefix) => name.startsWith(prefix))),
  ]);
  return [...suspects]
    .filter((name) => !known.has(name))
    .map((name) => unknown(name, nearest(name, p.known)));
}

function unknown(name: string, suggestion: string | undefined): Mistake {
  return {
    name,
    problem: { ru: 'такой настройки нет', en: 'there is no such setting' },
    fix:
      suggestion === undefined
        ? { ru: 'Уберите её; список в .env_example', en: 'Remove it; .env_example lists them all' }
        : { ru: `Возможно, имелась в виду ${suggestion}`, en: `Perhaps ${suggestion} was meant` },
  };
}

/** The known name that was most probably meant. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const upper = name.toUpperCase();
  const synonym = otherNames[upper];
  if (synonym !== undefined) return synonym;
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(upper, candidate) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= Math.max(2, upper.length / 5)
    ? best.candidate
    : undefined;
}

/** Levenshtein's distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, left] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, right] of [...b].entries()) {
      const substitution = (row[j] ?? 0) + (left === right ? 0 : 1);
      next.push(Math.min(substitution, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? a.length;
}
