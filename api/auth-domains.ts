import type { AppContext, AppSettings } from './app-parts.ts';

const loopbackHost = /^(localhost|127\.0\.0\.1)(:[0-9]{1,5})?$/;

/**
 * Whether a signature for this domain counts: one of AUTH_DOMAINS, or, where none is configured (MOCK, local chains),
 * this machine.
 */
export function isAuthDomain({ authDomains }: AppSettings, domain: string): boolean {
  return authDomains.length > 0 ? authDomains.includes(domain) : loopbackHost.test(domain);
}

/** The domain a message should name: the page's or the request's own where it counts, else the first that does. */
export function authDomainOf(c: AppContext, settings: AppSettings): string {
  const origin = c.req.header('origin') ?? '';
  const asked = [
    URL.canParse(origin) ? new URL(origin).host : '',
    c.req.header('host') ?? '',
    new URL(c.req.url).host,
  ];
  return (
    asked.find((domain) => isAuthDomain(settings, domain)) ?? settings.authDomains[0] ?? 'localhost'
  );
}

/** The address of a domain, as messages name it. */
export function uriOf(domain: string): string {
  return `${loopbackHost.test(domain) ? 'http' : 'https'}://${domain}`;
}

/** Whether a message's URI belongs to its domain. */
export function isUriOf(uri: string, domain: string): boolean {
  if (!URL.canParse(uri)) return false;
  const { protocol, host, username, password } = new URL(uri);
  const web = protocol === 'https:' || protocol === 'http:';
  return web && host === domain.toLowerCase() && username === '' && password === '';
}
