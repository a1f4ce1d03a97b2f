import type { JsonObject } from '../../spec/json.ts';
import type { Reply } from '../../transport/exchange.ts';
import { unknownModel, unknownPath } from '../errors.ts';
import { decoded, type Incoming } from '../incoming.ts';
import { modelEntry, modelList } from '../models.ts';
import type { Turn } from '../persona.ts';
import { json, refused } from '../replies.ts';
import type { Service } from '../service.ts';

/** `GET /models` */
export function listModels(_: Incoming, service: Service, turn: Turn): Reply {
  return json(200, modelList(service.ids.map((id, i) => entry(id, i, service))), service, turn);
}

/** `GET /models/{model}` */
export function retrieveModel({ path }: Incoming, service: Service, turn: Turn): Reply {
  const id = decoded(path.slice('/models/'.length));
  const i = service.ids.indexOf(id);
  if (!service.retrieves) return refused(unknownPath('GET', '/models/{model}'), service, turn);
  return i < 0 ? refused(unknownModel(id), service, turn) : json(200, entry(id, i, service), service, turn);
}

function entry(id: string, i: number, { edits }: Service): JsonObject {
  const made = modelEntry(id, i);
  return edits.model?.(made) ?? made;
}
