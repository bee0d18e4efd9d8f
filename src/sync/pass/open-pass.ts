import { PersonHashes } from '../../contact/person/person-hashes.ts';
import { today } from '../../contact/value/dates.ts';
import { Hasher } from '../../contact/value/hasher.ts';
import { ZoneClock } from '../../contact/value/zone-clock.ts';
import { forgetAccountSeen } from '../../state/account/drop-account.ts';
import type { FieldBinding } from '../../state/account/field-bindings.ts';
import type { Repositories } from '../../state/open-state.ts';
import {
  type AccountFields,
  bindAccountFields,
  isFit,
  matchFields,
} from '../account/account-fields.ts';
import { AccountZone } from '../account/account-zone.ts';
import { accountErrors } from '../account/errors.ts';
import { FieldWatch } from '../account/field-watch.ts';
import { sameAccount } from '../account/same-account.ts';
import { NewestWalk } from '../creates/absence/newest-walk.ts';
import { Contradictions } from '../creates/contradictions.ts';
import { MissingProof } from '../crm/missing-proof.ts';
import { SyncError } from '../errors.ts';
import { OtherWriter } from '../events/others/other-writer.ts';
import { Allowance } from '../guard/asking/allowance.ts';
import { Relinks } from '../guard/relinks.ts';
import { noRuleChanges, type RuleChanges } from '../guard/rule-changes.ts';
import { FoundTally } from '../identity/held/tally.ts';
import { LiveReader } from '../item/live-contact.ts';
import { defaultPolicies } from '../item/policies.ts';
import { SubjectMaker } from '../item/subject.ts';
import { Truce } from '../item/truce.ts';
import type { FirstFills } from '../plan/first-fills.ts';
import type { FindingSink } from '../run/findings/finding-log.ts';
import { Batches } from '../write/batches.ts';
import type { Pass, SyncSetup } from './pass-context.ts';
import { PassRestart } from './pass-restart.ts';

export interface PassParts
  extends Pick<Pass, 'runId' | 'scratch' | 'mode' | 'counts' | 'onForeignContacts' | 'ledger'> {
  readonly findings: FindingSink;
  /** What a person allowed for this pass (`--allow-mass-change N`). */
  readonly allowance?: Allowance;
  readonly firstLoad?: Pass['firstLoad'];
  readonly linkedOnly?: boolean;
  /** Called as soon as the account is known to be the state's and its fields to fit. */
  readonly onChecked?: (() => void) | undefined;
  /** Left out where nothing is planned. */
  readonly rules?: RuleChanges;
  /** Only of a plan. */
  readonly firstFills?: FirstFills | undefined;
}

/**
 * Binds a pass to the account as the state remembers it, so that a pass with nothing to write makes no request at all;
 * {@link Pass.online} checks it against the account itself before the first use.
 */
export async function openPass(setup: SyncSetup, parts: PassParts): Promise<Pass> {
  const { state, options } = setup;
  const zoneName = await state.meta.get('accountTimeZone');
  const remembered = bindAccountFields(await state.fields.all(), options);
  const isKnown = zoneName !== undefined && remembered !== null;
  const account = isKnown ? null : await checkAccount(setup, parts);
  let checked = account !== null;
  const fields = remembered ?? bindAccountFields(account?.bindings ?? [], options);
  if (fields === null)
    throw new SyncError(accountErrors.fieldsMissing({ names: ['PHONE', 'EMAIL'] }));
  const zone = new AccountZone(zoneName ?? account?.timeZone ?? 'UTC');
  const hasher = new Hasher(state.key);
  const { allowance = new Allowance() } = parts;
  const date = today(setup.clock.now(), options.timeZone);
  const contradictions = new Contradictions(state, setup.clock);
  return {
    ...setup,
    // Only a deep pass that keeps watch on what others do meanwhile may let them.
    betweenPages: undefined,
    runId: parts.runId,
    scratch: parts.scratch,
    mode: parts.mode,
    hasher,
    subjects: new SubjectMaker(hasher, fields, {
      clock: new ZoneClock(options.timeZone),
      today: date,
      extra: options.extra,
    }),
    fields,
    zone,
    live: new LiveReader(hasher, fields, zone, new PersonHashes(hasher, date)),
    counts: parts.counts,
    policies: { ...defaultPolicies, ...options.policies },
    reCreating: new Set(),
    allowance,
    identity: new FoundTally(allowance),
    relinks: new Relinks(setup, allowance),
    batches: new Batches(options.batchSize, setup.clock, await state.meta.get('batchSize')),
    fieldWatch: new FieldWatch({ ...setup, excluded: options.excluded, extra: options.extra }),
    repaired: [],
    contradictions,
    newestWalk: new NewestWalk({ ...setup, contradictions }),
    firstLoad: parts.firstLoad ?? null,
    linkedOnly: parts.linkedOnly ?? false,
    missingProof: new MissingProof(setup),
    otherWriter: new OtherWriter(setup),
    truce: new Truce(state.repairs, setup.clock.now(), parts.mode === 'deep' ? 'audit' : 'feed'),
    onForeignContacts: parts.onForeignContacts,
    ledger: parts.ledger,
    rules: parts.rules ?? noRuleChanges(),
    firstFills: parts.firstFills,
    found: (finding) => parts.findings.add(finding),
    spill: () => parts.findings.spill(),
    online: async () => {
      if (checked) return;
      checked = true;
      const { moved } = await checkAccount(setup, parts);
      // Field ids are in every hash: what was planned with other ones must be planned anew.
      if (moved) throw new PassRestart('fields-moved');
    },
  };
}

