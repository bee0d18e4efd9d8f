import type { Patient } from '../../../src/contact/model/patient.ts';
import type { Ident } from '../../../src/ident/ident.ts';

export async function everyone(ident: Ident): Promise<readonly Patient[]> {
  return await collect(ident.all());
}

export async function collect(
  pages: AsyncGenerator<readonly Patient[], void>,
): Promise<readonly Patient[]> {
  const all: Patient[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}
