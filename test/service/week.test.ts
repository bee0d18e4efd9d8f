import { expect, test } from 'vitest';
import { expectMirror } from '../support/expected/mirror.ts';
import { hour, minute, type SeenPass, ServiceWorld } from './service-world.ts';

/** Thursday, six in the morning in Berlin; in the night to Sunday the clocks there go forward from two to three. */
const start = Date.parse('2026-03-26T05:00Z');
const intervalMs = 30 * minute;
const api = '^/api/v4/';

/** When deep passes are due: two at night, eight in the evening; on Sunday it is two at three. In Berlin, then UTC. */
const due: Readonly<Record<string, string>> = {
  'Thu 20:00': '2026-03-26T19:00Z',
  'Fri 02:00': '2026-03-27T01:00Z',
  'Fri 20:00': '2026-03-27T19:00Z',
  'Sat 02:00': '2026-03-28T01:00Z',
  'Sat 20:00': '2026-03-28T19:00Z',
  'Sun 03:00': '2026-03-29T01:00Z',
  'Sun 20:00': '2026-03-29T18:00Z',
  'Mon 02:00': '2026-03-30T00:00Z',
  'Mon 20:00': '2026-03-30T18:00Z',
  'Tue 02:00': '2026-03-31T00:00Z',
  'Tue 20:00': '2026-03-31T18:00Z',
  'Wed 02:00': '2026-04-01T00:00Z',
  'Wed 20:00': '2026-04-01T18:00Z',
  'Thu 02:00': '2026-04-02T00:00Z',
};

test('a week of a clinic: every pass when it is due, none twice, none at once, and at its end all is true', async () => {
  await using clinic = await ServiceWorld.open({
    ...{ start, intervalMs, pollMs: 10 * minute, patients: 25, fields: false },
    deepHours: { morning: 2, evening: 20 },
    sync: { timeZone: 'Europe/Berlin', batchSize: 10 },
  });
  const { world } = clinic;
  const { faults } = world.sandbox;
  const until = (text: string) => clinic.sleep(Date.parse(text) - world.clock.now());
  const changes = (seed: number) => clinic.at(() => world.mutate(15, seed));

  await clinic.start();
  await until('2026-03-26T12:00Z');
  expectMirror(world, 'of IDENT');
  await changes(1);

  // Thursday evening: amoCRM slows us down in the middle of the deep pass, then fails for an hour.
  await until('2026-03-26T18:58Z');
  faults.add({ match: { path: api }, times: 6, fault: { kind: 'status', status: 429 } });
  await until('2026-03-27T08:00Z');
  await changes(2);
  faults.add({ match: { path: api }, times: null, fault: { kind: 'status', status: 502 } });
  await until('2026-03-27T09:00Z');
  faults.clear();

  // Friday evening: killed in the middle of the deep pass, and started anew two minutes later.
  await until('2026-03-27T18:59Z');
  await changes(3);
  await clinic.until('the deep pass', () => clinic.isInDeepPass, { everyMs: 50 });
  await clinic.kill();
  await clinic.sleep(2 * minute);
  await clinic.start();

  // Saturday: the database is away over lunch, and an update of the machine restarts the service.
  await until('2026-03-28T11:00Z');
  const back = clinic.hideIdent();
  await until('2026-03-28T12:30Z');
  back();
  await changes(4);
  await until('2026-03-28T15:00Z');
  await clinic.restart();

  // Sunday, after the clock change: somebody sets the machine's clock back by an hour, and later right again.
  await until('2026-03-29T10:00Z');
  world.clock.jump(-hour);
  await clinic.sleep(90 * minute);
  world.clock.jump(hour);
  await changes(5);

  // Sunday to Monday: the machine sleeps for nine hours, over the deep pass at two. Its own time stands still.
  await until('2026-03-29T20:30Z');
  world.clock.jump(9 * hour);
  await changes(6);

  // Monday: the token is revoked; in the afternoon there is another one, and the service is restarted with it.
  await until('2026-03-30T08:00Z');
  world.sandbox.oauth.revokeAll();
  await changes(7);
  await until('2026-03-30T13:00Z');
  expect(await clinic.pauses()).toEqual(['auth']);
  clinic.token = world.sandbox.oauth.longLivedToken();
  await clinic.restart();

  // Tuesday: paused by a person from five to ten in the evening, over the deep pass at eight.
  await until('2026-03-31T15:00Z');
  await clinic.service.pause('dashboard');
  await until('2026-03-31T20:00Z');
  await clinic.service.resume('dashboard');

  // Wednesday: an ordinary day.
  await until('2026-04-01T09:00Z');
  await changes(8);
  await until('2026-04-02T05:00Z');
  await clinic.stop();

  const whole = clinic.passes.filter(({ outcome }) => outcome === 'ok');
  const deep = whole.filter(({ kind }) => kind === 'deep');
  expect(deep.map(beginning)).toEqual(
    [
      due['Thu 20:00'],
      due['Fri 02:00'],
      // Killed at eight: caught up with as soon as the service is there again.
      ...['2026-03-27T19:02Z'],
      due['Sat 02:00'],
      due['Sat 20:00'],
      due['Sun 03:00'],
      due['Sun 20:00'],
      // Slept through: caught up with when the machine wakes.
      ...['2026-03-30T05:30Z'],
      due['Mon 20:00'],
      due['Tue 02:00'],
      // Paused at eight.
      ...['2026-03-31T20:00Z'],
      due['Wed 02:00'],
      due['Wed 20:00'],
      due['Thu 02:00'],
    ].map((at) => new Date(at ?? 0).toISOString().slice(0, 16)),
  );

  // Seven days of a pass every half hour, less what the week took away: amoCRM's failures, the lost database, the revoked
  // token, the pause. Each ends at the latest five minutes after its reason.
  const gone = silences(whole, intervalMs + 2 * minute);
  expect(gone.map(({ from }) => from)).toEqual([
    ...['2026-03-27T07:31', '2026-03-28T10:32', '2026-03-30T07:30', '2026-03-31T14:30'],
  ]);
  const ends = ['2026-03-27T09:00Z', '2026-03-28T12:30Z', '2026-03-30T13:00Z', '2026-03-31T20:00Z'];
  for (const [at, { to }] of gone.entries()) {
    expect(to - Date.parse(ends[at] ?? '')).toBeGreaterThanOrEqual(0);
    expect(to - Date.parse(ends[at] ?? '')).toBeLessThanOrEqual(5 * minute);
  }
  expect(overlapping(clinic.passes)).toEqual([]);
  expectMirror(world, 'any');
  expect(world.notOnce()).toEqual([]);
  expect(await world.state.rejected.all()).toHaveLength(0);
  expect(await world.state.intents.all()).toEqual([]);
}, 240_000);

const beginning = ({ at }: SeenPass): string => new Date(at).toISOString().slice(0, 16);

/** Stretches without the beginning of a pass that ended well. */
function silences(passes: readonly SeenPass[], longest: number) {
  return passes.slice(1).flatMap((pass, at) => {
    const before = passes[at];
    if (before === undefined || pass.elapsed - before.elapsed <= longest) return [];
    return [{ from: beginning(before), to: pass.at }];
  });
}

/** Passes that began while another was under way, and not between two of its pages. */
function overlapping(passes: readonly SeenPass[]): readonly string[] {
  return passes.flatMap((pass, at) => {
    const before = passes.slice(0, at).filter(({ between }) => !between);
    const running = before.filter(
      ({ end = 0, outcome }) => outcome !== 'died' && end > pass.elapsed,
    );
    return pass.between || running.length === 0 ? [] : [beginning(pass)];
  });
}
