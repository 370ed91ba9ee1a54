/** The explorer's page of a transaction; null without an explorer or a transaction. */
export function explorerLink(explorerUrl: string | null, txHash: string | null): string | null {
  if (explorerUrl === null || txHash === null) return null;
  return `${explorerUrl.replace(/\/+$/, '')}/tx/${txHash}`;
}
