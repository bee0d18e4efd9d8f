import { plainJson } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import type { Handler, Route } from '../http/router.ts';
import type { Sandbox } from '../sandbox.ts';
import { done, guarded, read } from './control-call.ts';
import * as schemas from './control-schemas.ts';
import { dealRoutes } from './deal-routes.ts';

type Controlled = Omit<Sandbox, 'close' | 'url' | 'port'>;

/** The sandbox's own switches over HTTP, for whoever runs it in another process. JSON, without a token. */
export function controlRoutes(sandbox: Controlled): readonly Route[] {
  const { crm, faults, late, log, oauth, limiter, manners, unrest } = sandbox;
  const id = (call: Call): number => Number(call.params[0]);
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
    ...dealRoutes(sandbox),
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
