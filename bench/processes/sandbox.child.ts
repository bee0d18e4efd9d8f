import type { PersonInput } from '../../src/sandbox/people/person-input.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { answerQuestions } from './answer.ts';

export type SandboxQuestion =
  | {
      readonly ask: 'start';
      readonly file: string | null;
      readonly limited: boolean;
      readonly latencyMs: number;
      readonly latencyPerRowMs?: number;
    }
  | { readonly ask: 'traffic' }
  /** The user of the token. */
  | { readonly ask: 'self' }
  | { readonly ask: 'enter'; readonly contacts: readonly PersonInput[] }
  /** Somebody writes over a value of ours; answered with when, wall milliseconds. */
  | { readonly ask: 'edit'; readonly contactId: number; readonly address: string }
  | { readonly ask: 'updates'; readonly since: number };

export interface SandboxAddress {
  readonly url: string;
  readonly token: string;
}

/** As the server counted. */
export interface Traffic {
  readonly requests: number;
  readonly refused: number;
  /** The most requests in any one second. */
  readonly peak: number;
  readonly contacts: number;
  readonly cpuMs: number;
}

/** Contacts that a request changed, and when; wall milliseconds. */
export interface SeenUpdate {
  readonly contactId: number;
  readonly at: number;
}

let sandbox: Sandbox | null = null;

const running = (): Sandbox => {
  if (sandbox === null) throw new Error('the sandbox is not started');
  return sandbox;
};

answerQuestions<SandboxQuestion>(async (question) => {
  switch (question.ask) {
    case 'start': {
      const { file, limited, latencyMs, latencyPerRowMs = 0 } = question;
      sandbox = await startSandbox({
        latencyMs,
        manners: { latencyPerRowMs },
        ...(file === null ? {} : { file }),
        ...(limited ? {} : { rate: null }),
      });
      const address: SandboxAddress = { url: sandbox.url, token: sandbox.oauth.longLivedToken() };
      return address;
    }
    case 'traffic': {
      const { limiter, log, crm } = running();
      const { user, system } = process.cpuUsage();
      const traffic: Traffic = {
        requests: log.requests.length,
        refused: limiter.violations,
        peak: limiter.peak,
        contacts: crm.count(),
        cpuMs: Math.round((user + system) / 1000),
      };
      return traffic;
    }
    case 'self':
      return running().account.admin.id;
    case 'enter': {
      const { crm, log } = running();
      for (const contact of question.contacts) crm.create(contact);
      log.clear();
      return question.contacts.length;
    }
    case 'edit': {
      const { contactId, address } = question;
      running().crm.edit(contactId, { fields: { Адрес: address } });
      return Date.now();
    }
    case 'updates':
      return running()
        .log.requests.filter(({ committedAt }) => (committedAt ?? 0) >= question.since)
        .flatMap(({ updatedIds, committedAt }) =>
          updatedIds.map((contactId): SeenUpdate => ({ contactId, at: committedAt ?? 0 })),
        );
  }
});

process.once('disconnect', async () => {
  await sandbox?.close();
  process.exit();
});
