import type { AccountFields, StateManagerInterface } from '@ethereumjs/common';
import { Account, type Address, bytesToHex } from '@ethereumjs/util';
import { keccak256 } from 'viem';

type Key = string;

const empty = new Uint8Array(0);

/**
 * The state of the in-process EVM: plain maps and a list of undo steps, so that a checkpoint costs
 * nothing and a revert costs as much as was changed. The library's own managers either copy the whole
 * state at each call frame or keep every trie node ever written.
 *
 * There are no state roots: nothing that reads this chain verifies state proofs.
 */
export class JournaledState implements StateManagerInterface {
  readonly #accounts = new Map<Key, Account>();
  readonly #codes = new Map<Key, Uint8Array>();
  readonly #storage = new Map<Key, Map<Key, Uint8Array>>();
  readonly #originals = new Map<Key, Uint8Array>();
  readonly #undo: (() => void)[] = [];
  readonly #marks: number[] = [];

  /** Storage as it was when the transaction began: gas refunds are counted from it. */
  readonly originalStorageCache = {
    get: async (address: Address, key: Uint8Array): Promise<Uint8Array> => {
      const id = `${address.toString()}${bytesToHex(key)}`;
      const value = this.#originals.get(id) ?? (await this.getStorage(address, key));
      this.#originals.set(id, value);
      return value;
    },
    clear: (): void => this.#originals.clear(),
  };

  /** Another state with the same accounts, codes and storage, which changes by itself; only without open checkpoints. */
  copy(): JournaledState {
    if (this.depth > 0) throw new Error('Expected no open checkpoint');
    const copied = new JournaledState();
    for (const [key, account] of this.#accounts) copied.#accounts.set(key, copyOf(account));
    for (const [key, code] of this.#codes) copied.#codes.set(key, code);
    for (const [key, slots] of this.#storage) copied.#storage.set(key, new Map(slots));
    return copied;
  }

  /** How many checkpoints are open. Snapshots are checkpoints that stay open. */
  get depth(): number {
    return this.#marks.length;
  }

  async getAccount(address: Address): Promise<Account | undefined> {
    const account = this.#accounts.get(address.toString());
    return account === undefined ? undefined : copyOf(account);
  }

  async putAccount(address: Address, account?: Account): Promise<void> {
    this.#set(
      this.#accounts,
      address.toString(),
      account === undefined ? undefined : copyOf(account),
    );
  }

  async deleteAccount(address: Address): Promise<void> {
    const key = address.toString();
    this.#set(this.#accounts, key, undefined);
    this.#set(this.#codes, key, undefined);
    this.#set(this.#storage, key, undefined);
  }

  async modifyAccountFields(address: Address, fields: AccountFields): Promise<void> {
    const account = (await this.getAccount(address)) ?? new Account();
    if (fields.nonce !== undefined) account.nonce = fields.nonce;
    if (fields.balance !== undefined) account.balance = fields.balance;
    if (fields.codeHash !== undefined) account.codeHash = fields.codeHash;
    await this.putAccount(address, account);
  }

  async putCode(address: Address, code: Uint8Array): Promise<void> {
    this.#set(this.#codes, address.toString(), code);
    await this.modifyAccountFields(address, { codeHash: keccak256(code, 'bytes') });
  }

  async getCode(address: Address): Promise<Uint8Array> {
    return this.#codes.get(address.toString()) ?? empty;
  }

  async getCodeSize(address: Address): Promise<number> {
    return (await this.getCode(address)).length;
  }

  async getStorage(address: Address, key: Uint8Array): Promise<Uint8Array> {
    return this.#storage.get(address.toString())?.get(bytesToHex(key)) ?? empty;
  }

  async putStorage(address: Address, key: Uint8Array, value: Uint8Array): Promise<void> {
    const owner = address.toString();
    const slots = this.#storage.get(owner) ?? new Map<Key, Uint8Array>();
    if (!this.#storage.has(owner)) this.#set(this.#storage, owner, slots);
    this.#set(slots, bytesToHex(key), value.some((byte) => byte !== 0) ? value : undefined);
  }

  async clearStorage(address: Address): Promise<void> {
    this.#set(this.#storage, address.toString(), undefined);
  }

  async checkpoint(): Promise<void> {
    this.#marks.push(this.#undo.length);
  }

  /** Keeps what happened since the newest checkpoint; it can still be undone with an outer one. */
  async commit(): Promise<void> {
    this.#marks.pop();
    if (this.#marks.length === 0) this.#undo.length = 0;
  }

  /** Undoes everything since the newest checkpoint. */
  async revert(): Promise<void> {
    const mark = this.#marks.pop() ?? 0;
    while (this.#undo.length > mark) this.#undo.pop()?.();
  }

  async getStateRoot(): Promise<Uint8Array> {
    return new Uint8Array(32);
  }

  async setStateRoot(): Promise<void> {
    throw new Error('The in-process EVM has no state roots');
  }

  async hasStateRoot(): Promise<boolean> {
    return false;
  }

  clearCaches(): void {
    this.#originals.clear();
  }

  shallowCopy(): StateManagerInterface {
    throw new Error('The in-process EVM runs on one state; use a checkpoint');
  }

  #set<Value>(map: Map<Key, Value>, key: Key, value: Value | undefined): void {
    if (this.#marks.length > 0) {
      const before = map.get(key);
      this.#undo.push(() => (before === undefined ? map.delete(key) : map.set(key, before)));
    }
    if (value === undefined) map.delete(key);
    else map.set(key, value);
  }
}

/** The EVM changes accounts in place, before it puts them or instead of it. */
function copyOf(account: Account): Account {
  return new Account(account.nonce, account.balance, undefined, account.codeHash);
}
