import { expect, test } from 'vitest';

import { deviations } from '../../suites/deviations.ts';
import { registry } from '../../suites/index.ts';
import { UsageError } from '../run/usage-error.ts';
import { faultOf } from './fault.ts';

test('a fault is named by its check, or by the id of a reported defect', () => {
  const own = registry.suites.find(({ id }) => id === 'chat')!.checks['object']!.fault;
  expect(faultOf('chat/object', registry)).toBe(own);
  expect(faultOf('SHP-03', registry)).toBe(own);
  expect(faultOf('SHP-04', registry)).toBe((deviations['SHP-04'] as { fault: unknown }).fault);
});

test('every reported defect that is caught can be served', () => {
  const caught = Object.keys(deviations).filter((id) => !('uncaught' in deviations[id]!));
  expect(caught.map((id) => faultOf(id, registry)).filter((fault) => typeof fault !== 'function')).toEqual([]);
  expect(caught.length).toBeGreaterThan(70);
});

test.for([
  ['chat/objct', /did you mean "chat\/object"/],
  ['SHP-99', /no check and no reported defect .*did you mean "SHP-\d\d"/],
  ['TOL-16', /TOL-16 is not among the faults: An endpoint may decline/],
  ['', /llm-conformance list/],
  ['chat/', /no check/],
] as const)('%j is refused with a sentence', ([name, sentence]) => {
  expect(() => faultOf(name, registry)).toThrow(UsageError);
  expect(() => faultOf(name, registry)).toThrow(sentence);
});
