import Fastify from 'fastify';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { addApiRoutes } from '../../../../src/http/api/api-routes.ts';
import { secure } from '../../../../src/http/dashboard/secure.ts';
import { StateError } from '../../../../src/state/file/errors.ts';
import { serverErrors } from '../../../../src/state/postgres/server-errors.ts';

const lost = () => {
  const address = 'db.example.ru:5432/ident_amocrm, romashka';
  throw new StateError(serverErrors.unreachable({ address, reason: 'ECONNREFUSED' }));
};

test('a stranger is not told which server is away, nor where it would be', async () => {
  const app = Fastify();
  onTestFinished(() => app.close());
  await secure(
    app,
    { log: pino({ level: 'silent' }), language: 'ru', version: '1', host: '127.0.0.1' },
    'session',
  );
  addApiRoutes(app, {
    handlers: { session: async () => lost(), overview: async () => lost() },
    admit: async () => lost(),
  });
  for (const path of ['session', 'overview']) {
    const { statusCode, body } = await app.inject({
      path: `/api/${path}`,
      headers: { host: '127.0.0.1' },
    });
    expect([path, statusCode]).toEqual([path, 503]);
    expect(body).toContain('SERVICE_AWAY');
    expect(body).not.toContain('db.example.ru');
  }
});
