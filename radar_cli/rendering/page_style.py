"""How a page looks on screens of any width, in light and dark, and on paper."""

from radar_cli.rendering.palette import FONTS, chart_css, variables


def page_css() -> str:
    """The style sheet of a page and of the charts in it."""
    return (
        f":root{{color-scheme:light dark;{variables(dark=False)}--page:#f4f6f8;--link:#00609a}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{{variables(dark=True)}--page:#0d1116;--link:#7cc4f5}}}}\n"
        f"@media print{{:root{{color-scheme:light;{variables(dark=False)}--page:#fff}}}}\n"
        f"{chart_css()}body{{font:16px/1.5 {FONTS}}}\n{RULES}"
    )


RULES = """*{box-sizing:border-box}
body{margin:0;padding:1.5rem 1rem;background:var(--page);color:var(--ink);overflow-wrap:break-word}
header,main,footer{max-width:56rem;margin:0 auto}
h1{margin:0 0 .75rem;font-size:1.6rem;line-height:1.25}
h2{margin:0 0 .6rem;font-size:1.2rem;line-height:1.3}
a{color:var(--link);text-underline-offset:.15em}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:0 0 1.25rem;padding:0;list-style:none}
section{min-width:0;margin:0 0 1.25rem;padding:1.25rem;scroll-margin-top:1rem}
section{background:var(--surface);border:1px solid var(--grid);border-radius:10px}
figure{margin:0 0 1.25rem}
figcaption{margin:0 0 .5rem}
figcaption strong{display:block;font-weight:600}
figcaption span{color:var(--soft);font-size:.9rem}
figure svg{display:block;width:100%;height:auto}
.narrow{display:none}
.scrolled{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.9rem;font-variant-numeric:tabular-nums}
caption{padding:0 0 .4rem;text-align:left;color:var(--soft)}
th,td{padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--grid)}
th,td{text-align:left;vertical-align:top;white-space:pre-line}
th:last-child,td:last-child{padding-right:0}
thead th{color:var(--soft);font-weight:600;border-bottom-color:var(--axis);vertical-align:bottom}
tbody th{font-weight:400}
th.number,td.number{text-align:right}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(11rem,1fr));gap:.9rem 1.25rem;margin:0}
dl div{min-width:0}
dt{color:var(--soft);font-size:.85rem}
dd{margin:0;font-size:1.05rem;font-weight:600;white-space:pre-line;font-variant-numeric:tabular-nums}
summary{cursor:pointer;color:var(--link);padding:.25rem 0}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
footer{color:var(--soft);font-size:.85rem}
@media (min-width:80rem){
.several{max-width:88rem;display:grid;grid-template-columns:1fr 1fr;gap:1.25rem;align-items:start}
.several section{margin:0}
.several .whole{grid-column:1/-1}
header:has(+.several),.several+footer{max-width:88rem}
.several+footer{margin-top:1.25rem}
}
@media screen and (max-width:34rem){
body{padding:1rem .5rem}
section{padding:1rem .75rem}
dl{grid-template-columns:1fr 1fr}
.wide{display:none}
.narrow{display:block}
}
@media print{
body{padding:0;font-size:11pt}
nav,summary,details:not([open]){display:none}
.several{display:block;max-width:none}
section{padding:0;border:0}
figure,tr,dl div{break-inside:avoid}
h2,figcaption{break-after:avoid}
thead{display:table-header-group}
}
"""
