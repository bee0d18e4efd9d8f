import type { Clinic } from '../../../../clinic/clinic.ts';
import { isOff } from '../../../../contact/model/field-choice.ts';
import type { Patient } from '../../../../contact/model/patient.ts';
import type { PatientId } from '../../../../contact/model/patient-key.ts';
import { itemWords } from '../../../../report/item-names.ts';
import { mask } from '../../../../report/mask.ts';
import { lookAtPatient, type PatientLook } from '../../../../sync/command/patient-look.ts';
import { type ApiParts, whose } from '../../api-tools.ts';
import { ApiError, apiErrors } from '../../errors.ts';
import type { Answer } from '../../handlers.ts';
import { rejectedAnswer } from '../rejected.ts';

type View = Answer<'patient'>;

/**
 * A patient as IDENT and amoCRM show it now. Values are masked here, so that nothing behind this can forget to.
 *
 * @throws ApiError NOT_FOUND, NOT_SET_UP
 */
export async function viewPatient(
  tools: Pick<ApiParts, 'clinic' | 'service' | 'reads' | 'desk'>,
  id: PatientId,
  { reveal }: { readonly reveal: boolean },
): Promise<View> {
  const { state, clock, options } = tools.clinic;
  const patient = await tools.desk.patient(id);
  const look = await lookAtPatient(tools.clinic, id, patient);
  if (look === null) throw new ApiError(apiErrors.notSetUp);
  const { link, contact, items } = look;
  const rejected = (await state.rejected.ofPatients([id])).get(id);
  const hold = (await state.holds.ofPatients([id])).get(id);
  if (patient === undefined && link === undefined && rejected === undefined) {
    throw new ApiError(apiErrors.notFound);
  }
  const intent = await state.intents.ofPatient(id);
  // What a pass under way has sent is in flight.
  const { underWay } = await tools.service.facts(tools.reads);
  const isUncertain = intent !== undefined && !underWay.includes(intent.runId);
  return {
    ...whose(tools, id, link?.contactId ?? null),
    masked: !reveal,
    readAt: clock.now(),
    inIdent: patient !== undefined,
    inAmo: contact !== null,
    link: link?.status ?? null,
    outside: patient?.outside ?? null,
    forgotten: (await state.forgotten.among([id])).has(id),
    uncertainSince: isUncertain ? intent.createdAt : null,
    rejected: rejected === undefined ? null : rejectedAnswer(tools, rejected, link, hold),
    items: items.map((one) => itemAnswer(one, { reveal, patient, options, look })),
  };
}

function itemAnswer(
  { item, field, ident, amo, same, acknowledged }: PatientLook['items'][number],
  seen: {
    readonly reveal: boolean;
    readonly patient: Patient | undefined;
    readonly options: Clinic['options'];
    readonly look: PatientLook;
  },
): View['items'][number] {
  const shown = (value: string | null) =>
    value === null || seen.reveal ? value : mask(item, value);
  const isComparable = ident !== undefined && seen.look.contact !== null;
  return {
    item,
    no: field?.no ?? null,
    name: itemWords(item),
    type: field?.type ?? null,
    sensitive: field?.sensitive ?? false,
    on: field === null || !isOff(field.key, seen.options),
    ident: shown(ident ?? null),
    identKnown: ident !== undefined,
    amo: shown(amo),
    same: isComparable ? same : null,
    acknowledged,
  };
}
