/** A workflow that asks the machine for a random number. Only the bundle test bundles it. */
import { randomUUID } from 'node:crypto';

export async function impure(): Promise<string> {
  return randomUUID();
}
