import type { Connection } from '@temporalio/client';
import { searchAttributeTypes } from '../domain/search-attributes.ts';
import { InvalidSettings } from '../platform/env.ts';

/**
 * Makes sure that the namespace knows our search attributes: starting a workflow with an unknown one
 * fails, and that must not be found out by the first claim (design rule 12).
 * @throws InvalidSettings naming what is missing and how to register it.
 */
export async function checkSearchAttributes(
  connection: Connection,
  namespace: string,
): Promise<void> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = Object.keys(searchAttributeTypes).filter(
    (name) => customAttributes?.[name] == null,
  );
  if (missing.length === 0) return;
  throw new InvalidSettings(
    `TEMPORAL_NAMESPACE: namespace "${namespace}" lacks the search attributes ${missing.join(', ')}. Register them with "npm run setup:real", or one by one: ${missing.map(remedy).join('; ')}`,
  );
}

function remedy(name: string): string {
  const type = name === 'QuittanceParked' ? 'Bool' : 'Keyword';
  return `temporal operator search-attribute create --name ${name} --type ${type}`;
}
