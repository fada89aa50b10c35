/** The look of the page, in the colours that the reader's system prefers. */
export const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#c9ccd1, #4a4f57); --soft: light-dark(#f3f4f6, #22262c); --ink: light-dark(#16191f, #e9ebee);
  --back: light-dark(#ffffff, #15181c); --bad: light-dark(#a4161a, #ff9d9d); --good: light-dark(#1b6b3a, #7ad69b); --link: light-dark(#0b57d0, #8ab4f8); }
* { box-sizing: border-box; }
body { margin: 0; padding: 1.5rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--back); }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
.skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; top: .5rem; background: var(--back); padding: .25rem .5rem; }
.outcome { border-left: .4rem solid var(--line); padding: .25rem .75rem; margin: 1rem 0; background: var(--soft); }
.outcome.bad { border-color: var(--bad); } .outcome.good { border-color: var(--good); }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .1rem 1rem; margin: 0; } dt { font-weight: 600; } dd { margin: 0; }
.counts { display: flex; flex-wrap: wrap; gap: .5rem; list-style: none; padding: 0; margin: 1rem 0; }
.counts li { border: 1px solid var(--line); border-radius: .4rem; padding: .25rem .75rem; }
.counts b { font-size: 1.25rem; margin-right: .35rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .925rem; }
caption { text-align: left; padding: .25rem 0; }
th, td { border-bottom: 1px solid var(--line); padding: .35rem .6rem; text-align: left; vertical-align: top; }
thead th { background: var(--soft); white-space: nowrap; }
th button { font: inherit; font-weight: 600; color: inherit; background: none; border: 0; padding: .1rem; cursor: pointer; }
th[aria-sort] button::after { content: ' \\2195' / ''; opacity: .4; }
th[aria-sort=ascending] button::after { content: ' \\2191' / ''; opacity: 1; } th[aria-sort=descending] button::after { content: ' \\2193' / ''; opacity: 1; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
td time { white-space: nowrap; } td.code { min-width: 9rem; overflow-wrap: anywhere; }
td.words { min-width: 16rem; overflow-wrap: anywhere; }
tr[data-class=FAILED] td.class { color: var(--bad); font-weight: 600; } tr[data-class=COMPLIANT] td.class { color: var(--good); }
form { display: flex; flex-wrap: wrap; gap: 1rem; align-items: end; margin: .5rem 0; } form[hidden] { display: none; }
form p { margin: 0; } label { display: block; font-size: .875rem; } input, select { font: inherit; color: inherit; background: var(--back); border: 1px solid var(--line); border-radius: .3rem; padding: .3rem .5rem; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
footer { margin-top: 2rem; font-size: .875rem; }
@media print { :root { color-scheme: light; } body { padding: 0; font-size: 9pt; } form, .skip { display: none; } .scroll { overflow: visible; } tr { break-inside: avoid; }
  td.words, td.code { min-width: 0; } td time { white-space: normal; } th button::after { content: none !important; } }
`;
