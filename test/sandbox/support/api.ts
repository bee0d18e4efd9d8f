import { onTestFinished } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts';
import type { SandboxOptions } from '../../../src/sandbox/sandbox-options.ts';

export interface Reply {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
  // Answers are judged by their exact shape in the tests.
  // biome-ignore lint/suspicious/noExplicitAny: a test reads any JSON.
  readonly json: any;
  readonly headers: Headers;
}

/** A sandbox that is closed with its test, and a plain client of it. */
export async function sandboxApi(options: SandboxOptions = {}) {
  const sandbox = await startSandbox({ rate: null, ...options });
  onTestFinished(() => sandbox.close());
  return { sandbox, ...apiOf(sandbox) };
}

export function apiOf(sandbox: Sandbox, token = sandbox.oauth.longLivedToken()) {
  const call = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply> => {
    const response = await fetch(`${sandbox.url}${path}`, {
      method,
      redirect: 'manual',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      text,
      json: parse(text),
      headers: response.headers,
    };
  };
  const createContacts = (...rows: object[]) => call('POST', '/api/v4/contacts', rows);
  const createField = async (field: object): Promise<number> => {
    const reply = await call('POST', '/api/v4/contacts/custom_fields', [field]);
    if (reply.status !== 201) throw new Error(reply.text);
    return reply.json._embedded.custom_fields[0].id;
  };
  /** Creates one contact. */
  const createContact = async (row: object): Promise<number> => {
    const reply = await createContacts(row);
    if (reply.status !== 200) throw new Error(reply.text);
    return reply.json._embedded.contacts[0].id;
  };
  return { call, createContacts, createContact, createField };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
