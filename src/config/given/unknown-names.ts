import { editDistance } from '../edit-distance.ts';
import type { Mistake } from '../mistake.ts';
import { settings } from '../settings.ts';

/** Names that belong to us in the environment, where everybody else's stand too. */
const ownPrefix = /^(ALERT|AMOCRM|DB|SYNC|DEEP_SYNC|IDENT|STATE|RATE_LIMIT|EXCLUDE|USE_MOCK)_/;

/** What a `.env` may hold for others: the shell, Node, Docker Compose. */
const foreignNames =
  /^(TZ|LANG|LANGUAGE|LC_\w+|PATH|TERM|NO_COLOR|FORCE_COLOR|NODE_\w+|COMPOSE_\w+|DOCKER_\w+|AUTH_PORT|(https?|ftp|rsync|socks|all|no)_proxy|TEST_MSSQL_\w+)$/i;

/** Whether a `.env` may hold it for somebody else than us. */
export const isForeign = (name: string): boolean => foreignNames.test(name) && !(name in settings);

/** What systemd gives a service (systemd.exec(5), sd_notify(3), sd_listen_fds(3)): nobody wrote it, so nobody meant a setting. */
const ofSystemd =
  /^((RUNTIME|STATE|CACHE|LOGS|CONFIGURATION|CREDENTIALS)_DIRECTORY|NOTIFY_SOCKET|WATCHDOG_(PID|USEC)|INVOCATION_ID|JOURNAL_STREAM|MAINPID|MANAGERPID|SYSTEMD_EXEC_PID|PIDFILE|LISTEN_(FDS|PID|FDNAMES)|FDSTORE|MEMORY_PRESSURE_(WATCH|WRITE)|(SERVICE|EXIT)_(RESULT|CODE|STATUS)|(MONITOR|TRIGGER)_\w+|REMOTE_(ADDR|PORT))$/;

/** What container engines and Kubernetes give for each neighbour: DB_SERVICE_HOST, DB_PORT_1433_TCP_ADDR, DB_ENV_… */
const ofNeighbours =
  /_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP)(_(ADDR|PORT|PROTO))?|ENV_\w+)$/;

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

/**
 * Every name in the file that is no setting; of the environment, where everybody's names stand, those that begin as
 * ours do or are a slip of the keyboard away from one, unless the machinery around the process has set them.
 */
export function unknownNames(p: {
  readonly fileNames: readonly string[];
  readonly environmentNames: readonly string[];
  readonly known: readonly string[];
}): readonly Mistake[] {
  const known = new Set(p.known);
  const ours = (name: string) =>
    ownPrefix.test(name) || p.known.some((candidate) => isSlip(name, candidate));
  const suspects = new Set([
    ...p.fileNames.filter((name) => !foreignNames.test(name)),
    ...p.environmentNames.filter(
      (name) => !known.has(name) && !isSetByMachinery(name) && ours(name),
    ),
  ]);
  return [...suspects]
    .filter((name) => !known.has(name))
    .map((name) => unknownSetting(name, nearest(name, p.known)));
}

function isSetByMachinery(name: string): boolean {
  return [foreignNames, ofSystemd, ofNeighbours].some((names) => names.test(name));
}

/** One letter wrong, missing, too many, or two of them changed about. Short names are too near to others' for that. */
function isSlip(name: string, candidate: string): boolean {
  if (Math.abs(name.length - candidate.length) > 1 || candidate.length < 7) return false;
  if (name === candidate) return false;
  const at = [...candidate].findIndex((letter, index) => letter !== name[index]);
  const start = at === -1 ? candidate.length : at;
  const rest = (text: string, skipped: number) => text.slice(start + skipped);
  return (
    rest(name, 1) === rest(candidate, 1) ||
    rest(name, 0) === rest(candidate, 1) ||
    rest(name, 1) === rest(candidate, 0) ||
    (name[start] === candidate[start + 1] &&
      name[start + 1] === candidate[start] &&
      rest(name, 2) === rest(candidate, 2))
  );
}

export function unknownSetting(name: string, suggestion: string | undefined): Mistake {
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
export function nearest(name: string, known: readonly string[]): string | undefined {
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
