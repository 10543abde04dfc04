import { readChoice } from "./storage.js";

// Runs before anything is shown, so that no page flashes in the other colours.
const { dataset } = document.documentElement;
dataset.script = "";
const theme = readChoice("theme");
if (theme === "dark" || theme === "light") dataset.theme = theme;
