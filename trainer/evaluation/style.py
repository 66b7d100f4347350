"""The style sheet of report.html. In a module, so that it is installed with the code."""

STYLE = """
:root { color-scheme: light dark;
  --page: #f7f6f3; --card: #ffffff; --text: #23262b; --quiet: #6a6f78; --rule: #e3e1dc;
  --first: #2f6fb3; --second: #d1543a; --third: #7d8794; --soft: #2f6fb326; }
@media (prefers-color-scheme: dark) { :root {
  --page: #17191d; --card: #202329; --text: #e7e8ea; --quiet: #9aa1ab; --rule: #343840;
  --first: #6fb0f0; --second: #f08a6c; --third: #8b94a1; --soft: #6fb0f02e; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main { max-width: 1060px; margin: 0 auto; padding: 40px 24px 64px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 4px; font-weight: 650; letter-spacing: -0.01em; }
h2 { font-size: 17px; margin: 40px 0 12px; font-weight: 620; }
h3 { font-size: 14px; margin: 0 0 8px; font-weight: 600; }
p { margin: 0 0 10px; max-width: 70ch; } .quiet { color: var(--quiet); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin-top: 24px; }
.tile, .card { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; }
.tile { padding: 14px 16px; } .tile b { display: block; font-size: 23px; font-weight: 640; letter-spacing: -0.01em; }
.tile span { color: var(--quiet); font-size: 13px; display: block; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(440px, 100%), 1fr)); gap: 16px; }
.after { margin-top: 16px; align-items: start; }
.card { padding: 16px 18px; overflow-x: auto; }
h2 + .card { padding: 8px 6px; } .card p { font-size: 13px; margin: 6px 0 0; color: var(--quiet); }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; width: 100%; }
th, td { padding: 7px 12px; text-align: right; border-bottom: 1px solid var(--rule); }
th { font-weight: 560; color: var(--quiet); font-size: 13px; } tr:last-child > * { border-bottom: 0; }
th:first-child, td:first-child { text-align: left; }
td small { color: var(--quiet); display: block; font-size: 12px; white-space: nowrap; }
.confusion { margin: 8px 0 20px; } .confusion tr:first-child th { text-align: center; }
.confusion td { text-align: center; font-size: 17px;
  background: color-mix(in srgb, var(--c) calc(var(--w) * 45%), var(--card)); }
svg { display: block; width: 100%; height: auto; }
.grid { stroke: var(--rule); fill: none; } .axis { stroke: var(--quiet); fill: none; }
.tick { fill: var(--quiet); font-size: 11px; } .title { fill: var(--quiet); font-size: 12px; }
.name { fill: var(--text); font-size: 12px; paint-order: stroke; stroke: var(--card); stroke-width: 3px; }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; } .line.first { stroke: var(--first); }
.line.second { stroke: var(--second); stroke-dasharray: 7 5; }
.line.faint { stroke: var(--first); stroke-width: 1; opacity: 0.3; }
.line.ideal { stroke: var(--quiet); stroke-width: 1; stroke-dasharray: 4 4; }
rect.first, .dot.first, .key.first { fill: var(--first); background: var(--first); }
rect.second, .dot.second, .key.second { fill: var(--second); background: var(--second); }
rect.third, .dot.third, .key.third { fill: var(--third); background: var(--third); } rect.soft { fill: var(--soft); }
.dot { stroke: var(--card); stroke-width: 1.5; }
.key { display: inline-block; width: 10px; height: 10px; border-radius: 2px; margin: 0 5px 0 0; }
.keys { font-size: 13px; color: var(--quiet); } .keys span { margin-right: 16px; white-space: nowrap; }
.thumbs { display: grid; grid-template-columns: repeat(auto-fill, minmax(160px, 1fr)); gap: 14px; }
figure { margin: 0; background: var(--card); border: 1px solid var(--rule); border-radius: 10px; overflow: hidden; }
figure img { display: block; width: 100%; aspect-ratio: 1; object-fit: cover; }
figcaption { padding: 9px 12px 11px; font-size: 13px; line-height: 1.4; overflow-wrap: anywhere; }
figcaption b { font-weight: 620; } figcaption small { color: var(--quiet); display: block; }
.badge { display: inline-block; margin-top: 4px; padding: 0 7px; border-radius: 9px; font-size: 12px;
  background: var(--soft); }
"""
