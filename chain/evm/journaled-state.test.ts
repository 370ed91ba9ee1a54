/**
 * The state of the EVM against the simplest thing that is right: whole copies at each checkpoint. Any
 * sequence of writes, checkpoints, commits and reverts must leave both the same.
 */

import { Account, type Address, createAddressFromString, hexToBytes } from '@ethereumjs/util';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { property } from '../../tests/harness/property.ts';
import { JournaledState } from './journaled-state.ts';

const addresses = ['aa', 'bb'].map((byte) => createAddressFromString(`0x${byte.repeat(20)}`));
const slots = [1, 2].map((index) => hexToBytes(`0x${index.toString(16).padStart(64, '0')}`));

function addressAt(index: number): Address {
  const address = addresses[index];
  if (address === undefined) throw new Error(`Expected an address ${index}`);
  return address;
}

interface Figures {
  readonly balance: number | undefined;
  readonly code: number | undefined;
  readonly slots: readonly number[];
}
const nothing: Figures = { balance: undefined, code: undefined, slots: [0, 0] };

interface Step {
  readonly type: keyof typeof writes | 'checkpoint' | 'commit' | 'revert';
  readonly who: number;
  readonly slot: number;
  readonly value: number;
}

interface Write {
  /** What becomes of the model's figures. */
  model(old: Figures, step: Step): Figures;
  real(state: JournaledState, address: Address, step: Step): Promise<void>;
}

const writes = {
  balance: {
    model: (old, { value }) => ({ ...old, balance: value }),
    real: (state, address, { value }) =>
      state.modifyAccountFields(address, { balance: BigInt(value) }),
  },
  store: {
    model: (old, { slot, value }) => ({
      ...old,
      slots: old.slots.map((was, at) => (at === slot ? value : was)),
    }),
    real: (state, address, { slot, value }) =>
      state.putStorage(address, slots[slot] ?? new Uint8Array(32), Uint8Array.of(value)),
  },
  code: {
    model: (old, { value }) => ({ ...old, code: value, balance: old.balance ?? 0 }),
    real: (state, address, { value }) => state.putCode(address, Uint8Array.of(value)),
  },
  delete: {
    model: () => nothing,
    real: (state, address) => state.deleteAccount(address),
  },
  clear: {
    model: (old) => ({ ...old, slots: [0, 0] }),
    real: (state, address) => state.clearStorage(address),
  },
} as const satisfies Record<string, Write>;

const step: fc.Arbitrary<Step> = fc.record({
  type: fc.constantFrom(
    'balance',
    'store',
    'code',
    'delete',
    'clear',
    'checkpoint',
    'commit',
    'revert',
  ),
  who: fc.nat({ max: 1 }),
  slot: fc.nat({ max: 1 }),
  value: fc.nat({ max: 255 }),
});

/** Takes the step on both; `stack` is the model: whole states, the newest last. */
async function take(step: Step, state: JournaledState, stack: Figures[][]): Promise<void> {
  const top = stack.at(-1) ?? [];
  if (step.type === 'checkpoint') {
    stack.push(top);
    await state.checkpoint();
  } else if (step.type === 'commit' || step.type === 'revert') {
    if (stack.length === 1) return;
    stack.splice(step.type === 'commit' ? -2 : -1, 1);
    await state[step.type]();
  } else {
    const write: Write = writes[step.type];
    stack[stack.length - 1] = top.map((old, at) =>
      at === step.who ? write.model(old, step) : old,
    );
    await write.real(state, addressAt(step.who), step);
  }
}

async function figuresOf(state: JournaledState): Promise<Figures[]> {
  return Promise.all(
    addresses.map(async (address) => {
      const balance = (await state.getAccount(address))?.balance;
      const stored = await Promise.all(slots.map((slot) => state.getStorage(address, slot)));
      return {
        balance: balance === undefined ? undefined : Number(balance),
        code: (await state.getCode(address))[0],
        slots: stored.map((bytes) => bytes[0] ?? 0),
      };
    }),
  );
}

describe('journaled state', () => {
  property([fc.array(step, { maxLength: 60 })])('is what whole copies would be', async (steps) => {
    const state = new JournaledState();
    const stack: Figures[][] = [[nothing, nothing]];
    for (const taken of steps) {
      await take(taken, state, stack);
      expect(state.depth).toBe(stack.length - 1);
      expect(await figuresOf(state)).toEqual(stack.at(-1));
    }
  });

  test('an account that was read is a copy', async () => {
    const address = addressAt(0);
    const state = new JournaledState();
    await state.putAccount(address, new Account(1n, 5n));
    const read = await state.getAccount(address);
    if (read !== undefined) read.balance = 9n;
    expect((await state.getAccount(address))?.balance).toBe(5n);
  });
});
