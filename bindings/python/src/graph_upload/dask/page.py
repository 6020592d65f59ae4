"""A report as one HTML page with plots."""

from __future__ import annotations

import math
import time
from html import escape
from typing import TYPE_CHECKING, Callable, List, Sequence, Tuple

if TYPE_CHECKING:
    from .report import Report

__all__ = ["page"]

STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --quiet: #606a76; --paper: #fff; --card: #f5f7f9; --line: #dce1e6;
  --blue: #2563b8; --wash: #2563b826; --good: #1b7f4d; --bad: #b3361d; --odd: #94650a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ebee; --quiet: #9aa5b1; --paper: #14181c; --card: #1d2329;
  --line: #333c45; --blue: #6ea8f0; --wash: #6ea8f02e; --good: #55c48c; --bad: #f08a72; --odd: #dfb04e; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 2.5rem 1.5rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.6rem; font-weight: 650; }
h2 { margin: 2.5rem 0 .6rem; font-size: 1.05rem; font-weight: 650; }
h3 { margin: .8rem 0 .2rem; color: var(--quiet); font-size: .85rem; font-weight: 400; }
p { margin: .2rem 0; color: var(--quiet); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: .75rem; margin: 1.6rem 0; }
.tile { background: var(--card); border-radius: .5rem; padding: .8rem 1rem; }
.tile b { display: block; font-size: 1.5rem; font-weight: 650; font-variant-numeric: tabular-nums; white-space: nowrap; }
.tile span { color: var(--quiet); font-size: .85rem; }
.good b { color: var(--good); } .bad b { color: var(--bad); } .odd b { color: var(--odd); }
svg { display: block; width: 100%; min-width: 38rem; height: auto; }
svg text { fill: var(--quiet); font: 12px system-ui, sans-serif; font-variant-numeric: tabular-nums; }
svg .value { fill: var(--ink); }
svg .grid { stroke: var(--line); } svg .line { fill: none; stroke: var(--blue); stroke-width: 2; stroke-linejoin: round; }
svg .area { fill: var(--wash); } svg .bar { fill: var(--blue); } svg .fault { fill: var(--bad); }
.wide { overflow-x: auto; padding-bottom: .3rem; }
table { border-collapse: collapse; width: 100%; font-size: .85rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--quiet); font-weight: 500; white-space: nowrap; }
td { overflow-wrap: anywhere; min-width: 6rem; }
"""

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 880, 220, 76, 26, 14
#: How many failures the page lists.
LISTED = 200


def page(report: "Report", title: str) -> str:
    """The page."""
    speed = report.bytes / report.seconds if report.seconds else 0.0
    began = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(report.began))
    parts = [
        f"<h1>{escape(title)}</h1>",
        f"<p>Began {began}, took {duration(report.seconds)}, {size(speed)}/s on average.</p>",
        _tiles(report),
        "<h2>Throughput</h2>", _throughput(report),
        "<h2>Files by size</h2>", "<h3>files below each size</h3>", _sizes(report)]
    if report.reasons:
        parts += ["<h2>Not stored, by reason</h2>", _reasons(report)]
    if report.failures:
        parts += [_failures(report)]
    return ("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
            f"<title>{escape(title)}</title><style>{STYLE}</style></head>\n<body>\n" + "\n".join(parts) + "\n</body></html>\n")


def _tiles(report: "Report") -> str:
    tiles = [
        ("stored", f"{report.stored:,}", "good"), ("skipped", f"{report.skipped:,}", ""),
        ("differ", f"{report.differs:,}", "odd" if report.differs else ""),
        ("failed", f"{report.failed:,}", "bad" if report.failed else ""),
        ("unknown", f"{report.unknown:,}", "odd" if report.unknown else ""),
        ("sent", size(report.bytes), "")]
    return '<div class="tiles">' + "".join(
        f'<div class="tile {kind}"><b>{value}</b><span>{name}</span></div>' for name, value, kind in tiles) + "</div>"


# ---- plots


def _throughput(report: "Report") -> str:
    series = report.series
    if not any(series.files):
        return "<p>Nothing was stored.</p>"
    step = series.step
    # A step that has not ended counts for what it has lasted.
    lasted = [step] * len(series.bytes)
    lasted[-1] = max(min(step, report.seconds - step * (len(lasted) - 1)), step / 4)
    sent = _area([sent / each for sent, each in zip(series.bytes, lasted)], step, size, True)
    files = _area([files / each for files, each in zip(series.files, lasted)], step, lambda value: f"{value:,.4g}", False)
    return f"<h3>bytes per second</h3>{sent}<h3>files per second</h3>{files}"


def _area(values: Sequence[float], step: float, label: Callable[[float], str], binary: bool) -> str:
    top, marks = scale(max(values), binary)
    wide, high = WIDTH - LEFT, HEIGHT - TOP - BOTTOM

    def at(index: float) -> float:
        return LEFT + wide * index / len(values)

    def up(value: float) -> float:
        return TOP + high * (1 - value / top)

    points = [(at(number + 0.5), up(value)) for number, value in enumerate(values)]
    points = [(at(0), points[0][1]), *points, (at(len(values)), points[-1][1])]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    marked = [f'<line class="grid" x1="{LEFT}" x2="{WIDTH}" y1="{up(mark):.1f}" y2="{up(mark):.1f}"/>'
              f'<text x="{LEFT - 8}" y="{up(mark) + 4:.1f}" text-anchor="end">{escape(label(mark))}</text>' for mark in marks]
    ends = [(0.0, "start"), (0.5, "middle"), (1.0, "end")]
    times = [f'<text x="{LEFT + wide * part:.1f}" y="{HEIGHT - 6}" text-anchor="{anchor}">'
             f'{duration(step * len(values) * part)}</text>' for part, anchor in ends]
    return (f'<div class="wide"><svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img">{"".join(marked)}{"".join(times)}'
            f'<polygon class="area" points="{at(0):.1f},{up(0):.1f} {path} {WIDTH},{up(0):.1f}"/>'
            f'<polyline class="line" points="{path}"/></svg></div>')


def _sizes(report: "Report") -> str:
    if not report.sizes:
        return "<p>Nothing was stored.</p>"
    first, last = min(report.sizes), max(report.sizes)
    # Sizes of a factor of four in one bar.
    bars: List[Tuple[str, int]] = []
    for low in range(first - first % 2, last + 1, 2):
        files = sum(report.sizes.get(bits, 0) for bits in (low, low + 1))
        bars.append((size(float(1 << (low + 1))), files))
    most, wide, high = max(files for _, files in bars), (WIDTH - 20) / len(bars), HEIGHT - TOP - BOTTOM - 14
    drawn = []
    for number, (name, files) in enumerate(bars):
        tall = high * files / most
        x, middle, y = 10 + number * wide, 10 + (number + 0.5) * wide, HEIGHT - BOTTOM - tall
        drawn.append(f'<rect class="bar" x="{x + wide * 0.12:.1f}" y="{y:.1f}" width="{wide * 0.76:.1f}" height="{tall:.1f}" '
                     f'rx="2"/><text x="{middle:.1f}" y="{HEIGHT - 8}" text-anchor="middle">{escape(name)}</text>')
        if files:
            drawn.append(f'<text class="value" x="{middle:.1f}" y="{y - 5:.1f}" text-anchor="middle">{files:,}</text>')
    base = HEIGHT - BOTTOM
    return (f'<div class="wide"><svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
            f'<line class="grid" x1="10" x2="{WIDTH - 10}" y1="{base}" y2="{base}"/>{"".join(drawn)}</svg></div>')


def _reasons(report: "Report") -> str:
    rows = sorted(report.reasons.items(), key=lambda row: (-row[1], row[0]))
    shown = rows[:12]
    if len(rows) > len(shown):
        shown.append(("others", sum(count for _, count in rows[len(shown):])))
    most, high, names = max(count for _, count in shown), 26, 330
    drawn = []
    for number, (name, count) in enumerate(shown):
        y, wide = number * high, (WIDTH - names - 80) * count / most
        name = name if len(name) <= 46 else name[:45] + "…"
        drawn.append(f'<text x="{names - 10}" y="{y + 17}" text-anchor="end">{escape(name)}</text>'
                     f'<rect class="fault" x="{names}" y="{y + 4}" width="{max(wide, 2):.1f}" height="{high - 9}" rx="2"/>'
                     f'<text class="value" x="{names + max(wide, 2) + 8:.1f}" y="{y + 17}">{count:,}</text>')
    return f'<div class="wide"><svg viewBox="0 0 {WIDTH} {len(shown) * high}" role="img">{"".join(drawn)}</svg></div>'


def _failures(report: "Report") -> str:
    rows = "".join(
        f"<tr><td>{escape(one.source)}</td><td>{escape(one.target)}</td><td>{escape(one.outcome)}</td>"
        f"<td>{escape(one.message or one.reason)}</td></tr>" for one in report.failures[:LISTED])
    count = report.failed + report.unknown + report.differs
    heading = "Each of them" if count <= LISTED else f"The first {LISTED} of {count:,}"
    return (f'<h2>{heading}</h2><div class="wide"><table><thead><tr><th>Source</th><th>Target</th><th>Outcome</th><th>Why</th>'
            f"</tr></thead><tbody>{rows}</tbody></table></div>")


# ---- numbers for people


def scale(most: float, binary: bool) -> Tuple[float, List[float]]:
    """The top of an axis, and its marks."""
    most = most or 1.0
    unit = 1024.0 ** int(math.log(max(most, 1.0), 1024)) if binary else 1.0
    rough = most / unit / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough) * unit
    count = math.ceil(most / step - 1e-9)
    return step * count, [step * mark for mark in range(count + 1)]


def size(value: float) -> str:
    """Bytes for people."""
    for unit in ("B", "KiB", "MiB", "GiB", "TiB"):
        if value < 1024 or unit == "TiB":
            break
        value /= 1024
    return f"{value:.0f} {unit}" if unit == "B" or value >= 100 or value == int(value) else f"{value:.3g} {unit}"


def duration(seconds: float) -> str:
    """A time for people."""
    if seconds < 100:
        return f"{seconds:.3g} s"
    minutes = round(seconds / 60)
    if minutes < 100:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours < 48 else f"{hours // 24} d {hours % 24} h"
