import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Config, ConfigPart } from '../config/load-config.ts';
import { logFileMistake } from '../config/parts/log-file-mistake.ts';
import type { LogLevel } from '../config/settings/log-settings.ts';
import type { Language } from '../language.ts';
import type { Messages } from './locale/messages.ts';
import type { InputStream, Output } from './terminal/output.ts';
import { spokenLog } from './terminal/spoken-log.ts';

/** What is given to a command; one per invocation. */
interface Given {
  readonly language: Language;
  readonly text: Messages;
  readonly output: Output;
  readonly stdin: InputStream;
  readonly clock: Clock;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `--settings` */
  readonly envFile: string | undefined;
  /** `--clinic` */
  readonly clinic: string | undefined;
  /** Aborted by Ctrl-C and its kin, with an `InterruptedError`. */
  readonly signal: AbortSignal;
}

/** What a command works with. */
export interface CliContext extends Given {
  /**
   * The settings of the parts that the command uses, and the log. What is unusual about the settings is said on stderr.
   *
   * @throws ConfigError with all mistakes of these parts.
   */
  settings<Part extends ConfigPart = never>(...needs: readonly Part[]): Promise<Settings<Part>>;
  /** The clinics of `CONFIG_FILE` between which nobody has chosen; null: one is meant, or there is only one. */
  undecidedClinics(): Promise<readonly string[] | null>;
  /** `CONFIG_FILE`, and all clinics that it names; null: there is none. What is wrong with it whoever reads settings tells. */
  clinicsFile(): Promise<{ readonly path: string; readonly names: readonly string[] } | null>;
  /**
   * The settings of one of those clinics. No log of its own is opened, and nothing is said of its settings.
   *
   * @throws ConfigError
   */
  configOf<Part extends ConfigPart = never>(
    clinic: string,
    ...needs: readonly Part[]
  ): Promise<Config<Part>>;
  /** {@link configOf} of one clinic after the other, of a file that is read once. */
  configOfEach<Part extends ConfigPart = never>(
    ...needs: readonly Part[]
  ): Promise<(clinic: string) => Config<Part>>;
  /** As if `--clinic` had named it. */
  ofClinic(clinic: string): CliContext;
  /** {@link settings} for a command whose log is all that it says: stderr gets the whole of it. */
  settingsOfService<Part extends ConfigPart>(...needs: readonly Part[]): Promise<Settings<Part>>;
}

export interface Settings<Part extends ConfigPart> {
  readonly config: Config<Part>;
  readonly log: Logger;
}

interface ContextOptions extends Given {
  /** Told of the settings and the log as soon as they are there: what ends the command is kept there. */
  readonly onSettings: (settings: Settings<never>) => void;
  /** The way out of the process that is taken now; absent: that of no settings yet. */
  readonly network?: { takeBack: () => void };
}

export function createContext({
  onSettings,
  network = { takeBack: () => {} },
  ...shared
}: ContextOptions): CliContext {
  async function read<Part extends ConfigPart>(
    needs: readonly Part[],
    speaker: 'command' | 'log',
  ): Promise<Settings<Part>> {
    // Lazily: zod and pino take 90 ms to load, and --help needs neither.
    const { loadConfig } = await import('../config/load-config.ts');
    const { createLogger } = await import('../log/logger.ts');
    const { applyNetwork } = await import('../network/network.ts');
    const { output, cwd, env, envFile, clinic, language } = shared;
    const config = loadConfig({ env, cwd, envFile, clinic, needs });
    network.takeBack();
    network.takeBack = applyNetwork(config.network);
    const { level } = config.log;
    // Who asked for DEBUG wants the log itself.
    const isSpoken = speaker === 'command' && output.screen.isTTY === true && isTalk(level);
    const log = await createLogger(config.log, {
      ...(isSpoken
        ? { console: spokenLog(output, language), consoleFormat: 'json' }
        : { console: output.stderr }),
      color: output.color,
      journal: output.journal,
      consoleLevel: speaker === 'command' ? talkativeness(level) : level,
    }).catch((error: unknown) => {
      throw config.log.file === undefined
        ? error
        : (logFileMistake(error, config.log.file) ?? error);
    });
    onSettings({ config, log });
    for (const notice of config.notices) output.talk(output.talkPaint.yellow(notice[language]));
    return { config, log };
  }
  const { env, cwd, envFile } = shared;
  return {
    ...shared,
    async undecidedClinics() {
      const { undecidedClinics } = await import('../config/given/undecided-clinics.ts');
      return undecidedClinics({ env, cwd, envFile, clinic: shared.clinic });
    },
    async clinicsFile() {
      const { clinicsFile } = await import('../config/given/undecided-clinics.ts');
      return clinicsFile({ env, cwd, envFile });
    },
    async configOf(clinic, ...needs) {
      const { loadConfig } = await import('../config/load-config.ts');
      return loadConfig({ env, cwd, envFile, clinic, needs });
    },
    async configOfEach(...needs) {
      const { loadEach } = await import('../config/load-config.ts');
      return loadEach({ env, cwd, envFile, needs });
    },
    ofClinic: (clinic) => createContext({ ...shared, clinic, onSettings, network }),
    settings: (...needs) => read(needs, 'command'),
    settingsOfService: (...needs) => read(needs, 'log'),
  };
}

const isTalk = (level: LogLevel): boolean => level !== 'debug' && level !== 'trace';

/**
 * A command talks to people on stderr itself; from the log they get warnings and errors there, and all of it when they
 * asked for DEBUG. The log file always gets everything.
 */
function talkativeness(level: LogLevel): LogLevel {
  return level === 'info' ? 'warn' : level;
}
