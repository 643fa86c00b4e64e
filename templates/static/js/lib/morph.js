/** Brings an element in step with the server's HTML, and leaves alone what the person is busy with. */
import morphdom from "morphdom";

/** What the page itself filled in, and the server draws empty. */
const TOLD_HERE = "[data-theirs], [data-refusal], [data-typing]";

/** @param {Element} element @returns {element is HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} */
export function isControl(element) {
  return (
    element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement
  );
}

/**
 * Whether a control's text is the person's and not the server's: always where it says so, unsaved in a field that saves
 * itself, else focused.
 * @param {Element} control
 */
function isBusy(control) {
  if (control.hasAttribute("data-own")) return true;
  const field = control.closest("save-field");
  return field ? field.hasAttribute("data-dirty") : control === document.activeElement;
}

/** @param {HTMLElement} from @param {HTMLElement} to */
function keepOwnState(from, to) {
  if (from.tagName.includes("-")) {
    for (const key of ["data-state", "data-dirty", "data-media"]) {
      const value = from.getAttribute(key);
      if (value !== null && !to.hasAttribute(key)) to.setAttribute(key, value);
    }
  }
  if (from.hasAttribute("data-when")) to.hidden = from.hidden;
  if (from instanceof HTMLDetailsElement || from instanceof HTMLDialogElement) {
    if (from.hasAttribute("open")) to.setAttribute("open", "");
    else to.removeAttribute("open");
  }
}

/** @param {HTMLElement} from @param {HTMLElement} to */
function keepOwnText(from, to) {
  if (!isControl(from) || !isControl(to) || !isBusy(from)) return;
  if (from instanceof HTMLInputElement && to instanceof HTMLInputElement) {
    to.checked = from.checked;
    if (from.type !== "file") to.value = from.value;
  } else {
    to.value = from.value;
  }
}

/**
 * Whether what came was drawn before something this page knows to be saved.
 * @param {HTMLElement} from
 * @param {HTMLElement} to
 */
function isOlder(from, to) {
  return Number(to.dataset.revision ?? 0) < Number(from.dataset.revision ?? 0);
}

/**
 * Other choices may have come, and gone: what was chosen stays chosen if it is still there.
 * @param {HTMLSelectElement} select @param {string} value
 */
function keepChoice(select, value) {
  queueMicrotask(() => {
    select.value = value;
    if (select.selectedIndex < 0) select.selectedIndex = 0;
  });
}

/** @param {HTMLElement} from @param {HTMLElement} to */
function before(from, to) {
  if (from.isEqualNode(to) && !isControl(from)) return false;
  if (isOlder(from, to) || from.matches(TOLD_HERE)) return false;
  if (from.dataset.keep !== undefined && from.dataset.keep === to.dataset.keep) return false;
  keepOwnState(from, to);
  if (from instanceof HTMLSelectElement && from === document.activeElement) return false;
  if (from instanceof HTMLSelectElement && from.hasAttribute("data-own")) keepChoice(from, from.value);
  keepOwnText(from, to);
  return true;
}

/**
 * Morphs the element with this id; an id that the page does not have is passed over.
 * @param {string} id
 * @param {string} html the element itself, not only its inside
 */
export function morph(id, html) {
  const element = document.getElementById(id);
  if (!element) return;
  const holder = document.createElement("template");
  holder.innerHTML = html.trim();
  const next = holder.content.firstElementChild;
  if (!next) return;
  morphdom(element, document.adoptNode(next), { onBeforeElUpdated: before });
}
