import type { ChainCall, ReceiptView, TransferLog } from './chain-port.ts';

const zeroAddress = '0x0000000000000000000000000000000000000000';

/** The log that proves the call's effect, exact in everything, or null. */
export function effectOf(call: ChainCall, receipt: ReceiptView): TransferLog | null {
  if (receipt.status === 'reverted') return null;
  const found = receipt.transfers.find(
    (log) => isOwnMove(call, receipt, log) && log.to === call.to && hasAmount(call, log),
  );
  return found ?? null;
}

/**
 * What else of the call's token left the wallet with it (or was minted by it): another amount, another recipient, or more
 * than was asked for, as with a token that takes a fee. Where there is any, the call can not count as having moved
 * nothing, nor as having moved what it was to move (design rule 27).
 */
export function movedBesides(call: ChainCall, receipt: ReceiptView): readonly TransferLog[] {
  if (receipt.status === 'reverted') return [];
  const effect = effectOf(call, receipt);
  return receipt.transfers.filter(
    (log) => log !== effect && log.value > 0n && isOwnMove(call, receipt, log),
  );
}

/** What a call's transaction moved, in words, beside what was asked for. */
export function movedInWords(
  call: ChainCall,
  { txHash, blockNumber }: ReceiptView,
  logs: readonly TransferLog[],
): string {
  const moves = logs.map(({ value, to }) => `${value} to ${to}`).join(', ');
  const asked =
    call.type === 'erc20.transfer' ? `${call.amount} to ${call.to}` : `one to ${call.to}`;
  return `Transaction ${txHash} in block ${blockNumber} moved of token ${call.token}: ${moves}; asked for was ${asked}.`;
}

function isOwnMove(call: ChainCall, receipt: ReceiptView, log: TransferLog): boolean {
  if (log.token !== call.token.toLowerCase()) return false;
  switch (call.type) {
    case 'erc20.transfer':
      return log.standard === 'erc20' && log.from === receipt.from;
    case 'identity.mint':
      return log.standard === 'erc721' && log.from === zeroAddress;
  }
}

function hasAmount(call: ChainCall, log: TransferLog): boolean {
  return call.type === 'identity.mint' || log.value === BigInt(call.amount);
}
