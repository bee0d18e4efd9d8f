import { parseArgs } from 'node:util';
import { liveAt } from '../support/state/soak-home.ts';
import { homeOfRun } from '../support/state/state-place.ts';
import { crashRound } from './crash-round.ts';

/**
 * `npm run soak:crash -- --kills 300 [--lag 15] [--seed S] [--home PostgreSQL] [--visits]`: real processes killed at random moments, in rounds of 30;
 * lists of contacts are so many seconds behind; with `--visits` appointments become deals.
 */
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '300' },
    lag: { type: 'string', default: '15' },
    seed: { type: 'string' },
    home: { type: 'string', default: 'SQLite' },
    visits: { type: 'boolean', default: false },
  },
});
liveAt(values.home);
const seed =
  values.seed === undefined ? Math.floor(Math.random() * 1_000_000) : Number(values.seed);
console.log(
  `soak:crash: ${values.kills} kills, lists ${values.lag} s behind, seed ${seed}, states in ${values.home}`,
);
let kills = 0;
for (let round = 0; kills < Number(values.kills); round += 1) {
  const result = await crashRound({
    kills: 30,
    seed: seed + round,
    lagMs: Number(values.lag) * 1_000,
    hasVisits: values.visits,
    // A state in a file is nobody's but its holder's.
    ...(homeOfRun() === 'PostgreSQL' && { freezeEvery: 5 }),
  });
  kills += result.kills;
  console.log(
    `round ${round + 1}: seed ${seed + round}, kills ${kills}, freezes ${result.freezes}, wrong: ${result.wrong.length}`,
  );
  if (result.wrong.length > 0) {
    console.error(result.wrong.join('\n'));
    process.exitCode = 1;
    break;
  }
}
