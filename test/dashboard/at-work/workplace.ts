import type { Browser } from 'playwright-core';
import { launchBrowser, type Visit, type VisitOptions } from '../browser.ts';
import { hideCanary } from '../canary.ts';
import { Clinic } from '../clinic.ts';
import { type StorageState, signIn, visitSignedIn } from '../signed-in.ts';

/** A service at work and a browser: one for all that people do with them, since both take seconds to begin. */
export class Workplace implements AsyncDisposable {
  readonly clinic: Clinic;
  readonly browser: Browser;
  #session: StorageState | null = null;

  private constructor(clinic: Clinic, browser: Browser) {
    this.clinic = clinic;
    this.browser = browser;
  }

  static async open(): Promise<Workplace> {
    const [clinic, browser] = await Promise.all([
      Clinic.open({ patients: 40, prepare: hideCanary }),
      launchBrowser(),
    ]);
    return new Workplace(clinic, browser);
  }

  /** The visit of a person who has signed in before. */
  async visit(options: VisitOptions = {}): Promise<Visit> {
    this.#session ??= await signIn(this.browser, this.clinic);
    return await visitSignedIn(this.browser, this.clinic, this.#session, options);
  }

  /** Starts the service anew, which signs everybody out. */
  async restart(changed: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.clinic.stop();
    await this.clinic.start(changed);
    this.#session = null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser.close();
    await this.clinic[Symbol.asyncDispose]();
  }
}
