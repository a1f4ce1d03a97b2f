/** A document that somebody may give us: its name, its text, and the sentence that refuses it; null where it is read. */
export type HostileDocument = readonly [name: string, text: string, refusal: RegExp | null];

const head = `openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /models: {get: {responses: {'200': {content: {application/json: {schema: {type: object}}}}}}}
`;

type Content = { [name: string]: unknown };

/** A document whose schema is the answer of a known operation, that of another, and the body of a third. */
function over(schema: unknown, more: Content = {}): string {
  const content = { 'application/json': { schema } };
  const responses = { 200: { description: 'ok', content } };
  const accepted = { 200: { description: 'ok', content: { 'application/json': { schema: { type: 'object' } } } } };
  const paths = {
    '/models': { get: { responses } },
    '/things': { get: { operationId: 'things', responses }, post: { requestBody: { content }, responses: accepted } },
  };
  return JSON.stringify({ openapi: '3.1.0', info: { title: 'T', version: '1' }, paths, ...more });
}

const member = (schema: unknown) => over({ type: 'object', required: ['a'], properties: { a: schema } });
const pattern = (text: string) => member({ type: 'string', pattern: text });
const components = (schemas: Content) => over({ $ref: '#/components/schemas/A' }, { components: { schemas } });
const many = (count: number, each: (i: number) => unknown) => Array.from({ length: count }, (_, i) => each(i));
const named = (count: number) =>
  Object.fromEntries(many(count, (i) => [`p${i}`, { type: 'string' }]) as [string, unknown][]);
const nested = (levels: number) => `${'{"properties":{"a":'.repeat(levels)}{}${'}}'.repeat(levels)}`;
const notSchema = /: the schema at #\/paths\/.* is not JSON Schema 2020-12: .*Correct it/;
const outside = /leads out of the document; only references that begin with "#\/" are followed/;

function bomb(levels: number): string {
  const lines = many(
    levels,
    (i) =>
      `  a${i}: &a${i} [${
        i === 0
          ? 'x'
          : Array(10)
              .fill(`*a${i - 1}`)
              .join(', ')
      }]`,
  );
  return `${head}x-bomb:\n${lines.join('\n')}\n`;
}

