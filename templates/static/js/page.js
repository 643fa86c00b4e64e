/** What every page needs: view switches, problem messages, forms sent once, dialogs and menus. */
import "./elements/view-switch.js";
import "./elements/problem-toast.js";
import { sendOnce } from "./lib/forms.js";
import { openByAttribute } from "./lib/dialogs.js";

sendOnce(document);
openByAttribute(document);
