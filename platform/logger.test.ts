// Goal: log lines carry what they are found by, and no secrets.
import { context, type SpanContext, trace } from '@opentelemetry/api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createLogger } from './logger.ts';

const line = z.record(z.string(), z.unknown());
const span: SpanContext = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };

/** The smallest context manager: one context for all. */
let active = context.active();
beforeAll(() => {
  context.setGlobalContextManager({
    active: () => active,
    // biome-ignore lint/complexity/useMaxParams: the interface is OpenTelemetry's
    with: (_, work, thisArgument, ...rest) => work.call(thisArgument, ...rest),
    bind: (_, target) => target,
    enable() {
      return this;
    },
    disable() {
      return this;
    },
  });
});
afterAll(() => context.disable());

function logged(write: (logger: ReturnType<typeof createLogger>) => void) {
  const lines: string[] = [];
  write(createLogger({ level: 'info', name: 'test', write: (text) => lines.push(text) }));
  return lines.map((text) => line.parse(JSON.parse(text)));
}

test('bindings are on every line of a child, and lines below the level are left out', () => {
  const lines = logged((logger) => {
    const child = logger.child({ requestId: 'r1' }).child({ intentId: 'i1', workflowId: 'w1' });
    child.debug({}, 'unseen');
    child.info({ n: 1 }, 'seen');
  });
  expect(lines).toMatchObject([
    { process: 'test', requestId: 'r1', intentId: 'i1', workflowId: 'w1', n: 1, msg: 'seen' },
  ]);
});

test('within a span lines carry its trace and span id, outside of one they carry none', () => {
  const [outside] = logged((logger) => logger.info({}, 'm'));
  expect(outside).not.toHaveProperty('traceId');
  active = trace.setSpanContext(active, span);
  const [inside] = logged((logger) => logger.info({}, 'm'));
  expect(inside).toMatchObject({ traceId: span.traceId, spanId: span.spanId });
});

test('an error keeps its cause; credentials are blanked', () => {
  const [error] = logged((logger) =>
    logger.error({ err: new Error('outer', { cause: new Error('inner') }) }, 'm'),
  );
  expect(JSON.stringify(error)).toContain('inner');
  const [request] = logged((logger) =>
    logger.info(
      {
        headers: { authorization: 'Bearer x', cookie: 'y', 'x-admin-key': 'z', 'set-cookie': 'w' },
      },
      'm',
    ),
  );
  expect(request).toMatchObject({
    headers: {
      authorization: '[redacted]',
      cookie: '[redacted]',
      'x-admin-key': '[redacted]',
      'set-cookie': '[redacted]',
    },
  });
});
