// The edits that faults are made of. Each returns the reply it was given, the same object, where it changes nothing.
export { editBody, editBytes, editEnd, editHeader, editStatus, truncate } from './edit-reply.ts';
export { editErrorJson, editJson, put, without } from './edit-json.ts';
export { dropEvent, editEvents, insertEvent, rawStream } from './edit-events.ts';
export { editAllChunks, editChoice, editChunk, editChunks, editDelta, editTextChunks } from './edit-chunks.ts';
export { inTurn, when, whenJson, whenStream } from './guards.ts';
