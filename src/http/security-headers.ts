import type { FastifyInstance } from 'fastify';

/** For answers that are read by programs: nothing in them may be run, framed, guessed at or kept. */
const strict: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Every answer gets the strict headers that it does not bring itself; a page has wider ones of its own. */
export function addSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onSend', async (_request, reply) => {
    for (const [name, value] of Object.entries(strict)) {
      if (!reply.hasHeader(name)) reply.header(name, value);
    }
  });
}
