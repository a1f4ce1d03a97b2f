/** What went wrong below HTTP, in a sentence with its code: `connection refused (ECONNREFUSED)`. */
export function failureOf(error: unknown): { code: string; detail: string } {
  const code = codeOf(error);
  const says =
    interim.get(messageOf(error)) ?? sentences[code] ?? (isParserError(error) ? notHttp(error) : messageOf(error));
  return { code, detail: code === '' ? says : `${says} (${code})` };
}

/** Whether an error means that the other side closed or reset a connection that stood. */
export function isClosing(code: string): boolean {
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE';
}

/** 30_000 as `30 s`, 250 as `250 ms`. */
export function duration(ms: number): string {
  return ms >= 1000 ? `${Math.round(ms / 100) / 10} s` : `${Math.round(ms)} ms`;
}

const sentences: { readonly [code: string]: string } = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was closed while the request was sent',
  ENOTFOUND: 'no address for the host name',
  EAI_AGAIN: 'the host name could not be looked up',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  ETIMEDOUT: 'the connection timed out',
  EPROTO: 'no TLS on this port',
  ERR_SSL_WRONG_VERSION_NUMBER: 'no TLS on this port',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'no TLS on this port',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another host name',
  CERT_HAS_EXPIRED: 'the certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'self-signed certificate in the chain',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the certificate could not be verified',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the issuer of the certificate is not known here',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  UND_ERR_SOCKET: 'the server closed the connection',
  UND_ERR_HEADERS_OVERFLOW: 'the header section is larger than 64 KiB',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the body is not as long as Content-Length says',
  UND_ERR_INVALID_ARG: 'this request cannot be put into HTTP',
};

/** What our HTTP client gives up at, in its words. */
const interim: ReadonlyMap<string, string> = new Map([
  ['bad response', 'a 100 (Continue) that was not asked for, which this tool does not read past'],
  ['bad upgrade', 'a 101 (Switching Protocols) that was not asked for'],
]);

/** Connecting to several addresses fails with one error for each. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

function isParserError(error: unknown): error is Error {
  return error instanceof Error && error.name === 'HTTPParserError';
}

/** The parser gives its reason in brackets. */
function notHttp({ message }: Error): string {
  const reason = /\((.*)\)/.exec(message)?.[1];
  return `this is not valid HTTP/1.1${reason === undefined ? '' : `: ${reason}`}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
