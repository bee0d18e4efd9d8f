import { Markup } from '../../html.ts';

/** The look of all pages: light and dark, a table on a desk, cards on a phone. */
export const style = new Markup(`
:root{color-scheme:light dark;--bg:#f4f6f9;--card:#fff;--ink:#1c2733;--soft:#5f6e82;--line:#e3e8ef;--accent:#1a6fd4;
--accent-ink:#fff;--chip:#e8f1fc;--chip-ink:#0f4f9e;--plus:#14713d;--minus:#a33232}
@media (prefers-color-scheme:dark){:root{--bg:#12171d;--card:#1b222b;--ink:#e6ecf3;--soft:#93a1b3;--line:#2b3541;
--accent:#5aa2f5;--accent-ink:#0c1116;--chip:#1d3450;--chip-ink:#a9d0ff;--plus:#62c98d;--minus:#f08a8a}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
a{color:var(--accent);text-decoration:none}a:hover{text-decoration:underline}
header{background:var(--card);border-bottom:1px solid var(--line)}
header>div,main{max-width:1080px;margin:0 auto;padding:0 16px}
header>div{display:flex;align-items:center;gap:6px 12px;padding-top:14px;padding-bottom:14px;flex-wrap:wrap}
header b{font-size:1.1rem}header b a{color:inherit}
.badge{font-size:.8rem;color:var(--chip-ink);background:var(--chip);border-radius:99px;padding:2px 10px}
main{padding-top:24px;padding-bottom:48px}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 4px;overflow-wrap:anywhere}
h2{font-size:1.05rem;margin:0 0 12px}
.soft{color:var(--soft)}.small{font-size:.875rem}
.back{margin:0 0 12px}
.card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:20px;margin-top:16px}
form.search{display:flex;gap:8px;margin:16px 0 0}
input[type=search]{flex:1;min-width:0;font:inherit;color:inherit;background:var(--card);border:1px solid var(--line);
border-radius:8px;padding:9px 12px}
button{font:inherit;font-weight:600;border:1px solid var(--accent);background:var(--accent);color:var(--accent-ink);
border-radius:8px;padding:9px 18px;cursor:pointer}
button.plain{background:transparent;color:var(--accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
table{width:100%;border-collapse:collapse}
th{font-size:.8rem;font-weight:600;color:var(--soft);text-align:left;padding:10px 16px;white-space:nowrap}
td{padding:10px 16px;border-top:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
.list{padding:4px 0;overflow:hidden}
.list td:first-child{width:44%}.list td.mail{font-size:.925rem}
.fields{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden}
.list tbody tr:hover{background:var(--bg)}
.list td.num{color:var(--soft);font-variant-numeric:tabular-nums;white-space:nowrap}
.list td.phone{white-space:nowrap;font-variant-numeric:tabular-nums}
.chips{display:flex;flex-wrap:wrap;gap:6px;margin-top:8px}.list .chips{margin:2px 0 0}
.chip{font-size:.8rem;background:var(--chip);color:var(--chip-ink);border-radius:6px;padding:1px 8px}
dl{display:grid;grid-template-columns:minmax(160px,280px) 1fr;margin:0}
dt,dd{margin:0;padding:8px 0;border-top:1px solid var(--line);overflow-wrap:anywhere}
dt{color:var(--soft);padding-right:16px}dd{white-space:pre-wrap}
dl>:nth-child(-n+2){border-top:0;padding-top:0}dl>:nth-last-child(-n+2){padding-bottom:0}
.pages{display:flex;gap:16px;align-items:center;justify-content:space-between;margin-top:16px}
ol.history{list-style:none;margin:0;padding:0}
ol.history>li{padding:10px 0;border-top:1px solid var(--line)}
ol.history>li:first-child{border-top:0;padding-top:0}ol.history>li:last-child{padding-bottom:0}
ul.changes{margin:4px 0 0;padding:0;list-style:none;font-size:.925rem;overflow-wrap:anywhere}
.was{color:var(--minus);text-decoration:line-through}.is{color:var(--plus)}
summary{cursor:pointer;color:var(--accent)}
.empty{text-align:center;padding:48px 16px;color:var(--soft)}
.choice{display:flex;gap:12px;margin-top:20px;flex-wrap:wrap}
@media (max-width:640px){
body{font-size:15px}
.list thead{display:none}.list tr{display:block;padding:10px 16px;border-top:1px solid var(--line)}
.list tbody tr:first-child{border-top:0}
.list td,.list td:first-child{display:block;width:auto;border:0;padding:1px 0}.list td:empty{display:none}
dl{grid-template-columns:1fr}dt{padding:8px 0 0;font-size:.875rem}dd{border-top:0;padding:0 0 8px}
dl>:nth-child(2){border-top:0;padding-bottom:8px}dl>:nth-last-child(2){padding-bottom:0}
.card{padding:16px}.card.list{padding:4px 0}}
`);
