import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppError } from '../../src/app-error.ts';
import { World } from '../support/world.ts';

/** How an answer is spoilt: the request was carried out, and what comes back is rubbish. */
const spoilt = fc.oneof(
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
        const answer = await fetch(input, init);
        const how = plan[at];
        at += 1;
        return how ? await spoil(answer, how) : answer;
      });
      const end = await world.deep().catch((error: unknown) => error);
      expect(end instanceof Error && !(end instanceof AppError) ? end : null).toBeNull();
      world.amo = world.client();
      await world.deep({ allowMassChange: 1_000 });
      for (let patient = 1; patient <= 10; patient += 1) {
        expect([patient, world.contactsOf(patient).length]).toEqual([patient, 1]);
      }
      expect(world.contacts()).toHaveLength(10);
    }),
    { numRuns: Number(process.env['FUZZ_RUNS'] ?? 20) },
  );
}, 300_000);
