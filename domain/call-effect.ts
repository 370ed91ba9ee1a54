import type { ChainCall, ReceiptView, TransferLog } from './chain-port.ts';

const zeroAddress = '0x0000000000000000000000000000000000000000';

/** The log that proves the call's effect, exact in everything, or null. */
export function effectOf(call: ChainCall, receipt: ReceiptView): TransferLog | null {
  if (receipt.status === 'reverted') return null;
  const found = receipt.transfers.find(
    (log) =>
      log.token === call.token.toLowerCase() && log.to === call.to && isEffect(call, receipt, log),
  );
  return found ?? null;
}

/**
 * What else left the wallet with a call's transaction, of whatever token, or was minted by it: another amount, another
 * recipient, or more than was asked for, as with a token that takes a fee or hands on to its successor.
 */
export function movedBesides(call: ChainCall, receipt: ReceiptView): readonly TransferLog[] {
  if (receipt.status === 'reverted') return [];
  const effect = effectOf(call, receipt);
  return receipt.transfers.filter(
    (log) => log !== effect && movesSomething(log) && isOwnMove(call, receipt, log),
  );
}

/**
 * What a call's transaction did beside what it was to do, in words, or null. Where there is any, the call can not count as
 * having moved nothing, nor as having moved what it was to move (design rule 27).
 */
export function differenceOf(call: ChainCall, receipt: ReceiptView): string | null {
  const besides = movedBesides(call, receipt);
  const unread = effectOf(call, receipt) === null ? (receipt.unreadTransfers ?? 0) : 0;
  if (besides.length === 0 && unread === 0) return null;
  const moves = besides.map(({ value, token, to }) => `${value} of ${token} to ${to}`);
  const events = unread === 0 ? [] : [`${unread} Transfer events that can not be read`];
  const amount = call.type === 'erc20.transfer' ? call.amount : 'one';
  const { txHash, blockNumber } = receipt;
  return `Transaction ${txHash} in block ${blockNumber} moved ${[...moves, ...events].join(', ')}; asked for was ${amount} of ${call.token} to ${call.to}.`;
}

/** The value of an ERC-721 log is the token's id, which may be 0. */
function movesSomething({ standard, value }: TransferLog): boolean {
  return standard === 'erc721' || value > 0n;
}

function isOwnMove(call: ChainCall, receipt: ReceiptView, log: TransferLog): boolean {
  const isMinted = log.token === call.token.toLowerCase() && log.from === zeroAddress;
  return log.from === receipt.from || (call.type === 'identity.mint' && isMinted);
}

function isEffect(call: ChainCall, receipt: ReceiptView, log: TransferLog): boolean {
  switch (call.type) {
    case 'erc20.transfer':
      return (
        log.standard === 'erc20' && log.from === receipt.from && log.value === BigInt(call.amount)
      );
    case 'identity.mint':
      return log.standard === 'erc721' && log.from === zeroAddress;
  }
}
