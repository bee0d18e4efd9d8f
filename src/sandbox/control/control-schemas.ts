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
  }),
  z.strictObject({ kind: z.literal('hang'), when }),
  z.strictObject({ kind: z.literal('slow'), ms: milliseconds }),
  z.strictObject({ kind: z.literal('garbage'), body: z.enum(['truncated', 'text', 'cut']) }),
  z.strictObject({ kind: z.literal('omit'), rows }),
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
  }),
]);

export const faultRuleSchema = z.strictObject({
  match: z
    .strictObject({ method: z.string().exactOptional(), path: z.string().exactOptional() })
    .exactOptional(),
  skip: z.int().nonnegative().exactOptional(),
  times: z.int().positive().nullable().exactOptional(),
  fault: faultSchema,
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
  requireAuth: z.boolean().exactOptional(),
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
