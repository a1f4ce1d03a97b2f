// Time-outs, rate limits and overload pass by themselves; credentials say nothing of what an endpoint offers.
const beside = new Set([401, 403, 408, 409, 425, 429, 503, 529]);

/** Whether a status says something about the request it answers, and not about the load or the credentials. */
export function isAnswer(status: number): boolean {
  return status >= 200 && !beside.has(status);
}

/** Whether a status says that the endpoint has too much to do, and that it may be asked again. */
export function isBusy(status: number): boolean {
  return status === 429 || status === 503 || status === 529;
}

/** Whether a status is a gateway's, in the place of an endpoint that it did not reach: 502, 504, and what clouds add. */
export function isGateways(status: number): boolean {
  return status === 502 || status === 504 || (status >= 520 && status <= 530);
}

/** A 4xx or 501 about the request itself: the endpoint says that it will not do this. */
export function isRefusal(status: number): boolean {
  return isAnswer(status) && ((status >= 400 && status < 500) || status === 501);
}
