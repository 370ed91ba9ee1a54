/**
 * `npm run operators:bootstrap -- --name "<name>"`: makes the first owner of all programs in the database of
 * DATABASE_URL and prints the key, once. With `--renew` it gives the owner of that name another key instead.
 */
import { Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import type { Database } from '../db/database.ts';
import { type FirstOwner, openFirstOwner, renewOwnerKey } from '../db/first-owner.ts';
import { openPostgres } from '../db/postgres.ts';
import { newSecret } from '../domain/secret-tokens.ts';
import { runMain } from './real/run-main.ts';
import { realEnvironment } from './stack/settings.ts';
import { StackError } from './stack/stack-error.ts';

const daysMax = 366;

const options = z.object({ name: z.string(), days: z.number(), renew: z.boolean() });

const command = new Command('operators:bootstrap')
  .description('Makes the first owner of all programs and prints the API key, once.')
  .requiredOption('--name <name>', "the person's name", parseName)
  .option('--days <days>', `days until the key expires, 1 to ${daysMax}`, parseDays, 90)
  .option('--renew', 'give the owner of that name another key', false);

await runMain(async () => {
  const { name, days, renew } = options.parse(command.parse().opts());
  const key = newSecret('qk');
  const owner = { name, key, expiresAt: new Date(Date.now() + days * 86_400_000) };
  await withDatabase((db) => (renew ? giveKey(db, owner) : makeOwner(db, owner)));
  console.log(`${renew ? 'Another key of' : 'Owner of all programs:'} ${name}`);
  console.log(`Key, shown this once and valid until ${owner.expiresAt.toISOString()}:\n\n${key}\n`);
  return 0;
});

async function makeOwner(db: Database, owner: FirstOwner): Promise<void> {
  const { status } = await openFirstOwner(db, owner);
  switch (status) {
    case 'entered':
      return;
    case 'present':
      throw new StackError('An owner of all programs is there already.', {
        remedy:
          'Owners make other operators at POST /api/admin/operators; --renew gives one a new key.',
      });
    case 'name-taken':
      throw new StackError(
        `The name "${owner.name}" belongs to an operator who is no active owner.`,
        {
          remedy: 'Choose another name.',
        },
      );
  }
}

async function giveKey(db: Database, owner: FirstOwner): Promise<void> {
  if (await renewOwnerKey(db, owner)) return;
  throw new StackError(`There is no active owner of all programs with the name "${owner.name}".`, {
    remedy: 'Names are listed in the table operators.',
  });
}

async function withDatabase(work: (db: Database) => Promise<void>): Promise<void> {
  const url = z.url({ protocol: /^postgres(ql)?$/ }).safeParse(realEnvironment()['DATABASE_URL']);
  if (!url.success) {
    throw new StackError('DATABASE_URL: expected the address of a PostgreSQL database', {
      remedy: 'Set it as for the API, or run npm run setup:real first.',
    });
  }
  const database = openPostgres({
    url: url.data,
    applicationName: 'quittance-bootstrap',
    connectionsMax: 1,
    onError: () => undefined, // the query that needs the connection reports it
  });
  try {
    await work(database.db);
  } finally {
    await database.close();
  }
}

function parseName(text: string): string {
  const name = text.trim();
  if (name.length >= 1 && name.length <= 100) return name;
  throw new InvalidArgumentError('Expected 1 to 100 characters.');
}

function parseDays(text: string): number {
  const days = Number(text);
  if (Number.isInteger(days) && days >= 1 && days <= daysMax) return days;
  throw new InvalidArgumentError(`Expected a whole number from 1 to ${daysMax}.`);
}
