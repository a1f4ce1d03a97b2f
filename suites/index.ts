import type { Registry } from '../src/check/registry.ts';
import type { Contract } from '../src/schema/contract.ts';
import { isObject } from '../src/spec/json.ts';
import { readJsonReply } from '../src/transport/json-reply.ts';
import auth from './auth.ts';
import breaches from './breaches.ts';
import { capabilities } from './capabilities.ts';
import chatMessage from './chat-message.ts';
import chatParameters from './chat-parameters.ts';
import chatRequest from './chat-request.ts';
import chatStream from './chat-stream.ts';
import chat from './chat.ts';
import choicesPrompt from './choices-prompt.ts';
import choicesStream from './choices-stream.ts';
import choicesWhole from './choices-whole.ts';
import choices from './choices.ts';
import completions from './completions.ts';
import completionsDefault from './completions-default.ts';
import completionsEcho from './completions-echo.ts';
import completionsEdges from './completions-edges.ts';
import completionsForms from './completions-forms.ts';
import completionsLimit from './completions-limit.ts';
import completionsLogprobs from './completions-logprobs.ts';
import completionsMedia from './completions-media.ts';
import completionsNegatives from './completions-negatives.ts';
import completionsRequest from './completions-request.ts';
import completionsStop from './completions-stop.ts';
import completionsStream from './completions-stream.ts';
import completionsUsage from './completions-usage.ts';
import { cost } from './cost.ts';
import { documentSuite } from './document.ts';
import embeddingsBatch from './embeddings-batch.ts';
import embeddingsEncoding from './embeddings-encoding.ts';
import embeddingsNegatives from './embeddings-negatives.ts';
import embeddingsOffer from './embeddings-offer.ts';
import embeddingsTokens from './embeddings-tokens.ts';
import embeddingsUsage from './embeddings-usage.ts';
import embeddings from './embeddings.ts';
import errors from './errors.ts';
import eventStream from './event-stream.ts';
import fileDeletion from './file-deletion.ts';
import fileObject from './file-object.ts';
import files from './files.ts';
import { continuesText, wantsStream } from './exchanges.ts';
import finishReasonCalls from './finish-reason-calls.ts';
import finishReason from './finish-reason.ts';
import forcedCall from './forced-call.ts';
import formatRequest from './format-request.ts';
import forms from './forms.ts';
import functionCall from './function-call.ts';
import hangUp from './hang-up.ts';
import { hostileSuites } from './hostile.ts';
import http from './http.ts';
import ids from './ids.ts';
import isolation from './isolation.ts';
import { leavings } from './leavings.ts';
import imageRequest from './image-request.ts';
import imageTokens from './image-tokens.ts';
import imageUrl from './image-url.ts';
import jsonObject from './json-object.ts';
import jsonSchema from './json-schema.ts';
import lateRefusals from './late-refusals.ts';
import limit from './limit.ts';
import logprobsAlternatives from './logprobs-alternatives.ts';
import logprobsTokens from './logprobs-tokens.ts';
import logprobsUnasked from './logprobs-unasked.ts';
import logprobsUnlikely from './logprobs-unlikely.ts';
import logprobs from './logprobs.ts';
import malformed from './malformed.ts';
import members from './members.ts';
import mistakenUploads from './mistaken-uploads.ts';
import mistakenBodies from './mistaken-bodies.ts';
import mistakenFormats from './mistaken-formats.ts';
import mistakenMessages from './mistaken-messages.ts';
import mistakenParameters from './mistaken-parameters.ts';
import mistakenToolChoices from './mistaken-tool-choices.ts';
import mistakenTools from './mistaken-tools.ts';
import mistakes from './mistakes.ts';
import models from './models.ts';
import { breaches as brokenConstraints } from './probes/breaches.ts';
import * as chats from './probes/chat.ts';
import * as embedded from './probes/embeddings.ts';
import { severalChoices } from './probes/choices.ts';
import * as uploads from './probes/files.ts';
import * as formats from './probes/formats.ts';
import * as texts from './probes/completions.ts';
import { postingProbe } from './probes/document-post.ts';
import { readingProbes } from './probes/document.ts';
import * as endpoint from './probes/endpoint.ts';
import { othersIn } from './probes/others.ts';
import { hostileProbes } from './probes/hostile.ts';
import { forms as bothForms } from './probes/forms.ts';
import { isolation as crowd } from './probes/isolation.ts';
import * as images from './probes/images.ts';
import { limit as limits } from './probes/limit.ts';
import { unlikelyTokens, withLogprobs } from './probes/logprobs.ts';
import * as negatives from './probes/negatives.ts';
import { promptTokens as prompts } from './probes/prompt-tokens.ts';
import { stop as stops } from './probes/stop.ts';
import { unicode as scripts } from './probes/unicode.ts';
import * as tools from './probes/tools.ts';
import promptTokens from './prompt-tokens.ts';
import refusals from './refusals.ts';
import routes from './routes.ts';
import sampling from './sampling.ts';
import stop from './stop.ts';
import streamDelta from './stream-delta.ts';
import streamTools from './stream-tools.ts';
import streamUsage from './stream-usage.ts';
import toolArguments from './tool-arguments.ts';
import toolCalls from './tool-calls.ts';
import toolChoice from './tool-choice.ts';
import toolRequest from './tool-request.ts';
import toolResult from './tool-result.ts';
import unicodeForms from './unicode-forms.ts';
import unicode from './unicode.ts';
import unknownModel from './unknown-model.ts';
import usage from './usage.ts';
import userSchemas from './user-schemas.ts';

