import type { Clinic } from '../../clinic/clinic.ts';
import { IdentSource } from '../../clinic/ident-source.ts';
import type { GivenIn } from '../../config/given/given-settings.ts';
import { loadConfig } from '../../config/load-config.ts';
import type { PageGroup } from '../../config/saved/page-settings.ts';
import { checkTitles, type Diagnosis } from '../../doctor/diagnosis.ts';
import { examineSource } from '../../doctor/examine.ts';
import { examineAmo } from '../../doctor/examine-amo.ts';
import type { Answer } from '../api/handlers.ts';

type Surroundings = Pick<Clinic, 'state' | 'clock' | 'log' | 'signal'>;

/** What keeps settings from being saved; all else is told, and is for later. */
const decisive: Readonly<Record<PageGroup, ReadonlySet<string>>> = {
  database: new Set(['database', 'profile']),
  amocrm: new Set(['token', 'amocrm']),
};

export const mayBeSaved = (group: PageGroup, checks: readonly Diagnosis[]): boolean =>
  checks.every(({ check, verdict }) => verdict !== 'problem' || !decisive[group].has(check));

/** Looks at the database or the account of these settings as `doctor` does. @throws ConfigError */
export async function checksOf(
  group: PageGroup,
  given: GivenIn,
  surroundings: Surroundings,
): Promise<readonly Diagnosis[]> {
  return group === 'database'
    ? await checksOfDatabase(given, surroundings)
    : await checksOfAmo(given, surroundings);
}

async function checksOfDatabase(given: GivenIn, { state, clock, log, signal }: Surroundings) {
  const config = loadConfig({ ...given, needs: ['ident', 'state'] });
  const { excluded } = config;
  const found = await Promise.all(
    config.sources.map(async (source) => {
      const stateFile = config.state.file;
      const beside = IdentSource.of({ ident: source, excluded }, { clock, log, signal, stateFile });
      const openIdent = () => beside.beside(signal);
      return await examineSource({ base: config, clock, openIdent }, source, state);
    }),
  );
  return found.flat();
}

async function checksOfAmo(given: GivenIn, { state, clock, log }: Surroundings) {
  const config = loadConfig({ ...given, needs: ['amocrm'] });
  const { amocrm } = config;
  // Access is given at amoCRM, in the step that follows.
  if (!amocrm.mock && amocrm.auth.kind === 'oauth') return [];
  const checks = await examineAmo({ parts: { amocrm }, base: config, clock, log }, state);
  // The fields are made in a step of their own.
  return checks.filter(({ check }) => check !== 'fields' && check !== 'pace');
}

export const checkAnswer = ({
  check,
  verdict,
  code,
  found,
  advice,
}: Diagnosis): Answer<'saveDatabase'>['checks'][number] => ({
  check,
  verdict,
  code,
  title: checkTitles[check],
  found,
  advice: advice ?? null,
});
