import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppError } from '../../src/app-error.ts';
import { World } from '../support/world.ts';

const page = '<html>nginx</html>';

/** Refusals of a front or of amoCRM: nothing was carried out. */
const refusals = {
  'a redirect to a login page': [301, page, { location: '/login' }],
  '401 as a page': [401, page, {}],
  '403 as a page': [403, page, {}],
  '403 without a body': [403, '', {}],
  '403 as JSON': [403, '{"title":"Forbidden"}', {}],
  '404 as a page': [404, page, {}],
  '400 without a name': [400, '{"title":"Bad Request"}', {}],
  '400 with names that are none': [400, '{"validation-errors":[{"request_id":{},"errors":5}]}', {}],
  '402': [402, 'null', {}],
  '413 as a page': [413, page, {}],
  '429 as a page': [429, page, { 'retry-after': 'soon' }],
  '429 for no time': [429, '[]', { 'retry-after': '0.001' }],
  '429 for a past moment': [429, '', { 'retry-after': 'Mon, 02 Mar 2020 06:00:00 GMT' }],
  '429 for a year': [429, '{"retry_after":1e300}', { 'retry-after': '99999999999' }],
} as const satisfies Record<string, readonly [number, string, Record<string, string>]>;

/** What stands in the place of a body that was meant well. */
const bodies = [
  '',
  'null',
  '[]',
  '{}',
  '{"_embedded":null}',
  '{"_embedded":{}}',
  '{"_embedded":{"contacts":null}}',
  '{"_embedded":{"contacts":[null]}}',
  '{"_embedded":{"contacts":[]},"_links":{"next":{"href":"x"}}}',
  '{"_embedded":{"contacts":[{"id":9007199254740993,"request_id":"1"}]}}',
  '{"id":1e400}',
  '{"title":"Error","status":500}',
] as const;

/** How an answer is spoilt: the request was carried out, or refused, and what comes back is rubbish. */
const spoilt = fc.oneof(
  fc.record({
    kind: fc.constant('refused' as const),
    name: fc.constantFrom(...(Object.keys(refusals) as (keyof typeof refusals)[])), // its own keys
  }),
  fc.record({ kind: fc.constant('json' as const), body: fc.constantFrom(...bodies) }),
  // Ids and numbers as texts, lists as PHP writes those with gaps.
  fc.record({ kind: fc.constant('texts' as const) }),
  fc.record({
    kind: fc.constant('cut' as const),
    share: fc.double({ min: 0, max: 0.99, noNaN: true }),
  }),
  fc.record({ kind: fc.constant('json' as const), body: fc.json({ maxDepth: 3 }) }),
  fc.record({
    kind: fc.constant('text' as const),
    body: fc.string({ unit: 'binary', maxLength: 200 }),
  }),
  fc.record({
    kind: fc.constant('status' as const),
    status: fc.constantFrom(500, 502, 503, 504, 520),
  }),
  fc.record({ kind: fc.constant('type' as const), type: fc.constantFrom('text/html', '', 'x/y') }),
);
type Spoilt = typeof spoilt extends fc.Arbitrary<infer T> ? T : never;

async function spoil(answer: Response, how: Spoilt): Promise<Response> {
  const text = await answer.text();
  const { status, headers } = answer;
  const init = { status, headers: { 'content-type': headers.get('content-type') ?? '' } };
  if (status === 204) return new Response(null, { status });
  switch (how.kind) {
    case 'refused': {
      const [refusal, body, more] = refusals[how.name];
      return new Response(body, { status: refusal, headers: more });
    }
    case 'texts':
      return new Response(text.replace(/:(\d+)([,}\]])/g, ':"$1"$2'), init);
    case 'cut':
      return new Response(text.slice(0, Math.floor(text.length * how.share)), init);
    case 'json':
    case 'text':
      return new Response(how.body, init);
    case 'status':
      return new Response('<html>nginx</html>', { status: how.status });
    case 'type':
      return new Response(text, { status, headers: { 'content-type': how.type } });
  }
}

test('whatever amoCRM answers, the process lives, and the next pass leaves one contact for every patient', async () => {
  const plan = fc.array(fc.option(spoilt, { freq: 2 }), { minLength: 10, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(plan, async (plan) => {
      await using world = await World.open({
        patients: 10,
        sync: { batchSize: 4 },
        sandbox: { journal: true },
      });
      let at = 0;
      world.amo = world.client(async (input, init) => {
        const how = plan[at];
        at += 1;
        if (how?.kind === 'refused') return await spoil(new Response(), how);
        const answer = await fetch(input, init);
        return how ? await spoil(answer, how) : answer;
      });
      const end = await world.deep().catch((error: unknown) => error);
      expect(end instanceof Error && !(end instanceof AppError) ? end : null).toBeNull();
      world.amo = world.client();
      // A page with a 403 may have opened the circuit.
      await world.clock.advance(16 * 60_000);
      await world.deep({ allowMassChange: 1_000 });
      for (let patient = 1; patient <= 10; patient += 1) {
        expect([patient, world.contactsOf(patient).length]).toEqual([patient, 1]);
      }
      expect(world.contacts()).toHaveLength(10);
    }),
    { numRuns: Number(process.env['FUZZ_RUNS'] ?? 20) },
  );
}, 300_000);
