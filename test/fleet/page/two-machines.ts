import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { FleetGround } from '../fleet-ground.ts';
import { type MachineHere, machineHere } from './machines-here.ts';
import type { SiteVisitor } from './site-visitor.ts';

export const secret = 'correct horse battery';

const users = {
  Анна: ['--role', 'look', '--clinics', 'Ромашка'],
  Борис: ['--role', 'operate', '--clinics', 'Ромашка'],
  Вера: ['--role', 'operate'],
  Глеб: ['--role', 'fleet'],
} as const;

/** A fleet of two machines in this process and two clinics, of which one is carried over and one waits for a word. */
export interface TwoMachines extends AsyncDisposable {
  readonly ground: FleetGround;
  readonly first: MachineHere;
  readonly second: MachineHere;
  /** amoCRM of the first clinic. */
  readonly romashka: Sandbox;
  /** A further machine. */
  another(): Promise<MachineHere & AsyncDisposable>;
}

export async function twoMachines(): Promise<TwoMachines> {
  const ground = await FleetGround.make();
  const [romashka, vasilek] = [await ground.account(31_000_001), await ground.account(31_000_002)];
  await ground.patients('romashka.db', 3, 1);
  await ground.patients('vasilek.db', 3, 2);
  ground.write([
    { name: 'Ромашка', schema: 'romashka', sandbox: romashka },
    { name: 'Василёк', schema: 'vasilek', sandbox: vasilek },
  ]);
  await ground.run('fleet', 'migrate');
  await ground.run('fleet', 'add', 'Ромашка', '--start');
  await ground.run('fleet', 'add', 'Василёк');
  const file = join(ground.folder, 'password.txt');
  writeFileSync(file, secret);
  for (const [name, rights] of Object.entries(users)) {
    const added = await ground.run('users', 'add', name, ...rights, '--file', file);
    if (added.code !== 0) throw new Error(added.stderr);
  }
  const [first, second] = [await machineHere(ground), await machineHere(ground)];
  return {
    ...{ ground, first, second, romashka },
    another: async () => {
      const machine = await machineHere(ground);
      return { ...machine, [Symbol.asyncDispose]: machine.stop };
    },
    [Symbol.asyncDispose]: async () => {
      await first.stop();
      await second.stop();
      await ground[Symbol.asyncDispose]();
    },
  };
}

/** The list of clinics, as somebody sees it. */
export async function listOf(visitor: SiteVisitor, { origin }: MachineHere) {
  const { json, status, text } = await visitor.call(origin, 'clinics');
  if (status !== 200) throw new Error(text);
  return json.clinics as readonly {
    readonly key: string;
    readonly name: string;
    readonly verdict: string | null;
    readonly headline: object;
    readonly running: { readonly mode: string } | null;
  }[];
}
