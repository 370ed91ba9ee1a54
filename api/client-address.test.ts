// Goal: nobody chooses whom a request is counted under. Method: properties over what a client may send and
// how addresses are spelled, and the forms that proxies are known to write.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { property } from '../tests/harness/property.ts';
import { forwardedAddress } from './client-address.ts';

const peer = '10.0.0.254';
const behind = (header: string, trustedProxies: number) =>
  forwardedAddress(header, { peer, trustedProxies });
const v4 = fc.ipV4();
const anything = fc.string({ maxLength: 60 });

describe('what a client writes into the header changes nothing', () => {
  property([anything, v4])('without proxies', (sent, address) => {
    expect(forwardedAddress(sent, { peer: address, trustedProxies: 0 })).toBe(address);
  });

  property([anything, v4])('behind one, which adds the last entry', (sent, address) => {
    expect(behind(`${sent}, ${address}`, 1)).toBe(address);
  });

  property([anything, v4, v4])('behind two, which add the last two', (sent, address, inner) => {
    expect(behind(`${sent}, ${address}, ${inner}`, 2)).toBe(address);
  });
});

describe('IPv6', () => {
  const group = fc.integer({ min: 0, max: 0xffff });
  const groups = (length: number) => fc.array(group, { minLength: length, maxLength: length });
  // Not ::/64, where the addresses that stand for IPv4 are.
  const network = groups(4).filter(([first = 0]) => first !== 0);
  const spelled = (parts: readonly number[]) => parts.map((part) => part.toString(16)).join(':');
  const long = (parts: readonly number[]) =>
    parts.map((part) => part.toString(16).padStart(4, '0').toUpperCase()).join(':');

  property([network, groups(4), groups(4)])('counts by its /64', (net, one, other) => {
    const subject = behind(spelled([...net, ...one]), 1);
    expect(behind(spelled([...net, ...other]), 1)).toBe(subject);
    const [first = 0, ...others] = net;
    expect(behind(spelled([first ^ 1 || 2, ...others, ...one]), 1)).not.toBe(subject);
  });

  property([network, groups(4)])('counts the same however it is spelled', (net, host) => {
    const subject = behind(spelled([...net, ...host]), 1);
    const { hostname } = new URL(`http://[${spelled([...net, ...host])}]`);
    const forms = [
      long([...net, ...host]),
      hostname,
      `${hostname}:443`,
      `${hostname.slice(1, -1)}%eth0`,
    ];
    for (const form of forms) expect(behind(form, 1)).toBe(subject);
  });

  property([v4])('in the form of an IPv4 address is that address', (address) => {
    const hex = new URL(`http://[::ffff:${address}]`).hostname.slice(1, -1);
    for (const form of [`::ffff:${address}`, `::FFFF:${address}`, hex]) {
      expect(behind(form, 1)).toBe(address);
    }
  });
});

test.each([
  ['192.0.2.1:50123', '192.0.2.1'],
  ['[2001:db8:1:2::9]:443', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
])('a proxy may write %s', (form, subject) => {
  expect(behind(form, 1)).toBe(subject);
});

test.each([
  'unknown',
  '_hidden',
  '1.2.3',
  '256.1.1.1',
  '2001:db8',
  'a:b:c',
  'x'.repeat(5000),
  '::1@x',
  '1::2::3',
])('what is no address counts as the peer: %s', (form) => {
  expect(behind(form, 1)).toBe(peer);
});

test('more proxies than entries: the first entry, and without any the peer', () => {
  expect(behind('192.0.2.1', 3)).toBe('192.0.2.1');
  expect(behind('', 3)).toBe(peer);
  expect(forwardedAddress('', { peer: '', trustedProxies: 0 })).toBe('unknown');
});
