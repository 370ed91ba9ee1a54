/** A client that repeats a write under its key until it is taken in, as the contract tells clients to. */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

const accepted = z.object({ intentId: z.string() });
const triesMax = 400;
const againMs = 250;

/** A claim to be recorded. */
export interface ClaimWrite {
  readonly wallet: `0x${string}`;
  readonly txHash: string;
  readonly key: string;
}

/** How often the client met what, over all its writes: a status, or the code of a broken connection. */
export type Refusals = Map<string, number>;

/**
 * Records a claim and gives its intent's id, however often the API is away or refuses for now.
 * @throws Error at an answer after which a client must not try again, or when it never ends.
 */
export async function recordPersistently(
  url: string,
  claim: ClaimWrite,
  refusals: Refusals,
): Promise<string> {
  for (let tries = 0; tries < triesMax; tries++) {
    const answer = await sendClaim(url, claim);
    if (answer.status === 202) return accepted.parse(JSON.parse(answer.text)).intentId;
    const met = answer.status === 0 ? answer.text : String(answer.status);
    refusals.set(met, (refusals.get(met) ?? 0) + 1);
    if (![0, 409, 503].includes(answer.status))
      throw new Error(`Expected 202, or to be told to come back, got ${met}: ${answer.text}`);
    await sleep(againMs);
  }
  throw new Error(`The claim ${claim.key} was not taken in`);
}

/** Records a claim, once. The answer, or status 0 and the code of what broke. */
export async function sendClaim(
  url: string,
  { key, ...body }: ClaimWrite,
): Promise<{ readonly status: number; readonly text: string }> {
  try {
    const response = await fetch(`${url}/api/claim/record`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({ ...body, tokenType: 'USDC' }),
    });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(error);
    return { status: 0, text: code };
  }
}
