/**
 * What the OpenAPI document says of a text without control characters. The schemas that validate go by Unicode's
 * classes, which few other regular expressions know, so the document asks for what all of them can check: every
 * text that is accepted fits, and what does not fit is refused.
 */
export function plainText(lengthMax: number) {
  return {
    minLength: 1,
    maxLength: lengthMax,
    pattern: '^[^\\u0000-\\u001F\\u007F-\\u009F]*$',
  };
}
