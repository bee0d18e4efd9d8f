import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Simulation } from '../simulation.ts';

/**
 * I7: of what people are called, and where they are reached, nothing stands in the log, in what was said of a failure, or
 * in any file of the state. What is shorter than five characters may stand there by chance.
 */
export function leaked(simulation: Simulation): string[] {
  const { world } = simulation;
  const secrets = simulation.secrets();
  const said = [...world.logged, ...simulation.said].join('\n');
  const files = readdirSync(world.folder)
    .filter((file) => /^state\.db/.test(file))
    .map((file) => readFileSync(join(world.folder, file)));
  const wrong: string[] = [];
  for (const [what, secret] of secrets) {
    if (secret.length < 5) continue;
    if (said.includes(secret)) wrong.push(`I7 ${what} was said`);
    const bytes = Buffer.from(secret);
    if (files.some((file) => file.includes(bytes))) wrong.push(`I7 ${what} stands in the state`);
  }
  return wrong;
}
