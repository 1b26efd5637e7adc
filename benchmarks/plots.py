"""The two plots of scripts/bench as SVG: latency against rate, and bars. Readable in light and dark, and without colours."""

import html
import math

STYLE = """
  svg { font: 13px system-ui, sans-serif; --text: #1f2328; --dim: #59636e; --grid: #d8dee4; --page: #ffffff;
        --c0: #0550ae; --c1: #953800; --c2: #116329; --c3: #8250df; --c4: #a40e26; max-width: 100%; height: auto; }
  @media (prefers-color-scheme: dark) { svg { --text: #e6edf3; --dim: #9198a1; --grid: #30363d; --page: #0d1117;
        --c0: #79c0ff; --c1: #ffa657; --c2: #7ee787; --c3: #d2a8ff; --c4: #ff9492; } }
  .page { fill: var(--page); } text { fill: var(--text); } .dim { fill: var(--dim); } .title { font-weight: 600; font-size: 15px; }
  .grid { stroke: var(--grid); } .bound { stroke: var(--text); stroke-dasharray: 2 3; }
  .line { fill: none; stroke-width: 2; } .tail { stroke-dasharray: 6 4; }
"""
MARKS = (lambda x, y: '<circle cx="%.1f" cy="%.1f" r="4"/>' % (x, y),
         lambda x, y: '<rect x="%.1f" y="%.1f" width="7" height="7"/>' % (x - 3.5, y - 3.5),
         lambda x, y: '<path d="M%.1f %.1fl5 8h-10z"/>' % (x, y - 5),
         lambda x, y: '<path d="M%.1f %.1fl5 5l-5 5l-5-5z"/>' % (x, y - 5),
         lambda x, y: '<path d="M%.1f %.1fl5-8h-10z"/>' % (x, y + 5))
LABEL_HEIGHT = 15


def page(width, height, title, description, parts):
    return "\n".join([
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" role="img" aria-labelledby="t d">'
        % (width, height, width),
        '<title id="t">%s</title><desc id="d">%s</desc>' % (html.escape(title), html.escape(description)),
        "<style>%s</style>" % STYLE, '<rect class="page" width="%d" height="%d"/>' % (width, height),
        text(16, 26, title, "title"), *parts, "</svg>", ""])


def text(x, y, content, style="", anchor="start"):
    return '<text x="%.1f" y="%.1f" class="%s" text-anchor="%s">%s</text>' % (x, y, style, anchor, html.escape(content))


def line(x1, y1, x2, y2, style):
    return '<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" class="%s"/>' % (x1, y1, x2, y2, style)


def number(value):
    return ("%g" % value) if value < 1000 else "{:,.0f}".format(value).replace(",", "\u202f")


def ticks(low, high, steps):
    return [step * 10.0 ** power for power in range(-3, 7) for step in steps if low <= step * 10.0 ** power <= high]


def spread(wanted):
    """Places near the wanted ones that do not overlap, in their order."""
    places = {}
    last = -math.inf
    for key, place in sorted(wanted, key=lambda one: one[1]):
        last = max(place, last + LABEL_HEIGHT)
        places[key] = last
    return places


def latency(series, bound, title, note):
    """series: name, and points of rate, p99, p999 in ms, by rate; the bound is a line across, in ms."""
    width, height, left, right, top, bottom = 860, 500, 64, 150, 66, 76
    points = [point for one in series for point in one["points"]]
    low_rate, high_rate = min(p["rate"] for p in points) / 1.25, max(p["rate"] for p in points) * 1.25
    low, high = min(p["p99"] for p in points) / 1.5, max(bound, max(p["p999"] for p in points)) * 1.5
    scale = lambda value, a, b, start, end: start + (end - start) * math.log(value / a) / math.log(b / a)
    x = lambda rate: scale(rate, low_rate, high_rate, left, width - right)
    y = lambda ms: scale(ms, low, high, height - bottom, top)
    parts = [text(16, 46, "p99 solid, p99.9 dashed; latency counted from the planned time of each request", "dim")]
    for rate in ticks(low_rate, high_rate, (1, 2, 5)):
        parts += [line(x(rate), top, x(rate), height - bottom, "grid"), text(x(rate), height - bottom + 18, number(rate), "", "middle")]
    for ms in ticks(low, high, (1, 2, 5)):
        parts += [line(left, y(ms), width - right, y(ms), "grid"), text(left - 8, y(ms) + 4, number(ms), "", "end")]
    parts += [line(left, y(bound), width - right, y(bound), "bound"),
              text(left + 6, y(bound) - 6, "%g ms" % bound, "dim"),
              text((left + width - right) / 2, height - bottom + 38, "requests a second", "dim", "middle"),
              text(left - 8, top - 6, "ms", "dim", "end"), text(16, height - 10, note, "dim")]
    labels = spread([(number, y(one["points"][-1]["p99"]) + 4) for number, one in enumerate(series)])
    for index, one in enumerate(series):
        for figure, style in (("p99", ""), ("p999", " tail")):
            path = " ".join("%.1f,%.1f" % (x(p["rate"]), y(p[figure])) for p in one["points"])
            parts.append('<polyline points="%s" class="line%s" style="stroke: var(--c%d)"/>' % (path, style, index))
        parts.append('<g style="fill: var(--c%d)">' % index)
        parts += [MARKS[index](x(p["rate"]), y(p[figure])) for p in one["points"] for figure in ("p99", "p999")]
        parts += [MARKS[index](width - right + 14, labels[index] - 4), "</g>", text(width - right + 26, labels[index], one["name"])]
    description = "; ".join("%s: %s" % (one["name"], ", ".join(
        "p99 %.1f and p99.9 %.1f ms at %d a second" % (p["p99"], p["p999"], p["rate"]) for p in one["points"])) for one in series)
    return page(width, height, title, description, parts)


def bars(rows, unit, title, note):
    """rows: name and values, of which the bar shows the median and a line the extremes."""
    width, left, right, top, step = 860, 250, 120, 50, 30
    height = top + step * len(rows) + 40
    middle = lambda values: sorted(values)[len(values) // 2]
    scale = (width - left - right) / max(max(values) for _, values in rows)
    parts = [text(16, height - 12, note, "dim")]
    for index, (name, values) in enumerate(rows):
        y, end = top + step * index, left + scale * max(values)
        parts += [text(left - 10, y + 16, name, "", "end"),
                  '<rect x="%d" y="%.1f" width="%.1f" height="18" style="fill: var(--c0)"/>' % (left, y + 2, scale * middle(values)),
                  line(left + scale * min(values), y + 23, end, y + 23, "bound"),
                  text(max(end, left + scale * middle(values)) + 8, y + 16, "%.2f %s" % (middle(values), unit))]
    description = "; ".join("%s: %.2f %s" % (name, middle(values), unit) for name, values in rows)
    return page(width, height, title, description, parts)
