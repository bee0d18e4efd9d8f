import { z } from 'zod';

const phone = z.union([z.string(), z.strictObject({ value: z.string(), kind: z.string() })]);

const value = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.record(z.string(), z.unknown())),
]);

export const personInputSchema = z.strictObject({
  name: z.string().exactOptional(),
  firstName: z.string().exactOptional(),
  lastName: z.string().exactOptional(),
  phones: z.array(phone).exactOptional(),
  addPhones: z.array(phone).exactOptional(),
  emails: z.array(z.string()).exactOptional(),
  tags: z.array(z.string()).exactOptional(),
  responsibleUserId: z.int().exactOptional(),
  createdAt: z.int().exactOptional(),
  fields: z.record(z.string(), value).exactOptional(),
});

export const dealInputSchema = z.strictObject({
  name: z.string().exactOptional(),
  price: z.int().exactOptional(),
  statusId: z.int().exactOptional(),
  pipelineId: z.int().exactOptional(),
  lossReasonId: z.int().nullable().exactOptional(),
  responsibleUserId: z.int().exactOptional(),
  createdAt: z.int().exactOptional(),
  tags: z.array(z.string()).exactOptional(),
  fields: z.record(z.string(), value).exactOptional(),
  contacts: z.array(z.int()).exactOptional(),
});

export const robotSchema = z.strictObject({
  on: z.enum(['created', 'moved']),
  pipelineId: z.int().exactOptional(),
  statusId: z.int().exactOptional(),
  delayMs: z.number().nonnegative().exactOptional(),
  times: z.int().positive().exactOptional(),
  does: dealInputSchema,
});

export const pipelineSchema = z.strictObject({
  name: z.string(),
  isUnsortedOn: z.boolean().exactOptional(),
  statuses: z.array(z.strictObject({ name: z.string() })).exactOptional(),
});

export const pipelineChangeSchema = z.strictObject({
  name: z.string().exactOptional(),
  isUnsortedOn: z.boolean().exactOptional(),
  isArchive: z.boolean().exactOptional(),
});

export const namedSchema = z.strictObject({ name: z.string() });

export const mergeSchema = z.strictObject({ survivorId: z.int(), loserId: z.int() });

const enumChange = z.strictObject({
  id: z.int().exactOptional(),
  value: z.string(),
  sort: z.int().exactOptional(),
});

export const fieldChangeSchema = z.strictObject({
  name: z.string().exactOptional(),
  enums: z.array(enumChange).exactOptional(),
});

const when = z.enum(['before', 'after']);
const milliseconds = z.number().nonnegative();
const rows = z.array(z.int().nonnegative());
const contactIds = z.array(z.int().positive()).min(1);
const errorStatus = z.int().min(400).max(599);

const faultSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('status'),
    status: errorStatus,
    when: when.exactOptional(),
    body: z.enum(['json', 'html']).exactOptional(),
    retryAfter: z.number().exactOptional(),
  }),
  z.strictObject({ kind: z.literal('drop'), when }),
  z.strictObject({
    kind: z.literal('late-commit'),
    ms: milliseconds,
    status: errorStatus.exactOptional(),
    body: z.enum(['json', 'html']).exactOptional(),
  }),
  z.strictObject({ kind: z.literal('hang'), when }),
  z.strictObject({ kind: z.literal('slow'), ms: milliseconds }),
  z.strictObject({
    kind: z.literal('garbage'),
    body: z.enum(['truncated', 'text', 'cut', 'empty']),
  }),
  z.strictObject({ kind: z.literal('omit'), rows }),
  z.strictObject({ kind: z.literal('unlinked'), rows }),
  z.strictObject({ kind: z.literal('new-ids'), ids: contactIds }),
  z.strictObject({
    kind: z.literal('one-id'),
    rows,
    carries: z.enum(['first', 'last']).exactOptional(),
  }),
  z.strictObject({ kind: z.literal('answered-ids'), ids: contactIds.exactOptional() }),
  z.strictObject({
    kind: z.literal('reject'),
    rows: rows.exactOptional(),
    where: z
      .strictObject({
        field: z.union([z.string(), z.int()]),
        equals: z.union([z.string(), z.number(), z.boolean()]),
      })
      .exactOptional(),
    code: z.string().exactOptional(),
    path: z.string().exactOptional(),
    when: when.exactOptional(),
  }),
]);

