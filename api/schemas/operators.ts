import { z } from '@hono/zod-openapi';
import { operatorRoleNames } from '../../domain/operator-roles.ts';
import { nextCursorAnswer } from './page.ts';
import { plainText } from './plain-text.ts';

const time = z.iso.datetime();
const rolesMax = 50;
const keyDaysMax = 366;
const keyDaysDefault = 90;

/** A name of a person or a key: shown in lists and in the audit log. */
const nameSchema = z
  .string()
  .trim()
  .regex(/^[^\p{C}]{1,100}$/u, '1 to 100 characters, none of them a control character')
  .openapi(plainText(100));

const roleSchema = z.enum(operatorRoleNames, operatorRoleNames.join(', '));

const grantSchema = z
  .strictObject({
    role: roleSchema,
    programId: z
      .uuid("a program's id, or null for all programs")
      .nullable()
      .openapi({ description: "The program's id; null for all programs." }),
  })
  .openapi('RoleGrant');

const grantsSchema = z.array(grantSchema).max(rolesMax, `at most ${rolesMax} roles`);

export const operatorSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    createdAt: time,
    disabledAt: time.nullable(),
    roles: z.array(
      z.object({
        role: roleSchema,
        programId: z.string().nullable(),
        program: z.string().nullable().openapi({ description: 'The slug; null for all programs.' }),
        grantedAt: time,
      }),
    ),
  })
  .openapi('Operator');

export const operatorListSchema = z
  .object({ operators: z.array(operatorSchema), nextCursor: nextCursorAnswer })
  .openapi('Operators');

export const newOperatorBody = z
  .strictObject({ name: nameSchema, roles: grantsSchema.default([]) })
  .openapi('NewOperatorRequest');

export const changeOperatorBody = z
  .strictObject({
    name: nameSchema.optional(),
    disabled: z.boolean().optional().openapi({
      description: 'true also revokes all keys of the operator; false does not bring them back.',
    }),
    grant: grantsSchema.default([]),
    revoke: grantsSchema.default([]).openapi({ description: 'After what is granted.' }),
  })
  .openapi('ChangeOperatorRequest');

export const apiKeySchema = z
  .object({
    id: z.string(),
    operatorId: z.string(),
    operator: z.string().openapi({ description: "The operator's name." }),
    name: z.string(),
    prefix: z.string().openapi({ description: 'The first characters, to recognise it by.' }),
    createdAt: time,
    expiresAt: time,
    revokedAt: time.nullable(),
    lastUsedAt: time.nullable().openapi({ description: 'To the minute.' }),
  })
  .openapi('ApiKey');

export const apiKeyListSchema = z
  .object({ keys: z.array(apiKeySchema), nextCursor: nextCursorAnswer })
  .openapi('ApiKeys');

export const newApiKeyBody = z
  .strictObject({
    operatorId: z
      .uuid("an operator's id")
      .optional()
      .openapi({ description: 'Whose; without it: your own.' }),
    name: nameSchema,
    expiresInDays: z
      .int()
      .min(1, `1 to ${keyDaysMax}`)
      .max(keyDaysMax, `1 to ${keyDaysMax}`)
      .default(keyDaysDefault),
  })
  .openapi('NewApiKeyRequest');

export const newApiKeyAnswer = apiKeySchema
  .extend({
    key: z.string().openapi({
      description: 'Shown in this answer and its replays only; the platform keeps its hash.',
    }),
  })
  .openapi('NewApiKey');

export const revokeApiKeyBody = z
  .strictObject({ reason: nameSchema.optional().openapi({ description: 'For the audit log.' }) })
  .openapi('RevokeApiKeyRequest');
