import type { Manners, SandboxOptions } from '../../../src/sandbox/sandbox-options.ts';
import { sandboxApi } from '../support/api.ts';

export const contacts = '/api/v4/contacts';

export async function account(options: SandboxOptions = {}) {
  const api = await sandboxApi(options);
  const idsOf = async (path: string): Promise<number[]> => {
    const { json } = await api.call('GET', path);
    return (json?._embedded.contacts ?? []).map(({ id }: { id: number }) => id);
  };
  const createdIds = async (...rows: object[]): Promise<number[]> => {
    const { json } = await api.createContacts(...rows);
    return json._embedded.contacts.map(({ id }: { id: number }) => id);
  };
  const pages = async (query: string): Promise<number[]> => {
    const seen: number[] = [];
    for (let page = 1; ; page += 1) {
      const { status, json } = await api.call('GET', `${contacts}?${query}&page=${page}`);
      if (status === 204) return seen;
      seen.push(...json._embedded.contacts.map(({ id }: { id: number }) => id));
      if (!json._links.next) return seen;
    }
  };
  return { ...api, idsOf, createdIds, pages };
}

export const mannered = (manners: Partial<Manners>) => account({ manners });
