"""What comes of it: medians, ratios to HAProxy, and everything that was measured as JSON."""

from statistics import median

BASE = "haproxy"
COLUMNS = (
    # name, unit, digits, key
    ("requests/s", 0, "rate"),
    ("MB/s", 0, "mb_per_s"),
    ("CPU us", 1, "cpu_us"),
    ("user", 1, "user_us"),
    ("system", 1, "system_us"),
    ("machine us", 1, "machine_us"),
    ("p50 us", 0, "p50"),
    ("p99", 0, "p99"),
    ("p99.9", 0, "p99.9"),
    ("first p99 us", 0, "first_p99"),
    ("steady p99 us", 0, "steady_p99"),
    ("first/steady", 2, "first_to_steady"),
    ("errors", 0, "errors"),
    ("RSS MB", 1, "memory_mb"),
    ("kB/connection", 2, "kb_per_connection"),
)


def medians(rounds):
    """The median of each figure over the rounds of one peer."""
    keys = {key for one in rounds for key, value in one.items() if value is not None}
    return {key: median(one[key] for one in rounds if one.get(key) is not None) for key in sorted(keys)}


def summary(by_peer):
    """Medians of every peer, and their ratios to HAProxy."""
    result = {name: {"median": medians(rounds), "rounds": rounds} for name, rounds in by_peer.items()}
    direct = result.get("direct", {}).get("median", {}).get("machine_us")
    for entry in result.values():
        if direct is not None and "machine_us" in entry["median"]:
            entry["median"]["machine_us"] -= direct
    for entry in result.values():
        entry["ratio"] = ratios(entry, result[BASE]) if BASE in result else {}
    return result


def ratios(entry, base):
    """The median, over the rounds, of a figure divided by HAProxy's of the same round: what a noisy moment does to both goes out."""
    found = {}
    for key, value in entry["median"].items():
        pairs = [(one[key], other[key]) for one, other in zip(entry["rounds"], base["rounds"]) if one.get(key) and other.get(key)]
        if key == "machine_us" and base["median"].get(key):
            found[key] = value / base["median"][key]  # what is left of two medians
        elif pairs:
            found[key] = median(one / other for one, other in pairs)
    return {key: round(value, 3) for key, value in found.items()}


def print_table(name, result):
    shown = [c for c in COLUMNS if any(c[2] in entry["median"] for entry in result.values())]
    print(f"\n{name}")
    print("  " + " ".join([f"{'':<12}"] + [f"{title:>14}" for title, _, _ in shown]))
    for peer, entry in result.items():
        cells = []
        for _, digits, key in shown:
            value, ratio = entry["median"].get(key), entry["ratio"].get(key)
            text = "-" if value is None else f"{value:.{digits}f}"
            cells.append(text if ratio is None or peer == BASE else f"{text} ({ratio:.2f})")
        print("  " + " ".join([f"{peer:<12}"] + [f"{cell:>14}" for cell in cells]), flush=True)
