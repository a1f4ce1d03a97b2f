/** The style sheet of report.html. No request leaves it: no fonts, no images, nothing imported. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #f6f7f8; --card: #fff; --sunk: #f3f4f6; --line: #dfe3e8; --ink: #1c2127; --soft: #525c69;
  --link: #0b57b8; --good: #1a6e38; --bad: #b3231a; --odd: #855300; --calm: #525c69;
  --good-tint: #e7f4ea; --bad-tint: #fcebe9; --odd-tint: #fcf1dc; --calm-tint: #eceff2;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #111418; --card: #191e24; --sunk: #12161b; --line: #2d343d; --ink: #e4e8ec; --soft: #a3adb9;
    --link: #83b8ff; --good: #77d394; --bad: #ff9389; --odd: #efbd6a; --calm: #a3adb9;
    --good-tint: #15301f; --bad-tint: #3c1b19; --odd-tint: #35290f; --calm-tint: #262c34;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body { margin: 0; overflow-wrap: break-word; background: var(--page); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main, header, footer { max-width: 62rem; margin: 0 auto; padding: 0 1.25rem; }
h1, h2, h3, p, dl, dd, ol, ul, pre, table { margin: 0; }
h1 { font-size: 2.1rem; line-height: 1.15; letter-spacing: -.02em; }
h2 { font-size: 1.25rem; letter-spacing: -.01em; margin: 2.75rem 0 .9rem; }
h3 { font-size: 1rem; }
a { color: var(--link); text-underline-offset: .15em; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
code, pre, .mono { font-family: var(--mono); font-size: .86em; unicode-bidi: isolate; }
code, .mono { overflow-wrap: anywhere; }
.soft { color: var(--soft); }
.sign { background: var(--odd-tint); color: var(--odd); border-radius: 3px; padding: 0 .2em; font-size: .95em; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: .4rem .8rem; }

.tone-good { --tone: var(--good); --tint: var(--good-tint); }
.tone-bad { --tone: var(--bad); --tint: var(--bad-tint); }
.tone-odd { --tone: var(--odd); --tint: var(--odd-tint); }
.tone-calm { --tone: var(--calm); --tint: var(--calm-tint); }
.badge { display: inline-block; padding: .08rem .55rem; border-radius: 99px; background: var(--tint); color: var(--tone); font-size: .8rem; font-weight: 600; white-space: nowrap; }
.level { font-size: .74rem; font-weight: 700; letter-spacing: .06em; color: var(--soft); }

.head { padding-top: 2.75rem; }
.eyebrow { color: var(--soft); font-size: .85rem; margin-bottom: .9rem; }
.verdict { display: flex; gap: 1rem; align-items: flex-start; }
.seal { flex: none; display: grid; place-items: center; width: 3.4rem; height: 3.4rem; border-radius: 50%; background: var(--tint); color: var(--tone); font-size: 1.7rem; font-weight: 700; }
.verdict div { min-width: 0; overflow-wrap: anywhere; }
.verdict p { margin-top: .3rem; color: var(--soft); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: .9rem 1.5rem; margin-top: 1.6rem; padding: 1.1rem 1.25rem; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
.facts dt { font-size: .78rem; color: var(--soft); }
.facts dd { overflow-wrap: anywhere; }
nav ul { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; list-style: none; padding: 0; margin-top: 1.1rem; font-size: .92rem; }

.caveats { margin-top: 1.4rem; padding: .9rem 1.25rem; background: var(--odd-tint); border-radius: 12px; }
.caveats h2 { margin: 0 0 .25rem; font-size: .95rem; color: var(--odd); }
.caveats ul { padding-left: 1.1rem; }

.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
table { width: 100%; border-collapse: collapse; text-align: left; }
caption { text-align: left; font-size: .84rem; color: var(--soft); padding: .2rem 0; }
th, td { padding: .6rem .9rem; vertical-align: top; border-top: 1px solid var(--line); font-weight: 400; }
thead th { border-top: 0; font-size: .78rem; color: var(--soft); }
tbody th, td { overflow-wrap: anywhere; }
.suite table { table-layout: fixed; }
.suite thead .number { width: 7rem; }
thead .number { font-size: .78rem; }
.number { white-space: nowrap; font-size: .88rem; color: var(--soft); font-variant-numeric: tabular-nums; }
.run, .capabilities { table-layout: fixed; }
.capabilities thead th:first-child { width: 38%; }
.capabilities thead th:nth-child(2) { width: 8.5rem; }
.run th { width: 16rem; color: var(--soft); }
.profiles tbody th { font-weight: 600; }
.profiles thead th:last-child { width: 60%; }
.counts { display: flex; flex-wrap: wrap; gap: .1rem .9rem; list-style: none; padding: 0; font-size: .88rem; }
.counts li { color: var(--tone); white-space: nowrap; }
.bar { display: block; width: 100%; height: 6px; margin: .35rem 0 .45rem; border-radius: 3px; overflow: hidden; background: var(--calm-tint); }
.bar rect { fill: var(--tone); }

.finding { border-left: 4px solid var(--tone); margin-bottom: 1.1rem; padding: 1rem 1.25rem 1.15rem; scroll-margin-top: 1rem; }
.finding header { max-width: none; padding: 0; display: flex; flex-wrap: wrap; gap: .3rem .7rem; align-items: baseline; }
.finding h3 { font: 600 .95rem var(--mono); overflow-wrap: anywhere; }
.covers { font-size: .8rem; color: var(--soft); overflow-wrap: anywhere; }
.lead { margin: -.4rem 0 1rem; font-size: .9rem; color: var(--soft); }
.index { margin-bottom: 1.1rem; padding: .8rem 1.25rem; list-style: none; }
.index li { padding: .15rem 0; overflow-wrap: anywhere; }
.index li > span { color: var(--tone); font-weight: 700; display: inline-block; width: 1.2rem; }
.index a { font: 600 .86rem/1.75 var(--mono); margin-right: .5rem; }
.says { font-size: 1.08rem; margin: .5rem 0 .15rem; overflow-wrap: anywhere; }
.cite { font-size: .88rem; color: var(--soft); overflow-wrap: anywhere; }
.because { margin-top: .6rem; overflow-wrap: anywhere; }
.departure { margin-top: .9rem; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
.departure .place { display: flex; flex-wrap: wrap; gap: .1rem 1rem; justify-content: space-between; padding: .4rem .8rem; background: var(--sunk); font-size: .88rem; }
.departure dl { display: grid; grid-template-columns: max-content 1fr; }
.departure dt, .departure dd { padding: .35rem .8rem; border-top: 1px solid var(--line); }
.departure dt { font-size: .84rem; color: var(--soft); }
.departure dd { font-family: var(--mono); font-size: .86rem; overflow-wrap: anywhere; unicode-bidi: isolate; white-space: pre-wrap; }
.departure .got { background: var(--bad-tint); color: var(--bad); }
.departure .want { background: var(--good-tint); color: var(--good); }
.label { display: block; font-size: .84rem; color: var(--soft); margin: .9rem 0 .25rem; }
pre { padding: .7rem .85rem; background: var(--sunk); border: 1px solid var(--line); border-radius: 8px; white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.5; }
.copy { user-select: all; }
.scroll { max-height: 26rem; overflow: auto; }
details { margin-top: .9rem; }
summary { cursor: pointer; color: var(--link); overflow-wrap: anywhere; }
.events { table-layout: fixed; font-size: .88rem; margin-top: .35rem; }
.events th, .events td { padding: .3rem .5rem; }
.events .n { width: 3rem; } .events .ms { width: 20%; }
.events .n, .events .ms { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; color: var(--soft); }
.events td:last-child { overflow-wrap: anywhere; white-space: pre-wrap; }
.events .named { background: var(--bad-tint); }
.when { display: block; width: 100%; height: .7rem; }
.when line { stroke: var(--line); } .when circle { fill: var(--link); }

.suite { margin-bottom: 1.1rem; overflow: hidden; }
.suite h3 { padding: .7rem .9rem; background: var(--sunk); font-family: var(--mono); font-size: .92rem; overflow-wrap: anywhere; }
.suite .what { width: 9.4rem; }
.suite th code { font-weight: 600; }
.suite details { margin-top: .4rem; }
.empty { padding: .9rem 1.25rem; }
footer { margin-top: 3rem; padding-bottom: 3rem; color: var(--soft); font-size: .85rem; overflow-wrap: anywhere; }

@media (max-width: 40rem) {
  main, header, footer { padding-left: .9rem; padding-right: .9rem; }
  h1 { font-size: 1.6rem; }
  .seal { width: 2.6rem; height: 2.6rem; font-size: 1.3rem; }
  th, td { padding: .5rem .6rem; }
  .finding { padding: .8rem .9rem 1rem; }
  .departure dl { grid-template-columns: 1fr; }
  .departure dd { border-top: 0; padding-top: 0; }
  .departure .want, .departure .got { padding-top: .35rem; }
  .stack thead { position: absolute; left: -99rem; }
  .stack, .stack tbody, .stack tr, .stack tbody th, .stack tbody td { display: block; width: auto; }
  .index a { display: block; width: max-content; max-width: calc(100% - 1.5rem); margin: -1.5rem 0 0 1.4rem; }
  .stack tr { padding: .6rem .9rem; border-top: 1px solid var(--line); }
  .stack tr:first-child { border-top: 0; }
  .stack tbody th, .stack tbody td { padding: .1rem 0; border: 0; }
  .stack tbody .number:empty { display: none; }
  .stack tbody .number { display: inline-block; margin-right: 1rem; }
  .stack tbody .number::before { content: "exercised "; }
  .stack tbody .number:last-child::before { content: "violations "; }
  .events .n { width: 2.4rem; }
}
@media print {
  :root { --page: #fff; --card: #fff; --sunk: #fff; }
  body { font-size: 10.5pt; }
  main, header, footer { max-width: none; padding: 0; }
  nav, .skip { display: none; }
  .departure, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .scroll { max-height: none; }
  details::details-content { content-visibility: visible; display: block; }
  .cite a::after { content: " <" attr(href) ">"; }
}
@media (forced-colors: active) { .badge, .seal, .finding { border: 1px solid; } }
`;
