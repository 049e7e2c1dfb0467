"""What people and programs may write where something else is expected."""

from collections.abc import Callable, Mapping, Sequence
from random import Random

# Texts that can be stored, and drive what shows them if that lets them.
STORABLE = (
    "\x1b[31mred\x1b[0m",
    "\x1b]52;c;cm0gLXJm\a",
    "\x1b]8;;https://evil.example\x1b\\ok\x1b]8;;\x1b\\",
    "\x9b31mcsi\x9d0;title\x9c",
    "\u202egnp.exe\u2066x\u2069",
    "soft\u00adhyphen\u200bzero\u200dwidth\ufeffbom",
    "tag\U000e0041\U000e007f",
    "bell\a back\b del\x7f",
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    '=HYPERLINK("https://evil.example","x")',
    "=cmd|' /C calc'!A0",
    "'; DROP TABLE tasks; --",
    '"; DELETE FROM users; --',
    "%",
    "_",
    "100% a_b\\c",
    "$(rm -rf ~) `id` ${HOME}",
    "$name $$ $1 {} {0} {now} %s %(id)s %%",
    "<script>alert(1)</script>",
    '"><svg onload=alert(1)>&amp;]]>',
    "[bold]markup[/bold] :smile: [link=x]y[/link]",
    "| a | b | `c` *d* _e_ #f",
    "\"quoted\", 'too'; a,b\ta",
    "\\x1b \\n \\u202e",
    "\U0001f469\u200d\U0001f4bb\U0001f3f3\ufe0f\u200d\U0001f308",
    "e\u0301\u0327" * 30,
    "\u65e5\u672c\u8a9e \u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd",
    "\ufffe\uffff\ufdd0",
    "-",
    "--",
    "none",
    "me",
    "null",
    "{date}",
    "x" * 100,
)
# Texts that no command may take anywhere.
UNSTORABLE = ("nul\0nul", "\0", "bad \udcff utf-8", "\udc80", "\ud800", "\ud83d\ude00")
NUMBERS = (
    "0", "1", "2", "3", "007", "-1", "+1", "1.5", "1e3", "\u00b2", "\u0663", "0x10", "1_000", "99", "999999999",
    "1000000000", "9223372036854775807", "9223372036854775808", "18446744073709551616", "9" * 400, "nan", "inf",
    "-inf", "0.0000001",
)  # fmt: skip
DATES = (
    "today", "yesterday", "tomorrow", "fri", "+3d", "-7d", "2w", "-9999w", "+9999w", "2026-01-31", "2026-02-30",
    "0000-00-00", "99999-01-01", "9999-12-31", "1969-12-31", "2026-01-31T08:15", "2026-01-31T08:15:00.123456+05:30",
    "2026-01-31T25:61Z", "01/02/2026", "\u0662\u0660\u0662\u0666-01-01", "2999-12-31T23:59:59-23:59",
    "1970-01-01T00:00+23:59",
)  # fmt: skip
FILTERS = (
    "assignee:me due<+7d -tag:later", "status:all", "(", ")", "((((", "-" * 300, "not " * 80, "or", "and or",
    "id:1,2,3", "id:" + ",".join(["1"] * 2000), "title:'; DROP TABLE tasks", "text:%_\\", "due<99999-01-01",
    "created>=9999-12-31", "id:99999999999999999999", "priority<high", "is:ready", "tag:none or tag:any",
    'title:"\\""', '"unclosed', "project:nope", "assignee:zoe@example.com", "nosuch:1", "::", "a:b:c", "id<>1",
    "depends:1 blocks:2", "ref:$(x)", "version>=0 version<1e9", "(" * 200 + "id:1" + ")" * 200, "x " * 600,
)  # fmt: skip
CRONS = (
    "* * * * *", "0 8 * * 1-5", "@daily", "@reboot", "60 * * * *", "0 0 31 2 *", "*/0 * * * *", "1-99 * * * *",
    "* * *", "0 0 29 2 *", "a b c d e", "* " * 100, "0 8 * * mon-sun", "0-59/999 * * * *", "\u0661 * * * *",
)  # fmt: skip
# None of them is outside of the folder in which the lines are run, but for devices and what is not there.
FILES = (
    "out.csv", "out.json", "out.svg", "out.html", "sub/out.csv", "./out", "", "-", ".", "..", "sub",
    "/no/such/folder/file", "/dev/null", "/dev/full", "x" * 300, "new\nline.csv", "\x1b[31m.csv", "\u202e.svg",
    "web-{date}.csv", "{evil}.csv", "tasks.csv", "issues.json", "tasks.jsonl", "broken.bin", "deep.json", "nul\0.csv",
    "bad\udcff.csv", "~nobody-there/x", "loop",
)  # fmt: skip
EMAILS = (
    "zoe@example.com", "me", "none", "any", "a@b@c", "@", "\u202e@b", "a@b\0", "ana@example.com", "x" * 300 + "@b.c",
)  # fmt: skip
NAMES = ("web", "api", "WEB", "nope", "ana@example.com/web", "soon", "x" * 101)
ZONES = (
    "UTC", "Europe/Berlin", "Mars/Base", "../../no/such/zone", "/no/such/zone", "\0", "", "utc", "posixrules",
    "a" * 300,
)  # fmt: skip
FIELDS = (
    "id,title", "id", "id,,title", "id,id", "nosuch", "", ",", "title,tags,description", "$(x)", "project",
)  # fmt: skip
FORMATS = (
    "table", "plain", "csv", "json", "jsonl", "markdown", "html", "latex", "xml", "unsafehtml", "", "rst", "grid",
    "%d/%m/%Y", "%",
)  # fmt: skip
SETTINGS = (
    "database_url", "broker_url", "queue", "project", "timezone", "holidays", "log_level", "log_format", "nosuch",
)  # fmt: skip
BY_METAVAR: Mapping[str, Sequence[str]] = {
    "DATE": DATES,
    "DAY": DATES,
    "EMAIL": EMAILS,
    "FIELD": ("id", "+due", "-title", "urgency", "nosuch", "+", "", "status"),
    "FIELD=HEADING": ("title=Summary", "title=", "=x", "done=todo", "a=b=c", "status=Status"),
    "FIELD=VALUE": ("title=x", "priority=high", "due=none", "tags=a,b", "nosuch=1", "title", "=", "due=99999-01-01"),
    "FIELDS": FIELDS,
    "FILE": FILES,
    "FILE.html": FILES,
    "FILE.svg": FILES,
    "PATH": FILES,
    "FILTER": FILTERS,
    "[FILTER]": FILTERS,
    "FORMAT": FORMATS,
    "ID": NUMBERS,
    "ID...": NUMBERS,
    "[ID...]": NUMBERS,
    "N": NUMBERS,
    "NUMBER": NUMBERS,
    "SECONDS": ("0", "0.1", "0.2", *NUMBERS[4:9], "-1", "99999", "nan"),
    "[SECONDS]": ("0", "0.1", "2", "99999", ""),
    "KEY": SETTINGS,
    "LENGTH": ("30d", "12w", "6m", "2y", "0d", "-1d", "99999y", "999999999d", "", "w", "d30"),
    "LEVEL": ("low", "medium", "high", "urgent", "debug", "loud", ""),
    "NAME": (*NAMES, *FORMATS),
    "NAME=STATUS": ("In QE Test=in_progress", "x=nosuch", "=", "a=b=done", "done"),
    "REPORT": ("throughput", "lead-time", "compare", "nosuch", ""),
    "ROLE": ("owner", "member", "viewer", "king", ""),
    "SHELL": ("bash", "zsh", "fish", "cmd", ""),
    "STATUSES": ("open", "all", "todo,done", "todo,", "nosuch", ""),
    "TIMES": CRONS,
    "ZONE": ZONES,
    "day|week|month": ("day", "week", "month", "hour", ""),
    "elapsed|inclusive": ("elapsed", "inclusive", ""),
    "last|reset": ("last", "reset", ""),
}
EVERYTHING = tuple({word for words in (STORABLE, UNSTORABLE, *BY_METAVAR.values()) for word in words} - set(FILES))
LETTERS = "ab \t\n\r\0\x1b\x7f\x85\u202e\u2028\udcff\U0001f600\"'\\$%;,:=<>-{}()"
HUGE_IN = 0.1


def word(random: Random, metavar: str, wild: float) -> str:
    """A value for a parameter: one that was thought of for its kind, or else any other, the more so the more `wild`."""
    if metavar in ("FILE", "FILE.html", "FILE.svg", "PATH"):
        return random.choice(FILES)
    kinds: Sequence[tuple[float, Callable[[], str]]] = (
        (wild * HUGE_IN, lambda: random.choice("x\u65e5") * random.choice((501, 10_240, 70_000))),
        (wild, lambda: letters(random)),
        (wild, lambda: random.choice(EVERYTHING)),
    )
    for share, make in kinds:
        if random.random() < share:
            return make()
    return random.choice(BY_METAVAR.get(metavar, STORABLE))


def letters(random: Random) -> str:
    """A few letters in no order, most of which mean something to somebody."""
    return "".join(random.choices(LETTERS, k=random.randrange(1, 12)))
