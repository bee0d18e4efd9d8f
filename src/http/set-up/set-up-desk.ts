import type { Logger } from 'pino';
import type { Clock } from '../../clock.ts';
import { type GivenIn, givenSettings } from '../../config/given/given-settings.ts';
import { type ConfigPart, type ConfigSource, loadConfig } from '../../config/load-config.ts';
import { ConfigError, type Mistake } from '../../config/mistake.ts';
import { stateServer } from '../../config/parts/state-config.ts';
import {
  isBoundSecret,
  type PageGroup,
  pageSettingNames,
  pageSettings,
} from '../../config/saved/page-settings.ts';
import { bindingOf } from '../../config/saved/with-saved.ts';
import type { Setting } from '../../config/setting.ts';
import { isSecret, type SettingReader } from '../../config/setting-reader.ts';
import { type SettingName, settings } from '../../config/settings.ts';
import { offeredInstances } from '../../ident/instances.ts';
import { nothingSaved, type SavedSettings } from '../../state/account/saved-settings.ts';
import type { State } from '../../state/open-state.ts';
import { byUser } from '../api/api-tools.ts';
import type { Answer } from '../api/handlers.ts';
import { checkAnswer, checksOf, mayBeSaved } from './form-checks.ts';
import { misledSecrets } from './secrets-from-outside.ts';

interface SetUpParts {
  /** Where settings are given besides. */
  readonly given: GivenIn;
  /** All that the service needs. */
  readonly needs: readonly ConfigPart[];
  readonly state: State;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** The service is at work with settings that are whole; false: this is what it waits for. */
  readonly isRunning: boolean;
  /** Whether the page has a password: without one nobody could come back to it. */
  readonly isGuarded: () => Promise<boolean>;
  /** The service begins, or begins anew, with what the settings are now. */
  readonly onReady: () => void;
}

type Saved = Answer<'saveDatabase'>;
type Form = Answer<'setUpForm'>;

