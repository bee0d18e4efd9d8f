import type { CrmData } from '../crm-data.ts';
import { type DealInput, editedLead } from '../people/deal-input.ts';
import { keepLead } from './keep-lead.ts';
import type { LeadChange, LeadRecord } from './lead-record.ts';

/** A robot of the account's digital pipeline: nothing that the API sends keeps it still. */
export interface RobotRule {
  readonly on: 'created' | 'moved';
  /** Only where the lead stands there now; default anywhere. */
  readonly pipelineId?: number;
  readonly statusId?: number;
  /** Default at once; else before the first request after so many milliseconds of the clock. */
  readonly delayMs?: number;
  /** How often; default for ever. */
  readonly times?: number;
  readonly does: DealInput;
}

interface Armed {
  readonly rule: RobotRule;
  left: number;
}

interface Pending {
  readonly at: number;
  readonly rule: RobotRule;
  readonly leadId: number;
}

export class Robots {
  #armed: Armed[] = [];
  #pending: Pending[] = [];

  add(rule: RobotRule): void {
    this.#armed.push({ rule, left: rule.times ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.#armed = [];
    this.#pending = [];
  }

  /** What they do at once after these changes; what comes later waits. */
  after(changes: readonly LeadChange[], data: CrmData): readonly LeadChange[] {
    const done: LeadChange[] = [];
    for (const change of changes) {
      for (const armed of this.#armed) {
        if (armed.left === 0 || !concerns(armed.rule, change)) continue;
        armed.left -= 1;
        const { rule } = armed;
        const leadId = change.after.id;
        const at = data.clock.monotonic() + (rule.delayMs ?? 0);
        if (rule.delayMs === undefined) done.push(...play(rule, leadId, data));
        else this.#pending.push({ at, rule, leadId });
      }
    }
    return done;
  }

  /** What has become due meanwhile. */
  due(data: CrmData): readonly LeadChange[] {
    const now = data.clock.monotonic();
    const due = this.#pending.filter(({ at }) => at <= now);
    if (due.length === 0) return [];
    this.#pending = this.#pending.filter(({ at }) => at > now);
    return due.flatMap(({ rule, leadId }) => play(rule, leadId, data));
  }
}

function concerns(rule: RobotRule, { before, after }: LeadChange): boolean {
  if (after.gone !== 0 || (before !== null) !== (rule.on === 'moved')) return false;
  if (rule.on === 'moved' && before !== null && isSamePlace(before, after)) return false;
  const at = (wanted: number | undefined, is: number): boolean =>
    wanted === undefined || wanted === is;
  return at(rule.pipelineId, after.pipelineId) && at(rule.statusId, after.statusId);
}

const isSamePlace = (a: LeadRecord, b: LeadRecord): boolean =>
  a.pipelineId === b.pipelineId && a.statusId === b.statusId;

function play({ does }: RobotRule, leadId: number, data: CrmData): readonly LeadChange[] {
  const before = data.leads.get(leadId);
  if (before?.gone !== 0) return [];
  return [{ before, after: keepLead(data, editedLead(data, before, does, { userId: 0 })) }];
}
