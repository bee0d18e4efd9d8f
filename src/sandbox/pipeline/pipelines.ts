import type { Database } from '../store/database.ts';
import { DocumentStore } from '../store/document-store.ts';
import { IdSequence } from '../store/id-sequence.ts';
import {
  type LossReasonRecord,
  lostId,
  type PipelineRecord,
  type StatusRecord,
  wonId,
} from './pipeline-record.ts';

/** A stage as it is asked for; 142 and 143 may be given names. */
export interface NewStatus {
  readonly id?: number;
  readonly name: string;
  readonly color?: string;
}

export interface NewPipeline {
  readonly name: string;
  readonly sort?: number;
  readonly isMain?: boolean;
  readonly isUnsortedOn?: boolean;
  /** In their order. */
  readonly statuses?: readonly NewStatus[];
}

/** The account's pipelines and its reasons of losses. */
export class Pipelines {
  readonly store: DocumentStore<PipelineRecord>;
  readonly lossReasons: DocumentStore<LossReasonRecord>;
  readonly #ids: IdSequence;
  readonly #statusIds: IdSequence;
  readonly #reasonIds: IdSequence;

  constructor(db: Database, accountId: number) {
    this.store = new DocumentStore(db, 'pipeline');
    this.lossReasons = new DocumentStore(db, 'loss_reason');
    this.#ids = new IdSequence(db, 'pipeline', 3_177_000 + (accountId % 900));
    this.#statusIds = new IdSequence(db, 'status', 32_392_000 + (accountId % 900));
    this.#reasonIds = new IdSequence(db, 'loss reason', 4_203_000 + (accountId % 900));
    db.once('pipelines', () => {
      this.#predefine();
      return 'made';
    });
  }

  all(): readonly PipelineRecord[] {
    return this.store.all();
  }

  main(): PipelineRecord {
    const all = this.all();
    const main = all.find(({ isMain }) => isMain) ?? all[0];
    if (!main) throw new Error('an account has a pipeline');
    return main;
  }

  /** The one that has a stage; of won and lost, which all have, the main one. */
  withStatus(statusId: number): PipelineRecord | undefined {
    if (statusId === wonId || statusId === lostId) return this.main();
    return this.all().find(({ statuses }) => statuses.some(({ id }) => id === statusId));
  }

  create({ name, sort, isMain = false, isUnsortedOn = true, statuses = [] }: NewPipeline) {
    const named = (id: number, own: string): string =>
      statuses.find((one) => one.id === id)?.name ?? own;
    const pipeline: PipelineRecord = {
      id: this.#ids.next(),
      name,
      isMain,
      isUnsortedOn,
      isArchive: false,
      sort: sort ?? this.all().length + 1,
      statuses: inOrder([
        ...this.#unsorted(),
        ...statuses.filter(({ id }) => id === undefined).map((one) => this.#status(one)),
        closed(wonId, named(wonId, 'Успешно реализовано'), 10_000, '#CCFF66'),
        closed(lostId, named(lostId, 'Закрыто и не реализовано'), 11_000, '#D5D8DB'),
      ]),
    };
    if (isMain) for (const other of this.all()) this.store.save({ ...other, isMain: false });
    this.store.save(pipeline);
    return pipeline;
  }

  /** Puts stages before the two that close. */
  addStatuses(pipeline: PipelineRecord, added: readonly NewStatus[]): readonly StatusRecord[] {
    const made = added.map((one) => this.#status(one));
    const own = pipeline.statuses;
    const statuses = inOrder([...own.slice(0, -2), ...made, ...own.slice(-2)]);
    this.store.save({ ...pipeline, statuses });
    return statuses.filter(({ id }) => made.some((one) => one.id === id));
  }

  createLossReason(name: string, now: number): LossReasonRecord {
    const reason = {
      id: this.#reasonIds.next(),
      name,
      createdAt: now,
      updatedAt: now,
      sort: this.lossReasons.all().length + 1,
    };
    this.lossReasons.save(reason);
    return reason;
  }

  #unsorted(): readonly StatusRecord[] {
    const status = this.#status({ name: 'Неразобранное', color: '#c1c1c1' });
    return [{ ...status, isUnsorted: true }];
  }

  #status({ name, color = '#99ccff' }: NewStatus): StatusRecord {
    return { id: this.#statusIds.next(), name, color, sort: 0, isUnsorted: false };
  }

  #predefine(): void {
    const names = ['Первичный контакт', 'Переговоры', 'Принимают решение', 'Согласование договора'];
    const statuses = names.map((name) => ({ name }));
    this.create({ name: 'Воронка', isMain: true, statuses });
    for (const name of ['Слишком дорого', 'Пропала потребность', 'Не устроили условия'])
      this.createLossReason(name, 1_600_000_000);
  }
}

const closed = (id: number, name: string, sort: number, color: string): StatusRecord => ({
  id,
  name,
  sort,
  color,
  isUnsorted: false,
});

/** amoCRM numbers them itself, whatever numbers came with them. */
const inOrder = (statuses: readonly StatusRecord[]): readonly StatusRecord[] =>
  statuses.map((status, index) =>
    status.sort >= 10_000 ? status : { ...status, sort: 10 * (index + 1) },
  );
