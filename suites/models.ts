import { prose, schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { isObject, token, type Json, type JsonObject } from '../src/spec/json.ts';
import { editJson, put, when, without } from '../src/transport/edits.ts';
import type { Fault } from '../src/transport/fault.ts';
import { isOk } from '../src/transport/guards.ts';
import type { JsonReply } from '../src/transport/json-reply.ts';
import type { Request } from '../src/transport/request.ts';
import { isAnswer, isRefusal } from '../src/transport/status.ts';
import { models, nobody, type ModelViews } from './probes/endpoint.ts';
import { refusedWith } from './refusal.ts';
import { wrongMembers } from './schema.ts';

const model = '#/components/schemas/Model/properties';
const listing = '#/components/schemas/ListModelsResponse/properties';

const entries = ({ object }: JsonReply): readonly Json[] => (Array.isArray(object['data']) ? object['data'] : []);
const ids = (view: JsonReply) =>
  entries(view).flatMap((one) => (isObject(one) && typeof one['id'] === 'string' ? [one['id']] : []));
const isList = ({ method, path }: Request) => method === 'GET' && path === '/models';
const isOne = ({ method, path }: Request) => method === 'GET' && path.startsWith('/models/') && path !== nobody;
const editEntry = (edit: (entry: JsonObject) => JsonObject): Fault =>
  editJson((json, request) => {
    if (!isList(request)) return undefined;
    const [first, ...rest] = Array.isArray(json['data']) ? json['data'] : [];
    return isObject(first) ? { ...json, data: [edit(first), ...rest] } : undefined;
  });
const editOne = (edit: (json: JsonObject) => Json): Fault => when((_, request) => isOne(request), editJson(edit));
/** What the request asked for by its path. */
const askedFor = ({ request }: JsonReply) => decodeURIComponent(request.path.replace('/models/', ''));

/** The members that every entry has, and what they are. */
function* members(json: JsonObject, at: string) {
  if (typeof json['id'] !== 'string') yield finding(`${at}/id`, words('a string'), json['id']);
  if (!Number.isInteger(json['created'])) yield finding(`${at}/created`, words('an integer'), json['created']);
  if (typeof json['owned_by'] !== 'string') yield finding(`${at}/owned_by`, words('a string'), json['owned_by']);
}

export default {
  id: 'models',
  title: 'The list of models, and one of them',
  profile: 'core',
  over: models,
  checks: {
    list: {
      must: 'The list of models is an object with object "list" and an array data.',
      cite: schema('#/components/schemas/ListModelsResponse'),
      covers: ['MODEL-001'],
      *find({ list }) {
        if (list.object['object'] !== 'list') yield finding('/list/body/object', 'list', list.object['object']);
        if (!Array.isArray(list.object['data']))
          yield finding('/list/body/data', words('an array'), list.object['data']);
      },
      fault: when(
        (_, request) => isList(request),
        editJson((json) => ({ ...json, object: 'models' })),
      ),
    },
    entries: {
      must: 'Every entry of the list is an object with id, created and owned_by.',
      cite: schema('#/components/schemas/Model/required'),
      covers: ['MODEL-002'],
      *find({ list }) {
        for (const [i, entry] of entries(list).entries()) {
          if (isObject(entry)) yield* members(entry, `/list/body/data/${i}`);
          else yield finding(`/list/body/data/${i}`, words('an object'), entry);
        }
      },
      fault: editEntry((entry) => without(entry, '/owned_by')),
    },
    'entry-object': {
      must: 'Every entry of the list has object "model".',
      cite: schema(`${model}/object`),
      covers: ['MODEL-003'],
      *find({ list }) {
        for (const [i, entry] of entries(list).entries())
          if (isObject(entry) && entry['object'] !== 'model')
            yield finding(`/list/body/data/${i}/object`, 'model', entry['object']);
      },
      fault: editEntry((entry) => ({ ...entry, object: 'engine' })),
    },
    schema: {
      may: 'Newer members of an entry have the type that the contract gives them.',
      cite: schema(`${model}/shutdown_date`),
      covers: ['MODEL-015'],
      *find({ list }, context) {
        for (const one of wrongMembers(list, list.object, context, '/list/body'))
          if (one.at.endsWith(`/${token('shutdown_date')}`)) yield one;
      },
      fault: editEntry((entry) => ({ ...entry, shutdown_date: 'soon' })),
    },
    'distinct-ids': {
      should: 'Ids of models are not empty, and no two models have the same.',
      cite: schema(`${model}/id`),
      covers: ['MODEL-004'],
      *find({ list }) {
        const seen = new Set<string>();
        for (const id of ids(list)) {
          if (id === '' || seen.has(id))
            yield finding('/list/body/data', words(id === '' ? 'ids that are not empty' : 'each id once'), id);
          seen.add(id);
        }
      },
      fault: when(
        (_, request) => isList(request),
        editJson((json) =>
          Array.isArray(json['data']) ? put(json, `/data/${json['data'].length}`, json['data'][0] ?? null) : undefined,
        ),
      ),
    },
    created: {
      should: 'created is the Unix time in seconds; 0 is known from models in files.',
      cite: schema(`${model}/created`),
      covers: ['MODEL-005'],
      *find({ list }) {
        for (const [i, entry] of entries(list).entries()) {
          const created = isObject(entry) ? entry['created'] : undefined;
          if (typeof created === 'number' && (created < 0 || created > 1e11))
            yield finding(`/list/body/data/${i}/created`, words('seconds since 1970'), created);
        }
      },
      fault: editEntry((entry) => ({ ...entry, created: 1_750_000_000_000 })),
    },
    owner: {
      should: 'owned_by is not empty.',
      cite: schema(`${model}/owned_by`),
      covers: ['MODEL-006'],
      *find({ list }) {
        for (const [i, entry] of entries(list).entries())
          if (isObject(entry) && entry['owned_by'] === '')
            yield finding(`/list/body/data/${i}/owned_by`, words('a name'), '');
      },
      fault: editEntry((entry) => ({ ...entry, owned_by: '' })),
    },
    stable: {
      should: 'Two lists in a row have the same models, in whatever order.',
      cite: schema(`${listing}/data`),
      covers: ['MODEL-014'],
      // What was cut off has lost its models on the way.
      when: ({ again }) => isOk(again.reply) && Array.isArray(again.object['data']),
      *find({ list, again }) {
        const [before, after] = [new Set(ids(list)), new Set(ids(again))];
        const gone = [...before].filter((id) => !after.has(id));
        const come = [...after].filter((id) => !before.has(id));
        if (gone.length + come.length > 0)
          yield finding(
            '/again/body/data',
            words('the same ids'),
            words(`${gone.length} gone and ${come.length} new: ${[...gone, ...come].slice(0, 3).join(', ')}`),
          );
      },
      // Every other list has one model more.
      fault: when(
        (_, request, earlier) => isList(request) && earlier.filter(isList).length % 2 === 1,
        editJson((json) => {
          const data = Array.isArray(json['data']) ? json['data'] : [];
          return isObject(data[0]) ? { ...json, data: [...data, { ...data[0], id: 'another-model' }] } : undefined;
        }),
      ),
    },
    one: {
      must: 'A model that is served under its id is one model object with that id, or, for an alias, with that of a listed model.',
      cite: schema('#/paths/~1models~1{model}/get'),
      covers: ['MODEL-007', 'MODEL-008'],
      when: ({ one }) => isOk(one.reply),
      *find({ one, list }) {
        if (one.object['object'] !== 'model') yield finding('/one/body/object', 'model', one.object['object']);
        const { id } = one.object;
        if (id !== askedFor(one) && !(typeof id === 'string' && ids(list).includes(id)))
          yield finding('/one/body/id', askedFor(one), id);
      },
      fault: editOne((json) => ({ ...json, id: 'another-model' })),
    },
    'one-has-members': {
      may: 'A model that is served under its id has created and owned_by, as an entry of the list has them.',
      cite: schema('#/components/schemas/Model/required'),
      covers: ['MODEL-008'],
      when: ({ one }) => isOk(one.reply) && one.object['object'] === 'model',
      *find({ one: { object } }) {
        // Its id is another rule.
        yield* members({ ...object, id: '' }, '/one/body');
        if (Number(object['created']) < 0)
          yield finding('/one/body/created', words('seconds since 1970'), object['created']);
        if (object['owned_by'] === '') yield finding('/one/body/owned_by', words('a name'), '');
      },
      fault: editOne((json) => without(json, '/owned_by')),
    },
    'listed-is-served': {
      may: 'A listed model is served under its id, percent-encoded.',
      cite: schema('#/paths/~1models~1{model}/get/parameters/0'),
      covers: ['MODEL-007', 'MODEL-009'],
      when: ({ one, list }) => ids(list).includes(askedFor(one)) && isAnswer(one.status),
      *find({ one }) {
        if (!isOk(one.reply)) yield finding('/one/status', 200, one.status);
      },
      fault: when((_, request) => isOne(request), refusedWith(404)),
    },
    'another-is-served': {
      should:
        'Where the model under test is served by its id, so is another listed one: an id with a slash, a colon or an at sign percent-encoded or as it stands.',
      cite: schema('#/paths/~1models~1{model}/get/parameters/0'),
      covers: ['MODEL-007', 'MODEL-009'],
      when: ({ one, other }) => isOk(one.reply) && isAnswer(other.status) && other.status < 500,
      *find({ other }) {
        if (!isOk(other.reply)) yield finding('/other/status', words(`200 for ${other.request.path}`), other.status);
      },
      fault: when((_, request, earlier) => {
        const first = earlier.find(isOne);
        return isOne(request) && first !== undefined && first.path !== request.path;
      }, refusedWith(404)),
    },
    'lists-the-model': {
      should: 'The list has the model under test; aliases may be left out.',
      cite: schema(`${model}/id`),
      covers: ['MODEL-011'],
      *find({ list, one }) {
        if (!ids(list).includes(askedFor(one)))
          yield finding(
            '/list/body/data',
            words(`an entry ${JSON.stringify(askedFor(one))}`),
            words(`${ids(list).length} others: ${ids(list).slice(0, 5).join(', ')}`),
          );
      },
      fault: when(
        (_, request) => isList(request),
        editJson((json) => ({ ...json, data: [] })),
      ),
    },
    'unknown-is-refused': {
      should: 'Where models are served by id, an id that nobody has is answered 4xx.',
      cite: prose('models', 'a model is retrieved by its id'),
      covers: ['MODEL-010'],
      // A server of one model may answer to any name (LEG-67).
      when: ({ one, list, unknown }) => isOk(one.reply) && ids(list).length > 1 && isAnswer(unknown.status),
      *find({ unknown }) {
        if (!isRefusal(unknown.status)) yield finding('/unknown/status', words('4xx'), unknown.status);
      },
      fault: when(
        (reply, request) => request.path === nobody && isRefusal(reply.status),
        (reply) => ({ ...reply, status: 200 }),
      ),
    },
  },
} satisfies Suite<ModelViews>;
