import { adminUrl } from './local-parts.ts';
import { ensureDatabase, ensureRoles, loginError } from './postgres-roles.ts';
import type { StackSettings } from './settings.ts';
import { StackError } from './stack-error.ts';

/**
 * Makes the two roles and the database, unless both logins work already.
 * @throws StackError when they do not and no login that may make roles is known.
 */
export async function prepareDatabase(settings: StackSettings): Promise<string> {
  const { DATABASE_OWNER_URL: ownerUrl, DATABASE_URL: appUrl } = settings;
  if ((await refusedLogin(settings)) === undefined) return 'both logins work';
  const admin = adminUrl(settings);
  const database = decodeURIComponent(new URL(ownerUrl).pathname.slice(1));
  try {
    await ensureRoles(admin, { owner: passwordOf(ownerUrl), app: passwordOf(appUrl) });
    await ensureDatabase(admin, database);
  } catch (cause) {
    throw new StackError('roles and database could not be made', {
      remedy:
        'Set QUITTANCE_POSTGRES_ADMIN_URL to a login that may make roles, or make the roles quittance_owner and quittance_app with the passwords in .quittance/real.env yourself.',
      cause,
    });
  }
  const refused = await refusedLogin(settings);
  if (refused === undefined) return `made quittance_owner, quittance_app and database ${database}`;
  throw new StackError('the new roles cannot log in', {
    remedy: 'DATABASE_URL and DATABASE_OWNER_URL must name quittance_app and quittance_owner.',
    cause: refused,
  });
}

/** Why one of the two logins is refused; undefined when both work. */
export async function refusedLogin(settings: StackSettings): Promise<Error | undefined> {
  return (await loginError(settings.DATABASE_OWNER_URL)) ?? loginError(settings.DATABASE_URL);
}

function passwordOf(url: string): string {
  return decodeURIComponent(new URL(url).password);
}
