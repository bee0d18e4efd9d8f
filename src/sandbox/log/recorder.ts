import { contactJson } from '../contact/contact-json.ts';
import type { CrmData } from '../crm-data.ts';
import type { Written } from '../http/answer.ts';
import type { Effects } from '../lead/duplicate-control.ts';
import type { Journal } from './journal.ts';
import type { LogLine, RequestLog } from './request-log.ts';

/** Writes down what was committed: in the log always, field by field where a journal is kept. */
export class Recorder {
  readonly log: RequestLog;
  readonly journal: Journal | null;
  readonly #data: CrmData;

  constructor(data: CrmData, log: RequestLog, journal: Journal | null) {
    this.#data = data;
    this.log = log;
    this.journal = journal;
  }

  committed(line: LogLine, written: Written): void {
    const at = this.#data.clock.now();
    line.committed(at, written);
    const isPerson = line.entry.source === 'person';
    const { events } = this.#data;
    events.note(written.changes, isPerson ? this.#data.account.manager.id : null);
    events.noteLeads(written.leads ?? []);
    for (const { before, after } of this.journal ? written.changes : []) {
      const was = before && contactJson(before, this.#data);
      this.journal?.record(line.entry, at, was, contactJson(after, this.#data));
    }
  }

  /** What somebody did in the CRM who did not ask the API. */
  acted(
    source: 'person' | 'robot',
    method: string,
    path: string,
    { contacts = [], leads = [] }: Partial<Effects>,
  ): void {
    const { clock } = this.#data;
    const line = this.log.open({
      at: clock.now(),
      monotonic: clock.monotonic(),
      source,
      method,
      path,
      query: '',
      tokenId: null,
      fault: null,
    });
    this.committed(line, { requestIds: [], changes: contacts, leads });
  }
}
