"""The style of the static snapshot. Every rule is below one class, since outputs share a page with each other."""

STYLE = """
.amlw{--line:#d8dee4;--quiet:#59636e;--panel:#f6f8fa;--bad:#b3261e;\
font:13px/1.45 system-ui,sans-serif;\
border:1px solid var(--line);border-radius:4px;padding:12px 14px;max-width:980px}
.amlw h3{font-size:15px;margin:0 0 2px}
.amlw h4{font-size:12px;margin:0;display:flex;justify-content:space-between;gap:1em}
.amlw p{margin:2px 0}
.amlw code{font-family:ui-monospace,monospace;background:none}
.amlw .amlw-quiet,.amlw .amlw-tick{color:var(--quiet);fill:var(--quiet);font-size:11px}
.amlw .amlw-tick{font-size:9px}
.amlw .amlw-error{border-left:3px solid var(--bad);padding:4px 10px;margin:8px 0}
.amlw .amlw-grid{display:grid;\
grid-template-columns:repeat(auto-fill,minmax(290px,1fr));gap:8px;margin:8px 0;\
align-items:start}
.amlw .amlw-card{border:1px solid var(--line);border-radius:3px;padding:6px 10px;overflow-x:auto;\
overflow-wrap:anywhere}
.amlw svg{width:100%;height:auto}
.amlw pre{background:var(--panel);padding:8px;margin:8px 0 0;overflow:auto;max-height:26em;font-size:11px}
.amlw table{border-collapse:collapse;font-size:12px;margin:4px 0;color:inherit}
.amlw td,.amlw th{padding:1px 5px;text-align:right;white-space:nowrap;border:1px solid var(--line)}
@media(prefers-color-scheme:dark){.amlw{--line:#444c56;--quiet:#9aa4af;--panel:#1c2128;--bad:#ff8a80;\
color:#e6edf3;background:#0d1117}}
"""
