"""Text that would run, fetch, restyle or mislead if a page took it for more than text.

Each payload that a browser runs sets `window.pwned`.
"""

from __future__ import annotations

HTML = (
    "<script>window.pwned=1</script>",
    "</script><script>window.pwned=1</script>",
    "<ScRiPt/x>window.pwned=1</sCrIpT >",
    "<scr<script>ipt>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    '"><img src=x onerror="window.pwned=1">',
    "'><img src=x onerror='window.pwned=1'>",
    "`><img src=x onerror=window.pwned=1>",
    "<img/src='x'/onerror=window.pwned=1//",
    "<svg onload=window.pwned=1>",
    "<svg><script>window.pwned=1</script></svg>",
    "<svg><animate onbegin=window.pwned=1 attributeName=x dur=1s>",
    '<math><mtext></mtext><mglyph><svg><mtext><style><img src=x onerror="window.pwned=1">',
    "<math href='javascript:window.pwned=1'>x</math>",
    "<body onload=window.pwned=1>",
    "<details open ontoggle=window.pwned=1>",
    "<input autofocus onfocus=window.pwned=1>",
    "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
    "<iframe src='javascript:parent.pwned=1'></iframe>",
    "<object data='javascript:window.pwned=1'></object>",
    "<a href='javascript:window.pwned=1'>x</a>",
    "<form action='javascript:window.pwned=1'><button>x</button></form>",
    "<base href='https://example.org/'>",
    "<meta http-equiv=refresh content='0;url=javascript:window.pwned=1'>",
    "<link rel=stylesheet href='https://example.org/x.css'>",
    "<style>@import 'https://example.org/x.css'; .total { display: none }</style>",
    "</style></pre></td></table></section></main><h1>6 of 6 points</h1>",
    "</title></textarea></noscript><script>window.pwned=1</script>",
    "<!--><script>window.pwned=1</script>-->",
    "<![CDATA[<script>window.pwned=1</script>]]>",
    "<?xml version='1.0'?><script>window.pwned=1</script>",
    "&lt;script&gt;window.pwned=1&lt;/script&gt;",
    "&#60;script&#62;window.pwned=1&#60;/script&#62;",
    "\uff1cscript\uff1ewindow.pwned=1\uff1c/script\uff1e",
    "<\u200bscript>window.pwned=1</script>",
    "<s\u0131cript>window.pwned=1</script>",
    "+ADw-script+AD4-window.pwned=1+ADw-/script+AD4-",
)

TEMPLATE = (
    "{{ 7 * 191 }}{% raw %}",
    "{{ report.__class__.__mro__ }}",
    "${7 * 191} #{7 * 191} <%= 7 * 191 %>",
    "{0.__class__} %(x)s %s %n $HOME `id`",
)

CONTROL = (
    "\x1b[31mred\x1b[0m\x1b]0;title\x07\x1b]8;;https://example.org\x07link\x1b]8;;\x07",
    "\x9b31m\x08\x08\x08\x07\x7f",
    "full\x00marks",
    "\u202eskram lluf\u202c \u2066x\u2069 \u200e\u200f",
    "\ufeff\u2028\u2029\u0085\x0b\x0c\x1c",
    "one\rtwo",
)

TEXTS = (*HTML, *TEMPLATE, *CONTROL)

MARKDOWN = (
    "[x](javascript:window.pwned=1)",
    "[x](JaVaScRiPt:window.pwned=1)",
    "[x]( javascript:window.pwned=1)",
    "[x](java\tscript:window.pwned=1)",
    "[x](&#106;avascript:window.pwned=1)",
    "[x](javascript&colon;window.pwned=1)",
    "[x](\x01javascript:window.pwned=1)",
    "[x](vbscript:window.pwned=1)",
    "[x](data:text/html,<script>parent.pwned=1</script>)",
    "[x](//example.org/x)",
    "<javascript:window.pwned=1>",
    "<data:text/html;base64,PHNjcmlwdD53aW5kb3cucHduZWQ9MTwvc2NyaXB0Pg==>",
    "[x][1]\n\n[1]: javascript:window.pwned=1",
    "![x](javascript:window.pwned=1)",
    "![x](https://example.org/track.png)",
    '![x" onerror="window.pwned=1](x)',
    '[x](https://example.org/" onmouseover="window.pwned=1)',
    "[x](https://example.org/ 'a\" onmouseover=\"window.pwned=1')",
    "[<img src=x onerror=window.pwned=1>](#top)",
    "![x](attachment:evil.svg)",
    "```<script>window.pwned=1</script>\nx\n```",
    '```python" onmouseover="window.pwned=1\nx\n```',
    "    <script>window.pwned=1</script>",
    "> <script>window.pwned=1</script>",
    "| <img src=x onerror=window.pwned=1> | b |\n| --- | --- |\n| <svg onload=window.pwned=1> |",
    "$<script>window.pwned=1</script>$",
    "$$\\text{<img src=x onerror=window.pwned=1>}$$",
    "$\\href{javascript:window.pwned=1}{x}$ $\\unicode{60}$",
    "$\\style{background:url(https://example.org)}{x}$ $\\class{total}{x}$ $\\cssId{top}{x}$",
    "\\begin{align}<script>window.pwned=1</script>\\end{align}",
    "\\begin{\"><img src=x onerror=window.pwned=1>}x\\end{\"><img src=x onerror=window.pwned=1>}",
    "$" + "{" * 1500 + "}" * 400 + "$",
    "$$" + "\\frac{1}{" * 190 + "$$",
    "$$" + "\\frac{1}{" * 200 + "1" + "}" * 200 + "$$",
    "[" * 3000,
    "*" * 3000 + "x",
    "> " * 500 + "x",
    "- " * 500 + "x",
    "<a" * 2000,
)  # fmt: skip

#: Names that a folder, and so a student, can have.
STUDENTS = (
    "<script>window.pwned=1<\u2215script>",
    "<img src=x onerror=window.pwned=1>",
    "' onmouseover='window.pwned=1",
    '" onmouseover="window.pwned=1',
    '=HYPERLINK("https:example.org","x")',
    "@SUM(1+1)",
    "+cmd|' C'!A0",
    "-rf",
    "--help",
    "{{ 7 * 191 }}",
    "{student_id}",
    "%(x)s%n",
    "a..b",
    "evil..",
    "~root",
    "$HOME `id`",
    "x'; DROP TABLE grade; --",
    "C:\\..\\x",
    " lead and trail ",
    "*",
    "[a-z]?",
    "n" * 200,
)

#: Names that a folder can have and no student.
UNPRINTABLE = ("a\nb\rc", "\x1b[31mred", "\u202emarks", "half \udcff")
