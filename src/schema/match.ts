/** Whether a request path such as `/models/gpt-4o` is one of a template such as `/models/{model}`. */
export function matches(template: string, path: string): boolean {
  const wanted = template.split('/');
  const given = withoutQuery(path).split('/');
  return wanted.length === given.length && wanted.every((segment, i) => segmentMatches(segment, given[i] ?? ''));
}

/** A parameter is one segment that is not empty; a slash within it stands percent-encoded. */
function segmentMatches(template: string, segment: string): boolean {
  if (!template.includes('{')) return template === segment;
  const literals = template.split(/\{[^{}]*\}/).map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${literals.join('(.+)')}$`, 's').test(segment);
}

function withoutQuery(path: string): string {
  return path.split(/[?#]/, 1)[0] ?? '';
}

/** Orders templates so that, at the first difference, a literal segment comes before a parameter. */
export function byLiterals(a: string, b: string): number {
  return rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0;
}

function rank(template: string): string {
  return template
    .split('/')
    .map((segment) => (segment.includes('{') ? '1' : '0'))
    .join('');
}
