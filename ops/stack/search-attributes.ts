import { Connection } from '@temporalio/client';
import { searchAttributeTypes } from '../../domain/search-attributes.ts';

/** Numbers of temporal.api.enums.v1.IndexedValueType (temporal/api/enums/v1/common.proto). */
const typeNumbers = { KEYWORD: 2, BOOL: 5 } as const;

/** Which Temporal server, and which namespace of it. */
export interface TemporalTarget {
  readonly address: string;
  readonly namespace: string;
}

/** Names of our search attributes that the namespace does not have, or has with another type. */
export async function missingSearchAttributes(target: TemporalTarget): Promise<string[]> {
  return withConnection(target, (connection) => listMissing(connection, target.namespace));
}

/**
 * Registers what is missing and waits until the server knows it. Gives the names registered: none when
 * all were there.
 * @throws ServiceError when the server refuses, for instance because a name has another type.
 */
export async function registerSearchAttributes(target: TemporalTarget): Promise<string[]> {
  return withConnection(target, async (connection) => {
    const missing = await listMissing(connection, target.namespace);
    if (missing.length === 0) return missing;
    const wanted = attributes().filter(([name]) => missing.includes(name));
    await connection.operatorService.addSearchAttributes({
      namespace: target.namespace,
      searchAttributes: Object.fromEntries(wanted),
    });
    return missing;
  });
}

async function listMissing(connection: Connection, namespace: string): Promise<string[]> {
  const known = await connection.operatorService.listSearchAttributes({ namespace });
  return attributes()
    .filter(([name, type]) => known.customAttributes?.[name] !== type)
    .map(([name]) => name);
}

function attributes() {
  return Object.entries(searchAttributeTypes).map(
    ([name, type]) => [name, typeNumbers[type]] as const,
  );
}

async function withConnection<T>(
  target: TemporalTarget,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await Connection.connect({ address: target.address, connectTimeout: '5s' });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}
