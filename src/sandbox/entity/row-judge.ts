import { type SandboxAccount, usersOf } from '../account.ts';
import { notAChoice, notExpected } from '../field/value-rules.ts';
import { isObject, type JsonObject } from '../http/call.ts';
import type { TagStore } from '../store/tag-store.ts';
import type { RowError } from '../wire.ts';

export interface TagRef {
  readonly id?: number;
  readonly name?: string;
}

const nameLimit = 255;

/** Reads the values of one row of a write as amoCRM's validation does, collecting every mistake in `errors`. */
export class RowJudge {
  readonly #row: JsonObject;
  readonly #account: SandboxAccount;
  readonly #tags: TagStore;
  readonly #errors: RowError[];

  constructor(
    row: JsonObject,
    context: { readonly account: SandboxAccount; readonly tags: TagStore },
    errors: RowError[],
  ) {
    this.#row = row;
    this.#account = context.account;
    this.#tags = context.tags;
    this.#errors = errors;
  }

  wrong(code: string, path: string, detail: string): undefined {
    this.#errors.push({ code, path, detail });
  }

  wrongType(path: string, type: string): undefined {
    return this.wrong('InvalidType', path, `This value should be of type ${type}.`);
  }

  /** Nothing but these may stand in it. */
  only(keys: ReadonlySet<string>): void {
    for (const key of Object.keys(this.#row)) {
      if (!keys.has(key)) this.wrong('FieldNotExpected', key, notExpected);
    }
  }

  text(key: string): string | undefined {
    const value = this.#row[key];
    if (value === undefined) return undefined;
    if (typeof value !== 'string') return this.wrongType(key, 'string');
    if ([...value].length <= nameLimit) return value;
    const detail = `This value is too long. It should have ${nameLimit} characters or less.`;
    return this.wrong('TooLong', key, detail);
  }

  integer(key: string): number | undefined {
    const value = this.#row[key];
    if (value === undefined) return undefined;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    return this.wrongType(key, 'int');
  }

  /** @param robot 0 is one of the account's robots. */
  user(key: string, robot: boolean): number | undefined {
    const id = this.integer(key);
    if (id === undefined || (robot && id === 0)) return id;
    const active = usersOf(this.#account).some((one) => one.id === id && one.isActive);
    return active ? id : this.wrong('NotSupportedChoice', key, notAChoice);
  }

  tags(value: unknown, path: string): readonly TagRef[] {
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) {
      this.wrongType(path, 'array');
      return [];
    }
    return value.flatMap((tag: unknown, index): readonly TagRef[] => {
      const { id, name } = isObject(tag) ? tag : {};
      if (typeof id === 'number' && this.#tags.nameOf(id) !== undefined) return [{ id }];
      if (typeof name === 'string' && name !== '') return [{ name }];
      this.wrong('NotSupportedChoice', `${path}.${index}`, notAChoice);
      return [];
    });
  }
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Leaves out what was not sent. */
export const given = <T extends object>(all: T): Given<T> =>
  // Entries without undefined are exactly what the type says.
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Given<T>;
