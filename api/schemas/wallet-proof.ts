import { z } from '@hono/zod-openapi';

/** Longer is no message of ours; a signature of a contract that is not deployed yet carries how it will be. */
const messageCharsMax = 4096;
const signatureCharsMax = 2 + 2 * 8192;

/** A signed EIP-4361 message, wherever a request carries one. */
export const walletProofSchema = z
  .object({
    message: z
      .string()
      .min(1)
      .max(messageCharsMax, `at most ${messageCharsMax} characters`)
      .regex(/^[\x20-\x7e\n]+$/, 'an EIP-4361 message: printable ASCII and line feeds')
      .openapi({ description: 'The EIP-4361 message, exactly as it was signed.' }),
    signature: z
      .templateLiteral(
        ['0x', z.string().regex(/^(?:[0-9a-fA-F]{2})+$/)],
        '0x and whole bytes in hex',
      )
      .refine((text) => text.length <= signatureCharsMax, 'at most 8192 bytes')
      .openapi({
        type: 'string',
        pattern: '^0x(?:[0-9a-fA-F]{2})+$',
        description:
          "The wallet's signature of it: 65 bytes of a key, or what a contract takes (ERC-1271, ERC-6492).",
      }),
  })
  .openapi('WalletProof');

/** A signed message as a request carries it. */
export type SignedProof = z.output<typeof walletProofSchema>;
