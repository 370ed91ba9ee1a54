/** Strings are stepped over; what is left of a JSON text that looks like a number is one. */
const token = /"(?:[^"\\]|\\.)*"|-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/g;

/**
 * The first number of a JSON text that a double does not hold as it is written, or null: `JSON.parse` rounds it
 * without a word, which money must not be. As a string any number of digits is exact.
 */
export function inexactNumber(json: string): string | null {
  for (const [text] of json.matchAll(token)) {
    if (!text.startsWith('"') && digitsOf(text) !== digitsOf(String(Number(text)))) return text;
  }
  return null;
}

/** A number in one spelling: significant digits and the place of the point. */
function digitsOf(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$/.exec(text) ?? [];
  const all = `${whole}${fraction}`.replace(/^0+/, '');
  const digits = all.replace(/0+$/, '');
  if (digits === '') return `${whole === '' ? text : '0'}`;
  const scale = BigInt(exponent) - BigInt(fraction.length) + BigInt(all.length - digits.length);
  return `${sign}${digits}e${scale}`;
}
