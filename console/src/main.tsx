import "./style.css";
import "uplot/dist/uPlot.min.css";
import { render } from "preact";
import { App } from "./app.js";
import { LiveState } from "./server/live-state.js";
import { Workbench } from "./services/workbench.js";
import { restoreTheme } from "./theme.js";

restoreTheme();
const root = document.querySelector("#app");
if (root === null) throw new Error("the page has no #app");
render(<App live={new LiveState()} workbench={new Workbench()} />, root);
