/** The page's own style: nothing is fetched, so the fonts are the reader's. */
export const styles = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1c2430; --soft: #566173; --line: #d9dfe7; --fill: #f3f5f8;
  --good: #1a7f4b; --bad: #c0262d; --warn: #946200; --idle: #5b6b82;
  --bar: #3b6fd4; --area: #3b6fd433;
  --one: #3b6fd4; --two: #1a8a8a; --three: #8a57c9; --four: #b3622c; --five: #5b6b82;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #12161d; --ink: #e6eaf0; --soft: #9aa7b8; --line: #2b3442; --fill: #1b222d;
    --good: #4cc38a; --bad: #ff7a7f; --warn: #e0b04a; --idle: #8c9bb0;
    --bar: #7aa5f5; --area: #7aa5f533;
    --one: #7aa5f5; --two: #4fc4c4; --three: #bd93f0; --four: #e79a63; --five: #8c9bb0;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere; }
main, footer { max-width: 72rem; margin: 0 auto; padding: 1rem; }
footer { color: var(--soft); font-size: .85rem; border-top: 1px solid var(--line); }
h1 { font-size: clamp(1.35rem, 1rem + 1.6vw, 2rem); line-height: 1.25; margin: .25rem 0; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
p { margin: .25rem 0; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .9em; }
pre { margin: .25rem 0 .75rem; padding: .6rem .75rem; background: var(--fill); border: 1px solid var(--line); border-radius: .4rem; white-space: pre-wrap; }
ul { margin: .25rem 0; padding-left: 1.2rem; }
li { margin: .2rem 0; }
header { border-left: .35rem solid var(--good); padding-left: 1rem; }
header.failed { border-color: var(--bad); }
header.skipped, header.running { border-color: var(--idle); }
.about, .item, .took, .axis, .more, figcaption { color: var(--soft); }
.badge { display: inline-block; vertical-align: .15em; margin-right: .25rem; padding: .1rem .55rem; border-radius: 1rem; background: var(--good); color: var(--paper); font-size: .85rem; font-weight: 600; line-height: 1.5; }
.failed .badge { background: var(--bad); }
.skipped .badge, .running .badge { background: var(--idle); }
.dry { color: var(--warn); }
.said { margin: .6rem 0; }
.said b { color: var(--bad); }
.leftover { padding: 0; list-style: none; }
.next { margin-top: .6rem; }
section[aria-labelledby="warnings"] { margin-top: 1.25rem; padding: .1rem 1rem .5rem; border: 1px solid var(--warn); border-radius: .4rem; }
section[aria-labelledby="warnings"] h2 { margin: .5rem 0 .25rem; color: var(--warn); }
.figures { display: flex; flex-wrap: wrap; gap: .6rem; margin: 1.25rem 0; }
.figures div { flex: 1 1 7.5rem; display: flex; flex-direction: column-reverse; justify-content: flex-end; padding: .5rem .75rem; background: var(--fill); border-radius: .4rem; }
.figures dt { color: var(--soft); font-size: .85rem; line-height: 1.3; }
.figures dd { margin: 0; font-size: 1.5rem; font-weight: 600; line-height: 1.3; font-variant-numeric: tabular-nums; }
.timeline { margin: 0; padding: 0; list-style: none; }
.timeline li { display: grid; grid-template-columns: minmax(12rem, 20rem) 1fr minmax(9rem, 17rem); gap: .2rem .9rem; align-items: center; margin: .15rem 0; }
.timeline .wave .name { padding-left: 1.1rem; color: var(--soft); }
.timeline .name { grid-column: 1; }
.timeline .bar { grid-column: 2; grid-row: 1; }
.timeline .took { grid-column: 3; font-size: .9rem; font-variant-numeric: tabular-nums; }
.bar { display: block; width: 100%; height: .8rem; border-radius: .2rem; }
.wave .bar { height: .5rem; }
.bar rect { fill: var(--bar); }
.bar .track { fill: var(--fill); }
.bar .failed { fill: var(--bad); }
.bar .skipped, .bar .pending { fill: var(--idle); }
.bar .wave-applications { fill: var(--one); }
.bar .wave-add-ons { fill: var(--two); }
.bar .wave-core { fill: var(--three); }
.bar .wave-returning { fill: var(--four); }
.bar .wave-storage-driver { fill: var(--five); }
.state { font-weight: 600; }
.state.failed { color: var(--bad); }
.state.skipped, .state.pending { color: var(--idle); }
.axis { display: flex; justify-content: space-between; font-size: .8rem; font-variant-numeric: tabular-nums; }
figure .axis { margin-left: 2.4rem; }
.timeline + .axis { margin-left: min(20.9rem, 30%); margin-right: min(17.9rem, 25%); }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 1.25rem; }
figure { margin: 0; min-width: 0; }
.plot { position: relative; margin-left: 2.4rem; border-left: 1px solid var(--line); border-bottom: 1px solid var(--line); }
.plot svg { display: block; width: 100%; height: 8rem; overflow: visible; }
.plot span { position: absolute; right: 100%; padding-right: .4rem; font-size: .8rem; line-height: 1; white-space: nowrap; color: var(--soft); }
.plot .top { top: 0; }
.plot .bottom { bottom: 0; }
.area { fill: var(--area); }
.line { fill: none; stroke: var(--bar); stroke-width: 2; vector-effect: non-scaling-stroke; }
table { width: 100%; border-collapse: collapse; margin: .25rem 0 1rem; font-size: .95rem; }
caption { text-align: left; color: var(--soft); font-size: .9rem; padding-bottom: .25rem; }
caption:empty { display: none; }
th, td { padding: .35rem .75rem .35rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th { font-weight: 600; font-size: .85rem; color: var(--soft); }
th:first-letter { text-transform: uppercase; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
th, .short { white-space: nowrap; }
.none { color: var(--soft); }
summary { cursor: pointer; color: var(--soft); }
details[open] > summary { margin-bottom: .5rem; }
@media (max-width: 40rem) {
  .timeline li { grid-template-columns: 1fr auto; margin: .45rem 0; }
  .timeline .took { grid-column: 2; text-align: right; }
  .timeline .bar { grid-column: 1 / -1; grid-row: 2; }
  figure .axis { margin-left: 2.4rem; }
.timeline + .axis { margin-left: 0; margin-right: 0; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  table, caption, tbody, tr, td { display: block; }
  tr { padding: .4rem 0; border-bottom: 1px solid var(--line); }
  td { border: 0; padding: .05rem 0; }
  td::before { content: attr(data-title) ": "; color: var(--soft); }
  td:first-child { font-weight: 600; }
  td:first-child::before { content: none; }
  .number { text-align: left; }
  .short { white-space: normal; }
}
@media print {
  :root { --paper: #ffffff; --ink: #000000; --soft: #444444; --line: #bbbbbb; --fill: #f3f3f3; --good: #1a7f4b; --bad: #c0262d; --warn: #946200; --idle: #5b6b82; --bar: #3b6fd4; --area: #3b6fd433; --one: #3b6fd4; --two: #1a8a8a; --three: #8a57c9; --four: #b3622c; --five: #5b6b82; color-scheme: light; }
  body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  svg, .badge, .figures div, pre { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  tr, figure, .timeline li, .figures div { break-inside: avoid; }
  h2 { break-after: avoid; }
}
`;