/**
 * Which account this is, its zone and its fields, checked before the first write and remembered. A state that has none
 * yet becomes this one's with the first write of the pass: a plan, or a stopped pass, may have met a wrong one.
 *
 * @throws SyncError OTHER_ACCOUNT, FIELDS_MISSING, FIELDS_WRONG, FIELDS_CHANGED.
 */
async function checkAccount(
  { state, amo, options }: SyncSetup,
  { ledger, onChecked }: Pick<PassParts, 'ledger' | 'onChecked'>,
) {
  const account = await amo.account();
  const knownId = await state.meta.get('accountId');
  if (knownId !== undefined) sameAccount(knownId, account.id);
  else await forgetAccountSeen(state.db);
  const known = await state.fields.all();
  const { bindings, lines } = matchFields(await amo.fields(), known, options);
  const problems = lines.filter((line) => !isFit(line));
  if (problems.length > 0) {
    const names = problems.map(({ field }) => field.name);
    const before = new Set(known.map(({ key }) => key));
    if (problems.some(({ field }) => before.has(field.key))) {
      throw new SyncError(accountErrors.fieldsChanged({ names }));
    }
    throw new SyncError(
      problems.every(({ status }) => status === 'missing')
        ? accountErrors.fieldsMissing({ names })
        : accountErrors.fieldsWrong({ names }),
    );
  }
  onChecked?.();
  const knownZone = await state.meta.get('accountTimeZone');
  // Something is otherwise than the state remembered.
  const moved =
    knownZone !== account.timeZone ||
    !sameBindings(bindAccountFields(known, options), bindAccountFields(bindings, options));
  // A field that is switched off keeps its binding: it comes back as the same field.
  const merged = mergeBindings(known, bindings);
  const remember = async (tx: Repositories): Promise<void> => {
    await tx.meta.set('accountId', account.id);
    await tx.meta.set('accountTimeZone', account.timeZone);
    await tx.fields.replace(merged);
  };
  if (knownId === undefined) ledger.add(remember);
  else await state.transaction(remember);
  return { timeZone: account.timeZone, bindings: merged, moved };
}

export function mergeBindings(
  known: readonly FieldBinding[],
  found: readonly FieldBinding[],
): readonly FieldBinding[] {
  return [...new Map([...known, ...found].map((binding) => [binding.key, binding])).values()];
}

function sameBindings(a: AccountFields | null, b: AccountFields | null): boolean {
  const plain = (fields: AccountFields | null) =>
    fields &&
    JSON.stringify([
      [...fields.byKey].map(([key, { fieldId, enumOf }]) => [key, fieldId, [...enumOf]]),
      [fields.phone.fieldId, [...fields.phone.enumOf]],
      [fields.email.fieldId, [...fields.email.enumOf]],
    ]);
  return plain(a) === plain(b);
}
