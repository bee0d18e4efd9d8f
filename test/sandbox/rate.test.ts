import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../support/clock/virtual-clock.ts';
import { sandboxApi } from './support/api.ts';

async function limited(rate = {}) {
  const clock = new VirtualClock();
  const api = await sandboxApi({
    clock: clock.serverSide(),
    rate: { limit: 7, periodMs: 1000, ...rate },
  });
  const ask = () => api.call('GET', '/api/v4/account');
  const statuses = async (requests: number) => {
    const answers: number[] = [];
    for (let n = 0; n < requests; n += 1) answers.push((await ask()).status);
    return answers;
  };
  return { clock, ...api, ask, statuses };
}

describe('the rate limit', () => {
  it('lets seven requests through in any second of its own clock', async () => {
    const { clock, sandbox, statuses } = await limited();
    expect(await statuses(7)).toEqual(Array(7).fill(200));
    await clock.advance(999);
    expect(await statuses(1)).toEqual([429]);
    await clock.advance(1000);
    expect(await statuses(7)).toEqual(Array(7).fill(200));
    expect([sandbox.limiter.violations, sandbox.limiter.peak]).toEqual([1, 8]);
  });

  it('never complains about an even 150 ms', async () => {
    const { clock, ask, sandbox } = await limited();
    for (let n = 0; n < 30; n += 1) {
      expect((await ask()).status).toBe(200);
      await clock.advance(150);
    }
    expect(sandbox.limiter.peak).toBe(7);
  });

  it('answers 429 in JSON, and now and then in HTML', async () => {
    const { ask, statuses } = await limited();
    await statuses(7);
    const answers = [await ask(), await ask(), await ask(), await ask()];
    expect(answers.map(({ type }) => type)).toEqual([
      'application/problem+json',
      'application/problem+json',
      'application/problem+json',
      'text/html',
    ]);
    expect(answers[0]?.text).toBe(
      '{"title":"Too Many Requests","type":"https://httpstatus.es/429","status":429,' +
        '"detail":"You have sent too many requests in a given amount of time. Please try again later."}',
    );
  });

  it('shuts out with nginx’s 403 who goes on regardless, until the time is over or support lifts it', async () => {
    const { clock, sandbox, ask, statuses } = await limited({ banMs: 60_000 });
    await statuses(17);
    await clock.advance(5000);
    expect(await ask()).toMatchObject({ status: 403, type: 'text/html' });
    await clock.advance(55_000);
    expect((await ask()).status).toBe(200);
    await statuses(17);
    await clock.advance(5000);
    expect((await ask()).status).toBe(403);
    sandbox.limiter.liftBan();
    expect((await ask()).status).toBe(200);
  });

  it('forgives violations that do not follow one another', async () => {
    const { clock, statuses } = await limited();
    for (let n = 0; n < 4; n += 1) {
      expect(await statuses(12)).toEqual([...Array(7).fill(200), ...Array(5).fill(429)]);
      await clock.advance(1000);
    }
  });

  it('counts what it refuses, and applies nothing of it', async () => {
    const { sandbox, statuses, createContacts } = await limited();
    await statuses(7);
    expect((await createContacts({ name: 'A' })).status).toBe(429);
    expect(sandbox.crm.count()).toBe(0);
    expect(sandbox.log.requests).toHaveLength(8);
  });

  it('ignores a jump of the wall clock', async () => {
    const { clock, statuses } = await limited();
    await statuses(7);
    clock.jump(3_600_000);
    expect(await statuses(1)).toEqual([429]);
  });
});
