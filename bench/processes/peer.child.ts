import http from 'node:http';
import https from 'node:https';
import { Amo } from '@shevernitskiy/amo';
import amocrm from 'amocrm-js';
import { answerQuestions } from './answer.ts';

export interface PeerTask {
  readonly peer: '@shevernitskiy/amo' | 'amocrm-js';
  readonly url: string;
  readonly token: string;
  readonly patients: readonly PeerPatient[];
}

/** A patient as the row of a create, and the phone to look it up by. */
export interface PeerPatient {
  readonly phone: string;
  readonly row: object;
}

export interface PeerCost {
  readonly ms: number;
  readonly failures: number;
}

/** What a script on such a client does for a patient. */
interface Client {
  /** The id of the first contact that a search by phone finds. */
  find(phone: string): Promise<number | null>;
  create(row: object): Promise<unknown>;
  update(id: number, row: object): Promise<unknown>;
}

answerQuestions<PeerTask>(async ({ peer, url, token, patients }): Promise<PeerCost> => {
  redirect(url);
  const client = peer === 'amocrm-js' ? amocrmJs(token) : shevernitskiyAmo(token);
  let failures = 0;
  const begun = performance.now();
  for (const { phone, row } of patients) {
    try {
      const id = phone === '' ? null : await client.find(phone);
      await (id === null ? client.create(row) : client.update(id, row));
    } catch {
      failures += 1;
    }
  }
  return { ms: performance.now() - begun, failures };
});

process.once('disconnect', () => process.exit());

const host = 'clinic.amocrm.ru';

/** Both clients speak https to amocrm.ru and to nothing else: what they send there goes to the sandbox. */
function redirect(url: string): void {
  const { hostname, port } = new URL(url);
  const { fetch } = globalThis;
  globalThis.fetch = (input, init) => fetch(String(input).replace(`https://${host}`, url), init);
  const agent = new http.Agent({ keepAlive: true });
  // Only the form that amocrm-js uses: options and a callback.
  https.request = ((
    options: http.RequestOptions,
    callback: (answer: http.IncomingMessage) => void,
  ) => http.request({ ...options, hostname, port, agent }, callback)) as typeof https.request;
}

const credentials = {
  client_id: 'bench',
  client_secret: 'bench',
  redirect_uri: 'https://clinic.example',
};

function shevernitskiyAmo(token: string): Client {
  const lasting = {
    access_token: token,
    refresh_token: '',
    token_type: 'Bearer',
    expires_in: 86_400,
  };
  const amo = new Amo(host, { ...credentials, ...lasting, expires_at: Date.now() + 86_400_000 });
  return {
    find: async (phone) => {
      try {
        const { _embedded } = await amo.contact.getContacts({ query: phone });
        return _embedded.contacts[0]?.id ?? null;
      } catch (error) {
        // Its NoContentError is no instance of itself: compiled to ES5, it comes out a plain Error.
        if (error instanceof Error && error.message.startsWith('204')) return null;
        throw error;
      }
    },
    create: (row) => amo.contact.addContacts([row]),
    update: (id, row) => amo.contact.updateContacts([{ ...row, id }]),
  };
}

interface Found {
  readonly _embedded?: { readonly contacts?: readonly { readonly id: number }[] };
}

function amocrmJs(token: string): Client {
  const client = new amocrm.Client({ domain: 'clinic', auth: { ...credentials, bearer: token } });
  return {
    find: async (phone) => {
      const { data } = await client.request.get<Found>('/api/v4/contacts', { query: phone });
      return data?._embedded?.contacts?.[0]?.id ?? null;
    },
    create: (row) => client.request.post('/api/v4/contacts', [row]),
    update: (id, row) => client.request.patch('/api/v4/contacts', [{ ...row, id }]),
  };
}
