import { isObject, type Json, type JsonObject } from '../spec/json.ts';
import { bytesOf, mediaType, type Exchange, type Reply } from './exchange.ts';
import { readJson, type JsonText } from './json-text.ts';
import type { Request } from './request.ts';
import { textOf } from './utf8.ts';
import { remembered } from './remembered.ts';
import { weightOfExchange } from './weight.ts';

/** A reply read as one JSON text. */
export type JsonReply = {
  request: Request;
  reply: Reply;
  status: number;
  headers: Reply['headers'];
  mediaType: string;
  text: string;
  json: JsonText;
  /** The value of the body, or undefined where it is not JSON. */
  body: Json | undefined;
  /** The body where it is an object, else an empty one: the place to look members up. */
  object: JsonObject;
};

/** Never throws; says nothing about whether the reply should have been JSON. */
export const readJsonReply = remembered(({ request, reply }: Exchange): JsonReply => {
  const bytes = bytesOf(reply);
  const json = readJson(bytes);
  const body = json.value;
  const object = isObject(body) ? body : {};
  const { status, headers } = reply;
  return { request, reply, status, headers, mediaType: mediaType(reply), text: textOf(bytes), json, body, object };
}, weightOfExchange);
