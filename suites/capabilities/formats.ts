import { asked } from './chat.ts';

const asksForJson = { messages: [{ role: 'user', content: 'Answer in JSON: {"greeting": "hello"}' }] };
export const jsonObject = asked('json-object', 'JSON mode', {
  ...asksForJson,
  response_format: { type: 'json_object' },
  max_tokens: 24,
});
export const jsonSchema = asked('json-schema', 'structured outputs', {
  ...asksForJson,
  response_format: {
    type: 'json_schema',
    json_schema: {
      name: 'greeting',
      strict: true,
      schema: {
        type: 'object',
        properties: { greeting: { type: 'string' } },
        required: ['greeting'],
        additionalProperties: false,
      },
    },
  },
  max_tokens: 24,
});
