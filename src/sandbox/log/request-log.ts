import type { Written } from '../http/answer.ts';

/** One request to the API, or one thing that a person did. */
export interface LogEntry {
  /** From 1, growing. */
  readonly seq: number;
  /** Arrival, milliseconds of the sandbox's wall clock. */
  readonly at: number;
  /** Arrival, milliseconds of the sandbox's monotonic clock: what the rate is counted by. */
  readonly monotonic: number;
  readonly source: 'api' | 'person' | 'robot';
  /** `GET` …, or what the person did: `create`, `edit`, `merge`, `delete`, `restore`, `delete-field`, `change-field`. */
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: string;
  /** As answered; 0 when no answer went out. */
  readonly status: number;
  readonly requestIds: readonly string[];
  readonly createdIds: readonly number[];
  readonly updatedIds: readonly number[];
  /** Tells tokens apart without being one. */
  readonly tokenId: string | null;
  /** The kind of the fault that was played. */
  readonly fault: string | null;
  /** When its effect was committed, on the wall clock: later than the end of its connection for a late commit. */
  readonly committedAt: number | null;
}

export type Arrival = Omit<
  LogEntry,
  'seq' | 'status' | 'requestIds' | 'createdIds' | 'updatedIds' | 'committedAt'
>;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** What has been asked of the sandbox, in order of arrival; the oldest entries fall out beyond the limit. */
export class RequestLog {
  readonly #limit: number;
  #entries: Writable<LogEntry>[] = [];
  #seq = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get entries(): readonly LogEntry[] {
    return this.#entries;
  }

  /** The requests to the API alone. */
  get requests(): readonly LogEntry[] {
    return this.#entries.filter(({ source }) => source === 'api');
  }

  clear(): void {
    this.#entries = [];
  }

  open(arrival: Arrival): LogLine {
    this.#seq += 1;
    const entry: Writable<LogEntry> = {
      ...arrival,
      seq: this.#seq,
      status: 0,
      requestIds: [],
      createdIds: [],
      updatedIds: [],
      committedAt: null,
    };
    this.#entries.push(entry);
    // Cut in big steps: shifting an array at every request would cost more than the request.
    if (this.#entries.length > this.#limit * 1.25)
      this.#entries = this.#entries.slice(-this.#limit);
    return new LogLine(entry);
  }
}

/** The entry while its request is under way. */
export class LogLine {
  readonly #entry: Writable<LogEntry>;

  constructor(entry: Writable<LogEntry>) {
    this.#entry = entry;
  }

  get entry(): LogEntry {
    return this.#entry;
  }

  committed(at: number, written: Written): void {
    this.#entry.committedAt = at;
    this.#entry.requestIds = written.requestIds;
    const changes = [...written.changes, ...(written.leads ?? [])];
    this.#entry.createdIds = changes.filter((one) => !one.before).map(({ after }) => after.id);
    this.#entry.updatedIds = changes.filter((one) => one.before).map(({ after }) => after.id);
  }

  bearer(tokenId: string | null): void {
    this.#entry.tokenId = tokenId;
  }

  fault(kind: string): void {
    this.#entry.fault = kind;
  }

  answered(status: number): void {
    this.#entry.status = status;
  }
}
