import { expect, test } from 'vitest';

import { departures } from './given.ts';

const codes = {
  type: 'object',
  properties: { code: { type: 'string', enum: ['kv7q', 'zr3m'] } },
  required: ['code'],
  additionalProperties: false,
};
const list = {
  type: 'object',
  properties: { head: { type: 'string' }, tail: { anyOf: [{ $ref: '#' }, { type: 'null' }] } },
  required: ['head', 'tail'],
};
const tree = {
  $ref: '#/$defs/node',
  $defs: {
    node: {
      type: 'object',
      properties: { leaves: { type: 'array', items: { $ref: '#/$defs/node' } } },
      required: ['leaves'],
    },
  },
};

test.for([
  [codes, { code: 'kv7q' }, []],
  [codes, { code: 'apple' }, ['/code enum']],
  [codes, { code: 'kv7q', more: 1 }, ['/more additionalProperties']],
  [codes, {}, ['/code required']],
  [codes, 'kv7q', [' type']],
  [list, { head: 'a', tail: { head: 'b', tail: null } }, []],
  [list, { head: 'a', tail: { head: 1, tail: null } }, ['/tail/head type']],
  [tree, { leaves: [{ leaves: [] }] }, []],
  [tree, { leaves: [{}] }, ['/leaves/0/leaves required']],
  [{ not: { type: 'string' } }, 'x', [' not']],
  [{ type: 'string', pattern: '^a+$' }, 'ab', [' pattern']],
] as const)('%j over %j', ([schema, value, expected]) => {
  expect(departures(value, schema).map(({ at, keyword }) => `${at} ${keyword}`)).toEqual(expected);
  expect(departures(value, schema)).toHaveLength(expected.length);
});

test('what is no schema is refused', () => {
  expect(() => departures(1, { type: 'nonsense' })).toThrow(/JSON Schema/);
});
