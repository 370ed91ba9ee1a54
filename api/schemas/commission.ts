import { z } from '@hono/zod-openapi';
import { formatUnits } from 'viem/utils';
import type { ListedCommission } from '../../db/queries/affiliate-commissions.ts';
import { commissionKinds, commissionStatuses } from '../../domain/commission-status.ts';
import { dollarDecimals } from '../../domain/program-rules.ts';
import { amountSchema } from './intent.ts';
import { pageQuery } from './page.ts';
import { checksummed, walletAnswer } from './wallet.ts';

export const commissionKindSchema = z.enum(commissionKinds).openapi('CommissionKind', {
  description: 'DIRECT: from who it brought. OVERRIDE: from who was brought by those below it.',
});
export const commissionStatusSchema = z.enum(commissionStatuses).openapi('CommissionStatus', {
  description: 'ACCRUED until the hold period is over, then PAYABLE, PAID by a payout; REVERSED.',
});

/** Filters and pages of a list of commissions, to be spread into the schema of its query. */
export const commissionsQuery = {
  status: z.enum(commissionStatuses, commissionStatuses.join(', ')).optional(),
  kind: z.enum(commissionKinds, commissionKinds.join(', ')).optional(),
  ...pageQuery,
};

const time = z.iso.datetime();

/** A commission as its affiliate sees it. */
export const commissionSchema = z
  .object({
    id: z.string(),
    kind: commissionKindSchema,
    level: z.int().openapi({ description: '1 is the referrer.' }),
    amount: amountSchema.openapi({ description: 'Below zero where it takes back another.' }),
    status: commissionStatusSchema,
    intentId: z.string().openapi({ description: 'The claim whose payment it is from.' }),
    fromUser: walletAnswer
      .optional()
      .openapi({ description: 'Who paid; only where the affiliate brought that wallet itself.' }),
    reversesId: z.string().nullable().openapi({ description: 'The one that it takes back.' }),
    createdAt: time,
    payableAt: time.openapi({ description: 'When its hold period ends.' }),
    releasedAt: time.nullable(),
    paidAt: time.nullable(),
    reversedAt: time.nullable(),
  })
  .openapi('Commission');

/** The same under its old names. */
export const oldCommissionSchema = z
  .object({
    id: z.string(),
    createdAt: time,
    type: commissionKindSchema,
    fromUser: walletAnswer.optional(),
    amount: z.string().openapi({ description: 'Dollars.', example: '10' }),
    value: amountSchema.openapi({ description: 'The same, exactly, with its asset.' }),
    status: commissionStatusSchema,
  })
  .openapi('OldCommission');

/** An amount of a dollar token. */
export function dollarAmount(amount: bigint, asset: string): z.infer<typeof amountSchema> {
  return { amount: amount.toString(), asset, decimals: dollarDecimals };
}

/** A commission as {@link commissionSchema}. */
export function commissionView(row: ListedCommission): z.infer<typeof commissionSchema> {
  const { id, kind, level, status, intentId, reversesId } = row;
  return {
    ...{ id, kind, level, status, intentId, reversesId, ...fromUser(row) },
    amount: dollarAmount(row.amount, row.asset),
    createdAt: row.createdAt.toISOString(),
    payableAt: row.payableAt.toISOString(),
    releasedAt: row.releasedAt?.toISOString() ?? null,
    paidAt: row.paidAt?.toISOString() ?? null,
    reversedAt: row.reversedAt?.toISOString() ?? null,
  };
}

/** A commission as {@link oldCommissionSchema}. */
export function oldCommissionView(row: ListedCommission): z.infer<typeof oldCommissionSchema> {
  const { id, kind: type, status, amount, asset, createdAt } = row;
  return {
    ...{ id, createdAt: createdAt.toISOString(), type, ...fromUser(row), status },
    amount: formatUnits(amount, dollarDecimals),
    value: dollarAmount(amount, asset),
  };
}

/** Whom others brought is not for the affiliate above them to know. */
function fromUser({ kind, payer }: ListedCommission): { readonly fromUser?: `0x${string}` } {
  return kind === 'DIRECT' ? { fromUser: checksummed(payer) } : {};
}
