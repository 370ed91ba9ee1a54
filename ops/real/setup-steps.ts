import { migratePostgres } from '../../db/migrate.ts';
import { ensureStack } from '../stack/local-stack.ts';
import { prepareDatabase } from '../stack/prepare-database.ts';
import { registerSearchAttributes } from '../stack/search-attributes.ts';
import { chainSteps } from './chain-steps.ts';
import { prepareOwner } from './owner-key.ts';
import type { SetupStep } from './setup-step.ts';
import { prepareSigner } from './signer-key.ts';

/** Everything that `npm run setup:real` does, in order. */
export const setupSteps: readonly SetupStep[] = [
  {
    title: 'PostgreSQL, Redis, Temporal and an EVM node',
    run: async ({ settings, running, report }) => {
      running.push(...(await ensureStack(settings, report)));
      const started = running.filter((part) => part.started).length;
      return `${running.length} answer, ${started} of them started now`;
    },
  },
  { title: 'Roles and database', run: ({ settings }) => prepareDatabase(settings) },
  {
    title: 'Migrations',
    run: async ({ settings }) => {
      await migratePostgres(settings.DATABASE_OWNER_URL);
      return 'up to date';
    },
  },
  {
    title: 'Search attributes of Temporal',
    run: async ({ settings }) => {
      const { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace } = settings;
      const added = await registerSearchAttributes({ address, namespace });
      return added.length === 0 ? 'all were there' : `registered ${added.join(', ')}`;
    },
  },
  { title: "The platform's key", run: ({ settings }) => prepareSigner(settings) },
  ...chainSteps,
  { title: 'First owner', run: ({ settings }) => prepareOwner(settings) },
];