/** All that a run knows of the API: one line for each probe, in the order of sending, and one for each suite. */
export const registry: Registry = {
  capabilities,
  probes: [
    chats.oneChat,
    chats.oneStream,
    chats.talk,
    chats.drawn,
    limits,
    stops,
    bothForms,
    prompts,
    severalChoices,
    withLogprobs,
    unlikelyTokens,
    scripts,
    crowd,
    embedded.texts,
    embedded.batch,
    embedded.encodings,
    embedded.tokens,
    embedded.negatives,
    embedded.oversized,
    formats.jsonObject,
    formats.jsonSchema,
    formats.userSchemas,
    tools.toolCall,
    tools.forcedCall,
    tools.toolChoice,
    tools.toolResult,
    images.imageDetails,
    images.imageNowhere,
    endpoint.models,
    uploads.fileLife,
    uploads.namedFile,
    uploads.mistakenUploads,
    endpoint.unknownModel,
    endpoint.routes,
    endpoint.auth,
    endpoint.hangUp,
    texts.limit,
    texts.forms,
    texts.stop,
    texts.echo,
    texts.echoLogprobs,
    texts.batch,
    texts.tokenBatch,
    texts.logprobs,
    texts.byDefault,
    texts.negatives,
    texts.edges,
    negatives.refusals,
    negatives.mistakes,
    negatives.malformed,
    negatives.mistakenBodies,
    negatives.mistakenParameters,
    negatives.mistakenFormats,
    negatives.mistakenTools,
    negatives.mistakenToolChoices,
    negatives.mistakenMessages,
    brokenConstraints,
    ...hostileProbes,
  ],
  suites: [
    http,
    chatRequest,
    chat,
    chatMessage,
    finishReason,
    usage,
    limit,
    ids,
    logprobsUnasked,
    eventStream,
    chatStream,
    streamDelta,
    streamUsage,
    forms,
    sampling,
    errors,
    refusals,
    lateRefusals,
    mistakes,
    malformed,
    unknownModel,
    routes,
    mistakenBodies,
    mistakenMessages,
    mistakenParameters,
    mistakenTools,
    mistakenToolChoices,
    mistakenFormats,
    breaches,
    hangUp,
    models,
    fileObject,
    files,
    fileDeletion,
    mistakenUploads,
    auth,
    chatParameters,
    members,
    stop,
    promptTokens,
    embeddingsOffer,
    embeddings,
    embeddingsUsage,
    embeddingsBatch,
    embeddingsEncoding,
    embeddingsTokens,
    embeddingsNegatives,
    toolRequest,
    toolResult,
    toolChoice,
    toolCalls,
    streamTools,
    toolArguments,
    finishReasonCalls,
    forcedCall,
    functionCall,
    formatRequest,
    jsonObject,
    jsonSchema,
    userSchemas,
    imageRequest,
    imageTokens,
    imageUrl,
    choices,
    choicesWhole,
    choicesStream,
    choicesPrompt,
    logprobs,
    logprobsTokens,
    logprobsAlternatives,
    logprobsUnlikely,
    unicode,
    unicodeForms,
    isolation,
    completionsRequest,
    completions,
    completionsStream,
    completionsMedia,
    completionsUsage,
    completionsLimit,
    completionsForms,
    completionsStop,
    completionsEcho,
    completionsLogprobs,
    completionsNegatives,
    completionsEdges,
    completionsDefault,
    ...hostileSuites,
  ],
  discovery: {
    request: { method: 'GET', path: '/models', intent: 'optional' },
    models(exchange) {
      const { data } = readJsonReply(exchange).object;
      const entries = Array.isArray(data) ? data : [];
      return entries.flatMap((entry) => (isObject(entry) && typeof entry['id'] === 'string' ? [entry['id']] : []));
    },
  },
  leavings,
  cost,
  // A stream may fail where all else goes well, and so may what is not chat.
  isVital: (request) => request.intent === 'plain' && !wantsStream(request) && !continuesText(request),
};

/** All that a run knows where it judges by a document: what the document describes beside the API comes last. */
export function registryFor(contract: Contract): Registry {
  if (othersIn(contract).length === 0) return registry;
  const probes = [...readingProbes(contract), postingProbe(contract)];
  return {
    ...registry,
    probes: [...registry.probes, ...probes],
    suites: [...registry.suites, documentSuite(contract, probes)],
  };
}
