/**
 * A secret in the notations that writers of texts use, for a search by value: plain, JSON and HTML, percent-encoded,
 * hexadecimal, Base64 and its URL-safe form at any alignment.
 */
export function encodingsOf(secret: string): string[] {
  const hex = Buffer.from(secret).toString('hex');
  const percent = encodeURIComponent(Buffer.from(secret).toString());
  const json = JSON.stringify(secret).slice(1, -1);
  const found = [
    secret,
    json,
    JSON.stringify(json).slice(1, -1),
    json.replaceAll('/', '\\/'),
    json.replace(/[<>&'+]/g, codeUnit),
    json.replace(/[^\x20-\x7E]/g, codeUnit),
    inHtml(secret),
    inHtml(json),
    percent,
    percent.replace(/%../g, (escape) => escape.toLowerCase()),
    percent.replaceAll('%20', '+'),
    hex,
    hex.toUpperCase(),
    hex.replace(/../g, '%$&'),
    hex.toUpperCase().replace(/../g, '%$&'),
    ...base64s(secret),
  ];
  return [...new Set(found)];
}

function codeUnit(one: string): string {
  return `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

const references: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function inHtml(text: string): string {
  return text.replace(/[&<>"']/g, (one) => references[one]!);
}

/** In Base64 a text looks different at each of three alignments; only the characters it decides alone are sought. */
function base64s(secret: string): string[] {
  const plain = [0, 1, 2].map((shift) => {
    const shifted = Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)]);
    const [from, to] = [Math.ceil((shift * 8) / 6), Math.floor((shifted.length * 8) / 6)];
    return shifted.toString('base64').slice(from, to);
  });
  return [...plain, ...plain.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))];
}
