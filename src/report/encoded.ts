declare const sink: unique symbol;

/**
 * Text for one sink, made by the encoder of that sink: whatever a target or a document said went through it. A string
 * does not pass for one, nor does the text of another sink; so a reporter that writes raw text does not compile.
 */
export type Encoded<Sink extends string> = { readonly source: Rendered; readonly [sink]: Sink };

/** A whole output, made of encoded text alone. */
export type Rendered = string & { readonly [sink]: true };

export type Part<Sink extends string> = Encoded<Sink> | string | number | null | readonly Part<Sink>[];

/**
 * The template of a sink: what stands in the literal is ours, every interpolated string goes through `encode`, text that is
 * encoded already goes in as it is, `null` as nothing.
 */
export function template<Sink extends string>(encode: (text: string) => string) {
  const source = (part: Part<Sink>): string => {
    if (part === null) return '';
    if (typeof part === 'number') return String(part);
    if (typeof part === 'string') return encode(part);
    if ('source' in part) return part.source;
    return part.map(source).join('');
  };
  return (literals: TemplateStringsArray, ...parts: Part<Sink>[]): Encoded<Sink> =>
    encodedBy(literals.reduce((before, literal, i) => before + source(parts[i - 1] ?? null) + literal));
}

/** Vouches for `source`: for encoders only, which `encoded.test.ts` names. */
export function encodedBy<Sink extends string>(source: string): Encoded<Sink> {
  return { source } as Encoded<Sink>;
}
