import type { AlertConfig } from '../../../src/config/parts/alert-config.ts';
import { createLogger } from '../../../src/log/logger.ts';
import { eveningBookIn } from '../../../src/service/watch/evening/evening-digest.ts';
import { factsInTime } from '../../../src/service/watch/facts-in-time.ts';
import { Watcher } from '../../../src/service/watch/watcher.ts';
import { Activity } from '../../../src/state/record/activity.ts';
import { StateFolder } from '../../state/folder.ts';
import { VirtualClock } from '../../support/clock/virtual-clock.ts';
import { FakeService } from './fake-service.ts';

const lookMs = 30_000;

/** A watched service with a real state, in time that the test lets pass. */
export class Watched implements AsyncDisposable {
  readonly clock = new VirtualClock();
  readonly service = new FakeService(this.clock);
  readonly logged: string[] = [];
  readonly folder = new StateFolder();
  readonly #config: AlertConfig;
  #watcher: Watcher | undefined;

  private constructor(config: AlertConfig) {
    this.#config = config;
    this.clock.hold();
  }

  static async open(config: Partial<AlertConfig>): Promise<Watched> {
    const watched = new Watched({ language: 'ru', ...config });
    await watched.restart();
    return watched;
  }

  /** The process ends, and another one takes over; `config` is what was changed meanwhile. */
  async restart(config: Partial<AlertConfig> = {}): Promise<void> {
    const { clock, service } = this;
    await this.#watcher?.idle();
    await this.folder.close();
    const { alerts, meta, db } = await this.folder.open({ clock });
    const console = { write: (line: string) => this.logged.push(line) };
    const log = await createLogger({ level: 'debug' }, { console, color: false });
    this.#watcher = await Watcher.open({
      look: () => factsInTime(service, clock),
      ...{ alerts, clock, log, timeZone: 'Europe/Moscow' },
      config: { ...this.#config, ...config },
      evening: { hour: 20, activity: new Activity(db), book: eveningBookIn(meta) },
    });
  }

  /** Looks every half minute for so long, each time until everything on its way has arrived. */
  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed <= ms; passed += lookMs) {
      await this.#watcher?.look();
      await this.#watcher?.idle();
      await this.clock.advance(lookMs);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#watcher?.idle();
    this.clock.stop();
    await this.folder[Symbol.asyncDispose]();
  }
}