/** Which requests a rule is for, and how often. */
const occasion = {
  match: z
    .strictObject({ method: z.string().exactOptional(), path: z.string().exactOptional() })
    .exactOptional(),
  skip: z.int().nonnegative().exactOptional(),
  times: z.int().positive().nullable().exactOptional(),
};

export const faultRuleSchema = z.strictObject({ ...occasion, fault: faultSchema });

export const unrestSchema = z.strictObject({
  ...occasion,
  everyMs: z.number().positive().exactOptional(),
  deletes: z.int().nonnegative().exactOptional(),
  creates: z.int().nonnegative().exactOptional(),
  deals: z.array(z.int()).exactOptional(),
  among: z.array(z.int()).exactOptional(),
  pick: z.enum(['random', 'oldest', 'newest']).exactOptional(),
});

export const idsSchema = z.strictObject({
  above: z
    .int()
    .positive()
    .max(2 ** 52),
});

export const mannersSchema = z.strictObject({
  apiFilter: z.boolean().exactOptional(),
  singlePatch: z.enum(['flat', 'wrapped']).exactOptional(),
  missingSinglePatch: z.union([z.literal(204), z.literal(404)]).exactOptional(),
  uncheckedAbsent: z.boolean().exactOptional(),
  phoneDigitsSearch: z.boolean().exactOptional(),
  refreshRevokesAccess: z.boolean().exactOptional(),
  contactNameOrder: z.union([z.literal(1), z.literal(2)]).exactOptional(),
  htmlThrottleEvery: z.int().nonnegative().exactOptional(),
  latencyMs: milliseconds.exactOptional(),
  latencyPerRowMs: milliseconds.exactOptional(),
  requireAuth: z.boolean().exactOptional(),
  listLagMs: milliseconds.exactOptional(),
  lagging: z.enum(['all', 'coming']).exactOptional(),
  getLags: z.boolean().exactOptional(),
  idOrder: z.enum(['asked', 'ascending', 'shuffled']).exactOptional(),
  endlessPages: z.enum(['no', 'repeated', 'empty']).exactOptional(),
  goneContact: z.union([z.literal(204), z.literal(404), z.literal(200)]).exactOptional(),
  newIds: z.enum(['growing', 'falling']).exactOptional(),
  oddFields: z.boolean().exactOptional(),
  phoneForm: z.enum(['written', 'grouped', 'digits']).exactOptional(),
  nameForm: z.enum(['written', 'trimmed', 'titled', 'composed']).exactOptional(),
  emailForm: z.enum(['written', 'lower']).exactOptional(),
  dateForm: z.enum(['midnight', 'noon', 'offset']).exactOptional(),
  textForm: z.enum(['written', 'trimmed']).exactOptional(),
  eventLagMs: milliseconds.exactOptional(),
  eventRetentionMs: milliseconds.exactOptional(),
  eventsRefused: z
    .union([z.literal(0), z.literal(402), z.literal(403), z.literal(404)])
    .exactOptional(),
  eventsEmpty: z.boolean().exactOptional(),
  eventsDoubled: z.enum(['no', 'same-id', 'own-id']).exactOptional(),
  eventsLost: z.int().nonnegative().exactOptional(),
  fieldEvents: z.enum(['general', 'by-field']).exactOptional(),
  mergeEvents: z.enum(['survivor', 'loser', 'both']).exactOptional(),
  tagEventsOfNew: z.boolean().exactOptional(),
  duplicateControl: z.boolean().exactOptional(),
});

export const rateSchema = z.union([
  z.null(),
  z.strictObject({
    limit: z.int().positive(),
    periodMs: milliseconds,
    banAfter: z.int().positive().exactOptional(),
    banMs: milliseconds.exactOptional(),
  }),
]);

export const longLivedSchema = z.strictObject({
  as: z.enum(['admin', 'manager']).exactOptional(),
  days: z.number().positive().exactOptional(),
});

export const enabledSchema = z.strictObject({ enabled: z.boolean() });
