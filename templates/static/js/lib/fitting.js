/** Whether a text fits its field, by the JSON Schema that the server checks as well; no code is made from it (CSP). */
import { Validator } from "@cfworker/json-schema";

/** What a schema of a field is made of, in the order in which a text that does not fit is told why. */
const KEYWORDS = ["type", "maxLength", "minLength", "enum", "format", "pattern", "allOf"];

/**
 * The keyword by which the text does not fit, "" if it does. An empty text fits: whether it may stay so is asked later.
 * @param {Record<string, unknown>} schema of one field
 * @param {string} text
 */
export function misfit(schema, text) {
  if (!text) return "";
  const { errors } = new Validator(schema, "2020-12", false).validate(text);
  const found = new Set(errors.map((error) => error.keyword));
  return KEYWORDS.find((keyword) => found.has(keyword)) ?? "";
}
