/** Calls to the server's JSON interface; a refusal carries the server's own sentence for the person. */

/** A refusal: `code` is stable, `message` is for the person (empty when the server could not be reached). */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {Record<string, unknown>} body
   */
  constructor(status, body) {
    super(typeof body.message === "string" ? body.message : "");
    this.status = status;
    this.code = typeof body.code === "string" ? body.code : "";
    this.body = body;
  }
}

/** @param {Response} response @returns {Promise<Record<string, unknown>>} */
async function read(response) {
  try {
    const value = await response.json();
    return value && typeof value === "object" ? value : {};
  } catch {
    return {};
  }
}

/**
 * Sends a request and gives the JSON answer. Throws Problem.
 * @param {string} method
 * @param {string} url
 * @param {unknown} [body] a Blob goes as it is, anything else as JSON
 * @param {number} [ms] so long an answer is waited for, where the same may be sent again; else as long as the line stands
 * @returns {Promise<Record<string, unknown>>}
 */
export async function send(method, url, body, ms) {
  const blob = body instanceof Blob;
  /** @type {Response} */
  let response;
  try {
    response = await fetch(url, {
      method,
      headers: { Accept: "application/json", "Content-Type": blob ? body.type : "application/json" },
      body: blob ? body : JSON.stringify(body ?? {}),
      signal: ms ? AbortSignal.timeout(ms) : null,
    });
  } catch {
    throw new Problem(0, {});
  }
  const answer = await read(response);
  if (!response.ok) throw new Problem(response.status, answer);
  return answer;
}

/**
 * Tells the page's problem place; without a message it says that the server could not be reached.
 * @param {unknown} problem
 */
export function tell(problem) {
  const message = problem instanceof Error && problem instanceof Problem ? problem.message : "";
  document.dispatchEvent(new CustomEvent("desk-problem", { detail: message }));
}

/**
 * Goes to a page of this site, and to none other.
 * @param {unknown} to
 */
export function go(to) {
  if (typeof to !== "string" || !to.startsWith("/") || to.startsWith("//") || to.startsWith("/\\")) return;
  location.assign(to);
}
