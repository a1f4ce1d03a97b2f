import { bundledContract } from '../src/schema/bundled.ts';
import type { Contract } from '../src/schema/contract.ts';
import { layered } from '../src/schema/layered.ts';
import { loadContract } from '../src/schema/load.ts';

/** A document with operations of other kinds than the API has. */
export const orchard = `
openapi: 3.1.0
info: { title: Orchard, version: '3' }
paths:
  /trees:
    get:
      operationId: listTrees
      parameters:
        - { name: since, in: query, required: true, schema: { type: integer, minimum: 0, maximum: 9 } }
        - { name: limit, in: query, schema: { type: integer } }
      responses:
        '200': { description: all, content: { application/json: { schema: { $ref: '#/components/schemas/Trees' } } } }
        default: { $ref: '#/components/responses/Failure' }
    post:
      operationId: plantTree
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Tree' } } } }
      responses:
        '200': { description: planted, content: { application/json: { schema: { $ref: '#/components/schemas/Tree' } } } }
  /trees/{tree_id}:
    parameters: [{ name: tree_id, in: path, required: true, schema: { type: string } }]
    get:
      responses:
        '200': { description: one, content: { application/json: { schema: { $ref: '#/components/schemas/Tree' } } } }
        default: { $ref: '#/components/responses/Failure' }
    delete:
      responses:
        '200': { description: felled, content: { application/json: { schema: { type: object } } } }
  /trees/{tree_id}/pick:
    parameters: [{ name: tree_id, in: path, required: true, schema: { type: string } }]
    post:
      responses:
        '200': { description: picked, content: { application/json: { schema: { $ref: '#/components/schemas/Tree' } } } }
  /trees/{tree_id}/apples:
    parameters: [{ name: tree_id, in: path, required: true, schema: { type: string } }]
    get:
      responses:
        '200': { description: its apples, content: { application/json: { schema: { type: array, items: { type: integer } } } } }
  /weigh:
    post:
      operationId: weigh
      requestBody:
        content: { application/json: { schema: { type: object, required: [apples], properties: { model: { type: string }, apples: { type: integer, minimum: 1 }, max_tokens: { type: integer } } } } }
      responses:
        '200': { description: how heavy, content: { application/json: { schema: { type: object, required: [grams], properties: { grams: { type: number } } } } } }
  /weather:
    get:
      responses:
        '200': { description: now, content: { application/json: { schema: { type: object, required: [sky], properties: { sky: { enum: [clear, clouds] } } } } } }
components:
  responses:
    Failure:
      description: It failed.
      content:
        application/json:
          schema: { type: object, required: [error], properties: { error: { type: object, required: [message], properties: { message: { type: string } } } } }
  schemas:
    Tree:
      type: object
      required: [id, object, age, kind]
      properties:
        id: { type: string, minLength: 8 }
        object: { const: tree }
        age: { type: integer, minimum: 0 }
        kind: { type: string, enum: [apple, pear] }
        owner: { type: string }
    Trees:
      type: object
      required: [object, data]
      properties:
        object: { const: list }
        data: { type: array, minItems: 1, items: { $ref: '#/components/schemas/Tree' } }
`;

/** The contract of a run that is given this document. */
export function over(text: string, name = 'orchard.yaml'): Contract {
  return layered(loadContract(text, name), bundledContract());
}
