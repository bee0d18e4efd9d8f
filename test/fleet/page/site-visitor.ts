import { fleetRoutes } from '../../../src/http/api/contract/fleet.ts';
import { pathOf, paths, type RouteName } from '../../../src/http/api/contract/paths.ts';

interface Given {
  readonly clinic?: string;
  readonly params?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
}

interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly json: any;
  readonly text: string;
}

/** A person at a browser without a screen, who may go from one machine of a fleet to another. */
export class SiteVisitor {
  cookie = '';
  csrf = '';

  /** @param origin of the machine that is asked */
  async call(origin: string, name: RouteName, given: Given = {}): Promise<Reply> {
    const [method] = paths[name];
    const isOfFleet = Object.hasOwn(fleetRoutes, name);
    const at = given.clinic ?? (isOfFleet ? 'none' : null);
    const path = pathOf(name, at).replace(/:(\w+)/g, (_, key: string) =>
      String(given.params?.[key]),
    );
    const response = await fetch(`${origin}${path}`, {
      method,
      headers: {
        ...(this.cookie === '' ? {} : { cookie: this.cookie }),
        ...(this.csrf === '' || method === 'GET' ? {} : { 'x-csrf-token': this.csrf }),
        ...(given.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(given.body === undefined ? {} : { body: JSON.stringify(given.body) }),
    });
    const [cookie] = response.headers.getSetCookie();
    if (cookie !== undefined) this.cookie = cookie.split(';')[0] ?? '';
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
    const json = isJson ? JSON.parse(text) : null;
    if (typeof json?.csrfToken === 'string') this.csrf = json.csrfToken;
    return { status: response.status, text, json };
  }

  async signIn(origin: string, user: string, password: string): Promise<Reply> {
    return await this.call(origin, 'signIn', { body: { user, password } });
  }

  static async signedIn(origin: string, user: string, password: string): Promise<SiteVisitor> {
    const visitor = new SiteVisitor();
    const { status, text } = await visitor.signIn(origin, user, password);
    if (status !== 200) throw new Error(`${user} was not let in: ${text}`);
    return visitor;
  }
}
