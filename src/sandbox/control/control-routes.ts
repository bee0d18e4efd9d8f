import type { z } from 'zod';
import { type Answer, empty, plainJson } from '../http/answer.ts';
import { type Call, parseJson } from '../http/call.ts';
import type { Handler, Route } from '../http/router.ts';
import { PersonMistake } from '../people/person-mistake.ts';
import type { Sandbox } from '../sandbox.ts';
import * as schemas from './control-schemas.ts';

type Controlled = Omit<Sandbox, 'close' | 'url' | 'port'>;

/** The sandbox's own switches over HTTP, for whoever runs it in another process. JSON, without a token. */
export function controlRoutes(sandbox: Controlled): readonly Route[] {
  const { crm, faults, late, log, oauth, limiter, manners, unrest } = sandbox;
  const id = (call: Call): number => Number(call.params[0]);
  const done = (work: () => void): Answer => {
    work();
    return empty();
  };
  const routes: Readonly<Record<string, Handler>> = {
    'GET /crm/contacts': () => plainJson(crm.contacts()),
    'GET /crm/trash': () => plainJson(crm.trash()),
    'GET /crm/contacts/:id': (call) => plainJson(crm.contact(id(call))),
    'POST /crm/contacts': (call) =>
      plainJson({ id: crm.create(read(call, schemas.personInputSchema)) }),
    'PATCH /crm/contacts/:id': (call) =>
      done(() => crm.edit(id(call), read(call, schemas.personInputSchema))),
    'POST /crm/contacts/:id/delete': (call) => done(() => crm.delete(id(call))),
    'POST /crm/contacts/:id/restore': (call) => done(() => crm.restore(id(call))),
    'POST /crm/merge': (call) => {
      const { survivorId, loserId } = read(call, schemas.mergeSchema);
      return done(() => crm.merge(survivorId, loserId));
    },
    'GET /crm/fields': () => plainJson(crm.fields()),
    'PATCH /crm/fields/:id': (call) =>
      done(() => crm.changeField(id(call), read(call, schemas.fieldChangeSchema))),
    'DELETE /crm/fields/:id': (call) => done(() => crm.deleteField(id(call))),
    'GET /faults': () => plainJson({ rules: faults.list(), lateCommits: late.pending }),
    'POST /faults': (call) => plainJson({ id: faults.add(read(call, schemas.faultRuleSchema)) }),
    'DELETE /faults': () => done(() => faults.clear()),
    'DELETE /faults/:id': (call) => done(() => faults.remove(id(call))),
    'POST /faults/commit': () => done(() => late.commitAll()),
    'POST /unrest': (call) => plainJson({ id: unrest.add(read(call, schemas.unrestSchema)) }),
    'DELETE /unrest': () => done(() => unrest.clear()),
    'DELETE /unrest/:id': (call) => done(() => unrest.remove(id(call))),
    'PUT /ids': (call) => done(() => sandbox.idsAbove(read(call, schemas.idsSchema).above)),
    'GET /log': ({ query }) => {
      const after = Number(query.get('after') ?? 0);
      return plainJson(log.entries.filter(({ seq }) => seq > after));
    },
    'DELETE /log': () => done(() => log.clear()),
    'GET /journal': () => plainJson(sandbox.journal?.entries ?? []),
    'GET /manners': () => plainJson(manners),
    'PATCH /manners': (call) =>
      plainJson(Object.assign(manners, read(call, schemas.mannersSchema))),
    'PUT /rate': (call) => done(() => limiter.set(read(call, schemas.rateSchema))),
    'POST /rate/lift-ban': () => done(() => limiter.liftBan()),
    'GET /oauth/integration': () => plainJson(oauth.integration),
    'PUT /oauth/integration': (call) =>
      done(() => oauth.setEnabled(read(call, schemas.enabledSchema).enabled)),
    'POST /oauth/long-lived-token': (call) =>
      plainJson({ token: oauth.longLivedToken(read(call, schemas.longLivedSchema)) }),
    'POST /oauth/revoke': () => done(() => oauth.revokeAll()),
  };
  return Object.entries(routes).map(([route, handle]): Route => {
    const [method = '', path = ''] = route.split(' ');
    return { method, path: `/_sandbox${path}`, handle: guarded(handle) };
  });
}

class BadInput extends Error {}

function read<T>(call: Call, schema: z.ZodType<T>): T {
  const body = parseJson(call.body === '' ? '{}' : call.body);
  const parsed = body.ok ? schema.safeParse(body.value) : null;
  if (parsed?.success) return parsed.data;
  const issues = parsed?.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new BadInput(issues?.join('; ') ?? 'not JSON');
}

/** A page of another site can make a browser send a form here, but no JSON and no other method unasked. */
const guarded =
  (handle: Handler): Handler =>
  (call) => {
    const json = String(call.headers['content-type'] ?? '').startsWith('application/json');
    if (call.method !== 'GET' && call.body !== '' && !json) {
      return plainJson({ error: 'send application/json' }, 415);
    }
    if (call.headers['sec-fetch-site'] === 'cross-site') {
      return plainJson({ error: 'not from another site' }, 403);
    }
    try {
      return handle(call);
    } catch (error) {
      if (!(error instanceof BadInput || error instanceof PersonMistake)) throw error;
      return plainJson({ error: error.message }, 400);
    }
  };
