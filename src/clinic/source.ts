import type { Config } from '../config/load-config.ts';
import type { FieldChoice } from '../contact/model/field-choice.ts';
import type { DatabaseMemories } from '../ident/database-memory.ts';
import type { SourceIdentity } from '../ident/sources/databases.ts';
import { IdentSource, type IdentSourceOptions } from './ident-source.ts';

/** One of the databases whose patients an account takes in. */
export interface Source extends SourceIdentity {
  readonly ident: IdentSource;
}

/** The databases of the settings. */
export const sourcesOf = (
  { sources, excluded, extra }: Config<'ident'>,
  {
    memories,
    ...surroundings
  }: Omit<
    IdentSourceOptions,
    'database' | keyof FieldChoice | 'profile' | 'branches' | 'memory'
  > & {
    readonly memories?: DatabaseMemories | undefined;
  },
): readonly Source[] =>
  sources.map((source) => ({
    number: source.number,
    name: source.name,
    ident: IdentSource.of(
      { ident: source, excluded, extra },
      { ...surroundings, memory: memories?.of(source) },
    ),
  }));
