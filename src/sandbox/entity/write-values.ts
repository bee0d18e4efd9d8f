import type { StoredFields, StoredValue } from '../field/stored-value.ts';
import type { TagStore } from '../store/tag-store.ts';
import type { WrittenFields } from './field-values-input.ts';
import type { TagRef } from './row-judge.ts';

export function writeFields(before: StoredFields, written: WrittenFields): StoredFields {
  if (written.size === 0) return before;
  const after: Record<string, readonly StoredValue[]> = { ...before };
  for (const [id, values] of written) {
    if (values === null) delete after[id];
    else after[id] = values;
  }
  return after;
}

interface WrittenTags {
  readonly tags?: readonly TagRef[];
  readonly addTags: readonly TagRef[];
  readonly deleteTags: readonly TagRef[];
}

export function writeTags(
  before: readonly number[],
  input: WrittenTags,
  tags: TagStore,
): readonly number[] {
  const idOf = ({ id, name }: TagRef): number => id ?? tags.idOf(name ?? '');
  const added = [...(input.tags ?? []), ...input.addTags].map(idOf);
  const gone = new Set(input.deleteTags.map(({ id, name }) => id ?? tags.find(name ?? '')));
  const all = new Set([...(input.tags ? [] : before), ...added]);
  return [...all].filter((id) => !gone.has(id));
}