const documents: readonly HostileDocument[] = [
  ['nothing', '', /holds nothing, not an object with "openapi"/],
  ['a list', '[1]', /holds a list, not an object/],
  ['a number', '7', /holds a number, not an object/],
  ['bytes that are no text', '\u0000\u0001\u0002', /hostile\.yaml /],
  ['a page', '<!doctype html><html><body>404</body></html>', /hostile\.yaml /],
  ['paths that are null', '{"openapi": "3.1.0", "paths": null}', /describes no operation/],
  ['paths that are a list', '{"openapi": "3.1.0", "paths": [1, 2]}', /describes no operation/],
  [
    'members of the wrong type everywhere',
    '{"openapi":"3.1.0","info":null,"servers":{"a":1},"paths":{"/x":null,"/y":{"get":null},"/z":{"get":{"responses":null,"parameters":[null,1,"a"],"requestBody":7}}}}',
    null,
  ],
  ['aliases that multiply', bomb(9), /not usable YAML: Excessive alias count/],
  ['an anchor within itself', `${head}x-a: &a {b: *a}\n`, /hostile\.yaml /],
  ['a merge key', `${head}x-a: &a {b: 1}\nx-b:\n  <<: *a\n`, /uses the merge key "<<"/],
  ['a tag that names code', `${head}x-a: !!js/function 'function () {}'\n`, /line 5, column 6: Unresolved tag/],
  [
    'a tag that names a class',
    `${head}x-a: !!python/object/apply:os.system ['ls']\n`,
    /line 5, column 6: Unresolved tag/,
  ],
  ['two documents', `${head}---\na: 1\n`, /line 5, column 1: /],
  ['a member twice', `${head}paths: {}\n`, /line 5, column 1: Map keys must be unique/],
  ['brackets in brackets', `${head}x-a: ${'['.repeat(5000)}${']'.repeat(5000)}\n`, /nested more than 512 levels/],
  [
    'blocks in blocks',
    `${head}x-a:\n${many(600, (i) => `${' '.repeat(Number(i) + 1)}a:\n`).join('')}`,
    /nested more than 512 levels/,
  ],
  ['a text that is too long', `${head}x-a: ${'a'.repeat(10 << 20)}\n`, /is larger than 10 MiB; cut it down/],
  ['a reference over HTTP', member({ $ref: 'http://127.0.0.1:1/x.yaml' }), outside],
  ['a reference to a file', member({ $ref: 'file:///etc/passwd' }), outside],
  ['a reference to a file beside it', member({ $ref: '../secrets.yaml#/A' }), outside],
  ['a reference to a whole disk', member({ $ref: 'C:\\windows\\x.yaml' }), outside],
  ['a reference to all of it', member({ $ref: '#' }), outside],
  ['a reference to nothing', member({ $ref: '#/components/schemas/None' }), /names nothing in the document/],
  [
    'a reference to what all objects have',
    member({ $ref: '#/constructor/prototype' }),
    /names nothing in the document/,
  ],
  [
    'a reference to itself',
    components({ A: { $ref: '#/components/schemas/A' } }),
    /leads back to itself; break the circle/,
  ],
  [
    'two references to each other',
    components({ A: { $ref: '#/components/schemas/B' }, B: { $ref: '#/components/schemas/A' } }),
    /leads back to itself/,
  ],
  [
    'a schema that holds itself',
    components({ A: { type: 'object', properties: { a: { $ref: '#/components/schemas/A' } } } }),
    null,
  ],
  [
    'a schema that must hold itself',
    components({ A: { type: 'object', required: ['a'], properties: { a: { $ref: '#/components/schemas/A' } } } }),
    null,
  ],
  ['a schema that is all of itself', components({ A: { allOf: [{ $ref: '#/components/schemas/A' }] } }), null],
  ['an identifier elsewhere', over({ $id: 'file:///etc/passwd', type: 'object' }), null],
  ['a dialect elsewhere', over({ $schema: 'http://127.0.0.1:1/meta', type: 'object' }), null],
  ['a dynamic reference', over({ $dynamicRef: '#x' }), null],
  [
    'members that objects have of themselves',
    over(
      JSON.parse(
        '{"type":"object","required":["__proto__","constructor"],"properties":{"__proto__":{"properties":{"polluted":{"const":true}}},"constructor":{"type":"string"},"toString":{},"hasOwnProperty":{}}}',
      ),
    ),
    null,
  ],
  [
    'paths that objects have of themselves',
    '{"openapi":"3.1.0","paths":{"__proto__":{"get":{}},"constructor":{"get":{}},"/__proto__":{"get":{"responses":{}}},"/{constructor}":{"get":{"responses":{}}}}}',
    null,
  ],
  [
    'a component called __proto__',
    over(
      { $ref: '#/components/schemas/__proto__' },
      JSON.parse('{"components":{"schemas":{"__proto__":{"type":"string"}}}}') as Content,
    ),
    null,
  ],
  [
    'names that are code',
    over({
      type: 'object',
      required: ['"];process.exit(9);//'],
      properties: {
        '"];process.exit(9);//': { const: '`${process.exit(9)}`' },
        "');process.exit(9)//": {},
        '*/process.exit(9)/*': { enum: ['*/process.exit(9)'] },
      },
    }),
    null,
  ],
  [
    'a constant of all kinds',
    over({ const: JSON.parse('{"__proto__":1,"constructor":{"prototype":{}}," ":null}') }),
    null,
  ],
  [
    'NUL in a name and in a constant',
    over({ type: 'object', required: ['a\u0000b'], properties: { 'a\u0000b': { const: '\u0000' } } }),
    null,
  ],
  [
    'half a character in a name',
    '{"openapi":"3.1.0","paths":{"/models":{"get":{"responses":{"200":{"content":{"application/json":{"schema":{"type":"object","properties":{"\\ud800":{"const":"\\udfff"}}}}}}}}}}}',
    /a name in it holds half a character/,
  ],
  ['a pattern that tries every way', pattern('^(a+)+$'), null],
  ['a pattern over words', member({ type: 'string', pattern: String.raw`^(\w+\s?)*$`, minLength: 50 }), null],
  ['a pattern that looks ahead', pattern('^(?=(a+)+$).{40}b$'), null],
  ['a pattern of names', over({ type: 'object', patternProperties: { '^(a+)+$': {} }, minProperties: 5 }), null],
  ['a pattern in patterns', pattern('('.repeat(5000) + 'a' + ')'.repeat(5000)), null],
  ['a pattern that is none', pattern('(['), /Invalid regular expression: .*Correct it/],
  ['a pattern of patterns', pattern('a{1000}{1000}{1000}'), /Invalid regular expression: .*Correct it/],
  ['a format that nobody knows', member({ type: 'string', format: 'no-such' }), /unknown format "no-such"/],
  ['a type that is none', member({ type: 'wat' }), notSchema],
  ['a multiple of nothing', member({ type: 'number', multipleOf: 0 }), notSchema],
  ['a length below nothing', member({ type: 'string', minLength: -1 }), notSchema],
  ['a bound that is no number', member({ type: 'number', minimum: '1' }), notSchema],
  ['required members in one word', over({ type: 'object', required: 'a' }), notSchema],
  ['members in a list', over({ type: 'object', properties: [] }), notSchema],
  ['no value at all', over({ enum: [] }), notSchema],
  ['a schema that is null', over(null), /is no schema; write an object there/],
  ['a billion things', over({ type: 'array', minItems: 1e9, items: { type: 'integer' } }), null],
  [
    'a billion different things',
    over({ type: 'array', minItems: 1e9, uniqueItems: true, items: { type: 'object' } }),
    null,
  ],
  ['a billion names', over({ type: 'object', minProperties: 1e9 }), null],
  ['a text without end', member({ type: 'string', minLength: 1e15 }), null],
  [
    'objects in objects',
    `{"openapi":"3.1.0","paths":{"/models":{"get":{"responses":{"200":{"content":{"application/json":{"schema":${nested(120)}}}}}}}}}`,
    null,
  ],
  [
    'too many names',
    over({ type: 'object', required: many(8_000, (i) => `p${i}`), properties: named(8_000) }),
    /has too many parts to be compiled; cut it down/,
  ],
  [
    'too many values',
    over({ oneOf: many(8_000, (i) => ({ const: i })) }),
    /has too many parts to be compiled; cut it down/,
  ],
  ['many values', over({ enum: many(30_000, (i) => `v${i}`) }), null],
];

export default documents;
