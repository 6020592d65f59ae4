"""The table of docs/bindings.md: scenarios and languages. It is written after a run of all languages without failures, so what it
says follows from index.json and what they refuse."""

from .scenario import BINDINGS, all_scenarios, language, languages

PAGE = BINDINGS.parent / "docs" / "bindings.md"
START, END = "<!-- conformance -->\n", "<!-- end of conformance -->\n"
TITLES = {"c": "C", "csharp": "C#", "dotnet": "C#", "lua": "LuaJIT", "php": "PHP"}


def title(name):
    return TITLES.get(name, name.capitalize())


def table():
    every = [language(name) for name in languages()]
    lines = ["| Scenario | " + " | ".join(title(one.name) for one in every) + " |",
             "|---" * (len(every) + 1) + "|"]
    reasons = []
    for scenario in all_scenarios():
        cells = [cell(one, scenario, reasons) for one in every]
        lines.append(f"| {scenario.summary} | " + " | ".join(cells) + " |")
    notes = [f"{number}. {reason}" for number, reason in enumerate(reasons, 1)]
    return "\n".join(lines + ([""] + notes if notes else [])) + "\n"


def cell(one, scenario, reasons):
    refused = {form: one.refusal(scenario, form) for form in one.forms}
    if not any(refused.values()):
        return "passes"
    words = []
    for form, reason in refused.items():
        if reason is None:
            words.append(f"{form} passes")
            continue
        reason = f"{title(one.name)}: {reason}"
        if reason not in reasons:
            reasons.append(reason)
        word = f"refused ({reasons.index(reason) + 1})"
        words.append(f"{form} {word}" if len(set(map(bool, refused.values()))) > 1 else word)
    return ", ".join(dict.fromkeys(words))


def page():
    """The page as it has to be."""
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition(START)
    _, _, tail = rest.partition(END)
    return f"{head}{START}\n{table()}\n{END}{tail}"


def write():
    PAGE.write_text(page(), encoding="utf-8")


def is_current():
    return page() == PAGE.read_text(encoding="utf-8")
