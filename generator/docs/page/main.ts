import { startExamples } from "./examples.js";
import { followReading } from "./navigation.js";
import { openForPrint } from "./print.js";
import { startSearch } from "./search-box.js";
import { startThemeButton } from "./theme-button.js";

const page = find("#page", HTMLElement);
const navigation = find("#contents", HTMLElement);
startThemeButton(find("#theme", HTMLElement));
startExamples(page);
startSearch({
  input: find("#search", HTMLInputElement),
  results: find("#results", HTMLElement),
  page,
  navigation,
});
followReading(navigation, page);
openForPrint();

function find<T extends HTMLElement>(selector: string, type: new () => T): T {
  const element = document.querySelector(selector);
  if (!(element instanceof type)) throw new Error(`the page has no ${selector}`);
  return element;
}
