import { hasClinic } from '../../state/account/users.ts';
import type { Accounts } from '../sign-in/accounts.ts';

interface Stream {
  readonly user: string;
  readonly clinic: () => string | undefined;
  readonly end: AbortController;
}

/**
 * What is streamed of clinics, and to whom. A stream asks for nothing: that somebody has to do with its clinic no more,
 * since the list of users says otherwise, it would not find out.
 */
export class ClinicStreams {
  readonly #accounts: Pick<Accounts, 'find'>;
  readonly #open = new Set<Stream>();

  constructor(accounts: Pick<Accounts, 'find'>) {
    this.#accounts = accounts;
  }

  /** @param clinic its name, as the fleet has it now; undefined: it is of the fleet no more. */
  begin(user: string, clinic: () => string | undefined): { ended: AbortSignal; stop(): void } {
    const stream: Stream = { user, clinic, end: new AbortController() };
    this.#open.add(stream);
    return { ended: stream.end.signal, stop: () => this.#open.delete(stream) };
  }

  /** Ends those that are nobody's to see any more. */
  async look(): Promise<void> {
    for (const [user, streams] of Map.groupBy(this.#open, (one) => one.user)) {
      const account = await this.#accounts.find(user);
      for (const { clinic, end } of streams) {
        const name = clinic();
        if (account === null || name === undefined || !hasClinic(account, name)) end.abort();
      }
    }
  }
}
