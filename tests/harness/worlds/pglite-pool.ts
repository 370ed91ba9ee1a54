/**
 * PGlites that suites of one process use one after the other: emptying one takes a tenth of what loading one takes. Only
 * one whose catalogue is as it was when it was loaded is lent again, so that no suite meets the function or trigger
 * that another has replaced.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { PGlite } from '@electric-sql/pglite';
import { z } from 'zod';

const idleMax = 2;
const emptyingMs = 3000;

interface Pooled {
  readonly pglite: PGlite;
  /** What the catalogue was when it was loaded. */
  readonly catalogue: string;
}

const idle: Pooled[] = [];

/** A PGlite for one suite. */
export interface LentPglite {
  /** Refuses every call once it was given back, as a closed one does. */
  readonly pglite: PGlite;
  giveBack(): Promise<void>;
}

/** Lends an empty one, loaded first where none is idle. */
export async function lendPglite(load: () => Promise<PGlite>): Promise<LentPglite> {
  const pooled = idle.pop() ?? (await pooledOf(await load()));
  let lent = true;
  const pglite = new Proxy(pooled.pglite, {
    get(target, name) {
      if (!lent) throw new Error('PGlite is closed');
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return {
    pglite,
    async giveBack() {
      if (!lent) return;
      lent = false;
      // A transaction that nobody ends, since its suite stands at a crash point, keeps everything else waiting.
      const inTime = sleep(emptyingMs, false, { ref: false });
      const isEmpty = idle.length < idleMax && (await Promise.race([isAsNew(pooled), inTime]));
      if (isEmpty) idle.push(pooled);
      else await pooled.pglite.close();
    },
  };
}

async function pooledOf(pglite: PGlite): Promise<Pooled> {
  return { pglite, catalogue: await catalogueOf(pglite) };
}

/** Empties it; false where it is not what it was, or can not be emptied. */
async function isAsNew({ pglite, catalogue }: Pooled): Promise<boolean> {
  try {
    // Whatever it was in the middle of; without a transaction this is a mere warning.
    await pglite.exec('rollback');
    await pglite.exec('discard all');
    if ((await catalogueOf(pglite)) !== catalogue) return false;
    await pglite.exec(`
      set session_replication_role = replica;
      do $$ declare tables text; begin
        select string_agg(format('%I.%I', schemaname, tablename), ', ') into tables
          from pg_tables where schemaname = 'public';
        execute 'truncate ' || tables || ' restart identity cascade';
      end $$;
      reset session_replication_role`);
    return true;
  } catch {
    return false;
  }
}

const digestRow = z.tuple([z.object({ digest: z.string() })]);

/** Changes with every definition, right and role, and with none of the rows. */
async function catalogueOf(pglite: PGlite): Promise<string> {
  const { rows } = await pglite.query(`
    select concat_ws(' ',
      (select count(*) || ':' || sum(hashtext(oid || ' ' || xmin)::bigint) from pg_proc),
      (select count(*) || ':' || sum(hashtext(oid || ' ' || xmin)::bigint) from pg_trigger),
      (select count(*) || ':' || sum(hashtext(oid || ' ' || xmin)::bigint) from pg_constraint),
      (select count(*) || ':' || sum(hashtext(oid || ' ' || xmin)::bigint) from pg_policy),
      (select count(*) || ':' || sum(hashtext(attrelid || ' ' || attnum || ' ' || xmin)::bigint) from pg_attribute),
      (select count(*) || ':' || sum(hashtext(indexrelid || ' ' || xmin)::bigint) from pg_index),
      (select count(*) || ':' || sum(hashtext(oid || ' ' || xmin)::bigint) from pg_authid),
      (select count(*) || ':' || sum(hashtext(oid || ' ' || xmin)::bigint) from pg_namespace),
      (select count(*) from pg_db_role_setting),
      (select count(*) || ':' || sum(hashtext(concat_ws(' ', relname, relkind, relowner, relacl, relrowsecurity, relforcerowsecurity))::bigint)
        from pg_class where relnamespace = 'public'::regnamespace)) as digest`);
  return digestRow.parse(rows)[0].digest;
}
