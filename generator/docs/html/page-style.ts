/** The style sheet of every page. */
export const STYLE = `
:root { color-scheme: light dark; --back: #fff; --fore: #1d2430; --soft: #5b6676; --line: #dfe3ea; --panel: #f6f7f9; --link: #0b5cad; --mark: #0a6b3d; --warn: #9a4a00; }
@media (prefers-color-scheme: dark) { :root { --back: #14181f; --fore: #e4e8ee; --soft: #9aa5b5; --line: #2d3542; --panel: #1c222c; --link: #7ab7ff; --mark: #6fd39b; --warn: #ffb066; } }
:root[data-theme=light] { color-scheme: light; --back: #fff; --fore: #1d2430; --soft: #5b6676; --line: #dfe3ea; --panel: #f6f7f9; --link: #0b5cad; --mark: #0a6b3d; --warn: #9a4a00; }
:root[data-theme=dark] { color-scheme: dark; --back: #14181f; --fore: #e4e8ee; --soft: #9aa5b5; --line: #2d3542; --panel: #1c222c; --link: #7ab7ff; --mark: #6fd39b; --warn: #ffb066; }
* { box-sizing: border-box; }
html { scroll-padding-top: 4rem; }
body { margin: 0; background: var(--back); color: var(--fore); font: 16px/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
a { color: var(--link); text-decoration: none; } a:hover { text-decoration: underline; }
.bar { position: sticky; top: 0; z-index: 1; display: flex; gap: .75rem; align-items: center; padding: .6rem 1rem; background: var(--back); border-bottom: 1px solid var(--line); }
.bar input { flex: 1; min-width: 0; max-width: 28rem; padding: .4rem .7rem; font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; }
.bar button { padding: .4rem .7rem; font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; cursor: pointer; }
.layout { display: grid; grid-template-columns: 15rem minmax(0, 1fr); gap: 2rem; max-width: 75rem; margin: 0 auto; padding: 0 1rem 4rem; }
nav { position: sticky; top: 3.7rem; align-self: start; max-height: calc(100vh - 4rem); overflow: auto; padding: 1rem 0; font-size: .9rem; }
nav h2 { margin: 1rem 0 .2rem; font-size: .8rem; color: var(--soft); text-transform: uppercase; letter-spacing: .05em; }
nav ul { margin: 0; padding: 0; list-style: none; } nav li { padding: .12rem 0; }
h1 { margin: 1.5rem 0 .3rem; font-size: 1.9rem; } h2.part { margin: 2.2rem 0 .5rem; font-size: 1.3rem; }
h3 { margin: 0 0 .4rem; font-size: 1.1rem; } h4 { margin: 1rem 0 .3rem; font-size: .85rem; color: var(--soft); }
code, pre { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: .9em; }
pre { margin: .4rem 0; padding: .7rem .9rem; overflow: auto; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; line-height: 1.45; overflow-wrap: normal; }
pre.signature { white-space: pre-wrap; overflow-wrap: anywhere; }
.card { margin: 1rem 0; padding: 1rem 1.1rem; border: 1px solid var(--line); border-radius: 10px; }
.badge { display: inline-block; margin-left: .4rem; padding: 0 .5rem; font-size: .75rem; font-weight: 500; color: var(--soft); border: 1px solid var(--line); border-radius: 99px; vertical-align: middle; }
.required { color: var(--mark); } .deprecated { color: var(--warn); }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .92rem; } th, td { padding: .35rem .6rem .35rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 500; }
dl.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .1rem 1rem; margin: .6rem 0; } dl.facts dt { color: var(--soft); } dl.facts dd { margin: 0; }
details { margin-top: .4rem; }
summary { cursor: pointer; color: var(--link); }
[hidden] { display: none !important; }
footer { margin-top: 3rem; font-size: .85rem; color: var(--soft); }
@media (max-width: 800px) {
  .layout { display: block; } nav { position: static; max-height: 12rem; border-bottom: 1px solid var(--line); }
  .card { padding: .8rem; } h1 { font-size: 1.5rem; }
}
@media print {
  :root { --back: #fff; --fore: #000; --soft: #444; --line: #bbb; --panel: #fff; --link: #000; --mark: #000; --warn: #000; }
  .bar, nav { display: none; } .layout { display: block; max-width: none; padding: 0; }
  .card { break-inside: avoid; } pre { white-space: pre-wrap; overflow-wrap: anywhere; }
}
`;
