import { parseArgs } from 'node:util';
import { crashRound } from './crash-round.ts';

/** `npm run soak:crash -- --kills 300 [--seed S]`: real processes killed at random moments, in rounds of 30. */
const { values } = parseArgs({
  options: { kills: { type: 'string', default: '300' }, seed: { type: 'string' } },
});
const seed =
  values.seed === undefined ? Math.floor(Math.random() * 1_000_000) : Number(values.seed);
console.log(`soak:crash: ${values.kills} kills, seed ${seed}`);
let kills = 0;
for (let round = 0; kills < Number(values.kills); round += 1) {
  const result = await crashRound({ kills: 30, seed: seed + round });
  kills += result.kills;
  console.log(
    `round ${round + 1}: seed ${seed + round}, kills ${kills}, wrong: ${result.wrong.length}`,
  );
  if (result.wrong.length > 0) {
    console.error(result.wrong.join('\n'));
    process.exitCode = 1;
    break;
  }
}