/** What a person gives on the page in place of a `.env`: looked at first, kept sealed, and never given back. */
export class SetUpDesk {
  readonly #parts: SetUpParts;
  readonly #given: GivenIn;
  /** Looked at in this process and found good, though the page gave nothing of it. */
  readonly #tested = new Set<PageGroup>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: SetUpParts) {
    this.#parts = parts;
    const { env, cwd, envFile, clinic } = parts.given;
    this.#given = { env, cwd, envFile, clinic };
  }

  /** Where a file names clinics, what stands there holds; a state on a server keeps no settings. */
  get isEditable(): boolean {
    const { clinic, read } = givenSettings(this.#given);
    return clinic === null && stateServer(read) === null;
  }

  async form(): Promise<
    Omit<Form, 'confirms' | 'done'> & { readonly done: Record<PageGroup, boolean> }
  > {
    const saved = await this.#saved();
    const given = { ...this.#given, saved };
    const { read } = givenSettings(given);
    const isDone = (group: PageGroup) =>
      mistakesOf(group, given).length === 0 &&
      (this.#tested.has(group) || pageSettings[group].some((name) => name in saved.values));
    return {
      editable: this.isEditable,
      fields: Object.fromEntries(pageSettingNames.map((name) => [name, fieldOf(read, name)])),
      done: { database: isDone('database'), amocrm: isDone('amocrm') },
      isSample: {
        database: read.get('DB_CLIENT') === 'sqlite',
        amocrm: read.get('USE_MOCK_AMOCRM'),
      },
    };
  }

  /** @throws when the host's name cannot be resolved. */
  async instances(host: string): Promise<Answer<'findInstances'>> {
    const { signal } = this.#parts;
    const bare = host.trim().replace(/[\\,].*$/s, '');
    // Out of a container the clinic's own computer has another name.
    const hosts = bare === '' ? ['localhost', 'host.docker.internal'] : [bare];
    const found = await Promise.all(
      hosts.map((one) => offeredInstances({ client: 'mssql', host: one }, signal)),
    );
    return {
      instances: found
        .flat()
        .map(({ address, port, isIdents }) => ({ address, isIdents, isShut: port === null })),
    };
  }

  /** Looks at what the settings would be, and keeps them if they are good. One after the other. */
  async save(
    group: PageGroup,
    values: Readonly<Record<string, string>>,
    who: string | null,
  ): Promise<Saved> {
    const turn = this.#turn.then(() => this.#save(group, values, who));
    this.#turn = turn.catch(() => undefined);
    return await turn;
  }

  async #save(
    group: PageGroup,
    values: Readonly<Record<string, string>>,
    who: string | null,
  ): Promise<Saved> {
    const { state, clock, log } = this.#parts;
    const before = await this.#saved();
    const saved = this.#proposed(group, before, values);
    const given = { ...this.#given, saved };
    const refused = { saved: false, goesOn: false, checks: [], mistakes: [] };
    const mistakes = [...mistakesOf(group, given), ...this.#misled(group, before, saved)];
    if (mistakes.length > 0) return { ...refused, mistakes: mistakes.map(mistakeAnswer) };
    const diagnoses = await checksOf(group, given, this.#parts);
    const checks = diagnoses.map(checkAnswer);
    log.info(
      { group, verdicts: diagnoses.map(({ check, verdict }) => `${check}: ${verdict}`) },
      'settings looked at',
    );
    if (!mayBeSaved(group, diagnoses)) return { ...refused, checks };
    this.#tested.add(group);
    const changed = changedNames(before, saved);
    if (changed.length > 0) {
      await state.settings.save(saved);
      await state.actions.add({
        at: clock.now(),
        actor: byUser(who),
        action: 'save-settings',
        subject: changed.join(' '),
      });
    }
    return { saved: true, goesOn: await this.startIfDue(changed), checks, mistakes: [] };
  }

  /**
   * Lets the service begin, or begin anew, where there is reason to.
   *
   * @param changed names of settings
   */
  async startIfDue(changed: readonly string[]): Promise<boolean> {
    const { isRunning, onReady } = this.#parts;
    const goesOn = isRunning ? changed.length > 0 : await this.#isWhole();
    if (goesOn) onReady();
    return goesOn;
  }

  async #isWhole(): Promise<boolean> {
    const { needs, isGuarded } = this.#parts;
    const { done } = await this.form();
    const steps = [await isGuarded(), done.database, done.amocrm];
    const given = { ...this.#given, saved: await this.#saved(), needs };
    return steps.every(Boolean) && mistakesIn(given).length === 0;
  }

  /** What would be saved: an empty setting goes, an empty secret stays; each secret with whom it is for. */
  #proposed(
    group: PageGroup,
    before: SavedSettings,
    given: Readonly<Record<string, string>>,
  ): SavedSettings {
    const values = { ...before.values };
    const fresh: string[] = [];
    for (const name of pageSettings[group]) {
      const text = given[name];
      if (text === undefined || (isSecret(name) && text.trim() === '')) continue;
      if (text.trim() === '') delete values[name];
      else {
        values[name] = text;
        fresh.push(name);
      }
    }
    const { read } = givenSettings({ ...this.#given, saved: { values, bound: {} } });
    const textOf = (name: SettingName) => read.written(name)?.text;
    const bound = { ...before.bound };
    for (const name of fresh) if (isBoundSecret(name)) bound[name] = bindingOf(name, textOf);
    return { values, bound };
  }

  /** Before the settings were whole nobody was shown any secret. */
  #misled(group: PageGroup, before: SavedSettings, saved: SavedSettings): readonly Mistake[] {
    const was = { ...this.#given, saved: before };
    if (mistakesOf(group, was).length > 0) return [];
    return misledSecrets(
      group,
      givenSettings(was).read,
      givenSettings({ ...this.#given, saved }).read,
    );
  }

  async #saved(): Promise<SavedSettings> {
    return (await this.#parts.state.settings.load()) ?? nothingSaved;
  }
}

const mistakesOf = (group: PageGroup, given: GivenIn): readonly Mistake[] =>
  mistakesIn({ ...given, needs: [group === 'database' ? 'ident' : 'amocrm'] });

function mistakesIn(source: ConfigSource<ConfigPart>): readonly Mistake[] {
  try {
    loadConfig(source);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
}

function fieldOf(read: SettingReader, name: SettingName): Form['fields'][string] {
  const setting: Setting<unknown> = settings[name];
  const written = read.written(name);
  const text = written?.text ?? setting.default ?? null;
  return {
    value: isSecret(name) ? null : text,
    isSet: read.has(name),
    given: written?.given ?? (setting.default === undefined ? 'unset' : 'default'),
  };
}

function changedNames(before: SavedSettings, after: SavedSettings): readonly string[] {
  const names = new Set([...Object.keys(before.values), ...Object.keys(after.values)]);
  return [...names].filter(
    (name) =>
      before.values[name] !== after.values[name] ||
      JSON.stringify(before.bound[name]) !== JSON.stringify(after.bound[name]),
  );
}

const mistakeAnswer = ({ name, problem, fix }: Mistake): Saved['mistakes'][number] => ({
  name,
  problem,
  fix,
});
